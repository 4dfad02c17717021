"""Runs command lines, which stdin has as JSON, each in a process of its own with bounds, and measures them."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

REPO = Path(__file__).resolve().parent.parent
SECONDS, BYTES = 60, 2 << 30  # a process that needs more is killed, or that waits twice as long


class Run(NamedTuple):
    """A command line of `msvc-helm`, or of msvc-post where `post`; `stdin` is a path, or a program's text after `|`."""

    words: tuple[str, ...]
    stdin: str = os.devnull
    post: bool = False


class Measured(NamedTuple):
    """How it ended (negative: killed by that signal), CPU seconds, MiB at most in use at once, and what it said."""

    code: int
    seconds: float
    memory: int
    stdout: str
    stderr: str


def measure(runs: Iterable[Run], cwd: Path = REPO) -> list[Measured]:
    """Every run, one after the other, in processes forked from one that has imported everything."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", str(cwd)],
        input=json.dumps([*runs]),
        capture_output=True,
        text=True,
        cwd=REPO,
        timeout=500,
    )
    assert not done.stderr, done.stderr
    return [Measured(*each) for each in json.loads(done.stdout)]


def _child(run: Run, outputs: list[int]) -> None:
    """Become the program. Never returns."""
    from msvc_helm import cli, post

    signal.alarm(2 * SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    if run.stdin.startswith("|"):
        pipe = subprocess.Popen(["sh", "-c", run.stdin[1:]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert pipe.stdout is not None
        os.dup2(pipe.stdout.fileno(), 0)
        pipe.stdout.close()
    else:
        os.dup2(os.open(run.stdin, os.O_RDONLY | os.O_NONBLOCK), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it is the process's own
    for number, output in enumerate(outputs, 1):
        os.dup2(output, number)
    sys.argv = ["msvc-post" if run.post else "msvc-helm", *run.words]
    (post if run.post else cli).main()


def _measured(run: Run) -> Measured:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            try:
                _child(run, [out.fileno(), err.fileno()])
            finally:
                os._exit(99)
        _, status, used = os.wait4(child, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read(10_000).decode(errors="replace"))
        seconds = used.ru_utime + used.ru_stime
        return Measured(os.waitstatus_to_exitcode(status), seconds, used.ru_maxrss // 1024, *texts)


def _main() -> None:
    import msvc_helm.check
    import msvc_helm.cli.chart
    import msvc_helm.cli.check
    import msvc_helm.cli.convert
    import msvc_helm.cli.flux
    import msvc_helm.cli.generate
    import msvc_helm.cli.schema
    import msvc_helm.krm
    import msvc_helm.stream  # noqa: F401 - imported once for all

    runs: list[Any] = json.load(sys.stdin)
    os.chdir(sys.argv[1])
    json.dump([_measured(Run(tuple(words), stdin, post)) for words, stdin, post in runs], sys.stdout)


if __name__ == "__main__":
    _main()
