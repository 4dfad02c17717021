"""Command lines taken apart as vLLM's argparse and Go's pflag do it."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.check.flags import Flags, canonical, parse
from msvc_helm.check.programs import (
    PICKER,
    SGLANG,
    SIDECAR,
    SIMULATOR,
    TRTLLM,
    UNKNOWN,
    VLLM,
    program_of,
    version,
)
from tests.properties import examples


def read(line: str, *, switches: bool = True) -> Flags:
    return parse(list(enumerate(line.split())), switches=switches)


@pytest.mark.parametrize(
    ("line", "given_", "positionals"),
    [
        ("m --port 8000", {"port": [["8000"]]}, ["m"]),
        ("m --port=8000 --port 1", {"port": [["8000"], ["1"]]}, ["m"]),
        ("m -tp 2 -dp=4", {"tensor-parallel-size": [["2"]], "data-parallel-size": [["4"]]}, ["m"]),
        ("--max_model_len=1 m", {"max-model-len": [["1"]]}, ["m"]),
        ("--enforce-eager m", {"enforce-eager": [[]]}, ["m"]),
        ("--enable-prefix-caching m", {"enable-prefix-caching": [[]]}, ["m"]),
        ("--enable-chunked-prefill false m", {"enable-chunked-prefill": [["false"]]}, ["m"]),
        ("m --served-model-name a b --seed -1", {"served-model-name": [["a", "b"]], "seed": [["-1"]]}, ["m"]),
        ("--served-model-name a m", {"served-model-name": [["a", "m"]]}, []),
        ("m --kv-transfer-config.kv_role x", {"kv-transfer-config.kv_role": [["x"]]}, ["m"]),
        ("m --port", {"port": [[]]}, ["m"]),
        ("m --x1= --x2", {"x1": [[""]], "x2": [[]]}, ["m"]),
    ],
)
def test_a_line(line: str, given_: dict[str, list[list[str]]], positionals: list[str]) -> None:
    flags = read(line)
    assert {name: [values for _, values in found] for name, found in flags.given.items()} == given_
    assert [word for _, word in flags.positionals] == positionals


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["--port", "--seed", "--max-model-len", "-tp"]).flatmap(
                lambda name: st.tuples(st.just(name), st.integers(0, 9).map(str), st.booleans())
            ),
            st.tuples(
                st.sampled_from(["--enforce-eager", "--enable-lora", "--no-enable-lora"]), st.none(), st.booleans()
            ),
        ),
        max_size=6,
    )
)
@examples(150)
def test_as_argparse_reads_it(parts: list[tuple[str, str | None, bool]]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    for name in ("--port", "--seed", "--max-model-len"):
        parser.add_argument(name)
    parser.add_argument("-tp", "--tensor-parallel-size")
    parser.add_argument("--enforce-eager", action="store_true")
    parser.add_argument("--enable-lora", action=argparse.BooleanOptionalAction)
    words = ["m"]
    for name, value, apart in parts:
        words += [name] if value is None else [name, value] if apart else [f"{name}={value}"]
    theirs = parser.parse_args(words)
    ours = parse(list(enumerate(words)), switches=True)
    assert [word for _, word in ours.positionals] == [theirs.model]
    for name in ("port", "seed", "max-model-len", "tensor-parallel-size"):
        assert ours.get(name) == (getattr(theirs, name.replace("-", "_")) or "")
    assert ("enforce-eager" in ours) == theirs.enforce_eager
    if theirs.enable_lora is not None:
        last = "enable-lora" if ours.position("enable-lora") > ours.position("no-enable-lora") else "no-enable-lora"
        assert theirs.enable_lora == (last == "enable-lora")


@given(st.lists(st.text(max_size=12), max_size=8), st.booleans())
@examples(200)
def test_any_words_are_read(words: list[str], switches: bool) -> None:
    flags = parse(list(enumerate(words)), switches=switches)
    kept = [word for _, word in flags.positionals]
    assert all(word in words for word in kept)
    assert sum(len(found) for found in flags.given.values()) + len(kept) <= len(words)


def test_repeated_flags_count_the_switch_and_its_opposite() -> None:
    flags = read("m --enable-lora --port 1 --no-enable-lora --port 1")
    assert {name: len(found) for name, found in flags.repeated()} == {"enable-lora": 2, "port": 2}


@pytest.mark.parametrize(
    ("text", "number"), [("--a=8", 8), ("--a=$(X)", None), ("--a", None), ("--b", 5), ("--a=99999999999", None)]
)
def test_numbers(text: str, number: int | None) -> None:
    assert read(text, switches=False).number("a", 5) == number


def test_canonical_names() -> None:
    assert [canonical(f) for f in ("--a_b.c_d", "-tp", "--tp", "-poolName")] == [
        "a-b.c_d",
        "tensor-parallel-size",
        "tp",
        "poolName",
    ]


@pytest.mark.parametrize(
    ("image", "command", "args", "program"),
    [
        ("vllm-openai", [], ["--model", "m"], VLLM),
        ("anything", ["vllm", "serve", "m"], [], VLLM),
        ("anything", ["/opt/bin/vllm", "serve"], ["m"], VLLM),
        ("anything", ["python", "-m", "vllm.entrypoints.openai.api_server"], [], VLLM),
        ("anything", ["bash", "-ec"], ["set -x\nvllm serve m --port 1"], VLLM),
        ("vllm-openai", ["sleep"], ["1"], UNKNOWN),
        ("vllm-openai", ["bash", "-c"], ["echo 'unclosed vllm serve"], UNKNOWN),
        ("llm-d-inference-sim", [], [], SIMULATOR),
        ("llm-d-router-disagg-sidecar", [], [], SIDECAR),
        ("llm-d-routing-sidecar", ["/app/sidecar"], [], SIDECAR),
        ("mirror", [], ["--vllm-port=1"], SIDECAR),
        ("epp", [], [], PICKER),
        ("llm-d-inference-scheduler", ["sh", "-c"], ["epp"], UNKNOWN),
        ("mirror", [], ["--pool-name=x"], PICKER),
        ("busybox", [], [], UNKNOWN),
        ("vllm-gaudi", [], ["--model", "m"], VLLM),
        ("vllm-tools", [], ["--help"], UNKNOWN),
        ("anything", ["python3", "-m", "sglang.launch_server"], ["--model-path=m"], SGLANG),
        ("anything", ["sglang", "serve"], ["--model-path=m"], SGLANG),
        ("sglang", ["bash", "-c"], ["exec python3 -m sglang.launch_server --model-path m"], SGLANG),
        ("sglang", ["python3", "-m", "sglang_router.launch_router"], [], UNKNOWN),
        ("release", ["trtllm-serve", "serve"], ["m", "--tp_size=2"], TRTLLM),
        ("release", ["trtllm-serve"], ["m", "--tp_size", "2"], TRTLLM),
        ("release", ["trtllm-serve", "disaggregated"], ["-c", "x.yaml"], UNKNOWN),
    ],
)
def test_programs(image: str, command: list[str], args: list[str], program: str) -> None:
    assert program_of(command, args, image, {}).name == program


@pytest.mark.parametrize(
    ("command", "given_"),
    [
        (["sglang", "serve"], {"model": "m", "tensor-parallel-size": "2", "data-parallel-size": "4", "host": "::"}),
        (["trtllm-serve"], {"tensor-parallel-size": "2", "kv-cache-free-gpu-memory-fraction": "0.9"}),
    ],
)
def test_engines_have_names_of_their_own_for_flags(command: list[str], given_: dict[str, str]) -> None:
    args = {
        "sglang": ["--model-path", "m", "--tp", "2", "--dp-size=4", "--trust-remote-code", "--host", "::"],
        "trtllm-serve": ["m", "--tp_size", "2", "--kv_cache_free_gpu_memory_fraction=0.9"],
    }[command[0]]
    flags = program_of(command, args, "x", {}).flags
    assert {name: flags.get(name) for name in given_} == given_


def test_flags_of_go_that_are_true_or_false_take_no_word() -> None:
    sidecar = program_of([], ["--secure-proxy", "false", "--port", "8000", "-v", "4"], "routing-sidecar", {})
    assert (sidecar.flags.get("secure-proxy"), sidecar.flags.get("port")) == ("", "8000")
    assert [word for _, word in sidecar.flags.positionals] == ["false"]


def test_kubernetes_variables_are_filled_in() -> None:
    program = program_of([], ["--vllm-port=$(PORT)", "--port=$(OTHER)"], "x", {"PORT": "8200"})
    assert (program.flags.get("vllm-port"), program.flags.get("port")) == ("8200", "$(OTHER)")


@pytest.mark.parametrize(
    ("tag", "numbers"),
    [
        ("v0.10.0", (0, 10, 0)),
        ("0.9.1-rc.2", (0, 9, 1)),
        ("latest", None),
        ("", None),
        ("main-2025", None),
        ("v1", None),
        ("v0.5.13.post1", (0, 5, 13)),
        ("1.3.0rc18", (1, 3, 0)),
        ("v0.26.0-cu129", (0, 26, 0)),
    ],
)
def test_versions(tag: str, numbers: tuple[int, ...] | None) -> None:
    assert version(tag) == numbers
