"""The stacks of shipped layers that tests make: every pair that fits, and some of more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests import reader
from tests.conftest import run_program
from tests.presets import LAYERS, PRESETS, values

Object = dict[str, Any]
ACCELERATORS = ("amd", "cpu", "gaudi", "tpu-v6", "tpu-v7", "xpu")


def fitting(preset: str, layer: str) -> bool:
    """Whether a layer says that it goes over the preset."""
    over = LAYERS[layer]
    return over == "any preset" or preset in over.split(" or ")


STACKS = (
    *((preset, layer) for preset in PRESETS for layer in LAYERS if fitting(preset, layer)),
    ("gpu-pd", "amd", "istio", "openshift", "monitoring"),
    ("gpu", "sglang", "gke", "monitoring"),
    ("gpu", "tpu-v7", "gke", "precise-prefix-cache"),
    ("gpu", "tiered-cache", "standalone", "openshift"),
    ("sim", "standalone", "monitoring"),
    ("gpu", "amd", "lora", "preload"),
    ("gpu-pd", "xpu", "preload", "openshift"),
    ("gpu-pd", "wide-ep", "istio", "monitoring"),
)
GROUP = {"replicas": 1, "nodes": 2, "parallelism": {"data": 16, "dataLocal": 8, "expert": True}}


def role_values(stack: tuple[str, ...]) -> Object:
    """Values that the stack takes: a TPU host wants all of its chips, a group says how it is split."""
    given: Object = values("cached" if "preload" in stack else "hf-private")
    if "lora" in stack:
        given["modelArtifacts"] = given["modelArtifacts"] | {"adapters": [{"name": "a", "uri": "hf://acme/lora"}]}
    if "wide-ep" in stack:
        return {**given, "prefill": GROUP, "decode": GROUP}
    return (
        {**given, "decode": {"parallelism": {"tensor": 8}}} if any(each.startswith("tpu") for each in stack) else given
    )


def written(folder: Path, stack: tuple[str, ...]) -> Path:
    """The values of a stack in a file."""
    path = folder / "m.yaml"
    path.write_text(json.dumps(role_values(stack)), encoding="utf-8")
    return path


def objects_of(folder: Path, stack: tuple[str, ...], namespace: str = "models") -> list[Object]:
    """What `generate` makes of a stack, which has to say nothing on the way."""
    done = run_program("generate", "-f", written(folder, stack), "--preset", ",".join(stack), "-n", namespace)
    assert (done.code, done.stderr) == (0, ""), done.stderr
    return list(reader.load_all(done.stdout))
