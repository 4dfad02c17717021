"""Flags that a program does not know, and flags that are written so that it cannot know them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.epp import removed
from msvc_helm.check.finding import ERROR, INFO, Found, Location, in_container, rule
from msvc_helm.check.flags import DIALECTS, GO, canonical, is_flag
from msvc_helm.check.location import arg
from msvc_helm.check.programs import PICKER, SGLANG, SIDECAR, SIMULATOR, TRTLLM, UNKNOWN, VLLM, InScript, version
from msvc_helm.check.sidecars import ADDED, REMOVED
from msvc_helm.check.view import Pod, View
from msvc_helm.check.vocabulary import Vocabulary, vocabulary
from msvc_helm.patterns import later
from msvc_helm.suggest import Later, nearest

_IMAGES = {VLLM: "vllm-openai", SGLANG: "sglang", TRTLLM: "no image shows it"}  # a part of the program's own image
# Programs by the version since which they read what follows one dash as letters.
_LETTERS_SINCE = {SIDECAR: (0, 7), PICKER: (0, 9), SIMULATOR: (0, 5)}
_WITH_SPACE = later(r"(--?[A-Za-z][\w.-]*)\s+(.*)", re.DOTALL)
# Another flag after the value of the first, which is neither JSON nor a template.
_SECOND_FLAG = later(r"(--?[A-Za-z][\w.-]*=[^\s{\[<]*)\s+(--[A-Za-z][\w.-]*(?:[=\s].*)?)", re.DOTALL)
_NAME = later(r"[A-Za-z][\w.+-]*")


@rule("flag-and-value", ERROR)
def in_one(view: View) -> Iterator[Found]:
    """A flag and its value, or two flags, in one argument: programs do not split it at its spaces.

    Why: An argument is not split at its spaces.

        args: ["--max-model-len 8192"] # --max-model-len=8192, or two arguments
    """
    for pod in view.pods:
        for container in pod.containers:
            words = [*container.command, *container.args] if container.program.name != UNKNOWN else []
            for position, word in enumerate(words):
                if len(word.split(None, 1)) < 2:
                    continue
                if found := _SECOND_FLAG.fullmatch(word):
                    message = f'"{word}" is one argument, and "{found[2]}" is a part of its value'
                    yield Found(message, arg(container, position), "write two arguments")
                elif found := _WITH_SPACE.fullmatch(word):
                    message = f'"{word}" is one argument, and {container.program.name} has no flag of that name'
                    hint = f"write {found[1]}=… with an equals sign, or two arguments"
                    yield Found(message, arg(container, position, found[1]), hint)


@rule("flag-value-apart", ERROR)
def apart(view: View) -> Iterator[Found]:
    """A separate `true` or `false` after a flag of a Go program, which requires an equals sign: it is ignored.

    Why: Go programs read such a flag as true and ignore the next word.

        name: routing-proxy
        args: [--secure-proxy, "false"] # --secure-proxy=false
    """
    for _, container, _ in _recorded(view):
        program = container.program
        if program.name not in (SIMULATOR, SIDECAR, PICKER):
            continue
        words = dict(program.words)
        for position, word in program.flags.positionals:
            flag = words.get(position - 1, "")
            if word.lower() in ("true", "false") and is_flag(flag) and "=" not in flag:
                message = f'{program.name} takes {flag} for true, and "{word}" for an argument of its own'
                yield Found(message, arg(container, position - 1, flag), f"write {flag}={word}")


@rule("flag-one-dash", ERROR)
def one_dash(view: View) -> Iterator[Found]:
    """Long flags with a single dash, which current llm-d programs read as a series of one-letter flags.

    Why: A program with an unknown flag does not start.

        name: epp
        args: [-pool-name, qwen3-pool] # --pool-name
    """
    for _, container, known in _recorded(view):
        since, release = _LETTERS_SINCE.get(container.program.name), version(container.tag)
        for position, word in container.program.words if since and release and release >= since else ():
            name = word.partition("=")[0]
            if is_flag(word) and word[1] != "-" and len(name) > 2 and known.knows(canonical(name, GO)):
                message = f'{container.program.name} reads "{name}" as flags of one letter'
                yield Found(message, arg(container, position, name), f"write -{name}")


@rule("flag-unknown", ERROR)
def unknown(view: View) -> Iterator[Found]:
    """Flags that the program does not have in the version of its image, or that are misspelt: it does not start.

    Why: A program with an unknown flag does not start.

        args: [--max-modellen=8192] # the flag is called --max-model-len
    """
    return (found for sure, found in _doubtful(view) if sure)


@rule("flag-unrecorded", INFO)
def unrecorded(view: View) -> Iterator[Found]:
    """Flags of no recorded release, for an image that may be newer.

    Why: A flag may be as new as the image, or as wrong as it looks.

        image: vllm/vllm-openai:latest
        args: [--frobnicate]
    """
    return (found for sure, found in _doubtful(view) if not sure)


@rule("release-unrecorded", INFO)
def release_unknown(view: View) -> Iterator[Found]:
    """Images of a version whose flags are not recorded, and images that do not show the program's version.

    Why: Flags of an unknown version are not checked.

        image: vllm/vllm-openai:v9.0.0
    """
    for _, container, known in _recorded(view):
        release = version(container.tag)
        what = f"not checked: the flags of {container.program.name}"
        spot = in_container(container, "image", "image:")
        if not release or not _official(container):
            image = f"{container.image}:{container.tag}" if container.image else "no image"
            yield Found(f"{what} against its version, which {image} does not show", spot)
        elif release < known.releases[0] or (release > known.newest and not known.recorded(release)):
            near = ".".join(map(str, known.nearest(release)))
            yield Found(f"{what} {container.tag}, which are not recorded; those of {near} count", spot)


def _recorded(view: View) -> Iterator[tuple[Pod, Container, Vocabulary]]:
    """Each container whose program's flags are recorded."""
    for pod in view.pods:
        for container in pod.programs():
            if container.program.name in DIALECTS:
                yield pod, container, vocabulary(DIALECTS[container.program.name].recorded)


def _doubtful(view: View) -> list[tuple[bool, Found]]:
    """The flags that no program is known to have, with whether that is certain."""
    found: list[tuple[bool, Found]] = view.once(
        "doubtful flags", lambda _: [each for _, c, known in _recorded(view) for each in _of_container(c, known)]
    )
    return found


def _of_container(container: Container, known: Vocabulary) -> Iterator[tuple[bool, Found]]:
    program, release = container.program, version(container.tag)
    certain = release if _official(container) else None
    for flag in program.flags.given:
        position = program.flags.position(flag)
        word = _word(container, position)
        name = canonical(word.partition("=")[0], GO)  # as it is written, where it has several
        name = name if known.knows(name) else flag
        if not word.startswith("--") or known.has(name, certain):
            continue
        if not _NAME.fullmatch(name) or _told_elsewhere(container, name):
            continue
        spot = arg(container, position, f"--{name}")
        beginning = known.beginning(name, release) if DIALECTS[program.name].abbreviates else []
        if len(beginning) > 1 and not known.knows(name):
            listed = ", ".join(f"--{flag}" for flag in beginning[:4])
            yield True, Found(f"--{name} of {program.name} is ambiguous: {listed}", spot, "write the whole name")
        elif not beginning:
            yield _verdict(container, name, known, spot)


def _verdict(container: Container, name: str, known: Vocabulary, spot: Location) -> tuple[bool, Found]:
    """What to say of a flag that the program does not seem to have, and whether that is certain."""
    program, release = container.program, version(container.tag)
    if known.knows(name):
        first, last = (".".join(map(str, each)) for each in known.flags[known.entry(name)])
        has = f"{first} to {last}" if first != last else first
        return True, Found(f"{program.name} {container.tag} has no flag --{name} (known of {has})", spot)
    if (release and _official(container) and known.lacks(name, release)) or _misspelt(name, known):
        return True, Found(f"{program.name} has no flag --{name}", spot, Later(_hint, name, known))
    newest = ".".join(map(str, known.newest))
    message = f"no flag --{name} is known of {program.name} up to {newest}, and the image may be another"
    return False, Found(message, spot, Later(_hint, name, known))


def _official(container: Container) -> bool:
    """Whether the image's tag is a version of the program itself: that of its own image, not of a fork."""
    return _IMAGES.get(container.program.name, "") in container.image


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


def _misspelt(name: str, known: Vocabulary) -> bool:
    """Whether a name is that of another flag with a slip: forks and newer releases have flags of their own."""
    import difflib  # only where a flag is not known

    near = nearest(name, known.flags)
    return near is not None and difflib.SequenceMatcher(None, name, near).ratio() > 0.88
