"""Real Helm's words for objects that Kubernetes would reject are those of `validate`, and a real API server agrees."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import given_bases
from msvc_helm.read import inputs
from msvc_helm.validation import validate
from tests.agreement.charts import Chart, generate
from tests.chart.translate.mutations import faultless, faults, typed
from tests.chart.translate.verdicts import START
from tests.e2e.helm import MAJORS
from tests.e2e.product import config_map
from tests.faults import crowded

VALUES: dict[str, Any] = {"routing": {"modelName": "a/b"}, "modelArtifacts": {"uri": "hf://a/b"}, "decode": {}}


def chart(major: int, folder: Path, data: dict[str, str]) -> Chart:
    """The chart of a base config with this data."""
    path = folder / "base.json"
    path.write_text(json.dumps(config_map("acme", data)))
    (base,) = given_bases(inputs([str(path)]))
    return Chart(major, folder, base)


def sample(count: int) -> list[dict[str, Any]]:
    """Faulty objects out of all, the same ones each time, all with names of their own."""
    found = [bad for obj in faultless() for what, bad in faults(obj) if " metadata" not in what and typed(bad)]
    return random.Random(1).sample(found, count)  # noqa: S311 - a choice, not a secret


@pytest.mark.parametrize("major", MAJORS)
def test_every_fault_is_told_at_once_in_our_words(major: int, tmp_path: Path) -> None:
    made = chart(major, tmp_path, {"extraObjects": json.dumps([*sample(200), *crowded()], ensure_ascii=False)})
    result = made.template(made.values(VALUES))
    wanted = {str(p._replace(hint="")) for obj in generate(VALUES, made.base) for p in validate(obj)}
    assert not result.ok
    said = result.stderr.partition(START)[2].partition("\n\nUse --debug")[0].strip().split("\n")
    assert set(said) == wanted


@pytest.mark.parametrize("major", MAJORS)
def test_a_role_without_containers_is_rejected(major: int, tmp_path: Path) -> None:
    made = chart(major, tmp_path, {"decodeService": "spec: {ports: [{port: 80}]}"})
    said = made.template(made.values(VALUES)).stderr
    assert "Deployment rel-decode: spec.template.spec.containers: required but not set: neither the base config" in said


@pytest.mark.parametrize("major", MAJORS)
def test_faultless_objects_pass(major: int, tmp_path: Path) -> None:
    made = chart(major, tmp_path, {"extraObjects": json.dumps(faultless())})
    assert made.difference({**VALUES, "decode": {"containers": [{"name": "c", "image": "i"}]}}) == ""
