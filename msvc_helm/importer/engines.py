"""Which model server a container runs, and what its command line says of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msvc_helm.check.flags import Flags, parse
from msvc_helm.check.shell import commands
from msvc_helm.check.variables import Variables, container_variables, expand
from msvc_helm.starters import SCRIPT, started
from msvc_helm.untyped import maps

Words = list[str]


@dataclass(frozen=True, slots=True)
class Engine:
    """A model server: how its command line begins, and the flags (with hyphens) that matter here.

    `start` are the words before its flags, of which the first may have a path before it. `positional` says that its
    first word may be the model; `variables` are those of the environment that name it, where no flag does.
    """

    name: str
    start: tuple[str, ...]
    model: tuple[str, ...] = ("model",)
    positional: bool = False
    served: tuple[str, ...] = ("served-model-name",)
    port: int = 8000
    tensor: tuple[str, ...] = ("tensor-parallel-size",)
    default_model: str = ""
    variables: tuple[str, ...] = ()


VLLM = Engine("vLLM", ("vllm", "serve"), positional=True, default_model="Qwen/Qwen3-0.6B")
_SGLANG = Engine(
    "SGLang", ("sglang", "serve"), ("model-path", "model"), port=30000, tensor=("tensor-parallel-size", "tp-size", "tp")
)
_TRTLLM = Engine("TensorRT-LLM", ("trtllm-serve", "serve"), positional=True, tensor=("tp-size",))
SIMULATOR = Engine("the simulator", ("llm-d-inference-sim",))
_TGI = Engine(
    "TGI",
    ("text-generation-launcher",),
    ("model-id",),
    served=(),
    port=3000,
    tensor=("num-shard",),
    variables=("MODEL_ID",),
)
_LLAMA = Engine(
    "llama.cpp", ("llama-server",), ("hf-repo", "hf", "model", "m"), served=("alias", "a"), port=8080, tensor=()
)
_OLLAMA = Engine("Ollama", ("ollama", "serve"), (), served=(), port=11434, tensor=())
_KSERVE = Engine("KServe", ("-m", "huggingfaceserver"), ("model-id", "model-dir"), served=("model-name",), port=8080)
ENGINES = (
    VLLM,
    Engine(VLLM.name, ("-m", "vllm.entrypoints.openai.api_server"), default_model=VLLM.default_model),
    Engine(VLLM.name, ("-m", "vllm.entrypoints.cli.main", "serve"), positional=True, default_model=VLLM.default_model),
    _SGLANG,
    Engine(_SGLANG.name, ("-m", "sglang.launch_server"), _SGLANG.model, port=_SGLANG.port, tensor=_SGLANG.tensor),
    _TRTLLM,
    Engine(_TRTLLM.name, ("trtllm-serve",), positional=True, tensor=_TRTLLM.tensor),
    _TGI,
    _LLAMA,
    SIMULATOR,
    _KSERVE,
    _OLLAMA,
)
_IMAGES = (
    # a part of the image's last name, and what such an image runs when it is given arguments only
    ("inference-sim", SIMULATOR),
    ("vllm", VLLM),
    ("sglang", _SGLANG),
    ("tensorrt-llm", _TRTLLM),
    ("text-generation-inference", _TGI),
    ("llama.cpp", _LLAMA),
    ("huggingfaceserver", _KSERVE),
    ("ollama", _OLLAMA),
)
_UNKNOWN = Engine("a model server", (), ("model", "model-path", "model-id", "model-name-or-path"))
_PORT = re.compile("[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Server:
    """A running model server: its container, its engine, and what its flags say. An empty text is not known."""

    container: dict[str, Any]
    engine: Engine
    flags: Flags
    model: str
    served: str
    port: int

    def number(self, *names: str) -> int | None:
        """The value of the first of these flags that is given, where it is a number."""
        found = [self.flags.number(name, None) for name in names if name in self.flags]
        return found[0] if found else None

    @property
    def tensor(self) -> int | None:
        """The degree of tensor parallelism, None where nothing says it."""
        return self.number(*self.engine.tensor)


def server_of(container: dict[str, Any]) -> Server | None:
    """The model server that a container runs; None where it runs something else, or nothing tells."""
    found = _engine(container)
    if found is None:
        return None
    engine, words = found
    flags = parse(list(enumerate(words)), switches=True)
    model = next((flags.get(name) for name in engine.model if flags.get(name)), "")
    if not model and engine.positional and flags.positionals:
        model = flags.positionals[0][1]
    known = _variables(container)
    model = model or next((known[name] for name in engine.variables if known.get(name)), "")
    served = next((flags.get(name) for name in engine.served if flags.get(name)), "")
    port = flags.get("port") or (known.get("PORT", "") if engine.variables else "")
    number = int(port) if _PORT.fullmatch(port) else engine.port
    return Server(container, engine, flags, _known(model), _known(served), number)


def _known(text: str) -> str:
    return "" if "$" in text else text


def _engine(container: dict[str, Any]) -> tuple[Engine, Words] | None:
    """The engine of a container, and the words after what starts it."""
    lines = list(command_lines(container))
    for line in lines:
        for engine in ENGINES:
            if (words := _after(line, engine.start)) is not None:
                return engine, words
    image = str(container.get("image") or "").partition("@")[0].rpartition("/")[2]
    asked = next((engine for part, engine in _IMAGES if part in image), _UNKNOWN)
    for line in lines:
        given = parse(list(enumerate(line)), switches=True).given
        if any(name in given for name in asked.model) or (asked is not _UNKNOWN and not container.get("command")):
            return asked, line
    return (asked, []) if asked is not _UNKNOWN and not lines else None


def _after(line: Words, start: tuple[str, ...]) -> Words | None:
    """The words after `start`, which the line has within it; None where it has not."""
    for at in range(len(line) - len(start) + 1):
        if line[at].rpartition("/")[2] == start[0] and tuple(line[at + 1 : at + len(start)]) == start[1:]:
            return line[at + len(start) :]
    return None


def command_lines(container: dict[str, Any]) -> Iterator[Words]:
    """What a container runs: each command as its words, with the values of variables; a shell's script taken apart."""
    known = _variables(container)
    words = [
        expand(str(word), known)
        for field in ("command", "args")
        for word in container.get(field) or ()
        if word is not None
    ]
    found = started(words)
    if found is None or found.what != SCRIPT:
        if words:
            yield words
        return
    program = found.program
    if words[program] == "--" and program + 1 < len(words):
        program += 1
    yield from commands(words[program], known, words[program + 1 :])


def _variables(container: dict[str, Any]) -> Variables:
    """The variables of a container that have a plain value."""
    entries = (e for e in maps(container.get("env")) if e.get("name") and e.get("value") is not None)
    return container_variables({str(e["name"]): str(e["value"]) for e in entries})
