"""Flags that a program does not know, and flags that are written so that it cannot know them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.epp import removed
from msvc_helm.check.finding import ERROR, Found, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import PICKER, SIDECAR, SIMULATOR, UNKNOWN, VLLM, InScript, version
from msvc_helm.check.sidecars import ADDED, REMOVED
from msvc_helm.check.view import View
from msvc_helm.check.vocabulary import Vocabulary, vocabulary
from msvc_helm.suggest import Later, nearest

_NAMES = {VLLM: "vllm", SIMULATOR: "simulator", SIDECAR: "sidecar", PICKER: "picker"}
_WITH_SPACE = re.compile(r"(--?[A-Za-z][\w.-]*)\s+(.*)", re.DOTALL)
# Another flag after the value of the first, which is no JSON and no template.
_SECOND_FLAG = re.compile(r"(--?[A-Za-z][\w.-]*=[^\s{\[<]*)\s+(--[A-Za-z][\w.-]*(?:[=\s].*)?)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z][\w.+-]*")


@rule("flag-and-value", ERROR)
def in_one(view: View) -> Iterator[Found]:
    """A flag and its value, or two flags, in one argument: programs do not take it apart at its spaces.

    Why: What is one argument is not taken apart at its spaces.

        args: ["--max-model-len 8192"] # --max-model-len=8192, or two arguments
    """
    for pod in view.pods:
        for container in pod.containers:
            for position, word in enumerate([*container.command, *container.args]):
                if container.program.name == UNKNOWN:
                    continue
                if found := _SECOND_FLAG.fullmatch(word):
                    message = f'"{word}" is one argument, and "{found[2]}" is a part of its value'
                    yield Found(message, arg(container, position), "write two arguments")
                elif found := _WITH_SPACE.fullmatch(word):
                    message = f'"{word}" is one argument, and {container.program.name} has no flag of that name'
                    hint = f"write {found[1]}=… with an equals sign, or two arguments"
                    yield Found(message, arg(container, position, found[1]), hint)


@rule("flag-unknown", ERROR)
def unknown(view: View) -> Iterator[Found]:
    """Flags that the program does not have: it does not start.

    Why: A program that meets an unknown flag does not start.

        args: [--max-modellen=8192] # the flag is called --max-model-len
    """
    for pod in view.pods:
        for container in pod.containers:
            if container.program.name in _NAMES:
                yield from _unknown(container, vocabulary(_NAMES[container.program.name]))


def _unknown(container: Container, known: Vocabulary) -> Iterator[Found]:
    program, release = container.program, version(container.tag)
    for name in program.flags.given:
        if known.knows(name) or not _NAME.fullmatch(name) or _told_elsewhere(container, name):
            continue
        position = program.flags.position(name)
        if not _word(container, position).startswith("--"):
            continue
        spot = arg(container, position, f"--{name}")
        beginning = known.beginning(name, release) if program.name == VLLM else []
        if len(beginning) > 1:
            listed = ", ".join(f"--{flag}" for flag in beginning[:4])
            yield Found(f"--{name} of vLLM is ambiguous: {listed}", spot, "write the whole name")
        elif not beginning and _certain(container, name, known):
            yield Found(f"{program.name} has no flag --{name}", spot, Later(_hint, name, known))


def _word(container: Container, position: int) -> str:
    """The word of the command line at a position."""
    return position.word if isinstance(position, InScript) else [*container.command, *container.args][position]


def _hint(name: str, known: Vocabulary) -> str:
    near = nearest(name, known.flags)
    return f'did you mean "--{near}"?' if near else ""


def _told_elsewhere(container: Container, name: str) -> bool:
    """Whether a rule of the program itself names the flag."""
    if container.program.name == SIDECAR:
        return name in REMOVED or name in ADDED
    return container.program.name == PICKER and removed(f"--{name}")


def _certain(container: Container, name: str, known: Vocabulary) -> bool:
    """Whether the program cannot have the flag: its release is recorded, or the name is that of another with a slip."""
    release = version(container.tag)
    if container.program.name != VLLM:
        return release is None or release[: len(known.newest)] == known.newest
    if container.image.startswith("vllm-openai") and (release is None or release <= known.newest):
        return True
    near = nearest(name, known.flags)
    return near is not None and _alike(name, near)


def _alike(name: str, other: str) -> bool:
    """Whether two names differ by a slip: forks of vLLM have flags of their own."""
    import difflib  # only where a flag is not known

    return difflib.SequenceMatcher(None, name, other).ratio() > 0.88
