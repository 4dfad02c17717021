"""Starts and stops the processes of a control plane; each writes its log beside the cluster's other files."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.command import clean_environment

STOP_TIMEOUT = 10.0  # seconds a server gets to end by itself
LOG_TAIL = 25  # lines of each log in the message of a failure


class StartError(AssertionError):
    """A server did not come up; the message ends with the tails of all logs."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running process and where its output goes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _ending_with_parent() -> list[str]:
    """The front of a command that Linux ends when the test process dies, however it dies; nothing on other systems."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


@contextlib.contextmanager
def serving(name: str, command: Sequence[str | Path], folder: Path) -> Iterator[Server]:
    """A server that runs inside the `with` block, its log in `folder`/<name>.log, its number in <name>.pid."""
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_ending_with_parent(), *map(str, command)], cwd=folder, env=clean_environment(), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    (folder / f"{name}.pid").write_text(str(process.pid))
    try:
        yield Server(name, process, log)
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(ready: Callable[[], bool], what: str, servers: Sequence[Server], timeout: float) -> None:
    """Ask `ready` ten times a second. Raises StartError after `timeout` seconds, or as soon as a server has ended."""
    deadline = time.monotonic() + timeout
    while not ready():
        ended = [f"{server.name} ended with code {server.process.poll()}" for server in servers if has_ended(server)]
        if ended or time.monotonic() > deadline:
            reason = ", ".join(ended) or f"not within {timeout:.0f} s"
            raise StartError("\n".join([f"waiting for {what}: {reason}", *map(tail, servers)]))
        time.sleep(0.1)


def has_ended(server: Server) -> bool:
    """Whether the process is over."""
    return server.process.poll() is not None


def tail(server: Server) -> str:
    """The end of a server's log, under its name."""
    lines = server.log.read_text(errors="replace").splitlines()[-LOG_TAIL:]
    return "\n".join([f"--- {server.log}", *lines])
