"""Write the tables of fields in docs/modelservice.md, of rules in docs/check.md, of layers in docs/presets.md.

They come from the CRD, from the registry of rules, and from the headers of the layers.

With `--check` nothing is written, and the exit code says whether the pages are what would be.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from msvc_helm import presets
from msvc_helm.check.explain import tables

REPO = Path(__file__).resolve().parent.parent
CRD = REPO / "msvc_helm" / "api" / "crd.yaml"
FIELDS = REPO / "docs" / "modelservice.md"
RULES = REPO / "docs" / "check.md"
RULE_TABLES = re.compile(r"(<!-- rules -->\n).*?(<!-- end -->)", re.DOTALL)
LAYERS = REPO / "docs" / "presets.md"
LAYER_TABLE = re.compile(r"(<!-- layers -->\n).*?(<!-- end -->)", re.DOTALL)
TABLE = re.compile(r"(<!-- fields of (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
ELSEWHERE = {
    # a field whose own fields are in another table, or are Kubernetes' own
    "decode", "prefill", "endpointPicker", "containers", "initContainers", "env", "envFrom", "resources",
}  # fmt: skip

UNTYPED = "number or string"  # what the CRD's schema has no type for
Schema = dict[str, Any]


def rows(schema: Schema, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Each field below a schema: its path, its type with limits, its meaning."""
    for name, field in schema.get("properties", {}).items():
        place = f"{path}{name}" + ("[]" if field.get("type") == "array" else "")
        needed = "required, " if name in schema.get("required", ()) else ""
        yield f"`{place}`", needed + kind(field), field.get("description", "")
        if name not in ELSEWHERE:
            yield from rows(field.get("items", field), f"{place}.")


def kind(schema: Schema) -> str:
    """The type in words, with limits and default."""
    if schema.get("x-kubernetes-int-or-string"):
        return "quantity" if "pattern" in schema else "integer or string"
    words = [f"list of {schema['items']['type']}s" if schema.get("type") == "array" else schema.get("type", UNTYPED)]
    if "additionalProperties" in schema:
        words = ["map"]
    limits = {"minimum": "at least {}", "maximum": "at most {}", "maxLength": "at most {} long"}
    limits |= {"minItems": "at least {}", "maxItems": "at most {}"}
    words += [text.format(schema[key]) for key, text in limits.items() if key in schema]
    if "default" in schema:
        words.append(f"default `{schema['default']}`" if schema["default"] != "" else 'default `""`')
    return ", ".join(words)


def table(schema: Schema) -> str:
    """A Markdown table of the fields."""
    lines = ["| field | type | meaning |", "|---|---|---|"]
    lines += [f"| {path} | {what} | {escape(meaning)} |" for path, what, meaning in rows(schema)]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text for a cell."""
    return text.strip().replace("|", "\\|")


def render_rules(page: str) -> str:
    """The page with the tables of rules regenerated."""
    return RULE_TABLES.sub(lambda match: f"{match[1]}\n{tables()}\n{match[2]}", page)


def render_fields(page: str) -> str:
    """The page with the tables of fields regenerated."""
    versions = yaml.safe_load(CRD.read_text(encoding="utf-8"))["spec"]["versions"]
    spec = versions[0]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    fields = spec["properties"]
    role, autoscaler = fields["decode"], fields["autoscaling"]["properties"]["decode"]
    container = role["properties"]["containers"]["items"]
    schemas = {"spec": spec, "role": role, "container": container, "autoscaler": autoscaler}
    return TABLE.sub(lambda match: match[1] + table(schemas[match[2]]) + match[3], page)


def render_layers(page: str) -> str:
    """The page with the table of layers regenerated."""
    layers = [name for name in presets.names() if presets.goes_over(name)]
    lines = ["| layer | what it says | goes over |", "|---|---|---|"]
    lines += [f"| `{name}` | {presets.title(name)} | {presets.goes_over(name)} |" for name in layers]
    return LAYER_TABLE.sub(lambda match: f"{match[1]}\n" + "\n".join(lines) + f"\n\n{match[2]}", page)


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for page, render in ((FIELDS, render_fields), (RULES, render_rules), (LAYERS, render_layers)):
        old = page.read_text(encoding="utf-8")
        new = render(old)
        if arguments and new != old:
            print(f"{page.name} is not what scripts/generate_docs.py writes today: run `make schema`", file=sys.stderr)
            status = 1
        elif new != old:
            page.write_text(new, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
