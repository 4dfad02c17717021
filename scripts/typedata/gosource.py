"""Reads from Go source what OpenAPI does not tell: which fields a struct takes over from one inlined into it.

It matters because sigs.k8s.io/yaml turns `name: 8200` into a string only where it finds the string field itself; for a
field of an inlined struct it looks at that struct instead, leaves the number a number, and decoding fails.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\t(?:(\w+)\s+)?([\w.*\[\]]+)\s+`[^`]*?\bjson:\"([^\"]*)\"", re.MULTILINE)
TYPE_META = {"apiVersion", "kind"}  # metav1.TypeMeta, inlined into every kind, is in a module of its own


class GoField(NamedTuple):
    """A field as JSON shows it: its Go type without pointer and slice, and whether it was inlined."""

    full_type: str
    promoted: bool

    @property
    def go_type(self) -> str:
        """The type without its package."""
        return self.full_type.rpartition(".")[2]


class GoPackage:
    """The structs of one Go package, or of several that share no name."""

    def __init__(self, *folders: Path) -> None:
        self._structs: dict[str, str] = {}
        for file in (file for folder in folders for file in sorted(folder.glob("*.go"))):
            self._structs |= dict(_STRUCT.findall(file.read_text(encoding="utf-8")))
        if not self._structs:
            raise SystemExit(f"{folders}: no Go structs found")

    def field(self, struct: str, name: str) -> GoField | None:
        """The field of that JSON name, or None when the package has no such struct or the struct no such field."""
        inlined = []
        for go_name, go_type, tag in _FIELD.findall(self._structs.get(struct, "")):
            json_name, _, options = tag.partition(",")
            if json_name == name:
                return GoField(_bare(go_type), promoted=False)
            if not json_name and (not go_name or "inline" in options):
                inlined.append(go_type)
        for go_type in inlined:
            if go_type == "metav1.TypeMeta" and name in TYPE_META:
                return GoField("string", promoted=True)
            if found := self.field(_bare(go_type).rpartition(".")[2], name):
                return GoField(found.full_type, promoted=True)
        return None


def _bare(go_type: str) -> str:
    return re.sub(r"^(?:\*|\[\]|map\[[\w.]+\])*", "", go_type)
