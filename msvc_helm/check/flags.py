"""The command lines of model servers, endpoint pickers and routing sidecars, taken apart without running them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msvc_helm.check.vocabulary import completed, vocabulary
from msvc_helm.typed import NamedTuple

# Flags that take every word up to the next flag (argparse's nargs="+"; the simulator reads two of them alike).
_SEVERAL = frozenset({"served-model-name", "lora-modules", "lora-paths", "cuda-graph-sizes", "cudagraph-capture-sizes"})
# vLLM's flags without a value: those that begin so, and these.
_SWITCH_PREFIXES = ("enable-", "disable-", "no-", "use-")
_SWITCHES = frozenset(
    {
        "allow-credentials",
        "async-scheduling",
        "calculate-kv-scales",
        "data-parallel-external-lb",
        "data-parallel-hybrid-lb",
        "enforce-eager",
        "exclude-tools-when-tool-choice-none",
        "fully-sharded-loras",
        "headless",
        "kv-sharing-fast-prefill",
        "language-model-only",
        "log-error-stack",
        "mm-encoder-only",
        "return-tokens-as-token-ids",
        "skip-mm-profiling",
        "skip-tokenizer-init",
        "tokens-only",
        "trust-remote-code",
    }
)


class Dialect(NamedTuple):
    """How a program reads its command line: `recorded` names its flags in `vocabulary`.

    `short` are further names of flags with one dash, `same` with two; `switches` says that some flags take no value,
    `abbreviates` that a flag may be cut short where it stays unambiguous.
    """

    recorded: str
    short: Mapping[str, str] = {}
    same: Mapping[str, str] = {}
    switches: bool = True
    abbreviates: bool = False

    def takes_none(self, name: str) -> bool:
        """Whether a flag takes no value after a space."""
        if self.recorded == "vllm":
            return name in _SWITCHES or name.startswith(_SWITCH_PREFIXES)
        return self.switches and name in vocabulary(self.recorded).switches


_SIZES = {"tp-size": "tensor-parallel-size", "pp-size": "pipeline-parallel-size", "dp-size": "data-parallel-size"}
ARGPARSE = Dialect(
    "vllm",
    short={
        "tp": "tensor-parallel-size",
        "pp": "pipeline-parallel-size",
        "dp": "data-parallel-size",
        "dpl": "data-parallel-size-local",
        "ep": "enable-expert-parallel",
        "q": "quantization",
        "O": "optimization-level",
    },
    abbreviates=True,
)
GO = Dialect("", switches=False)
DIALECTS = {
    "vLLM": ARGPARSE,
    "SGLang": Dialect(
        "sglang",
        same={**_SIZES, "tp": "tensor-parallel-size", "pp": "pipeline-parallel-size", "dp": "data-parallel-size"}
        | {"model-path": "model", "ep-size": "expert-parallel-size", "ep": "expert-parallel-size"},
        abbreviates=True,
    ),
    "TensorRT-LLM": Dialect("trtllm", same=_SIZES),
    "the simulator": Dialect("simulator"),
    "the routing sidecar": Dialect("sidecar"),
    "the endpoint picker": Dialect("picker"),
}
"""By the name of the program."""


class Flags:
    """The flags of a command line by name, without dashes, and the words that are none.

    `given` holds for each flag its occurrences in order as (position, values); `positionals` are (position, word).
    Positions are those of the words that were read.
    """

    __slots__ = ("given", "positionals")

    def __init__(self) -> None:
        self.given: dict[str, list[tuple[int, list[str]]]] = {}
        self.positionals: list[tuple[int, str]] = []

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def values(self, name: str) -> list[str]:
        """What the flag's last occurrence says: the programs here all take the last."""
        found = self.given.get(name)
        return found[-1][1] if found else []

    def get(self, name: str, default: str = "") -> str:
        """The flag's value, `default` when it is not given or has none."""
        values = self.values(name)
        return values[0] if values else default

    def number(self, name: str, default: int | None) -> int | None:
        """The flag's value as a number; None when it cannot be known here."""
        text = self.get(name)
        if not text:
            return default if name not in self.given else None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def position(self, name: str) -> int:
        """Where the flag's last occurrence is, -1 when it is not given."""
        found = self.given.get(name)
        return found[-1][0] if found else -1

    def repeated(self) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
        """Flags given more than once, `--no-x` counted as `--x`."""
        groups: dict[str, list[tuple[int, list[str]]]] = {}
        for name, found in self.given.items():
            bare = name.removeprefix("no-")
            groups.setdefault(bare, []).extend(found if bare == name else [(at, ["false"]) for at, _ in found])
        # Those of one name are in order, which for the words of a shell script is not that of positions.
        return (
            (name, found if name in self.given and found == self.given[name] else sorted(found))
            for name, found in groups.items()
            if len(found) > 1
        )


def parse(words: Sequence[tuple[int, str]], *, switches: bool = False, dialect: Dialect | None = None) -> Flags:
    """Read (position, word) pairs as a program reads them; without one, as vLLM (`switches`) or any program in Go.

    Programs in Go take what follows a flag for its value, but for flags that are true or false.
    """
    dialect = dialect or (ARGPARSE if switches else GO)
    out = Flags()
    at = 0
    while at < len(words):
        position, word = words[at]
        at += 1
        if not is_flag(word):
            out.positionals.append((position, word))
            continue
        raw, equals, value = word.partition("=")
        name = canonical(raw, dialect)
        if dialect.abbreviates and raw[:2] == "--":
            name = dialect.same.get(full := completed(name, dialect.recorded), full)
        if equals:
            values = [value]
        else:
            count = _taken(name, words, at, dialect)
            values = [following for _, following in words[at : at + count]]
            at += count
        out.given.setdefault(name, []).append((position, values))
    return out


def is_flag(word: str) -> bool:
    """Whether a word is a flag: it begins with a dash and is not a negative number."""
    return len(word) > 1 and word[0] == "-" and not (word[1].isdigit() or word[1] == ".")


def canonical(flag: str, dialect: Dialect = ARGPARSE) -> str:
    """`--max_model_len` and `-tp` as `max-model-len` and `tensor-parallel-size`; what follows a dot stays."""
    name = flag.lstrip("-")
    if flag[:2] != "--" and name in dialect.short:
        return dialect.short[name]
    if "_" in name:
        head, dot, rest = name.partition(".")
        name = head.replace("_", "-") + dot + rest
    return dialect.same.get(name, name)


def _taken(name: str, words: Sequence[tuple[int, str]], at: int, dialect: Dialect) -> int:
    """How many of the following words are the flag's values."""
    free = 0
    while at + free < len(words) and not is_flag(words[at + free][1]):
        free += 1
    if name in _SEVERAL:
        return free
    if dialect.takes_none(name):
        return 1 if dialect.abbreviates and free and words[at][1].lower() in ("true", "false") else 0
    return min(free, 1)
