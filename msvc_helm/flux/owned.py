"""Files in somebody's Git repository that this program writes again and again, beside those that others wrote.

Each begins with a line that says who wrote it, with a digest of the rest. So a file of somebody else's is never
overwritten or deleted, nor one of ours that somebody has changed since, and no list of files has to be kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from msvc_helm.errors import InputError, Problem
from msvc_helm.files import write_files

_HEADER = re.compile(r"# Written by msvc-helm flux from .*, sha256:([0-9a-f]{16})\n")

OURS, CHANGED, FOREIGN = "ours", "changed", "foreign"


class Plan(NamedTuple):
    """What is to be done in a directory: files to write (path below it → text), and ours that are not made any more.

    `kept` are those among the latter that somebody has changed.
    """

    write: dict[str, str]
    stale: tuple[str, ...]
    kept: tuple[str, ...]


def with_header(text: str, origin: str) -> str:
    """The text of a file of ours; `origin` says what to change instead of it."""
    return f"# Written by msvc-helm flux from {origin}, sha256:{_digest(text)}\n{text}"


def whose(text: str) -> str:
    """OURS, CHANGED (ours once) or FOREIGN."""
    match = _HEADER.match(text)
    if match is None:
        return FOREIGN
    return OURS if _digest(text[match.end() :]) == match[1] else CHANGED


def plan(directory: str, folders: Iterable[str], files: Mapping[str, str], *, force: bool) -> Plan:
    """What writing `files` (path below `directory` → text with its header) means for what is there, in `folders`.

    Raises InputError for each file that is not ours to overwrite; `force` overwrites what was ours and was changed.
    """
    current = _existing(directory, folders)
    there = {path: whose(text) for path, text in current.items()}
    problems = []
    for path in files:
        state = there.get(path, OURS)
        if state == FOREIGN or (state == CHANGED and not force):
            problems.append(Problem(*_refusal(state), source=os.path.join(directory, path)))
    if problems:
        raise InputError(problems)
    changed = {path: text for path, text in files.items() if current.get(path) != text}
    gone = sorted(path for path, state in there.items() if state != FOREIGN and path not in files)
    stale = tuple(path for path in gone if there[path] == OURS)
    return Plan(changed, stale, tuple(path for path in gone if there[path] == CHANGED))


def carry_out(directory: str, wanted: Plan, *, prune: bool) -> None:
    """Write the files of a plan and, with `prune`, delete the stale ones and the folders that they leave empty.

    Each folder is written as a whole; after a failure (InputError) the same run again does the rest.
    """
    by_folder: dict[str, list[tuple[str, str]]] = {}
    for path, text in wanted.write.items():
        folder, name = os.path.split(path)
        by_folder.setdefault(folder, []).append((name, text))
    for folder, files in by_folder.items():
        write_files(os.path.join(directory, folder), files)
    for path in wanted.stale if prune else ():
        try:
            os.remove(os.path.join(directory, path))
            _remove_empty(directory, os.path.dirname(path))
        except OSError as error:
            source = os.path.join(directory, path)
            raise InputError(Problem(f"cannot be deleted: {error.strerror}", source=source)) from error


def _refusal(state: str) -> tuple[str]:
    if state == FOREIGN:
        return ("is there already, and msvc-helm flux did not write it: move it, or name another directory",)
    return ("was changed since msvc-helm flux wrote it: change what it is made from, or overwrite it with --force",)


def _existing(directory: str, folders: Iterable[str]) -> dict[str, str]:
    """The text of every file below the folders, by its path below `directory`, in order."""
    found: dict[str, str] = {}
    for folder in folders:
        for at, inner, names in os.walk(os.path.join(directory, folder)):
            inner.sort()
            for name in sorted(names):
                path = os.path.join(at, name)
                with open(path, encoding="utf-8", errors="replace", newline="") as file:
                    found[os.path.relpath(path, directory)] = file.read()
    return found


def _remove_empty(directory: str, folder: str) -> None:
    while folder and not os.listdir(os.path.join(directory, folder)):
        os.rmdir(os.path.join(directory, folder))
        folder = os.path.dirname(folder)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
