"""`msvc-post`: the post-renderer. Manifests on stdin, the same with every ModelService expanded on stdout.

Helm deletes what a post-renderer does not print, so nothing is printed before the whole answer is known, and any
doubt is a failure.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable

from msvc_helm.errors import MsvcError, Problem, UsageError
from msvc_helm.report import OK, PLACES, WARNING, guarded, hurry, leave, show, summary
from msvc_helm.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from msvc_helm.resources.context import Options
    from msvc_helm.spool import Spool

LISTED = b"ResourceList"  # the kind of what an orchestrator hands to a KRM function
HELMS_LINE = 400  # bytes, more than Helm 4 takes to say that a plugin failed


def main() -> None:
    """Run `msvc-post` and exit: 0 ok, 1 something in the input is wrong, 2 wrong usage, 3 a bug in this program."""
    hurry()
    leave(guarded(_run, tell_helm()))


def _run() -> int:
    from msvc_helm.options import OPTIONS_OF_POST, expansion, read, wrong_value

    words = sys.argv[1:]
    values = read(OPTIONS_OF_POST, words)
    if values is None:  # help, or a mistake
        from msvc_helm.cli.post import explained

        values = explained(words)
        if values is None:
            return OK
    namespace = os.environ.get("HELM_NAMESPACE", "")
    if not values["namespace"] and (wrong := wrong_value("namespace", namespace, "HELM_NAMESPACE")):
        raise UsageError(wrong)
    strict = values["strict"]
    options = expansion(values)._replace(checked=strict)
    options = options if options.namespace else options._replace(namespace=namespace)
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("msvc-post reads manifests on stdin and is meant to be run by Helm; see msvc-post --help")
    from msvc_helm.spool import Spool

    with Spool() as stream, Spool() as answer:
        listed = _taken_in(stream)
        given = (values["bases"], values["preset"])
        warnings = _rewritten(stream, answer, given, options, listed=listed)
        if strict and warnings:
            raise MsvcError(warnings)
        show(warnings, WARNING)
        if len(warnings) > PLACES:
            print(summary((), warnings, "msvc-helm check --all shows every one"), file=sys.stderr)
        if answer.blank and not stream.blank:
            raise AssertionError("documents came in and none would go out")
        answer.copy_to(sys.stdout.buffer)
    return OK


def _taken_in(stream: Spool) -> bool:
    """Keep standard input; whether a list of an orchestrator may be in it."""
    from msvc_helm.read import STDIN, chunks

    listed, last = False, b""
    for chunk in chunks(sys.stdin.buffer, STDIN):
        stream.add(chunk)
        listed = listed or LISTED in last + chunk
        last = chunk[-len(LISTED) :]
    return listed


def _rewritten(
    stream: Spool, answer: Spool, given: tuple[tuple[str, ...], tuple[str, ...]], options: Options, *, listed: bool
) -> list[Problem]:
    """Write the answer to a stream; what to warn of. Heavy modules are imported here: --help answers at once."""
    from msvc_helm.inputs import base_configs
    from msvc_helm.stream import rewrite

    warnings: list[Problem] = []
    ways = "give its file with --base-config, or name a ConfigMap of the stream in spec.baseConfigMapRef"
    bases = base_configs(*given)._replace(option="--base-config", ways=ways)
    if listed:
        from msvc_helm.krm import is_resource_list, rewrite_list

        data = stream.rewound().read()
        if is_resource_list(data):
            answer.add(rewrite_list(data, bases, options, warnings.append))
            return warnings
    rewrite(stream.rewound(), answer, bases, options, warnings.append)
    return warnings


def tell_helm() -> Callable[[str], None] | None:
    """How an error reaches the user of Helm 4, which hides what a plugin writes to stderr; None elsewhere.

    On Linux the plugin can write to Helm's own stderr; where that cannot be opened (a socket) the terminal is tried.
    """
    if "HELM_PLUGIN_NAME" not in os.environ:
        return None
    parent = f"/proc/{os.getppid()}"

    def tell(text: str) -> None:
        for path in (f"{parent}/fd/2", "/dev/tty"):
            try:
                with open(path, "a", encoding="utf-8", opener=_open_without_waiting) as stream:
                    room = _room(stream.fileno(), f"{parent}/fdinfo/2")
                    if room is None or not _through_helm(text):
                        stream.write((room or "") + text)
            except OSError:
                continue
            return

    return tell


def _open_without_waiting(path: str, flags: int) -> int:
    """Opens a pipe that nobody reads any more with an error, where a plain `open` would wait for a reader."""
    return os.open(path, flags | os.O_NONBLOCK)


def _through_helm(text: str) -> bool:
    """Write through a copy of Helm's own descriptor, which shares its position; False where the system refuses.

    pidfd_getfd(2), Linux 5.6, number 438 on every architecture: allowed where the parent could be traced.
    """
    import ctypes  # for a failure under Helm 4 whose stderr is a file, and nothing else

    try:
        parent = os.pidfd_open(os.getppid())
    except (AttributeError, OSError):
        return False
    descriptor = ctypes.CDLL(None).syscall(438, parent, 2, 0)
    os.close(parent)
    if descriptor < 0:
        return False
    with open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return True


def _room(descriptor: int, description: str) -> str | None:
    """Blanks that Helm's next line can be written over, where its stderr is a file (`helm … 2>file`); else None.

    Helm goes on writing where it last stopped, not at the end, and would cover what is told. `description` is
    what Linux says of Helm's own descriptor: the position, and whether each write goes to the end anyway.
    """
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        return None
    with open(description, encoding="ascii") as lines:
        known = dict(line.split(":", 1) for line in lines if ":" in line)
    if int(known.get("flags", "0"), 8) & os.O_APPEND:
        return None
    missing = int(known.get("pos", "0")) + HELMS_LINE - about.st_size
    return " " * (missing - 1) + "\n" if missing > 0 else ""


if __name__ == "__main__":
    main()
