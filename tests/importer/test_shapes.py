"""Deployments of shapes that no guide has: each comes back as it was, and nothing is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm.check.finding import ERROR
from msvc_helm.errors import Problem
from msvc_helm.findings import report
from msvc_helm.importer.command import ImportOptions, imported
from msvc_helm.inputs import inputs_for
from msvc_helm.parallel import Renderer
from msvc_helm.read import inputs
from tests.check.samples import options

SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.yaml"))
OF_A_SERVER = ("creationTimestamp", "generation", "resourceVersion", "uid")
NOT_THE_OWNERS = ("image", "readinessProbe", "livenessProbe", "startupProbe", "resources", "tolerations", "volumes")
# What is said of those that cannot be taken over without a guess.
GUESSED = {
    "bare-pod": ["a base config has no key for a Pod"],
    "canary": ["a base config has no key for a Rollout"],
    "kserve": ['no uri can name where "/mnt/models" comes from'],
    "llama-cpp": ['no uri can name where "/models/phi.gguf" comes from'],
    "ollama": ["no model is named"],
    "settings-file": ["no model is named; "],
    "stateful": ['no uri can name where "/llm/deepseek" comes from'],
    "unknown-gpu": ["it is not known what nvcr.io/nvidia/tritonserver:25.02-py3 runs", "no model is named"],
}


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def objects(*texts: str) -> dict[str, Any]:
    """Objects by kind and name, without what a server adds."""
    found = [o for text in texts for d in yaml.safe_load_all(text) if d for o in d.get("items", [d])]
    for obj in found:
        obj.pop("status", None)
        metadata = obj["metadata"]
        for field in OF_A_SERVER:
            metadata.pop(field, None)
        metadata.get("annotations", {}).pop("deployment.kubernetes.io/revision", None)
    return {f"{o['kind']}/{o['metadata']['name']}": without_nulls(o) for o in found}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda path: path.stem)
def test_it_comes_again_and_nothing_is_wrong_with_it(shape: Path, tmp_path: Path) -> None:
    warned: list[Problem] = []
    documents = [document for file in inputs((str(shape),)) for document in file.documents()]
    for name, text in imported(documents, ImportOptions(), warned).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    guesses = GUESSED.get(shape.stem, [])
    assert len(warned) == len(guesses), warned
    assert all(guess in problem.message for guess, problem in zip(guesses, warned, strict=True))

    owner = yaml.safe_load((tmp_path / "modelservice.yaml").read_text(encoding="utf-8"))
    assert len((tmp_path / "modelservice.yaml").read_text(encoding="utf-8").splitlines()) <= 30
    assert not any(f"{word}:" in yaml.safe_dump(owner) for word in NOT_THE_OWNERS)

    paths = {"models": (f"{tmp_path}/modelservice.yaml",), "bases": (f"{tmp_path}/baseconfig.yaml",)}
    asked = inputs_for({**paths, "values": (), "preset": "", "name": ""})
    (document,) = asked.documents()
    done = Renderer(asked.bases, options("v1"), "yaml", name_files=False)(document)
    assert not done.problems
    assert objects(*done.texts) == objects(shape.read_text(encoding="utf-8"))

    found = report([document], asked.bases, options("v1"), frozenset()).findings
    assert not [f"{f.rule}: {f.problem}" for f in found if f.severity == ERROR]
