"""Files in somebody's directory that this program writes again and again, beside those that others wrote.

Each has, in its first or second line, who wrote it and a digest of the whole. So a file of somebody else's is never
overwritten or deleted, nor one of ours that was changed since, and no list of files has to be kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple

from msvc_helm.errors import InputError, Problem
from msvc_helm.files import write_files

MARK = "Written by msvc-helm"
OURS, CHANGED, FOREIGN = "ours", "changed", "foreign"
_DIGITS = 16
_BLANK = f"sha256:{'0' * _DIGITS}"
_LINE = re.compile(rf"\A(?:.*\n)?.*{MARK} .*(sha256:[0-9a-f]{{{_DIGITS}}})")


class Plan(NamedTuple):
    """What is to be done in a directory: files to write (path below it to text), and ours that are not made any more.

    `kept` are those among the latter that somebody has changed.
    """

    write: dict[str, str]
    stale: tuple[str, ...]
    kept: tuple[str, ...]


def line(command: str, origin: str) -> str:
    """What stands in the line: the command that wrote the file, from what, and room for the digest."""
    return f"{MARK} {command} from {origin}, {_BLANK}"


def sealed(text: str) -> str:
    """The text with its digest in its line. Raises AssertionError for a text without `line`."""
    if _match(text) is None:
        raise AssertionError(f"no line with {MARK!r}: {text[:100]}")
    return _with(text, _digest(text))


def whose(text: str) -> str:
    """OURS, CHANGED (ours once) or FOREIGN."""
    found = _match(text)
    if found is None:
        return FOREIGN
    return OURS if found[1] == _digest(_with(text, _BLANK)) else CHANGED


def plan(directory: str, files: Mapping[str, str], *, folders: Iterable[str] = ("",), force: bool = False) -> Plan:
    """What writing `files` (path below `directory` to sealed text) means for what is there, in `folders`.

    Raises InputError for each file that is not ours to overwrite; `force` overwrites what was ours and was changed.
    """
    current = existing(directory, folders)
    there = {path: whose(text) for path, text in current.items()}
    problems = [Problem(_LINKED, source=os.path.join(directory, folder)) for folder in _linked(directory, files)]
    for path in files:
        state = there.get(path, OURS)
        if current.get(path) != files[path] and (state == FOREIGN or (state == CHANGED and not force)):
            problems.append(Problem(_REFUSALS[state], source=os.path.join(directory, path)))
    if problems:
        raise InputError(problems)
    changed = {path: text for path, text in files.items() if current.get(path) != text}
    gone = sorted(path for path, state in there.items() if state != FOREIGN and path not in files)
    stale = tuple(path for path in gone if there[path] == OURS)
    return Plan(changed, stale, tuple(path for path in gone if there[path] == CHANGED))


def carry_out(directory: str, wanted: Plan, *, prune: bool) -> None:
    """Write the files of a plan and, with `prune`, delete the stale ones and the folders that they leave empty."""
    write_files(directory, wanted.write.items())
    for path in wanted.stale if prune else ():
        try:
            os.remove(os.path.join(directory, path))
            _remove_empty(directory, os.path.dirname(path))
        except OSError as error:
            source = os.path.join(directory, path)
            raise InputError(Problem(f"cannot be deleted: {error.strerror}", source=source)) from error


def existing(directory: str, folders: Iterable[str] = ("",)) -> dict[str, str]:
    """The text of every file below the folders, by its path below `directory`, in order."""
    found: dict[str, str] = {}
    for folder in folders:
        for at, inner, names in os.walk(os.path.join(directory, folder)):
            inner.sort()
            for name in sorted(names):
                path = os.path.join(at, name)
                if not os.path.isfile(path):  # a link to nothing, a pipe: nobody's text
                    found[os.path.relpath(path, directory)] = ""
                    continue
                with open(path, encoding="utf-8", errors="replace", newline="") as file:
                    found[os.path.relpath(path, directory)] = file.read()
    return found


def _linked(directory: str, files: Iterable[str]) -> list[str]:
    """The folders of `files` that are symbolic links: what is there was not looked at, and may be anybody's."""
    folders = {folder for path in files for folder in accumulate(path.split("/")[:-1], os.path.join)}
    return sorted(folder for folder in folders if os.path.islink(os.path.join(directory, folder)))


_LINKED = "is a symbolic link, and what it leads to may be somebody else's: name another directory"
_REFUSALS = {
    FOREIGN: "is there already, and msvc-helm did not write it: move it, or name another directory",
    CHANGED: "was changed since msvc-helm wrote it: change what it is made from, or overwrite it with --force",
}


def _match(text: str) -> re.Match[str] | None:
    return _LINE.match(text[:2000])  # a long line of something else's is not searched through


def _with(text: str, digest: str) -> str:
    found = _match(text)
    return f"{text[: found.start(1)]}{digest}{text[found.end(1) :]}" if found else text


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()[:_DIGITS]}"


def _remove_empty(directory: str, folder: str) -> None:
    while folder and not os.listdir(os.path.join(directory, folder)):
        os.rmdir(os.path.join(directory, folder))
        folder = os.path.dirname(folder)
