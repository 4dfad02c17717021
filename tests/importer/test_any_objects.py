"""Whatever an expansion makes can be imported, and is made again: what cannot is an error that names the object."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from msvc_helm import write
from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError, Problem
from msvc_helm.expand import objects as expansion_objects
from msvc_helm.importer.command import ImportOptions, imported
from msvc_helm.parallel import Renderer
from msvc_helm.pipeline import expand_document
from msvc_helm.read import Document, documents
from msvc_helm.resources.context import Options
from tests.conftest import REPO, run_program
from tests.test_any_base_config import BASES, MODELS, document

SAMPLES = sorted(path.parent for path in REPO.glob("samples/*/baseconfig.yaml"))
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)  # many base configs are none, which is no matter here
NAMES = ["m", "m-decode", "other", "x"]


LEFT_OUT = ("Secret", "Endpoints", "EndpointSlice", "Event", "ControllerRevision", "Lease")
OF_A_SERVER = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")


def objects(texts: list[str]) -> dict[str, Any]:
    """Objects by apiVersion, kind and name: without what a server writes, and those that nobody applies."""
    found = [o for text in texts for o in yaml.safe_load_all(text) if o and o["kind"] not in LEFT_OUT]
    for obj in found:
        obj.pop("status", None)
        for field in OF_A_SERVER:
            obj["metadata"].pop(field, None)
    return {"/".join([o["apiVersion"], o["kind"], o["metadata"]["name"]]): o for o in found}


def again(files: dict[str, str]) -> dict[str, Any]:
    """What the imported documents make."""
    service, base = (Document(name, 1, 1, files[name].encode()) for name in ("modelservice.yaml", "baseconfig.yaml"))
    done = Renderer(Bases((Candidate(base.parse()[0], base),)), Options(), "yaml", name_files=False)(service)
    assert not done.problems
    return objects(done.texts)


@settings(max_examples=60, deadline=None, suppress_health_check=[*SLOW, HealthCheck.filter_too_much])
@given(texts=BASES, model=st.sampled_from(MODELS), name=st.sampled_from(NAMES))
def test_what_is_made_of_anything_is_made_again(texts: dict[str, Any], model: dict[str, Any], name: str) -> None:
    data = {key: json.dumps(each) for key, each in texts.items()}
    base = document("base", {"kind": "ConfigMap", "metadata": {"name": "b"}, "data": data})
    service = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}, "spec": model}
    bases = Bases((Candidate(base.parse()[0], base),))
    expanded = expand_document(document("model", service), bases, Options())
    made = [obj for each in expanded.expansions for obj in expansion_objects(each.children, tuple(each.children))]
    assume(made and all(obj["metadata"].get("name") for obj in made))
    stream = [write.dump(obj) for obj in made]
    said: list[Problem] = []
    asked = ImportOptions(name=name, uri=model["modelArtifacts"]["uri"])
    try:
        files = imported(documents(io.BytesIO("---\n".join(stream).encode()), "made.yaml"), asked, said)
    except InputError as error:
        event("an error")
        assert [problem for problem in error.problems if problem.path]  # noqa: PT017 - the names of what is wrong
        return
    event("imported")
    assert again(files) == objects(stream)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_what_samples_make_is_made_again(sample: Path, tmp_path: Path) -> None:
    made = run_program("generate", "-m", sample / "modelservice.yaml", "-b", sample / "baseconfig.yaml")
    assert made.code == 0, made.stderr
    (tmp_path / "made.yaml").write_text(made.stdout, encoding="utf-8")
    done = run_program("import", tmp_path / "made.yaml", "--output-dir", tmp_path / "out")
    assert done.code == 0, done.stderr
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.yaml")}
    assert again(files) == objects([made.stdout])
