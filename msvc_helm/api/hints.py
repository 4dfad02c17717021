"""What to write instead: hints for fields that do not exist and for values of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from msvc_helm.api import schema as api
from msvc_helm.api.paths import Parts
from msvc_helm.api.roles import WORKLOADS
from msvc_helm.api.validate import Schema, quoted
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.suggest import suggestion


def what(node: Node) -> str:
    """What a node is, in words: `the number 8080`, `a list`, `null`."""
    if isinstance(node, MappingNode):
        return "a map"
    if isinstance(node, SequenceNode):
        return "a list"
    value, text = node.value, node.text
    if value is None:
        return "null" if text in ("", "null", "~") else f"null (written {text})"
    if isinstance(value, str):
        return f"the string {quoted(value)}"
    if isinstance(value, bool):
        plain = str(value).lower()
        return f"the boolean {plain}" + (f" (written {text})" if text != plain else "")
    return f"the number {text}"


def for_type(kind: str, node: Node) -> str:
    """How to write the value so that it has the type of the schema `kind`, where that can be told."""
    if kind == "array":
        return 'start each item with "- "'
    if not isinstance(node, ScalarNode):
        return ""
    if node.value is None:
        return "leave the item out" + (', or write "" for an empty one' if kind == "string" else "")
    if isinstance(node.value, str):
        return _without_quotes(kind, node.value)
    return f'quote it: "{node.text}"' if kind in ("string", "quantity") else ""


def _without_quotes(kind: str, text: str) -> str:
    """`write it without quotes: 8080` where the quotes are all that is wrong."""
    digits = text.removeprefix("-")
    if kind == "integer" and digits.isascii() and digits.isdigit():
        return f"write it without quotes: {text}"
    if kind == "boolean" and text.lower() in ("true", "false"):
        return f"write it without quotes: {text.lower()}"
    return ""


def for_quantity(text: str) -> str:
    """The quantity somebody means who writes `16GB` or `16 gb`."""
    import re

    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgtp])(?:i?b|i)?", text.strip(), re.IGNORECASE | re.ASCII)
    return f"write {found[1]}{found[2].upper()}i (powers of 1024)" if found else ""


def for_field(parts: Parts, key: str, schema: Schema) -> str:
    """Which field was meant, or where the field belongs."""
    return _in_base_config(parts, key) or suggestion(key, schema["properties"]) or _elsewhere(key)


def _elsewhere(key: str) -> str:
    """`"replicas" belongs in spec.decode, spec.prefill or spec.endpointPicker`, if the API has a field of that name."""
    homes = list(dict.fromkeys(home for home, name in _fields(api.SPEC, "spec") if name == key))
    if not homes:
        return ""
    shallow = [home for home in homes if home.count(".") == min(h.count(".") for h in homes)][:3]
    return f"{quoted(key)} belongs in {_either(shallow)}"


def _fields(schema: Schema, path: str) -> Iterator[tuple[str, str]]:
    """Every field of the API, as the path of what holds it and its name."""
    for key, child in schema.get("properties", {}).items():
        yield path, key
        yield from _fields(child, f"{path}.{key}")
    if "items" in schema:
        yield from _fields(schema["items"], f"{path}[]")


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _in_base_config(parts: Parts, key: str) -> str:
    """Where the base config has a field of a pod or a container that a role of a ModelService has not."""
    if len(parts) < 2 or parts[0] != "spec" or parts[1] not in WORKLOADS:
        return ""
    from msvc_helm.types import ListType, MapType, StructType
    from msvc_helm.types import schema as type_of

    fields = [part for part in parts[2:] if isinstance(part, str)]
    below = "".join("[]" if isinstance(part, int) else f".{part}" for part in parts[2:])
    for above in ("spec.template.spec", "spec"):
        with suppress(KeyError):  # the ModelService's own fields are not fields of a pod
            place = type_of("Deployment").at(".".join([above, *fields]))
            while isinstance(place, (ListType, MapType)):
                place = place.element
            if isinstance(place, StructType) and key in place.fields:
                return f"set it in the base config: {WORKLOADS[str(parts[1])]}, {above}{below}.{key}"
    return ""
