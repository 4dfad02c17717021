"""Which program a container runs, as far as its image and command line show it."""

from __future__ import annotations

import re
from functools import lru_cache

from msvc_helm.check.flags import DIALECTS, Flags, parse
from msvc_helm.check.variables import container_variables, expand
from msvc_helm.starters import SCRIPT, started

VLLM, SGLANG, TRTLLM, UNKNOWN = "vLLM", "SGLang", "TensorRT-LLM", ""
SIMULATOR, SIDECAR, PICKER = "the simulator", "the routing sidecar", "the endpoint picker"
ENGINES = (VLLM, SGLANG, TRTLLM)  # what loads a model
SERVERS = (*ENGINES, SIMULATOR)
_IMAGES = (
    # a part of the image's name, and what such an image runs
    ("inference-sim", SIMULATOR),
    ("vllm-sim", SIMULATOR),
    ("routing-sidecar", SIDECAR),
    ("disagg-sidecar", SIDECAR),
    ("pd-sidecar", SIDECAR),
    ("endpoint-picker", PICKER),
    ("inference-scheduler", PICKER),
    ("inference-extension", PICKER),
)
_FLAGS = (
    # flags that only one program has, for images under another name
    (("--vllm-port", "--model-server-port"), SIDECAR),
    (("--pool-name", "-poolName", "--poolName", "--endpoint-selector"), PICKER),
)
_MODULE = "vllm.entrypoints.openai.api_server"
_MODULES = {_MODULE: VLLM, "sglang.launch_server": SGLANG}
_SERVING = ("vllm", "vllm.entrypoints.cli.main")  # what comes before "serve"

Words = list[tuple[int, str]]


class InScript(int):
    """The position of a word of a shell script: the script's own, with the word as the script has it."""

    word: str

    def __new__(cls, position: int, word: str) -> InScript:
        """The position with the word."""
        out = super().__new__(cls, position)
        out.word = word
        return out


class _Argument(str):
    """A word that is handed to a script, with its position."""

    position: int

    def __new__(cls, position: int, word: str) -> _Argument:
        """The word with its position."""
        out = super().__new__(cls, word)
        out.position = position
        return out


class Program:
    """What runs in a container: one of the names above, its flags, and whether it was started as `vllm serve`.

    Positions in the flags count the words of command and args together; those of a shell script are all the script's.
    `problem` says why a script could not be read to its end. `beside` are the other programs that a script starts for
    the same time, and `company` says that there may be some among these which nobody knows.
    """

    __slots__ = ("beside", "company", "flags", "name", "problem", "serve", "words")

    def __init__(self, name: str, words: Words, *, serve: bool = False, problem: str = "") -> None:
        self.name = name
        self.words = words
        self.serve = serve
        self.problem = problem
        self.beside: tuple[Program, ...] = ()
        self.company = False
        self.flags: Flags = parse(words, dialect=DIALECTS.get(name))


def program_of(command: list[str], args: list[str], image: str, known: dict[str, str], own: int = 0) -> Program:
    """The program of a container.

    `image` is its image's last name, `known` its variables with a plain value, `own` how many of the arguments, the
    first ones, are the ModelService's: a shell's script is found behind them, too, where they should not be.
    """
    known = container_variables(known)
    words = [(at, expand(word, known)) for at, word in enumerate([*command, *args])]
    by_image = of_image(image)
    base = [*words[: len(command)], *words[len(command) + own :]] if own else words
    if script := _script(words) or (_script(base) if own else None):
        found = _of_script(script, by_image, known)
        if found.name == UNKNOWN and own and (behind := _script(base)):
            found = _of_script(behind, by_image, known)
        return found if found.name != UNKNOWN else Program(UNKNOWN, words, problem=found.problem)
    if by_image:
        return Program(by_image, words[1:] if command else words)
    if not command and _entered(image, words):  # by its entrypoint: `vllm serve`, before 0.11 the module
        return _engine(words) or Program(VLLM, words)
    return _of_line(words) or Program(UNKNOWN, words)


def of_image(image: str) -> str:
    """The program of llm-d that an image of this last name holds; empty where it may be another."""
    return next((name for part, name in _IMAGES if part in image or (name == PICKER and image == "epp")), UNKNOWN)


def _entered(image: str, words: Words) -> bool:
    """Whether an image starts vLLM by itself: its own, or another of that name or llm-d's that is given a model."""
    return image.startswith("vllm-openai") or (
        ("vllm" in image or image.startswith("llm-d-"))
        and any(word.partition("=")[0] in ("--model", "--served-model-name") for _, word in words)
    )


@lru_cache(maxsize=256)
def version(tag: str) -> tuple[int, ...] | None:
    """`v0.10.1-rc.1` as (0, 10, 1); None for a tag that is not a version."""
    text = tag.removeprefix("v")
    if not text.replace(".", "").isdigit():
        text = re.split(r"[-+]|(?:\.post|\.dev|rc)(?=\d)", text)[0]
    numbers = text.split(".")
    return tuple(map(int, numbers)) if len(numbers) > 1 and all(n.isascii() and n.isdigit() for n in numbers) else None


def _of_line(words: Words) -> Program | None:
    """The program that a command starts, by its name or by a flag that only one program has."""
    found = _engine(words)
    if found:
        return found
    given = {word.partition("=")[0] for _, word in words}
    return next((Program(name, words) for flags, name in _FLAGS if given.intersection(flags)), None)


def _engine(words: Words) -> Program | None:
    """The model server that a command starts by its name."""
    texts = [word for _, word in words]
    for at, text in enumerate(texts):
        name = texts[at - 1].rpartition("/")[2] if at else ""
        if text == "serve" and name in _SERVING:
            return Program(VLLM, words[at + 1 :], serve=True)
        if text == "serve" and name == "sglang":
            return Program(SGLANG, words[at + 1 :])
        if text in _MODULES:
            return Program(_MODULES[text], words[at + 1 :])
        if text.rpartition("/")[2] == "trtllm-serve" and texts[at + 1 : at + 2] not in (["disaggregated"], ["grpc"]):
            return Program(TRTLLM, words[at + 2 :] if texts[at + 1 : at + 2] == ["serve"] else words[at + 1 :])
    return None


def _script(words: Words) -> Words | None:
    """A shell's script and the words that are handed to it; None when no shell is started with a script."""
    found = started([word for _, word in words])
    return words[found.program :] if found and found.what == SCRIPT else None


def _of_script(script: Words, by_image: str, known: dict[str, str]) -> Program:
    """The program that a shell's script starts: the first that is known by its name, else by the image."""
    from msvc_helm.check.shell import read  # rarely wanted

    position, text = script[0]
    arguments = [_Argument(at, word) for at, word in script[1:]]
    reading = read(text, known, arguments)
    lines = [
        [(word.position if isinstance(word, _Argument) else InScript(position, word), word) for word in line]
        for line in reading.commands
    ]
    programs = [_of_line(line) for line in lines]
    found = next(filter(None, programs), None)
    if found and reading.behind:
        from msvc_helm.check.shell.together import at_once  # rarely wanted

        others, found.company = at_once(programs.index(found), reading, [program is not None for program in programs])
        found.beside = tuple(program for at in others if (program := programs[at]))
    with_flags = [line for line in lines if any(word.startswith("--") for _, word in line)]
    if not found and by_image and with_flags:
        found = Program(by_image, with_flags[-1][1:])
    return found or Program(UNKNOWN, [], problem=reading.problem)
