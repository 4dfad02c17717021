"""One resource for all workers of a parallel test run: the first starts it and stops it when the last is through."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def locked(path: Path, kind: int = fcntl.LOCK_EX) -> Iterator[IO[str]]:
    """Hold a lock on a file; the system lets it go when the process dies."""
    with path.open("a") as handle:
        fcntl.flock(handle, kind)
        yield handle


@contextmanager
def shared_by_workers(root: Path, start: Callable[[Path], AbstractContextManager[object]]) -> Iterator[Path]:
    """The folder in which `start(folder)` is running, in this process or in another that shares `root`.

    Every user holds a shared lock on `root`/users, so the one who started it can wait for the end of the others,
    also of those that crashed.
    """
    root.mkdir(parents=True, exist_ok=True)
    current = root / "current"
    with ExitStack() as running:
        with locked(root / "starting"):
            if owner := not current.exists():
                folder = Path(tempfile.mkdtemp(dir=root))
                running.enter_context(start(folder))
                current.write_text(str(folder))
            place = Path(current.read_text())
            users = running.enter_context(locked(root / "users", fcntl.LOCK_SH))
        try:
            yield place
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            if owner:
                with locked(root / "starting"):
                    current.unlink()  # a worker that comes now starts its own
                fcntl.flock(users, fcntl.LOCK_EX)
