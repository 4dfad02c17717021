"""Objects of a base config's `extraObjects` that cannot be placed among the others are errors with their field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Finished

VALUES = """\
routing: {modelName: m}
modelArtifacts: {uri: "hf://a/b"}
decode: {containers: [{name: c, image: i}]}
annotations: {team: search}
"""
BASE = "kind: ConfigMap\nmetadata: {name: b}\ndata:\n  extraObjects: |\n    - "


def generate(run: Callable[..., Finished], folder: Path, entry: str) -> Finished:
    (folder / "values.yaml").write_text(VALUES, encoding="utf-8")
    (folder / "base.yaml").write_text(f"{BASE}{entry}\n", encoding="utf-8")
    return run("generate", "-f", "values.yaml", "-b", "base.yaml", cwd=folder)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{kind: Foo, metadata: {name: x}}", "extraObjects: [0].apiVersion: required, and not set"),
        ("{apiVersion: e/v1, metadata: {name: x}}", "extraObjects: [0].kind: required, and not set"),
        ("{apiVersion: e/v1, kind: Foo}", "extraObjects: [0].metadata.name: required, and not set"),
        (
            "{apiVersion: e/v1, kind: Foo, metadata: x}",
            'extraObjects: [0].metadata: expected a map, found the string "x"',
        ),
        (
            "{apiVersion: e/v1, kind: Foo, metadata: {name: x, labels: [a]}}",
            "extraObjects: [0].metadata.labels: expected a map, found a list",
        ),
        (
            "{apiVersion: e/v1, kind: Foo, metadata: {name: x, annotations: 3}}",
            "extraObjects: [0].metadata.annotations: expected a map, found the number 3",
        ),
    ],
)
def test_what_is_wrong_is_named(run: Callable[..., Finished], tmp_path: Path, entry: str, said: str) -> None:
    done = generate(run, tmp_path, entry)
    assert (done.code, done.stdout) == (1, "")
    assert said in done.stderr


def test_labels_and_annotations_that_are_null_are_absent(run: Callable[..., Finished], tmp_path: Path) -> None:
    done = generate(run, tmp_path, "{apiVersion: e/v1, kind: Foo, metadata: {name: x, labels: ~, annotations: ~}}")
    assert done.code == 0
    assert "  annotations:\n    team: search\n" in done.stdout


def test_metadata_is_that_of_any_other_object(run: Callable[..., Finished], tmp_path: Path) -> None:
    done = generate(
        run, tmp_path, "{apiVersion: e/v1, kind: Foo, spec: {a: 3}, metadata: {name: 8, labels: {a: 3}, uid: u}}"
    )
    assert done.code == 0
    assert '  name: "8"\n' in done.stdout
    assert '    a: "3"\n' in done.stdout
    assert "  a: 3\n" in done.stdout
    assert "extraObjects: [0].metadata.uid: set by the API server, dropped" in done.stderr
