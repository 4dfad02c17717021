"""Several files into a directory, all or none."""

from __future__ import annotations

import os
from collections.abc import Iterable

from msvc_helm.errors import InputError, Problem


def write_files(directory: str, files: Iterable[tuple[str, str | bytes]]) -> None:
    """Write (name, content) pairs, text as UTF-8: all beside their targets first, then each renamed into place.

    A name may have folders before it, separated by `/`. Raises InputError when the directory cannot be written. Names
    must not lead out of it, and each occurs once (`twice`).
    """
    import tempfile  # costs milliseconds, and most output is printed

    try:
        os.makedirs(directory, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".msvc-helm-", dir=directory) as staging:
            names: list[str] = []
            for name, content in files:
                path = os.path.join(staging, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as out:
                    out.write(content.encode() if isinstance(content, str) else content)
                names.append(name)
            for name in names:
                os.makedirs(os.path.dirname(os.path.join(directory, name)), exist_ok=True)
                os.replace(os.path.join(staging, name), os.path.join(directory, name))
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", source=directory)) from error


def twice(names: Iterable[str]) -> list[Problem]:
    """A problem for each file that would be written more than once."""
    from collections import Counter

    return [Problem(f"{name} would be written {n} times") for name, n in Counter(names).items() if n > 1]
