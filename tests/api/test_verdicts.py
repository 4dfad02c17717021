"""A ModelService is refused exactly when Kubernetes refuses it, and loaded as Kubernetes would store it.

The verdicts were given by Kubernetes' own code (`record.py`) on the documents of `documents.py`, and by a real API
server on those of the reference data.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from msvc_helm import api, goyaml
from msvc_helm.api.paths import Parts, parts_of, path_of
from msvc_helm.errors import InputError
from msvc_helm.types import quantity
from tests.api import documents
from tests.api.record import stored
from tests.rows import every

MATRIX: dict[str, str] = json.loads((documents.CASES / "matrix.json").read_text())
FIELDS: dict[str, Any] = json.loads((documents.CASES / "fields.json").read_text())
TEXTS: dict[str, Any] = json.loads((documents.CASES / "documents.json").read_text())
PATHS = list(documents.every_path())
FIELD_DOCUMENTS = documents.fields()
TEXT_DOCUMENTS = documents.texts()

# Where this project is stricter on purpose: documents that come to nothing, or cannot be merged by name.
STRICTER = re.compile(r" spec: required field|a container needs a name|ontainers\[\d+\]\.name: .* is already the name")


def load(text: str) -> api.ModelService:
    root = goyaml.parse(text)
    assert root is not None
    return api.load(root)


def refused(text: str) -> bool:
    """Whether a document is refused for a reason that an API server has too."""
    try:
        load(text)
    except InputError as error:
        return not all(STRICTER.search(str(problem)) for problem in error.problems)
    return False


def canonical(value: Any, path: Parts) -> Any:
    """A stored value as `api.load` gives it: quantities in canonical form."""
    if isinstance(value, dict):
        return {key: canonical(child, (*path, key)) for key, child in value.items()}
    if isinstance(value, list):
        return [canonical(child, (*path, index)) for index, child in enumerate(value)]
    is_quantity = path[-1:] in [("size",), ("divisor",)] or {"limits", "requests"} & set(path[-2:-1])
    return quantity.canonical(str(value)) if is_quantity and value is not None else value


@every(PATHS, path_of)
def test_matrix(path: Parts) -> None:
    ours = "".join("x" if refused(text) else "." for text in documents.matrix(path))
    assert ours == MATRIX[path_of(path)], f"{path_of(path)}: absent, then {documents.VALUES}"


@every(list(enumerate(PATHS)), lambda row: path_of(row[1]))
def test_a_value_of_each_field(row: tuple[int, Parts]) -> None:
    """One of the matrix for each field, another one each time."""
    number, path = row
    text, verdict = list(zip(documents.matrix(path), MATRIX[path_of(path)], strict=True))[number % 25]
    assert refused(text) == (verdict == "x"), text


@every(FIELD_DOCUMENTS)
def test_field(case: str) -> None:
    path, text = parts_of(case.split(" = ")[0]), FIELD_DOCUMENTS[case]
    if "wrong" in FIELDS[case]:
        with pytest.raises(InputError) as error:
            load(text)
        assert_names(error.value, FIELDS[case]["wrong"])
        return
    service = load(text)
    metadata = {"name": service.name, "labels": service.labels, "annotations": service.annotations}
    known = {"spec": service.spec, "metadata": metadata}
    if path[0] == "spec" or path[-1] in metadata:
        assert stored(known, path) == [canonical(value, path) for value in FIELDS[case]["stored"]]


def assert_names(error: InputError, wrong: list[str]) -> None:
    """The error names every field that Kubernetes complains about, or what stands above or below it."""
    ours = [problem.path for problem in error.problems]
    for path in wrong:
        # Kubernetes leaves the index of an owner out.
        path = path.replace("ownerReferences.", "ownerReferences[0].")
        assert any(path.startswith(mine) or mine.startswith(path) for mine in ours), (path, ours)


@every(TEXT_DOCUMENTS)
def test_document(name: str) -> None:
    text = TEXT_DOCUMENTS[name]
    if "wrong" in TEXTS[name]:
        with pytest.raises(InputError) as error:
            load(text)
        assert_names(error.value, TEXTS[name]["wrong"])
        return
    (expected,) = TEXTS[name]["stored"]
    service = load(text)
    assert service.spec == canonical(expected["spec"], ("spec",))
    meta = expected["metadata"]
    assert (service.name, service.namespace) == (meta["name"], meta.get("namespace"))
    assert (service.labels, service.annotations) == (meta.get("labels", {}), meta.get("annotations", {}))


def test_every_recorded_verdict_is_compared() -> None:
    assert [path_of(path) for path in PATHS] == list(MATRIX)
    assert list(FIELD_DOCUMENTS) == list(FIELDS)
    assert list(TEXT_DOCUMENTS) == list(TEXTS)


def test_verdicts_of_the_reference_data(shared: Path) -> None:
    index = json.loads((shared / "parity" / "index.json").read_text())
    wrong = {pair["modelservice"] for pair in index if "rejected by the CRD" in pair.get("reason", "")}
    right = {pair["modelservice"] for pair in index if pair["outcome"] == "ok"}
    assert wrong
    assert right
    for name in wrong | right:
        text = (shared / "parity" / "modelservices" / name).read_text()
        assert refused(text) == (name in wrong), name
        if name in right:
            load(text)
