"""Command lines that start a program through another one, and arguments that get in between the two.

A model owner's arguments come before those of the base config (see `merge`). Where the base config has `command:
[bash, -c]` and its script in `args`, they become options of the shell: the script never runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msvc_helm.api import ModelService, locate
from msvc_helm.api.roles import SECTIONS
from msvc_helm.api.variants import FIELD as VARIANTS
from msvc_helm.api.workloads import pods_of, templates
from msvc_helm.errors import Problem
from msvc_helm.patterns import later
from msvc_helm.resources.sections import sections
from msvc_helm.typed import Any, NamedTuple

SCRIPT = "its script"
SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
FIELDS = ("initContainers", "containers")
_PYTHON_NAME = r"python[0-9.]*"
_PYTHON = later(_PYTHON_NAME)
_NAMED = later(r"[-+][A-Za-z]*[oO]")  # a shell's option with a name after it: `-o pipefail`, `-euo pipefail`
_SCRIPT = later(r"-[A-Za-z]*c[A-Za-z]*")
_WITH_VALUE = ("-X", "-W")  # Python's
_SHELL_HINT = (
    'the base config can take them with "$@" if its script is in command (command: [bash, -c, \'exec vllm serve … '
    '"$@"\', vllm]), or from an environment variable that the ModelService sets'
)
_HINT = "the base config must have {what} in its command, not in its args"

# The same as `started` for generated charts, in Go's syntax: a command line, a word a line, up to the first character
# of what is started. Alternatives begin differently, and words are matched whole, so no match takes long.
_LETTERS = "[A-Za-z]*"
_OPTION = rf"\n[-+](?:{_LETTERS}[oO]\n[^\n]*|{_LETTERS}[^A-Za-z\n][^\n]*|(?:{_LETTERS}[A-NP-Za-np-z])?)"
_SHELL_WORD = "(?:[^\\n]*/)?(?:" + "|".join(sorted(SHELLS)) + ")"
_PYTHON_WORD = rf"(?:[^\n]*/)?{_PYTHON_NAME}(?:\n-(?:[XW]\n[^\n]*|[^\nXWmc][^\n]*|[XWmc][^\n]+)?)*"
PATTERN = (
    rf"^(?:{_SHELL_WORD}(?:{_OPTION})*\n(?:[^-+\n]|\n)"
    rf"|{_PYTHON_WORD}\n(?:-[mc]\n(?:.|\n)|[^-\n]|\n)"
    rf"|(?:[^\n]*\n)*?(?:{_SHELL_WORD}(?:{_OPTION})*?\n-{_LETTERS}c{_LETTERS}(?:{_OPTION})*\n(?:[^-+\n]|\n)"
    rf"|{_PYTHON_WORD}\n-[mc]\n(?:.|\n)|(?:[^\n]*/)?vllm\nserve\b))"
)


class Started(NamedTuple):
    """Where a starter is in a command line, where what it starts, and what that is: a script's text, a module, …."""

    starter: int
    program: int
    what: str


def started(words: Sequence[str]) -> Started | None:
    """What the first starter of a command line starts; None without one, or when it is told nothing to start."""
    for at, word in enumerate(words):
        name = word.rpartition("/")[2]
        if name in SHELLS:
            found = _shell(words, at)
        elif name == "vllm" and words[at + 1 : at + 2] == ["serve"]:
            found = Started(at, at + 1, '"serve"')
        else:
            found = _python(words, at) if name[:6] == "python" and _PYTHON.fullmatch(name) else None
        if found:
            return found
    return None


def _shell(words: Sequence[str], at: int) -> Started | None:
    script = False
    here = at + 1
    while here < len(words) and words[here][:1] in ("-", "+"):
        script = script or _SCRIPT.fullmatch(words[here]) is not None
        here += 2 if _NAMED.fullmatch(words[here]) else 1
    if here >= len(words) or not (script or at == 0):
        return None
    return Started(at, here, SCRIPT if script else f'"{words[here]}"')


def _python(words: Sequence[str], at: int) -> Started | None:
    here = at + 1
    while here < len(words) and words[here].startswith("-"):
        if words[here] in ("-m", "-c"):
            return Started(at, here + 1, f'"{words[here]}"') if here + 1 < len(words) else None
        here += 2 if words[here] in _WITH_VALUE else 1
    return Started(at, here, f'"{words[here]}"') if at == 0 and here < len(words) else None


def displaced(service: ModelService, children: Mapping[str, Any]) -> list[Problem]:
    """A problem for each container whose program the model owner's arguments keep from starting, with its place."""
    return [
        problem
        for section in SECTIONS
        if section in service.spec
        for at, said, pods in (
            (f"spec.{section}", service.spec[section], pods_of(section, children)),
            *_variants(service, section, children),
        )
        for pod in pods
        for problem in _in_section(service, said, at, pod)
    ]


def _variants(service: ModelService, section: str, children: Mapping[str, Any]) -> Iterator[tuple[str, Any, list[Any]]]:
    """The variants of a section: where each is, what it comes to, and the specs of its pods."""
    made = children.get(f"{section}Variants") or ()
    for index, (workload, (_, said)) in enumerate(zip(made, sections(service.spec[section]), strict=True)):
        pods = [template.value["spec"] for template in templates(workload)]
        yield f"spec.{section}.{VARIANTS}[{index}]", said, pods


def _in_section(service: ModelService, said: Any, at: str, pod: Mapping[str, Any]) -> Iterator[Problem]:
    for field in FIELDS:
        made = {container.get("name"): container for container in pod.get(field) or ()}
        for index, owner in enumerate((said or {}).get(field) or ()):
            path = f"{at}.{field}[{index}].args[0]"
            if found := _displaced(owner, made.get(owner["name"], {})):
                line, column = locate(service, path)
                yield found._replace(
                    path=path, line=line, column=column, source=service.source, document=service.document
                )


def _displaced(owner: Mapping[str, Any], made: Mapping[str, Any]) -> Problem | None:
    """What the owner's arguments do to a container's program, when they get before it.

    They may name a program of their own: then they are meant to come first.
    """
    own, command = owner.get("args") or [], made.get("command") or []
    if not own or owner.get("command") or not own[0].startswith("-"):
        return None
    base = [*command, *(made.get("args") or [])[len(own) :]]
    found = started(base)
    if found is None or found.program < len(command) or _names_program(own, base[found.starter]):
        return None
    starter = base[found.starter]
    if found.starter < len(command):
        message = f'"{own[0]}" would be an argument of {starter}, not of the program that it starts: the args of'
        message += " a ModelService come before the base config's"
    else:
        message = f'"{own[0]}" would come before {starter} and {found.what}, both in the base config\'s args'
    hint = _SHELL_HINT if found.what == SCRIPT else _HINT.format(what=found.what)
    return Problem(f"{message}, and the container would not start", hint=hint)


def _names_program(own: Sequence[str], starter: str) -> bool:
    options = ("-m", "-c") if _PYTHON.fullmatch(starter.rpartition("/")[2]) else ("-c",)
    return any(word in options for word in own)
