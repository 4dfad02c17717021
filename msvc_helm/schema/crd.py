"""Find the ModelService's schema in a CustomResourceDefinition."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from msvc_helm import goyaml
from msvc_helm.errors import InputError, Problem
from msvc_helm.read import MAX_DOCUMENT, read_file

OWN = os.path.join(os.path.dirname(os.path.dirname(__file__)), "api", "crd.yaml")


@dataclass(frozen=True, slots=True)
class Crd:
    """What the two schemas need of the CRD: the API, and the schema of a whole object as the CRD has it."""

    api_version: str
    kind: str
    schema: dict[str, Any]


def read_crd(path: str = "") -> Crd:
    """The CRD of a file, by default this program's own; of several versions the stored one.

    Raises InputError when the file holds no CRD of a ModelService, or cannot be read.
    """
    source = path or OWN
    data = read_file(source, MAX_DOCUMENT)
    try:
        node = goyaml.parse(data)
    except InputError as error:
        raise error.at(source=source) from error
    crd = goyaml.plain(node) if node is not None else None
    try:
        return _stored(crd)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        message = "expected the CustomResourceDefinition of ModelService with a schema for its spec"
        raise InputError(Problem(f"{message}; missing or misshapen: {error}", source=source)) from error


def _stored(crd: Any) -> Crd:
    spec = crd["spec"]
    version = next((v for v in spec["versions"] if v.get("storage")), spec["versions"][0])
    schema = version["schema"]["openAPIV3Schema"]
    _ = schema["properties"]["spec"]["properties"]
    return Crd(f"{spec['group']}/{version['name']}", spec["names"]["kind"], schema)
