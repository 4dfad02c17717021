"""Which program a container runs, as far as its image and command line show it."""

from __future__ import annotations

from collections.abc import Sequence

from msvc_helm.check.flags import Flags, parse

VLLM, SIMULATOR, SIDECAR, PICKER, UNKNOWN = "vLLM", "the simulator", "the routing sidecar", "the endpoint picker", ""
SERVERS = (VLLM, SIMULATOR)
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
_SHELLS = ("sh", "bash", "ash", "dash")
_MODULE = "vllm.entrypoints.openai.api_server"
_SHELL_ENDS = (";", "&&", "||", "|", "&")

Words = list[tuple[int, str]]


class Program:
    """What runs in a container: one of the names above, its flags, and whether it was started as `vllm serve`.

    Positions in the flags count the words of command and args together; those of a shell script are all the script's.
    """

    __slots__ = ("flags", "name", "serve", "words")

    def __init__(self, name: str, words: Words, *, serve: bool = False) -> None:
        self.name = name
        self.words = words
        self.serve = serve
        self.flags: Flags = parse(words, switches=name == VLLM)


def program_of(command: list[str], args: list[str], image: str, known: dict[str, str]) -> Program:
    """The program of a container; `image` is its image's last name, `known` its variables with a plain value."""
    words = [(at, _expand(word, known)) for at, word in enumerate([*command, *args])]
    if not command or words[0][1].rpartition("/")[2] not in _SHELLS:
        for part, name in _IMAGES:
            if part in image or (name == PICKER and image == "epp"):
                return Program(name, words[1:] if command else words)
    found = _vllm(words) or _vllm(_script(words))
    if found:
        return found
    if image.startswith("vllm-openai") and not command:  # its entrypoint: `vllm serve`, before 0.11 the module
        return Program(VLLM, words)
    for flags, name in _FLAGS:
        if any(word.partition("=")[0] in flags for _, word in words):
            return Program(name, words)
    return Program(UNKNOWN, words)


def version(tag: str) -> tuple[int, ...] | None:
    """`v0.10.1-rc.1` as (0, 10, 1); None for a tag that is no version."""
    numbers = tag.removeprefix("v").partition("-")[0].partition("+")[0].split(".")
    return tuple(map(int, numbers)) if len(numbers) > 1 and all(n.isascii() and n.isdigit() for n in numbers) else None


def _vllm(words: Words) -> Program | None:
    texts = [word for _, word in words]
    for at, text in enumerate(texts):
        if text == "serve" and at and texts[at - 1].rpartition("/")[2] == "vllm":
            return Program(VLLM, words[at + 1 :], serve=True)
        if text == _MODULE:
            return Program(VLLM, words[at + 1 :])
    return None


def _script(words: Words) -> Words:
    """The words of the line of a shell script that starts vLLM; none when there is no such script."""
    if not words or words[0][1].rpartition("/")[2] not in _SHELLS:
        return []
    for before, (at, text) in enumerate(words[2:], start=1):
        option = words[before][1]
        if option.startswith("-") and option.endswith("c") and "vllm" in text:
            return [(at, word) for word in _line(text)]
    return []


def _line(script: str) -> Sequence[str]:
    import shlex  # rarely wanted

    for line in script.replace("\\\n", " ").splitlines():
        if "vllm" not in line:
            continue
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            continue
        start = next((i for i, w in enumerate(words) if w.rpartition("/")[2] == "vllm" or w == _MODULE), len(words))
        end = next((i for i, w in enumerate(words) if i > start and w in _SHELL_ENDS), len(words))
        if words[start:end]:
            return words[start:end]
    return []


def _expand(word: str, known: dict[str, str]) -> str:
    """Kubernetes' own `$(NAME)`; what is not known here stays as it is written."""
    if "$(" not in word:
        return word
    for name, value in known.items():
        word = word.replace(f"$({name})", value)
    return word
