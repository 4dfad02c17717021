"""Templates that real Go has answered: outputs agree byte for byte, errors come at the same stage."""

from __future__ import annotations

import json
from pathlib import Path

from msvc_helm.gotemplate import Struct, Template
from msvc_helm.gotemplate.registry import function
from msvc_helm.gotemplate.values import Int32, printable
from tests.rows import every

from .data import FUNCTIONS
from .recorded import Case, answer, recorded

CASES = recorded()


def named(row: tuple[str, Case]) -> str:
    name, case = row
    return f"{name} {case['template']!r}"


@every(CASES, named)
def test_agrees_with_go(row: tuple[str, Case]) -> None:
    _, case = row
    found = answer(case["template"])
    assert {key: found.get(key) for key in ("output", "stage")} == {key: case.get(key) for key in ("output", "stage")}


def test_error_messages_are_mostly_gos_own() -> None:
    """Users know Go's words; where ours say more (or less oddly), they may differ."""
    failing = [case for _, case in CASES if "error" in case]
    same = sum(answer(case["template"]).get("error", "?") in case["error"] for case in failing)
    assert same > 0.9 * len(failing)


@every([(name, case) for name, case in CASES if "output" in case], named)
def test_a_printed_template_renders_the_same(row: tuple[str, Case]) -> None:
    _, case = row
    printed = str(Template(case["template"], functions=FUNCTIONS).tree)
    assert str(Template(printed, functions=FUNCTIONS).tree) == printed
    assert answer(printed).get("output") == case["output"]


@every([(name, case) for name, case in CASES if "printed" in case], named)
def test_prints_as_go_prints(row: tuple[str, Case]) -> None:
    _, case = row
    tree = Template(case["template"], functions=FUNCTIONS).tree
    assert printable(str(tree.root)) == case["printed"]


# The variables of the reference operator, with the values its recorded answers were made with.
OPERATOR_VARS = Struct(
    "main.Vars",
    {
        "ModelServiceName": "qwen-8b",
        "ModelServiceNamespace": "inference",
        "ModelName": "Qwen/Qwen3-8B",
        "HFModelName": "Qwen/Qwen3-8B",
        "SanitizedModelName": "qwen-qwen3-8b",
        "ModelPath": "Qwen/Qwen3-8B",
        "MountedModelPath": "/model-cache",
        "AuthSecretName": "hf-secret",
        "EPPServiceName": "qwen-8b-epp-service",
        "EPPDeploymentName": "qwen-8b-epp",
        "PrefillDeploymentName": "qwen-8b-prefill",
        "DecodeDeploymentName": "qwen-8b-decode",
        "PrefillServiceName": "qwen-8b-service-prefill",
        "DecodeServiceName": "qwen-8b-service-decode",
        "InferencePoolName": "qwen-8b-inference-pool",
        "InferenceModelName": "qwen-8b",
    },
)
PORTS = {"app_port": 8000, "internal_port": 8200}
GET_PORT = function("getPort", "string")(lambda name: Int32(PORTS.get(name, -1)))


def test_agrees_with_the_shared_cases(shared: Path) -> None:
    cases = json.loads((shared / "gotemplate" / "cases.json").read_text(encoding="utf-8"))
    assert len(cases) > 100
    wrong = []
    for case in cases:
        wanted = {"stage": "refused"} if case.get("refused") else case
        found = answer(case["template"], OPERATOR_VARS, {"getPort": GET_PORT})
        if (found.get("output"), found.get("stage")) != (wanted.get("output"), wanted.get("stage")):
            wrong.append((case["id"], case["template"], found))
    assert not wrong
