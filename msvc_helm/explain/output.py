"""The forms in which sources are printed: YAML with comments, a table, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from msvc_helm.api.paths import path_of
from msvc_helm.explain.explanation import Explained, Leaf
from msvc_helm.explain.marks import BASE, LAYER, OPTION, RULE, below
from msvc_helm.explain.rules import API_DEFAULT, RULES
from msvc_helm.goyaml import Node, parse
from msvc_helm.visible import visible
from msvc_helm.write import dump

YAML, TABLE, JSON = "yaml", "table", "json"
FORMS = (YAML, TABLE, JSON)
_COLUMN = 60  # where comments begin, where lines are not longer
_VALUE = 40  # characters of a value in a table


def as_yaml(found: Sequence[Explained]) -> str:
    """The objects as `generate` prints them, the source of each leaf in a comment at the end of its line."""
    return "".join(f"---\n{_annotated(each)}" for each in found)


def _annotated(each: Explained) -> str:
    lines = dump(each.obj).split("\n")
    root = parse("\n".join(lines))
    for leaf in each.leaves:
        node: Node | None = root
        for part in leaf.path:
            node = below(node, part)
        if node is None:
            raise AssertionError(f"{path_of(leaf.path)} of {each.title} was not written")
        at = node.line - 1
        lines[at] = f"{lines[at]:<{_COLUMN}}  # {said(leaf)}"
    return "\n".join(lines)


def as_table(found: Sequence[Explained]) -> str:
    """A row for each leaf: object and path, value, source; below them what the rules do that occur."""
    rows = [(f"{each.title} {path_of(leaf.path)}", _value(leaf), said(leaf)) for each in found for leaf in each.leaves]
    wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{where:<{wide[0]}}  {value:<{wide[1]}}  {source}" for where, value, source in rows]
    return "".join(f"{line}\n" for line in [*lines, *_rules(found)])


def _rules(found: Sequence[Explained]) -> Iterator[str]:
    used = {leaf.source.name for each in found for leaf in each.leaves if leaf.source.kind == RULE}
    if used:
        yield ""
    for name, rule in RULES.items():
        if name in used:
            yield f"{name}: {rule.text} ({rule.page})"


def as_json(found: Sequence[Explained]) -> str:
    """A list with an entry for each leaf."""
    return json.dumps([_entry(each, leaf) for each in found for leaf in each.leaves], indent=2) + "\n"


def _entry(each: Explained, leaf: Leaf) -> dict[str, Any]:
    return {
        "object": each.title,
        "namespace": each.namespace or None,
        "path": list(leaf.path),
        "value": leaf.value,
        "source": {key: value for key, value in leaf.source._asdict().items() if value},
    }


def said(leaf: Leaf) -> str:
    """A leaf's source in a few words: its place, and the field there, unless that is the leaf's own."""
    origin = leaf.source
    place = f"{origin.file}:{origin.line}" if origin.line and origin.file else origin.file
    path = path_of(origin.path)
    if origin.kind == OPTION:
        text = origin.name
    elif origin.kind == RULE:
        made = " ".join(part for part in (place, path) if part)
        of = "for" if origin.name == API_DEFAULT else "of"
        text = f"rule {origin.name}{made and f' {of} {made}'}"
    elif origin.kind in (BASE, LAYER):
        place = place or f"{origin.name}:{origin.line}"
        text = place if origin.path[1:] == leaf.path else f"{place} {path}"
    else:
        text = f"{place} {path}"
    return visible(text)


def _value(leaf: Leaf) -> str:
    text = leaf.value if isinstance(leaf.value, str) else json.dumps(leaf.value)
    return visible(text, _VALUE)
