"""The two schemas: for the chart's values, and for a ModelService in a file."""

from __future__ import annotations

import json
import os
from typing import Any

from msvc_helm import goyaml
from msvc_helm.resources.kinds import GIE_CHOICES
from msvc_helm.schema.convert import Schema, convert
from msvc_helm.schema.crd import Crd
from msvc_helm.schema.share import share

DRAFT = "http://json-schema.org/draft-07/schema#"
FIELDS = os.path.join(os.path.dirname(__file__), "fields.yaml")


def values_schema(crd: Crd) -> Schema:
    """Values of the chart: the fields of the spec, and the chart's own."""
    spec = crd.schema["properties"]["spec"]
    whole = {
        "description": "One served model: the ModelService's spec field for field, and how the chart treats it.",
        "type": "object",
        "required": spec.get("required", []),
        "properties": spec["properties"] | own_values(),
    }
    return _document("Values of the chart modelservice", whole, "values")


def modelservice_schema(crd: Crd) -> Schema:
    """A ModelService as it is in a file, for editors; `status` and server-set metadata are let pass."""
    top = crd.schema["properties"]
    described = {key: top[key].get("description", "") for key in ("apiVersion", "kind")}
    whole = {
        "description": crd.schema.get("description", ""),
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"description": described["apiVersion"], "type": "string", "const": crd.api_version},
            "kind": {"description": described["kind"], "type": "string", "const": crd.kind},
            "metadata": {
                "description": "Name, namespace, labels and annotations; the children's names are made from the name.",
                "type": "object",
                "required": ["name"],
                "properties": _fields()["metadata"],
            },
            "spec": top["spec"],
            "status": {"description": "What the operator once wrote here. Not read.", "type": "object"},
        },
    }
    return _document(f"{crd.kind} {crd.api_version}", whole, crd.kind)


def text(schema: Schema) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def own_values() -> Schema:
    """The values that are not part of the spec, as a CRD would describe them."""
    fields: Schema = _fields()["values"]
    return fields | {"gie": fields["gie"] | {"enum": list(GIE_CHOICES)}}


def _document(title: str, schema: Schema, path: str) -> Schema:
    return {"$schema": DRAFT, "title": title, **share(convert(schema, path))}


def _fields() -> Any:
    with open(FIELDS, "rb") as file:
        node = goyaml.parse(file.read())
    return goyaml.plain(node) if node is not None else {}
