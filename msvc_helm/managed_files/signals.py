"""Signals that would end the program, held back until files are as they should be."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Held:
    """While this is entered, a signal is only noted; `check` raises KeyboardInterrupt for one, and leaving obeys it."""

    def __init__(self) -> None:
        self._noted: list[int] = []
        self._before: dict[int, signal._HANDLER] = {}

    def __enter__(self) -> Held:
        if threading.current_thread() is threading.main_thread():  # elsewhere Python runs no handler
            for number in HELD:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):  # nohup ignores SIGHUP
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._noted:
            signal.raise_signal(self._noted[0])

    def check(self) -> None:
        """Raise KeyboardInterrupt where a signal has come."""
        if self._noted:
            raise KeyboardInterrupt

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._noted.append(number)


class Heeded(Held):
    """While this is entered, the first signal raises KeyboardInterrupt, so that what is open is closed first."""

    def _note(self, number: int, frame: FrameType | None) -> None:
        super()._note(number, frame)
        if len(self._noted) == 1:
            raise KeyboardInterrupt


@contextmanager
def temporary_folder(prefix: str) -> Iterator[str]:
    """A folder for other programs to work in, gone afterwards, also where a signal ends the program."""
    from tempfile import TemporaryDirectory

    with Heeded(), TemporaryDirectory(prefix=prefix) as folder:
        yield folder
