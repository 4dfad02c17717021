"""The CRD: the API of the operator, described in our own words, and what is generated from it is up to date."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPO
from tests.rows import every

CRD = REPO / "msvc_helm" / "api" / "crd.yaml"
NO_DESCRIPTION = "metadata"  # an API server refuses a CRD that describes it


def load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(path.read_text(), yaml.CSafeLoader)
    return document


def schema(crd: dict[str, Any]) -> dict[str, Any]:
    (version,) = crd["spec"]["versions"]
    found: dict[str, Any] = version["schema"]["openAPIV3Schema"]
    return found


def bare(value: Any) -> Any:
    """The value without descriptions; a field of that name is none."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if not (k == "description" and isinstance(v, str))}
    return [bare(item) for item in value] if isinstance(value, list) else value


def fields(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, child in schema.get("properties", {}).items():
        yield f"{path}{name}", child
        yield from fields(child, f"{path}{name}.")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from fields(schema[key], f"{path.rstrip('.')}[].")


FIELDS = dict(fields(schema(load(CRD))))


def beyond(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Where ours is not theirs, but for optional fields of objects that theirs has not, and null in a map."""
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, pair in enumerate(zip(ours, theirs, strict=True)):
            yield from beyond(*pair, f"{path}[{index}]")
        return
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        if ours != theirs:
            yield path
        return
    for key in ours.keys() | theirs.keys():
        if key == "nullable" and path.endswith(".additionalProperties"):
            continue
        if key not in ours or (key not in theirs and not path.endswith(".properties")):
            yield f"{path}.{key}"
        elif key in theirs:
            yield from beyond(ours[key], theirs[key], f"{path}.{key}")


def test_is_the_api_of_the_operator_and_more(shared: Path) -> None:
    ours, theirs = bare(load(CRD)), bare(load(shared / "crds" / "modelservice-v1alpha1.yaml"))
    assert not list(beyond(ours, theirs))
    assert fields_of(ours) > fields_of(theirs)


def fields_of(crd: dict[str, Any]) -> set[str]:
    return {path for path, _ in fields(schema(crd))}


@pytest.mark.parametrize(
    "change",
    [
        {"properties": {"a": {"type": "string", "maxLength": 3}}},
        {"properties": {"b": {}}},
        {"properties": {"a": {"type": "string"}}, "required": ["a"]},
    ],
    ids=["narrower", "a field less", "a field required"],
)
def test_what_would_be_no_superset(change: dict[str, Any]) -> None:
    assert list(beyond(change, {"properties": {"a": {"type": "string"}}}))
    assert not list(
        beyond({"properties": {"a": {"type": "string"}, "b": {}}}, {"properties": {"a": {"type": "string"}}})
    )


@every(sorted(FIELDS.keys() - {NO_DESCRIPTION}))
def test_every_field_is_described(path: str) -> None:
    text = FIELDS[path].get("description", "")
    assert 10 < len(text) < 300
    assert text.endswith(".")


def test_descriptions_are_ours(shared: Path) -> None:
    theirs = dict(fields(schema(load(shared / "crds" / "modelservice-v1alpha1.yaml"))))
    same = [path for path, field in FIELDS.items() if path in theirs and copied(field, theirs[path])]
    assert not same


def copied(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether six words in a row are the same."""
    words = [" ".join(field.get("description", "").lower().split()) for field in (ours, theirs)]
    runs = words[0].split()
    return any(" ".join(runs[i : i + 6]) in words[1] for i in range(len(runs) - 5))


def test_the_schema_of_the_run_time_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, REPO / "scripts" / "generate_spec.py", "--check"], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_a_stale_schema_is_noticed(tmp_path: Path) -> None:
    for name in ("crd.yaml", "schema.py"):
        (tmp_path / "msvc_helm" / "api").mkdir(parents=True, exist_ok=True)
        (tmp_path / "msvc_helm" / "api" / name).write_text((CRD.parent / name).read_text())
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "generate_spec.py"
    script.write_text((REPO / "scripts" / "generate_spec.py").read_text())
    changed = tmp_path / "msvc_helm" / "api" / "crd.yaml"
    changed.write_text(changed.read_text().replace("maxLength: 256", "maxLength: 255"))
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True)
    assert done.returncode == 1
    assert b"stale" in done.stderr
