"""Messages to people and exit codes: errors, warnings, progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from msvc_helm.errors import InputError, MsvcError, Problem, UsageError
from msvc_helm.typed import NoReturn
from msvc_helm.visible import visible

OK, INPUT_ERROR, USAGE_ERROR, BUG = 0, 1, 2, 3
MOST = 100  # problems shown before the rest is only counted
ROOM = 100_000  # characters of problems shown, likewise
PLACES = 3  # warnings of one kind shown before the rest of that kind is only counted
ERROR, WARNING = "error", "warning"
ALL = "--all shows every one"
Also = Callable[[str], None] | None


def show(problems: Iterable[Problem], severity: str, also: Also = None, *, every: bool = False) -> None:
    """Print problems on stderr, each once, as `error: …` or `warning: …`; the same, plain, to `also`.

    Warnings of one kind are one entry where they are many, unless `every` one is asked for.
    """
    entries = list(grouped(problems)) if severity == WARNING and not every else problems
    for text in map(encodable, map(str, entries) if every else _shown(entries)):
        print(f"{label(severity)} {text}", file=sys.stderr)
        if also:
            also(f"{severity}: {text}\n")


def _shown(problems: Iterable[Problem | str]) -> list[str]:
    """The texts, each once; of very many, or very long ones, the first and how many more there are."""
    different = list(dict.fromkeys(problems))
    seen: dict[str, None] = {}
    room = ROOM
    for index, problem in enumerate(different):
        if len(seen) >= MOST or room < 0:
            return [*seen, f"… and {len(different) - index} more"]
        if (text := str(problem)) not in seen:
            seen[text] = None
            room -= len(text)
    return list(seen)


def kinds(problems: Iterable[Problem]) -> dict[str, dict[Problem, None]]:
    """Problems by their kind, each once: a kind is a rule, or a message where the problem has none."""
    found: dict[str, dict[Problem, None]] = {}
    for problem in problems:
        found.setdefault(problem.rule or problem.message, {})[problem] = None
    return found


def grouped(problems: Iterable[Problem]) -> Iterator[str]:
    """Each problem as text; one entry for a kind with more than `PLACES` of them, with the first few and a count."""
    for kind, same in kinds(problems).items():
        texts = [str(problem) for problem in islice(same, PLACES)]
        if len(same) > PLACES:
            below = [*(text.replace("\n", "\n    ") for text in texts), f"… and {len(same) - PLACES:,} more"]
            yield "\n    ".join([f"{visible(kind)}: {len(same):,} times", *below])
        else:
            yield from texts


def summary(errors: Iterable[Problem], warnings: Sequence[Problem], more: str = "") -> str:
    """`2 errors, 14 warnings (8 kinds)`; `more` is added where `grouped` hides some: how to see them."""
    by_kind = kinds(warnings)
    number, wrong = sum(map(len, by_kind.values())), len(set(errors))
    counts = [counted(n, word) for n, word in ((wrong, ERROR), (number, WARNING)) if n]
    if number > len(by_kind):
        counts[-1] += f" ({counted(len(by_kind), 'kind')})"
    return ", ".join(counts) + (f"; {more}" if more and hides(warnings) else "")


def hides(warnings: Sequence[Problem]) -> bool:
    """Whether `grouped` shows only some of them."""
    return any(len(same) > PLACES for same in kinds(warnings).values())


def counted(number: int, what: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def label(severity: str) -> str:
    """`error:` or `warning:`, coloured where stderr is."""
    from msvc_helm import colour  # most runs have nothing to say

    return colour.label(severity, sys.stderr)


def encodable(text: str) -> str:
    """`text` with escapes for what stderr's encoding does not have."""
    encoding = sys.stderr.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def printable(text: str) -> str:
    """A line of text that may hold what the input holds, for a terminal or a log."""
    return encodable(visible(text))


def note(lines: Iterable[str]) -> None:
    """Print what was done, on stderr."""
    for line in lines:
        print(printable(line), file=sys.stderr)


class Progress:
    """A count on the last line of a terminal, once work has lasted a second; nothing elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False
        self._next = time.monotonic() + 1 if sys.stderr.isatty() else float("inf")

    def update(self, count: int) -> None:
        """Show the count, at most five times a second."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + 0.2
            self._shown = True
            print(f"\r{count:,} {printable(self._what)} …", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the line away again."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def hurry() -> None:
    """Collect garbage less often: a run is short, and much of its time goes into objects that all stay alive.

    And of PyYAML take the parser only.
    """
    import gc

    from msvc_helm import libyaml

    libyaml.alone()
    gc.set_threshold(100_000, 50, 50)


def leave(code: int) -> NoReturn:
    """Exit without taking the interpreter apart, which costs a short run a tenth of its time. Output is flushed."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        code = code or INPUT_ERROR
    os._exit(code)


def guarded(run: Callable[[], int], also: Also = None) -> int:
    """Run a command and turn what it raises into messages (told to `also` as well) and an exit code."""
    if sys.stderr is None:  # closed by the process that started us: nobody listens
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open to the end
    try:
        if sys.stdout is None:
            raise InputError(Problem("standard output is closed"))
        return run()
    except UsageError as error:
        show(error.problems, "error", also)
        return USAGE_ERROR
    except MsvcError as error:
        show(error.problems, "error", also)
        return INPUT_ERROR
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at exit
        return INPUT_ERROR
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - the last line of defence: a traceback is for us, not for users
        return _foreign(error, also)


def _foreign(error: Exception, also: Also) -> int:
    """What the machine says is in the way, or a bug, whose traceback is kept in a file."""
    if isinstance(error, OSError):
        show([Problem(error.strerror or str(error), source=str(error.filename or ""))], "error", also)
        return INPUT_ERROR
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="msvc-helm-", suffix=".log", delete=False) as log:
        traceback.print_exception(error, file=log)
    hint = f"please report it with the log in {log.name}"
    show([Problem(f"a bug in msvc-helm: {type(error).__name__}: {error}", hint=hint)], "error", also)
    return BUG


def finish(warnings: list[Problem], problems: list[Problem], *, strict: bool, every: bool = False) -> int:
    """Print what was found, each warning where `every` one is asked for, and how much it is; then say how to exit.

    With `strict` a warning is an error.
    """
    if strict:
        warnings, problems = [], [*warnings, *problems]
    show(warnings, WARNING, every=every)
    show(problems, ERROR, every=every)
    if len(warnings) + len(problems) > PLACES:
        print(summary(problems, warnings, "" if every else ALL), file=sys.stderr)
    return INPUT_ERROR if problems else OK
