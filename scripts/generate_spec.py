"""Write the run-time schemas: of a ModelService from the CRD, of the chart's own values from `schema/fields.yaml`.

They are `msvc_helm/api/schema.py` and `msvc_helm/api/chart_values.py`. With `--check` nothing is written, and the
exit code says whether the files are what would be.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from msvc_helm.api.kubernetes_fields import TYPES
from msvc_helm.schema.build import own_values

SPEC = Path(__file__).parent.parent / "msvc_helm" / "api"
HEADER = '''\
"""The shape of a ModelService, for `check.py`. Made from crd.yaml by scripts/generate_spec.py: do not edit."""

from __future__ import annotations

from msvc_helm.typed import Any, Final

'''
OWN_HEADER = '''\
"""The shape of the chart's own values. Made from schema/fields.yaml by scripts/generate_spec.py: do not edit."""

from __future__ import annotations

from msvc_helm.typed import Any

'''
# Read by modules that say more of them, or not at all: a whole base config, what Helm reads itself.
READ_ELSEWHERE = ("baseConfig", "preset", "enabled", "global")
AS_IT_IS = ("spec.autoscaling",)  # of the spec, by modules that say more of them
KEPT = ("minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems")
# Said to readers, or about merging by the server: no verdict on a new object hangs on them.
SILENT = {"description", "x-kubernetes-list-type", "x-kubernetes-map-type"}
OPEN = "x-kubernetes-preserve-unknown-fields"  # a field of Kubernetes' own: read by its published type
HANDLED = {
    "type", "properties", "required", "items", "additionalProperties", "default", "nullable", "format", "anyOf",
    "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys", "x-kubernetes-validations",
    OPEN, *KEPT, *SILENT,
}  # fmt: skip
RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}

Schema = dict[str, Any]


def compact(schema: Schema, path: str) -> Schema:
    """What the run time needs of one CRD schema; raises ValueError where the CRD says more than it understands."""
    if path in AS_IT_IS:
        return {"type": "plain"}
    if unknown := schema.keys() - HANDLED:
        raise ValueError(f"{path}: no rule for {', '.join(sorted(unknown))}")
    if any("oldSelf" not in rule["rule"] for rule in schema.get("x-kubernetes-validations", ())):
        raise ValueError(f"{path}: a validation that would apply to new objects")
    if schema.get("items", schema).get(OPEN):
        where = TYPES[path.rpartition(".")[2]]  # a KeyError: crd.yaml has an open field that the table has not
        return {"type": "kubernetes", "kind": where[0], "at": where[1]}
    out: Schema = {"type": kind(schema)}
    if schema.get("nullable"):
        out["nullable"] = True
    out |= {key: schema[key] for key in KEPT if key in schema}
    if "pattern" in out and not re.fullmatch(r"\^.*\$", out["pattern"]):
        raise ValueError(f"{path}: a pattern that need not match the whole text")
    if out["type"] == "quantity":
        del out["pattern"]  # the run time has a faster way to the same verdict
    if out["type"] == "integer":
        low, high = RANGES[schema["format"]]
        out["minimum"], out["maximum"] = max(low, out.get("minimum", low)), min(high, out.get("maximum", high))
    return out | children(schema, path)


def kind(schema: Schema) -> str:
    """The type in one word: the API's own, or `quantity`, or `map` for an object with free keys."""
    if schema.get("x-kubernetes-int-or-string"):
        return "quantity"
    return "map" if "additionalProperties" in schema else str(schema["type"])


def children(schema: Schema, path: str) -> Schema:
    """What is below an object, a map or a list."""
    out: Schema = {}
    properties = schema.get("properties", {})
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        out["properties"] = {key: compact(child, f"{path}.{key}") for key, child in properties.items()}
        out["required"] = schema.get("required", [])
        out["defaults"] = {key: child["default"] for key, child in properties.items() if "default" in child}
    if "additionalProperties" in schema:
        out["values"] = compact(schema["additionalProperties"], f"{path}{{}}")
    if "items" in schema:
        out["items"] = compact(schema["items"], f"{path}[]")
    if keys := schema.get("x-kubernetes-list-map-keys"):
        (out["unique"],) = keys  # one key is all the run time can do, and all the API needs
    return out


def names_only(schema: Schema) -> Schema:
    """The known fields and nothing else: all a server looks at in a new object's `status`."""
    out: Schema = {}
    if "properties" in schema:
        out["properties"] = {key: names_only(child) for key, child in schema["properties"].items()}
    if "items" in schema:
        out["items"] = names_only(schema["items"])
    return out


class Writer:
    """Writes schemas as Python, each one that occurs more than once under a name of its own."""

    def __init__(self, root: Schema) -> None:
        self.seen: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.lines: list[str] = []
        self.count(root)

    def count(self, schema: Schema) -> None:
        """Notes how often each schema occurs; what is below a repeated one counts once."""
        text = json.dumps(schema)
        self.seen[text] = self.seen.get(text, 0) + 1
        if self.seen[text] == 1:
            for child in subschemas(schema):
                self.count(child)

    def constant(self, schema: Schema, name: str) -> str:
        """The name `schema` is written under: `name`, or that with a number where it is taken."""
        text = json.dumps(schema)
        if text not in self.names:
            body = self.layout(schema, 0, name)
            taken = set(self.names.values())
            plain = not subschemas(schema) and "nullable" not in schema and schema["type"] != "kubernetes"
            upper = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", schema["type"] if plain else name).upper()
            self.names[text] = next(n for n in [upper, *(f"{upper}_{i}" for i in range(2, 99))] if n not in taken)
            self.lines.append(f"{self.names[text]}: dict[str, Any] = {body}\n")
        return self.names[text]

    def layout(self, value: object, depth: int, name: str = "") -> str:
        """`value` as Python text, laid out as `ruff format` would."""
        if not isinstance(value, dict) or not value:
            return repr(value) if isinstance(value, bool) else json.dumps(value)
        pad = "    " * depth
        rows = [f"{pad}    {json.dumps(k)}: {self.below(v, depth + 1, label(name, k))}," for k, v in value.items()]
        return "\n".join(["{", *rows, pad + "}"])

    def below(self, value: object, depth: int, name: str) -> str:
        """A value inside another: by name where it occurs more than once."""
        repeated = isinstance(value, dict) and self.seen.get(json.dumps(value), 0) > 1
        return self.constant(value, name) if repeated else self.layout(value, depth, name)  # type: ignore[arg-type]


def label(name: str, key: str) -> str:
    """What a schema below `name` is called: by its field, or `..._ITEM` and `..._VALUE` in lists and maps."""
    if key in ("properties", "defaults"):
        return name
    return {"items": f"{name}Item", "values": f"{name}Value"}.get(key, key)


def subschemas(schema: Schema) -> list[Schema]:
    """The schemas directly below this one."""
    return [*schema.get("properties", {}).values(), *(schema[key] for key in ("items", "values") if key in schema)]


def generate(crd: Schema) -> str:
    """The text of schema.py."""
    (version,) = crd["spec"]["versions"]
    top = version["schema"]["openAPIV3Schema"]["properties"]
    spec = compact(top["spec"], "spec")
    status = names_only(top["status"])
    writer = Writer(spec)
    writer.constant(spec, "spec")
    names = {"GROUP": crd["spec"]["group"], "VERSION": version["name"], "KIND": crd["spec"]["names"]["kind"]}
    facts = "".join(f"{key}: Final = {json.dumps(value)}\n" for key, value in names.items())
    return f"{HEADER}{facts}{''.join(writer.lines)}STATUS: dict[str, Any] = {writer.layout(status, 0)}\n"


def generate_own(values: Schema) -> str:
    """The text of chart_values.py: a schema of the values that `check.py` can read, and the names of all of them."""
    read = {key: compact(own_value(schema), key) for key, schema in values.items() if key not in READ_ELSEWHERE}
    every = {key: read.get(key, {"type": "any"}) for key in values}
    whole = {"type": "object", "properties": every, "required": [], "defaults": {}}
    writer = Writer(whole)
    writer.constant(whole, "chartValues")
    return OWN_HEADER + "".join(writer.lines)


def own_value(schema: Schema) -> Schema:
    """A value as a CRD would have it, without what `api/metadata.py` and the table of versions say of its text."""
    beside = {"enum", "propertyNames", "default"}
    out = {field: value for field, value in schema.items() if field not in beside}
    if "additionalProperties" in out:
        out["additionalProperties"] = {"type": "string"}
    if out.get("properties"):
        out["properties"] = {name: own_value(child) for name, child in out["properties"].items()}
    return out


def main() -> int:
    """Writes or checks; the exit code is 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file is stale")
    arguments = parser.parse_args()
    made = {
        SPEC / "schema.py": generate(yaml.safe_load((SPEC / "crd.yaml").read_text())),
        SPEC / "chart_values.py": generate_own(own_values()),
    }
    stale = [target for target, text in made.items() if not target.exists() or target.read_text() != text]
    for target in stale:
        if arguments.check:
            print(f"{target} is stale: run {Path(__file__).name}", file=sys.stderr)
        else:
            target.write_text(made[target])
    return 1 if stale and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
