"""The shipped layers: over each preset that they are for, alone and together, objects are right and charts agree."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.inputs import Inputs, base_configs
from msvc_helm.presets import title
from msvc_helm.read import inputs
from tests.agreement.cases import all_ways_agree
from tests.agreement.in_process import Engine
from tests.conftest import run_program
from tests.layers.stacks import ACCELERATORS, STACKS, fitting, objects_of, role_values, written
from tests.presets import LAYERS, PRESETS

Object = dict[str, Any]
RESOURCES = {
    "amd": "amd.com/gpu",
    "xpu": "gpu.intel.com/xe",
    "gaudi": "habana.ai/gaudi",
    "tpu-v6": "google.com/tpu",
    "tpu-v7": "google.com/tpu",
}


def test_every_layer_is_in_a_stack_over_every_preset_it_is_for() -> None:
    tried = {(stack[0], layer) for stack in STACKS for layer in stack[1:]}
    assert tried == {(preset, layer) for layer in LAYERS for preset in PRESETS if fitting(preset, layer)}


@pytest.mark.parametrize("stack", STACKS, ids=",".join)
def test_a_stack_says_nothing_wrong(stack: tuple[str, ...], tmp_path: Path) -> None:
    done = run_program("check", "-f", written(tmp_path, stack), "--preset", ",".join(stack), "--strict")
    assert done.code == 0, done.stdout + done.stderr
    assert ": 0 errors, 0 warnings" in done.stdout


@pytest.mark.parametrize(("preset", "layer"), [(p, a) for p, a in product(PRESETS, ACCELERATORS) if fitting(p, a)])
def test_an_accelerator_takes_the_place_of_another(preset: str, layer: str, tmp_path: Path) -> None:
    for obj in objects_of(tmp_path, (preset, layer)):
        if obj["kind"] == "Deployment" and not obj["metadata"]["name"].endswith("epp"):
            pod = obj["spec"]["template"]["spec"]
            (server,) = pod["containers"]
            assert "nvidia" not in json.dumps(pod)
            asked = {name for name in server["resources"]["limits"] if "/" in name}
            assert asked == ({RESOURCES[layer]} if layer in RESOURCES else set())
            assert {taint["key"] for taint in pod["tolerations"] or ()} == asked if "tolerations" in pod else not asked


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_needs_a_preset(layer: str, tmp_path: Path) -> None:
    done = run_program("generate", "-f", written(tmp_path, (layer,)), "--preset", layer)
    assert (done.code, done.stdout) == (1, "")
    assert f'"{layer}" is a layer and needs a preset below it: it goes over {LAYERS[layer]}' in done.stderr


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_says_what_it_is(layer: str) -> None:
    assert title(layer).endswith(".")
    assert len(title(layer)) < 90


def test_the_ranks_of_a_group_are_in_the_pool_and_add_up(tmp_path: Path) -> None:
    found = {f"{obj['kind']}/{obj['metadata']['name']}": obj for obj in objects_of(tmp_path, ("gpu-pd", "wide-ep"))}
    assert not [name for name in found if name.startswith("Deployment/") and not name.endswith("-epp")]
    for role in ("prefill", "decode"):
        group = found[f"LeaderWorkerSet/m-{role}"]["spec"]["leaderWorkerTemplate"]
        (server,) = group["workerTemplate"]["spec"]["containers"]
        assert (group["size"], server["resources"]["limits"]["nvidia.com/gpu"]) == (2, "8")
        assert {"--data-parallel-size=16", "--data-parallel-size-local=8"} <= set(server["args"])
    ports = [port["number"] for port in found["InferencePool/m-inference-pool"]["spec"]["targetPorts"]]
    proxy = found["LeaderWorkerSet/m-decode"]["spec"]["leaderWorkerTemplate"]["workerTemplate"]["spec"][
        "initContainers"
    ]
    assert ports == [port["containerPort"] for port in proxy[0]["ports"]] == [*range(8000, 8008)]


def test_standalone_needs_no_crd(tmp_path: Path) -> None:
    for preset in PRESETS:
        kinds = {obj["apiVersion"].partition("/")[0] for obj in objects_of(tmp_path, (preset, "standalone"))}
        assert kinds == {"v1", "apps", "rbac.authorization.k8s.io"}


CARRIED = [
    stack
    for stack in STACKS
    if (len(stack) > 2 or stack[0] == "gpu-pd") and not {"wide-ep", "disaggregated-set"} & {*stack}
]


@pytest.mark.parametrize("stack", CARRIED, ids=",".join)
def test_charts_agree(stack: tuple[str, ...], tmp_path: Path) -> None:
    asked = Inputs([], inputs([str(written(tmp_path, stack))]), "", base_configs((), stack))
    all_ways_agree(asked, [Engine()], tmp_path)


def test_the_values_of_a_role_fit_its_accelerator() -> None:
    assert role_values(("gpu", "tpu-v7"))["decode"]["parallelism"] == {"tensor": 8}
