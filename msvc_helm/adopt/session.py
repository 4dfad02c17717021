"""What a run of `adopt --apply` works with, and the models as they are now."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from msvc_helm.adopt import cluster
from msvc_helm.adopt.command import AdoptOptions, fleet
from msvc_helm.adopt.findings import Allowed
from msvc_helm.adopt.handmade import people
from msvc_helm.adopt.models import LiveChild, Model, child_of
from msvc_helm.adopt.objects import managers, resource
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.tools import Tools, get
from msvc_helm.adopt.ways import APPLIERS, Chart
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object


class AdoptRun(NamedTuple):
    """How a run takes models over: the programs, who has them afterwards, where files go, and who is told.

    `values` is a folder for the values of this run; `directory` is where people find them and the saved objects.
    """

    tools: Tools
    to: str
    chart: Chart
    asked: AdoptOptions
    values: str
    directory: str
    say: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep

    @property
    def allowed(self) -> Allowed:
        """What may happen to which model."""
        return self.asked.allowed

    def read(self, model: Model) -> Model:
        """The model as it is now, and what happens to each of its objects."""
        if model.imported:
            found = self._objects(model)
            children = [child_of(found.get(c.obj), c.wanted or c.obj, model.namespace) for c in model.children]
            live = [child.live for child in children if child.live is not None]
            return replace(model, children=children, leaving=people(live))
        found = cluster.read(self.tools, model.namespace)
        asked = self.asked._replace(names=(str(model),), releases={str(model): model.release}, allowed=Allowed())
        seen = fleet(found, asked)
        if seen.blocked:
            raise InputError(Problem(text) for text in seen.blocked)
        (now,) = seen.models
        return now

    def again(self, model: Model) -> Model:
        """The same model with its objects as they are now."""
        found = self._objects(model)
        return replace(model, children=[LiveChild(found.get(c.obj), c.wanted, None) for c in model.children])

    def _objects(self, model: Model) -> Objects:
        kinds = sorted({resource(child.obj) for child in model.children})
        return Objects(get(self.tools, kinds, "--namespace", model.namespace))

    def applied(self, obj: Object) -> bool:
        """Whether the new owner has applied an object."""
        return bool(set(managers(obj)) & set(APPLIERS[self.to]))


def ours(model: Model) -> Iterator[Object]:
    """The objects in the cluster that are made here, too."""
    return (child.live for child in model.children if child.live is not None and child.wanted is not None)
