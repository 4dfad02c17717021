"""`adopt -o json`: the plan for programs says what the script says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adopt.recorded import BEFORE, RECORDED, Object, one, recorded
from tests.adopt.test_plan import CHANGES, WORDS, deployment
from tests.conftest import Finished, run_program

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared is not here")


def planned(items: list[Object], folder: Path, *words: str) -> tuple[Finished, dict[str, Any]]:
    path = folder / "objects.json"
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}), encoding="utf-8")
    done = run_program("adopt", "--from", path, "-o", "json", *words)
    assert done.stderr == ""
    return done, json.loads(done.stdout)


def test_all_recorded_models_in_one_plan() -> None:
    done = run_program("adopt", "--from", RECORDED / BEFORE, "-o", "json")
    plan = json.loads(done.stdout)
    assert {each["namespace"]: each["verdict"] for each in plan["models"]} == WORDS
    assert {each["namespace"] for each in plan["models"] if not each["ready"]} == {"nixl"}
    assert done.code == 1
    for model in plan["models"]:
        assert model["rolls"] == []
        assert bool(model["creates"]) is (model["namespace"] == "nixl")
        assert bool(model["surprises"]) is not model["ready"]
        assert len(model["steps"]) == (4 if model["ready"] else 0)


@pytest.mark.parametrize("to", ["helm", "apply"])
def test_the_steps_are_the_script_s(to: str, tmp_path: Path) -> None:
    items = [*recorded("simple"), deployment(image="ghcr.io/llm-d/llm-d-model-service:v0.0.10")]
    _, plan = planned(items, tmp_path, "--to", to)
    script = run_program("adopt", "--from", tmp_path / "objects.json", "--to", to).stdout
    (model,) = plan["models"]
    at = 0
    for number, step in enumerate([*plan["steps"], *model["steps"]]):
        assert f"# {number}. {step['title']}\n" in script
        for line in [*step["commands"], *step["check"]]:
            at = script.index(f"{line}\n", at)
        assert f"# Way back: {step['back']}\n" in script[at:]
    (operator,) = plan["operators"]
    assert (operator["name"], operator["namespace"], operator["replicas"], operator["pods"]) == (
        "modelservice",
        "llm-d",
        1,
        0,
    )
    assert operator["origins"] == ["the Flux Kustomization flux/apps"]
    assert "kubectl scale deployment modelservice" in plan["surprises"][0]


@pytest.mark.parametrize("change", [name for name in CHANGES if name not in ("operator", "owner not there")])
def test_what_is_in_the_way_is_told_of_its_model(change: str, tmp_path: Path) -> None:
    items = recorded("simple")
    apply, expected = CHANGES[change]
    apply(items)
    done, plan = planned(items, tmp_path)
    (model,) = plan["models"]
    assert done.code == 1
    assert (model["ready"], model["steps"]) == (False, [])
    assert expected in "\n".join(model["surprises"])
    assert (model["verdict"] is None) is (change == "no base config")


def test_a_roll_has_its_object_and_its_fields(tmp_path: Path) -> None:
    items = recorded("simple")
    container = one(items, "Deployment")["spec"]["template"]["spec"]["containers"][0]
    ours, container["image"] = container["image"], "example.test/older:1"
    done, plan = planned(items, tmp_path, "--allow-roll", "granite-base-model")
    (model,) = plan["models"]
    assert (done.code, model["ready"], model["verdict"]) == (0, True, "rolls")
    assert model["rolls"] == ["Deployment/granite-base-model-decode"]
    path = ["spec", "template", "spec", "containers", 0, "image"]
    (rolls,) = (each for each in model["objects"] if each["verdict"] == "rolls")
    assert rolls["causes"] == [{"path": path, "before": "example.test/older:1", "after": ours}]


def test_json_is_a_plan_and_nothing_is_done() -> None:
    done = run_program("adopt", "--from", RECORDED / BEFORE, "-o", "json", "--apply")
    assert done.code == 2
    assert "-o json prints the plan: leave out --apply" in done.stderr
