"""Messages to people and exit codes: errors, warnings, progress; colours on a terminal only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable

from msvc_helm.errors import InputError, MsvcError, Problem, UsageError
from msvc_helm.typed import Any, NoReturn
from msvc_helm.visible import visible

OK, INPUT_ERROR, USAGE_ERROR, BUG = 0, 1, 2, 3
MOST = 100  # problems shown before the rest is only counted
ROOM = 100_000  # characters of problems shown, likewise
Also = Callable[[str], None] | None
_COLOURS = {"error": "31", "warning": "33"}


def show(problems: Iterable[Problem], severity: str, also: Also = None) -> None:
    """Print problems on stderr, each once, as `error: …` or `warning: …`; the same, plain, to `also`."""
    for text in map(encodable, _shown(problems)):
        print(f"{label(severity)} {text}", file=sys.stderr)
        if also:
            also(f"{severity}: {text}\n")


def _shown(problems: Iterable[Problem]) -> list[str]:
    """The texts of the problems, each once; of very many, or very long ones, the first and how many more there are."""
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


def label(severity: str) -> str:
    """`error:` or `warning:`, coloured when stderr is a terminal and NO_COLOR is not set."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return f"{severity}:"
    return f"\033[1;{_COLOURS[severity]}m{severity}:\033[0m"


def encodable(text: str) -> str:
    """`text` with escapes for what stderr's encoding does not have."""
    encoding = sys.stderr.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def printable(text: str) -> str:
    """A line of text that may hold what the input holds, for a terminal or a log."""
    return encodable(visible(text))


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
    """Collect garbage less often: a run is short, and much of its time goes into objects that all stay alive."""
    import gc

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
    if sys.stderr is None:  # closed by whoever started us: nobody listens
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
    """What click raises says how to exit; anything else is a bug, whose traceback is kept in a file."""
    click = sys.modules.get("click")
    if click is not None and isinstance(error, click.exceptions.Exit):
        return int(error.exit_code)
    if click is not None and isinstance(error, click.ClickException):
        return _usage(error, also, isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())))
    if click is not None and isinstance(error, click.Abort):
        return 130
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


def _usage(error: Any, also: Also, is_help: bool) -> int:
    """What click says of a wrong command line, told as all other errors are."""
    context = getattr(error, "ctx", None)
    if is_help:
        error.show()
        return USAGE_ERROR
    if context is not None:
        help_options = context.help_option_names
        print(context.get_usage(), file=sys.stderr)
        print(f"Try '{context.command_path} {help_options[-1]}' for help.\n", file=sys.stderr)
    show([Problem(error.format_message())], "error", also)
    return USAGE_ERROR


def finish(warnings: list[Problem], problems: list[Problem], *, strict: bool) -> int:
    """Print what was found and say how to exit; with `strict` a warning is an error."""
    show(warnings, "error" if strict else "warning")
    show(problems, "error")
    return INPUT_ERROR if problems or (strict and warnings) else OK
