"""What is to be expanded, whichever way it came: a ModelService itself, the chart's values, or the chart's carrier."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Mapping

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Node
from msvc_helm.merge import Object
from msvc_helm.resources.context import Options
from msvc_helm.typed import Any, NamedTuple

NOTHING: Mapping[str, Any] = {}


class Request(NamedTuple):
    """One ModelService with all that decides what becomes of it. `source` and `document` say where it came from.

    `base` is the base config that came with it, None where it is to be found by reference or is not needed; `ways` how
    to give one, for messages, where that is not as for the whole run. `labels` and `annotations` are for the children's
    metadata, `live_replicas` the running numbers of roles that an autoscaler owns, `autoscaling` what the carrier of an
    older chart has next to the spec, `live_objects` what the release has in the cluster, `warnings` what was odd about
    the asking. `fields_at_top` says that it was written as values, where
    the fields of the spec are at the top. `under` are layers that lie below its base config, the lowest first, and
    `layers` those that came along, by the names under which base configs extend them.
    """

    service: Node
    options: Options
    source: str = ""
    document: int = 0
    base: BaseConfig | None = None
    ways: str = ""
    labels: Mapping[str, str] = NOTHING
    annotations: Mapping[str, str] = NOTHING
    live_replicas: Mapping[str, int] = NOTHING
    autoscaling: object = None
    live_objects: tuple[Object, ...] = ()
    fields_at_top: bool = False
    warnings: tuple[Problem, ...] = ()
    under: tuple[BaseConfig, ...] = ()
    layers: Mapping[str, BaseConfig] = NOTHING

    def placed(self, error: InputError) -> InputError:
        """The error with the place of what was asked for, and with paths as they are written there."""
        placed = error.at(source=self.source, document=self.document)
        if not self.fields_at_top:
            return placed
        return InputError(p._replace(path=p.path.removeprefix("spec.")) for p in placed.problems)
