"""Files written and removed below one directory: all of it or nothing, also when a disk is full or a signal comes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from errno import EISDIR
from functools import partial
from stat import S_IMODE, S_ISREG

from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files.signals import Held

STAGING = ".msvc-helm-"  # begins the name of a folder that kubectl, git, Helm and Argo CD pass over
Content = str | bytes


def write_files(
    directory: str,
    files: Iterable[tuple[str, Content]],
    remove: Iterable[str] = (),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Write (path, content) pairs, text as UTF-8, and remove files; whatever is at these paths now is replaced.

    A path may have folders before it, separated by `/`, that are not links; each occurs once. Folders that removing
    leaves empty go too. A file keeps its mode. `ready` is called before the first file is put in its place, and may
    raise. Raises InputError when it cannot be done; then nothing has changed.
    """
    with Held() as signals:
        change = _Change(directory)
        try:
            change.begin()
            for path, content in files:
                signals.check()
                change.stage(path, content)
            ready()
            for step in change.steps(remove):
                signals.check()
                step()
        except BaseException as error:
            left = change.undo()
            if left or isinstance(error, OSError):
                raise InputError(_problem(error, change, left)) from error
            raise
        change.clean()


def encoded(content: Content) -> bytes:
    """The bytes of a file."""
    return content.encode() if isinstance(content, str) else content


class _Change:
    """What has been done so far, and how to undo it."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.at = directory  # what is being worked on, for messages
        self.staging = ""
        self._staged: list[str] = []  # the files to write; the n-th lies in the staging folder as n
        self._kept = 0  # files put aside
        self._made: list[str] = []  # folders around the staging folder
        self._undo: list[Callable[[], None]] = []

    def begin(self) -> None:
        """Make the directory and, in it, the staging folder."""
        import tempfile  # costs milliseconds

        self._make(self.directory, self._made.append)
        self.staging = tempfile.mkdtemp(prefix=STAGING, dir=self.directory)
        with open(os.path.join(self.staging, ".gitignore"), "w", encoding="ascii") as out:
            out.write("*\n")

    def stage(self, path: str, content: Content) -> None:
        """Write a file beside its place, with the mode of the one that it will replace."""
        self.at = os.path.join(self.directory, path)
        staged = os.path.join(self.staging, str(len(self._staged)))
        with open(staged, "xb") as out:
            out.write(encoded(content))
        with suppress(FileNotFoundError, NotADirectoryError):
            mode = os.lstat(self.at).st_mode
            if S_ISREG(mode) and S_IMODE(mode) != S_IMODE(os.stat(staged).st_mode):
                os.chmod(staged, S_IMODE(mode))
        self._staged.append(path)

    def steps(self, remove: Iterable[str]) -> Iterable[Callable[[], None]]:
        """One step for each file."""
        for number, path in enumerate(self._staged):
            yield partial(self._place, os.path.join(self.staging, str(number)), os.path.join(self.directory, path))
        for path in remove:
            yield partial(self._remove, os.path.join(self.directory, path))

    def _place(self, staged: str, target: str) -> None:
        self.at = target
        self._make(os.path.dirname(target), lambda folder: self._undo.append(partial(_rmdir, folder)))
        there = os.path.lexists(target)
        if there:
            aside = self._aside(target)
            try:
                os.link(target, aside, follow_symlinks=False)  # so that the file is there at every moment
            except OSError:
                os.replace(target, aside)
            self._undo.append(partial(os.replace, aside, target))
        os.replace(staged, target)
        if not there:
            self._undo.append(partial(os.remove, target))

    def _remove(self, target: str) -> None:
        self.at = target
        aside = self._aside(target)
        os.replace(target, aside)
        self._undo.append(partial(os.replace, aside, target))
        folder = os.path.dirname(target)
        while not os.path.samefile(folder, self.directory) and not os.listdir(folder):
            mode = S_IMODE(os.stat(folder).st_mode)
            os.rmdir(folder)
            self._undo.append(partial(os.mkdir, folder, mode))
            folder = os.path.dirname(folder)

    def _aside(self, target: str) -> str:
        """Where to put a file aside. Raises OSError for a folder, which nobody looked into."""
        if os.path.isdir(target) and not os.path.islink(target):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        self._kept += 1
        return os.path.join(self.staging, f"before-{self._kept}")

    def _make(self, folder: str, made: Callable[[str], None]) -> None:
        """Make a folder and those above it, and tell each that was."""
        if folder and not os.path.isdir(folder):
            self._make(os.path.dirname(folder), made)
            with suppress(FileExistsError):  # somebody else was faster
                os.mkdir(folder)
                made(folder)

    def undo(self) -> list[str]:
        """Put everything back; what could not be, and lies in the staging folder still."""
        left = []
        for step in reversed(self._undo):
            try:
                step()
            except OSError as error:
                left.append(str(error.filename2 or error.filename))
        if not left:
            self.clean()
            for folder in reversed(self._made):
                _rmdir(folder)
        return left

    def clean(self) -> None:
        """Take the staging folder away."""
        import shutil

        if self.staging:
            shutil.rmtree(self.staging, ignore_errors=True)


def _rmdir(folder: str) -> None:
    with suppress(OSError):  # it is not empty: somebody else has put something there
        os.rmdir(folder)


def _problem(error: BaseException, change: _Change, left: list[str]) -> Problem:
    why = error.strerror if isinstance(error, OSError) else "interrupted"
    hint = f"{', '.join(left)} could not be put back: what was there is in {change.staging}" if left else ""
    return Problem(f"cannot be written: {why}", source=change.at, hint=hint)
