"""One file that the user named, written whole or not at all."""

from __future__ import annotations

import os
from errno import EACCES, EISDIR
from stat import S_ISREG

from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files.change import Content, encoded, write_files
from msvc_helm.managed_files.plan import digest, summary
from msvc_helm.managed_files.record import digest_of

_MOST_LINKS = 40  # as many as Linux follows


def write_file(path: str, content: Content, *, parents: bool = False) -> str:
    """Write a file, through a link where it is one, or into a device or pipe; the line that says what was done.

    With `parents` its folder is made where there is none. Raises InputError; then nothing has changed.
    """
    try:
        target = _target(path)
        if target is None:
            with open(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as out:
                out.write(encoded(content))
        elif digest_of(target) == digest(content):
            return f"{path}: {summary(written=0, unchanged=1, removed=0)}"
        else:
            folder = os.path.dirname(target) or "."
            if not parents:
                os.stat(folder)
            write_files(folder, [(os.path.basename(target), content)])
    except InputError as error:
        raise InputError(problem._replace(source=path) for problem in error.problems) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", source=path)) from error
    return f"{path}: {summary(written=1, unchanged=0, removed=0)}"


def _target(path: str) -> str | None:
    """The file to replace, behind all links; None for a device, a pipe or a file that is open. Raises OSError."""
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(os.path.dirname(path))
        if folder == "/dev" or folder.startswith("/proc/"):  # /dev/stdout may lead to a file that a shell has open
            return None
        if not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    if not os.path.exists(path):
        return path
    if os.path.isdir(path):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if not os.access(path, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))
    return path if S_ISREG(os.stat(path).st_mode) else None
