"""Where what was asked for is written: fields of a ModelService or of values, options."""

from __future__ import annotations

from typing import Any

from msvc_helm.api import ModelService
from msvc_helm.api.paths import Parts
from msvc_helm.api.roles import AUTOSCALING
from msvc_helm.explain.marks import (
    MODELSERVICE,
    OPTION,
    RULE,
    VALUES,
    Origin,
    below,
    made_of,
    mark,
    mark_all,
    mark_by,
)
from msvc_helm.explain.rules import API_DEFAULT, LIVE, METADATA, RELEASE
from msvc_helm.goyaml import Node, ScalarNode
from msvc_helm.options import EXPANSION, INPUTS
from msvc_helm.read import scalar
from msvc_helm.request import Request

METADATA_NAME = ("metadata", "name")
_FLAGS = {option.name: option for option in (*EXPANSION, *INPUTS)}


class Asked:
    """The places of one request. `node` is what it was read from: the ModelService, values, or a carrier of values.

    `release` says that an option gave the release's name.
    """

    def __init__(self, request: Request, node: Node, *, release: bool = False) -> None:
        self._request = request
        self._node = node
        self._release = release
        self._carried = node is not request.service and not request.fields_at_top

    def marked(self, service: ModelService) -> ModelService:
        """The ModelService with every leaf marked."""
        root = service.root
        spec = mark_by(service.spec, below(root, "spec"), self._field, ("spec",))
        namespace = service.namespace and mark(service.namespace, self.field(("metadata", "namespace")))
        return service._replace(name=mark(service.name, self.name), namespace=namespace, spec=spec)

    def request(self) -> Request:
        """The request with every leaf marked that gets into objects past the builders."""
        request = self._request
        return request._replace(
            labels=mark_all(request.labels, lambda at: self._metadata("labels", at)) or {},
            annotations=mark_all(request.annotations, lambda at: self._metadata("annotations", at)) or {},
            live_replicas=mark_all(request.live_replicas, lambda _: Origin(RULE, LIVE)) or {},
            live_objects=(),
        )

    @property
    def name(self) -> Origin:
        """Where the name of the ModelService is written."""
        if not self._request.fields_at_top:
            return self.field(METADATA_NAME)
        for key in ("fullnameOverride", "nameOverride"):
            found = below(self._node, key)
            if found is not None and scalar(self._node, key):
                return self._of_values(found, (key,))
        return Origin(OPTION, "--name") if self._release else Origin(RULE, RELEASE, self._request.source)

    def field(self, parts: Parts) -> Origin:
        """A field of the ModelService, or the API's default for it."""
        if parts[:2] == ("spec", AUTOSCALING) and self._request.autoscaling is not None:
            return self._carried_scaling(_at(self._node, parts[1:]), parts[1:])
        return self._field(_at(self._request.service, parts), parts)

    def rule(self, name: str, of: Parts = ()) -> Origin:
        """A rule, and the field that it makes something of, where there is one."""
        return made_of(name, self.field(of)) if of else Origin(RULE, name)

    def option(self, name: str, at: Parts = ()) -> Origin:
        """An option of the expansion: on the command line, or the value that says the same."""
        option = _FLAGS[name]
        path: Parts = (*option.path.split("."), *at) if option.path else ()
        where = ("options", *path[-1 - len(at) :]) if self._carried else path
        node = _at(self._node, where) if path and (self._carried or self._request.fields_at_top) else None
        if isinstance(node, ScalarNode) and node.value not in (None, ""):
            return self._of_values(node, path)
        return Origin(OPTION, option.flags[-1])

    def scaling(self, value: Any, parts: Parts) -> Any:
        """Something below `autoscaling`, marked."""
        path: Parts = ("spec", AUTOSCALING, *parts)
        if self._request.autoscaling is None:
            return mark_by(value, _at(self._request.service, path), self._field, path)
        return mark_by(value, _at(self._node, path[1:]), self._carried_scaling, path[1:])

    def _carried_scaling(self, node: Node | None, parts: Parts) -> Origin:
        return Origin(RULE, API_DEFAULT, path=parts) if node is None else self._of_values(node, parts)

    def _field(self, node: Node | None, parts: Parts) -> Origin:
        at_top = self._request.fields_at_top
        shown = parts[1:] if at_top and parts[0] == "spec" else parts
        if node is None:
            return Origin(RULE, API_DEFAULT, path=shown)
        return self._of_values(node, shown, VALUES if at_top else MODELSERVICE)

    def _of_values(self, node: Node, parts: Parts, kind: str = VALUES) -> Origin:
        return Origin(kind, "", self._request.source, node.line, parts)

    def _metadata(self, field: str, at: Parts) -> Origin:
        path = (field, *at)
        node = _at(self._node, ("childMetadata", *path) if self._carried else path)
        if node is not None and (self._carried or self._request.fields_at_top):
            return self._of_values(node, path)
        return self.rule(METADATA, ("metadata", *path))


def _at(node: Node | None, path: Parts) -> Node | None:
    """The node at a path of fields and entries, None where there is none."""
    for part in path:
        node = below(node, part)
    return node
