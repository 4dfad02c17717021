"""What writing files means for what is in their directory: which are written, removed, kept or in the way."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files.change import STAGING, Content, write_files
from msvc_helm.managed_files.earlier import Earlier
from msvc_helm.managed_files.record import RECORD, Record, digest_of, folders, read, unsafe
from msvc_helm.report import counted


class State(Enum):
    """How a file is that is to be written or was once."""

    NEW = "new"  # it is not there
    SAME = "same"  # as it is to be
    OURS = "ours"  # to be written, and there as an earlier run wrote it
    CHANGED = "changed"  # to be written, and changed since an earlier run wrote it
    FOREIGN = "foreign"  # to be written, and no run wrote what is there
    STALE = "stale"  # not made any more, and there as an earlier run wrote it
    KEPT = "kept"  # not made any more, and changed since


class Plan(NamedTuple):
    """What is to be done in a directory, where there are no `problems`: the state of each file, by its path below it.

    Stale files are removed where `prune` is set. `record` is what the record is to say, and `recorded` whether it does.
    """

    directory: str
    problems: tuple[Problem, ...] = ()
    states: Mapping[str, State] = {}
    prune: bool = True
    record: str = ""
    recorded: bool = False
    again: Callable[[], Mapping[str, State]] = dict  # looks at the files once more

    def having(self, *states: State) -> list[str]:
        """The files in one of these states."""
        return [path for path, state in self.states.items() if state in states]

    @property
    def write(self) -> list[str]:
        """The files to write."""
        return self.having(State.NEW, State.OURS, State.CHANGED)

    @property
    def remove(self) -> list[str]:
        """The files to remove."""
        return self.having(State.STALE) if self.prune else []

    @property
    def warnings(self) -> list[Problem]:
        """One for each file that is not made any more and that somebody has changed."""
        message = "is no longer generated, but was edited: delete it if you do not need it"
        return [Problem(message, source=os.path.join(self.directory, path)) for path in self.having(State.KEPT)]

    def carry_out(self, contents: Iterable[tuple[str, Content]]) -> list[str]:
        """Do it, all or nothing; the lines that say what was done. `contents` has every file, in any order.

        Raises InputError for the problems, and where it cannot be done.
        """
        if self.problems:
            raise InputError(self.problems)
        wanted, remove = set(self.write), self.remove
        if not self.recorded or wanted or remove:
            write_files(self.directory, self._files(wanted, contents), remove, self._still)
        removed = [f"removed {os.path.join(self.directory, path)}" for path in remove]
        same = len(self.having(State.SAME))
        return [*removed, f"{self.directory}: {summary(written=len(wanted), unchanged=same, removed=len(remove))}"]

    def _still(self) -> None:
        """Raise InputError where somebody has changed a file since the plan was made."""
        now = self.again()
        changed = sorted(path for path in {*now, *self.states} if now.get(path) != self.states.get(path))
        if changed:
            message = "was changed at this very moment: run the command again"
            raise InputError(Problem(message, source=os.path.join(self.directory, path)) for path in changed)

    def _files(self, wanted: set[str], contents: Iterable[tuple[str, Content]]) -> Iterator[tuple[str, Content]]:
        yield from (pair for pair in contents if pair[0] in wanted)
        if not self.recorded:
            yield RECORD, self.record


def summary(*, written: int, unchanged: int, removed: int) -> str:
    """What was done, in a line."""
    return f"{counted(written, 'file')} written, {unchanged:,} unchanged, {removed:,} removed"


def plan(
    directory: str,
    command: str,
    digests: Mapping[str, str],
    *,
    force: bool = False,
    prune: bool = True,
    earlier: Earlier = Earlier(),  # noqa: B008 - it is a constant
) -> Plan:
    """What a run of `command` that writes files (their SHA-256 by path) into a directory has to do.

    `force`: the directory may hold other files, and files of an earlier run are overwritten that were changed since.
    `prune`: files of an earlier run that this one does not make are removed.
    """
    try:
        before = _before(directory, command, force, earlier)
        states = look(directory, digests, before)
    except InputError as error:
        return Plan(directory, error.problems)
    problems = [
        Problem(_REFUSALS[state], source=os.path.join(directory, path))
        for path, state in states.items()
        if state is State.FOREIGN or (state is State.CHANGED and not force)
    ]
    problems += [Problem(f'the path "{path}" {why}', source=directory) for path in digests if (why := unsafe(path))]

    left = [path for path, state in states.items() if state is State.KEPT or (state is State.STALE and not prune)]
    # What is as it would be written, but that no record names, is somebody else's and stays so.
    ours = {path: at for path, at in digests.items() if force or path in before or states[path] is not State.SAME}
    record = Record(command, ours | {path: before[path] for path in left}).text()
    recorded = digest_of(os.path.join(directory, RECORD)) == digest(record)
    again = partial(look, directory, digests, before)
    return Plan(directory, tuple(problems), states, prune, record, recorded, again)


def look(directory: str, digests: Mapping[str, str], before: Mapping[str, str]) -> dict[str, State]:
    """The state of each file that is to be written or, by the digests `before`, was once; none of others is read.

    Raises InputError for folders on the way that are links, files, or have a record of their own.
    """
    barred = _barred(directory, {*digests, *before})
    wrong = {folder: why for folder, why in barred.items() if why == _LINKED}
    for path in digests:
        wrong |= {folder: barred[folder] for folder in folders(path) if folder in barred}
    if wrong:
        raise InputError(Problem(why, source=os.path.join(directory, folder)) for folder, why in sorted(wrong.items()))
    states = {}
    for path in sorted({*digests, *before}):
        others = any(barred.get(folder) == _OTHERS for folder in folders(path))
        there = "" if others else digest_of(os.path.join(directory, path))
        if path in digests:
            states[path] = _wanted(there, digests[path], before.get(path))
        elif there is not None:
            states[path] = State.STALE if there == before[path] else State.KEPT
    return states


def digest(content: Content) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def digests(files: Mapping[str, Content]) -> dict[str, str]:
    """The SHA-256 of each file's content, by path."""
    return {path: digest(content) for path, content in files.items()}


def twice(names: Iterable[str]) -> list[Problem]:
    """A problem for each file that would be written more than once."""
    return [Problem(f"{name} would be written {n} times") for name, n in Counter(names).items() if n > 1]


def _wanted(there: str | None, wanted: str, before: str | None) -> State:
    if there is None:
        return State.NEW
    if there == wanted:
        return State.SAME
    if before is None or not there:
        return State.FOREIGN  # also a link or a folder in the place of ours
    return State.OURS if there == before else State.CHANGED


def _before(directory: str, command: str, force: bool, earlier: Earlier) -> Mapping[str, str]:
    """The files of earlier runs with their digests. Raises InputError for a directory that is not this command's."""
    if os.path.lexists(directory) and not os.path.isdir(directory):
        raise InputError(Problem("is not a directory", source=directory))
    found = read(directory)
    if found is None:
        known = earlier.files(directory)
        if not known and not force and _has_others(directory):
            raise InputError(Problem(_NOT_OURS.format(command), source=directory, hint=_IF_MEANT))
        return known
    if found.command != command:
        raise InputError(Problem(_ANOTHER.format(found.command), source=directory, hint="name another directory"))
    return found.digests


def _has_others(directory: str) -> bool:
    """Whether anything is there but what git, or a run of ours that was killed, keeps."""
    try:
        with os.scandir(directory) as entries:
            return any(entry.name != ".git" and not entry.name.startswith(STAGING) for entry in entries)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror}", source=directory)) from error


def _barred(directory: str, paths: Iterable[str]) -> dict[str, str]:
    """Why not to go into a folder, for those of the paths' folders that are not plain folders of this output."""
    found = {}
    for folder in {folder for path in paths for folder in folders(path)}:
        path = os.path.join(directory, folder)
        if os.path.islink(path):
            found[folder] = _LINKED
        elif os.path.lexists(path) and not os.path.isdir(path):
            found[folder] = "is in the way: a folder is needed here"  # so nothing is below it
        elif os.path.lexists(os.path.join(path, RECORD)):
            found[folder] = _OTHERS
    return found


_LINKED = "is a symbolic link, and what it leads to may be somebody else's: name another directory"
_OTHERS = "is the output of another run of msvc-helm: name another directory"
_NOT_OURS = "is not empty, and `msvc-helm {}` did not write it"
_IF_MEANT = "name another directory; if it is the right one, --force writes into it without changing its other files"
_ANOTHER = "is the output of `msvc-helm {}`"
_REFUSALS = {
    State.FOREIGN: "already exists, and msvc-helm did not write it: move it, or name another directory",
    State.CHANGED: "was changed since msvc-helm wrote it: change what it is made from, or overwrite it with --force",
}
