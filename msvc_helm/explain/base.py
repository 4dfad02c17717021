"""A base config whose children know their lines: rendered with a trace, and each leaf marked by the node it was."""

from __future__ import annotations

import re
from typing import Any

from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.paths import Parts
from msvc_helm.baseconfig import SHIPPED, BaseConfig, Functions, Pieces, Warn
from msvc_helm.errors import Problem
from msvc_helm.explain.marks import BASE, LAYER, Origin, below, mark_by
from msvc_helm.gotemplate import Limits, Struct
from msvc_helm.gotemplate.traced import TracedTemplate
from msvc_helm.goyaml import Node, parse
from msvc_helm.resources.kinds import Child

_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML takes for one


class TracedBase(BaseConfig):
    """A layer and those below it. `top` is whether no other lies over it.

    `said` holds the settings that make no object, by key, marked; `nodes` what each key rendered to.
    """

    def __init__(self, base: BaseConfig, *, top: bool = True) -> None:
        lower = TracedBase(base.below, top=False) if base.below is not None else None
        made = base.over(lower)
        super().__init__(
            made.texts,
            name=made.name,
            namespace=made.namespace,
            source=made.source,
            document=made.document,
            lines=made._lines,
            extends=made.extends,
            below=lower,
        )
        self._top = top
        self._traces: dict[str, tuple[TracedTemplate, str, list[int]]] = {}
        self.said: dict[str, Any] = {}
        self.nodes: dict[str, Node] = {}

    def origin(self, key: str, node: Node | None, parts: Parts = ()) -> Origin:
        """Where a node of what a key rendered to is written; without a node the key itself."""
        line = 0
        if node is not None:
            trace, _, starts = self._traces[key]
            line = trace.source_line(starts[node.line - 1] + node.column - 1)
        placed = self.place(Problem("", line=line), key)
        kind = BASE if self._top and not self.is_shipped else LAYER
        return self._named(Origin(kind, path=(key, *parts), line=placed.line))

    def _named(self, origin: Origin) -> Origin:
        if self.is_shipped:
            return origin._replace(name=self.source.replace(SHIPPED, "preset/", 1))
        return origin._replace(name=self.name, file=self.source)

    def convention(self, parts: Parts) -> Origin:
        """Where the conventions say something that is known to be in them."""
        if CONVENTIONS not in self.texts and isinstance(self.below, TracedBase):
            return self.below.convention(parts)
        node = parse(self._traces[CONVENTIONS][1])
        for part in parts:
            node = below(node, part)
        return self.origin(CONVENTIONS, node, parts)

    def setting(self, key: str, data: Struct, functions: Functions, limits: Limits) -> Any:
        """What the uppermost layer that has a key of SETTINGS says there."""
        value = super().setting(key, data, functions, limits)
        if value is not None and key in self.texts:
            node = parse(self._render(key, data, functions, limits))
            self.said[key] = mark_by(value, node, lambda at, parts: self.origin(key, at, parts))
        elif self.below is not None and isinstance(self.below, TracedBase):
            self.said = self.below.said
        return value

    def _decoded(self, key: str, node: Node, kind: Child, warn: Warn, lower: Any) -> Any:
        value = super()._decoded(key, node, kind, warn, lower)
        self.nodes[key] = node
        return mark_by(value, node, lambda at, parts: self.origin(key, at, parts))

    def _pieces(self, key: str, data: Struct, functions: Functions, limits: Limits) -> Pieces:
        template = TracedTemplate(self.texts[key], name=key)
        text = template.render(data, functions=functions, limits=limits)
        self._traces[key] = template, text, [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
        self._typed.pop(key, None)  # the same text may come from other lines
        return [text], []  # and what is alike comes from a line of its own


def origin_in(base: BaseConfig | None, key: str, path: Parts) -> Origin | None:
    """Where the uppermost layer is that has that very field of a key; None where none has."""
    while isinstance(base, TracedBase):
        node = base.nodes.get(key)
        for part in path:
            node = below(node, part)
        if node is not None:
            return base.origin(key, node, path)
        base = base.below
    return None
