"""The record of an output directory: which command wrote it, and each of its files with its digest.

`sha256sum --check .msvc-helm.sha256` reads it too. It may come from a merge, an editor or somebody who means harm, so
it is believed only where it says nothing about any other directory.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from hashlib import file_digest
from io import BufferedReader
from stat import S_ISREG
from typing import NamedTuple

from msvc_helm.errors import InputError, Problem

RECORD = ".msvc-helm.sha256"
MOST = 64 * 1024 * 1024  # bytes of a record: some 500,000 files
_FIRST = re.compile(r"# Written by msvc-helm ([a-z][a-z-]*): .*")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_HINT = "restore it, for example from version control; or delete it, and generate again with --force"


class Record(NamedTuple):
    """The command that wrote a directory, and the SHA-256 of each of its files, in hexadecimal, by path (with `/`)."""

    command: str
    digests: Mapping[str, str]

    def text(self) -> str:
        """The file's text."""
        first = f"# Written by msvc-helm {self.command}: the files it may replace or remove, as it wrote them.\n"
        return first + "".join(f"{digest}  {path}\n" for path, digest in sorted(self.digests.items()))


def read(directory: str) -> Record | None:
    """The record there, None where there is none. Raises InputError for one that cannot be believed."""
    path = os.path.join(directory, RECORD)
    try:
        with regular(path) as file:
            data = file.read(MOST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from error
    if len(data) > MOST:
        raise _wrong(path, f"is larger than {MOST:,} bytes")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise _wrong(path, "is not UTF-8") from error
    return _parse(path, lines)


def digest_of(path: str) -> str | None:
    """The SHA-256 of a file; None where nothing is, empty for what is not a regular file (also a link to one)."""
    try:
        with regular(path) as file:
            return file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except _NotRegularError:
        return ""
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", source=path)) from error


def regular(path: str) -> BufferedReader:
    """A regular file, open for reading. Raises OSError, also for a link, a pipe or a directory; never waits for one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if not os.path.lexists(path) or S_ISREG(os.lstat(path).st_mode):
            raise
        raise _NotRegularError(error.errno, "it is not a regular file") from error
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _NotRegularError(0, "it is not a regular file")
    return os.fdopen(descriptor, "rb")


class _NotRegularError(OSError):
    """A link, a pipe, a directory."""


def unsafe(path: str) -> str:
    """Why no record may name a path; empty where one may."""
    parts = path.split("/")
    if path.startswith("/") or ".." in parts:
        return "leads out of the directory"
    if "" in parts or "." in parts or "\\" in path or not path.isprintable():
        return "is not a plain path"
    if ".git" in parts:
        return "is git's own"
    return "is a record itself" if RECORD in parts else ""


def _parse(path: str, lines: list[str]) -> Record:
    first = _FIRST.fullmatch(lines[0])
    if first is None:
        raise _wrong(path, 'expected "# Written by msvc-helm COMMAND: …"', 1)
    if lines.pop():
        raise _wrong(path, "ends within a line", len(lines) + 1)
    digests: dict[str, str] = {}
    problems = []
    for number, line in enumerate(lines[1:], 2):
        found = _LINE.fullmatch(line)
        why = f'expected a SHA-256 digest, two blanks and a path, found "{line}"'
        if found is not None:
            why = unsafe(found[2]) or ("is named twice" if found[2] in digests else "")
            why = why and f'"{found[2]}" {why}'
            digests[found[2]] = found[1]
        if why:
            problems.append(Problem(why, line=number, source=path, hint=_HINT))
    if problems:
        raise InputError(problems)
    return Record(first[1], digests)


def folders(path: str) -> Iterator[str]:
    """The folders that a path goes through, from the top."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _wrong(path: str, message: str, line: int = 0) -> InputError:
    return InputError(Problem(message, line=line, source=path, hint=_HINT))
