"""Flags that are given twice and which of them counts, arguments that are lost, and containers nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER
from msvc_helm.check.containers import Container
from msvc_helm.check.finding import INFO, WARNING, Found, in_container, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import UNKNOWN
from msvc_helm.check.view import View
from msvc_helm.patterns import later
from msvc_helm.starters import SCRIPT, started

# Flags that may be repeated: each occurrence adds to the others.
_ADD = frozenset({"middleware", "enable-tls", "tls-insecure-skip-verify", "feature-gates", "v"})
# Positional parameters in a script: `$@`, `"${1:-x}"`, `$#`.
_USED = later(r"\$\{?([@*#0-9])")
_HAND_ON = 'end the script\'s command with "$@", and let a word for $0 follow the script: [bash, -c, SCRIPT, vllm]'
Given = list[tuple[int, list[str]]]


def _repeated(view: View) -> Iterator[tuple[Container, str, Given]]:
    """Each flag of each container that is given more than once with different values."""
    for pod in view.pods:
        for container in pod.containers:
            if not container.program.words:
                continue
            for name, given in container.program.flags.repeated():
                if name not in _ADD and any(values != given[0][1] for _, values in given):
                    yield container, name, given


def _own(container: Container, position: int) -> bool:
    """Whether a word of the command line is the ModelService's."""
    at = position - len(container.command)
    return 0 <= at < container.own_args


def _said(values: list[str]) -> str:
    return " ".join(values) or "no value"


@rule("flag-overridden", WARNING)
def overridden(view: View) -> Iterator[Found]:
    """Flags of the model owner that the base config overrides: its arguments come later, and the last one wins.

    Why: The base config's arguments come last, and the last one wins.

        args:
          - --max-model-len=32768 # the ModelService's
          - --max-model-len=8192 # the base config's, which counts
    """
    for container, name, given in _repeated(view):
        own = [(at, values) for at, values in given if _own(container, at)]
        last = given[-1][1]
        if own and not _own(container, given[-1][0]) and own[-1][1] != last and container.program.name != UNKNOWN:
            message = (
                f'--{name} of container "{container.name}" has no effect: {_said(own[-1][1])} is set here, but the base'
                f" config's {_said(last)} comes later and counts"
            )
            yield Found(
                message, arg(container, own[-1][0]), "let the base config leave the flag out, or give it a variable"
            )


@rule("flag-twice", WARNING)
def twice(view: View) -> Iterator[Found]:
    """Flags given more than once in one layer, or to a program for which it is unknown which one wins.

    Why: If a flag is repeated, one of them has no effect.

        args:
          - --max-model-len=32768
          - --max-model-len=8192
    """
    for container, name, given in _repeated(view):
        own = [_own(container, at) for at, _ in given]
        known = container.program.name != UNKNOWN
        if not known and len(set(own)) == 1:
            continue  # a program that may well mean it
        if known and any(own) and not own[-1]:
            continue  # told by the rule above
        if known and own.count(True) == 1 and own[-1]:
            continue  # the owner repeats what the base config has in its command
        values = ", ".join(_said(values) for _, values in given)
        counts = f"{container.program.name} takes the last" if known else "which one counts is the program's affair"
        message = f'--{name} of container "{container.name}" is given {len(given)} times ({values}): {counts}'
        yield Found(message, arg(container, given[-1][0]))


@rule("arguments-lost", WARNING)
def lost(view: View) -> Iterator[Found]:
    """Arguments of a shell script that does not use them, or that loses the first one (`$0`).

    Why: A shell passes arguments only to its script.

        command: [bash, -c, "exec vllm serve {{ .HFModelName }}"] # no "$@", and no word for $0 after it
        args: [--max-model-len=8192]
    """
    for pod in view.pods:
        for container in pod.containers:
            words = [*container.command, *container.args]
            found = started(words)
            if not found or found.what != SCRIPT or found.program + 1 >= len(words):
                continue
            position, used = found.program + 1, set(_USED.findall(words[found.program]))
            if not used:
                message = (
                    f'the script of container "{container.name}" does not use "{words[position]}", which follows it'
                )
                yield Found(message, arg(container, position), _HAND_ON)
            elif "0" not in used and _own(container, position):
                message = (
                    f'"{words[position]}" is the script\'s $0 in container "{container.name}", and not in its "$@"'
                )
                yield Found(message, arg(container, position), _HAND_ON)


@rule("program-unknown", INFO)
def unknown(view: View) -> Iterator[Found]:
    """Containers that run an unknown program: no rule about model servers applies to them.

    Why: A container that is not checked may still be wrong.

        command: [/opt/start] # what it does with its flags is not known
    """
    for pod in view.pods:
        for container in pod.containers if pod.role or pod.section == PICKER else ():
            if container.runs and container.program.name == UNKNOWN:
                words = [*container.command, *container.args] or [str(container.spec.get("image") or "nothing")]
                why = f"as it is not known what it runs ({words[0]})"
                if container.program.problem:
                    why = f"as its script is not understood: {container.program.problem}"
                message = f'not checked: container "{container.name}", {why}'
                yield Found(message, in_container(container))
