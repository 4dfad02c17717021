"""The ways from a model to its objects that go through Helm, and what each gives."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from msvc_helm import bundled
from msvc_helm.api.kubernetes import BY_DEFAULT
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import Recipe
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse, plain, split
from msvc_helm.layers import as_values
from msvc_helm.managed_files import write_files
from msvc_helm.merge import Object
from msvc_helm.programs import Helm
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import GIE_DEFAULT, GIE_GROUPS
from msvc_helm.verify.compare import Deviation, compare
from msvc_helm.verify.models import ComparedModel
from msvc_helm.write import as_json

GENERATE = "msvc-helm generate"
POSTED = "charts/modelservice with msvc-post"
GENERATED = "the generated chart"
CHART = "generated"  # a generated chart's name, which no object has


class Outcome(NamedTuple):
    """What one way gave: how many objects, and in what they differ from those of `generate`, or why it failed."""

    way: str
    helm: str
    found: int = 0
    differences: tuple[Deviation, ...] = ()
    failure: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it gave the objects of `generate`."""
        return not self.failure and not self.differences


class Ways:
    """All ways through some Helms; what they need is written into `folder`, the chart of a base config once."""

    def __init__(self, helms: list[Helm], options: Options, folder: str) -> None:
        self._helms = helms
        self._folder = folder
        self._charts: dict[int, str] = {}
        self._flags = ["--kube-version", options.kube_version or f"1.{BY_DEFAULT}.0"]
        if options.gie != GIE_DEFAULT:
            self._flags += ["--api-versions", f"{GIE_GROUPS[options.gie]}/{options.gie}"]

    def outcomes(self, model: ComparedModel) -> Iterator[Outcome]:
        """What each way gives for the model, `generate` first."""
        yield Outcome(GENERATE, "", len(model.objects))
        for helm in self._helms:
            try:
                over = {} if model.in_values else {"baseConfigMapRef": None, **_as_values(model.base)}
            except InputError as error:
                yield Outcome(POSTED, helm.version, failure=str(error))
            else:
                yield self._outcome(helm, POSTED, bundled.chart(), model, helm.post_renderer(), over)
            try:
                chart = self._chart(model.base)
            except InputError as error:
                yield Outcome(GENERATED, helm.version, failure=str(error))
            else:
                yield self._outcome(helm, GENERATED, chart, model, [], {})

    def _outcome(
        self, helm: Helm, way: str, chart: str, model: ComparedModel, flags: list[str], over: dict[str, Any]
    ) -> Outcome:
        files: list[tuple[str, str | bytes]] = [
            ("under.json", as_json(model.under)),
            ("values.yaml", model.values),
            ("over.json", as_json({**model.over, **over})),
        ]
        write_files(self._folder, files)
        paths = [os.path.join(self._folder, name) for name, _ in files]
        words = ["--namespace", model.namespace, *(f"--values={path}" for path in paths), *self._flags, *flags]
        done = helm.template(model.release, chart, words)
        if done.code:
            return Outcome(way, helm.version, failure=done.text)
        found = rendered(done.stdout)
        return Outcome(way, helm.version, len(found), tuple(compare(model.objects, found)))

    def _chart(self, base: BaseConfig | None) -> str:
        """The folder of the chart that is generated of a base config. Raises InputError where none can be."""
        key = id(base)  # one base config is one object for all models of a run
        if key not in self._charts:
            folder = os.path.join(self._folder, f"{CHART}-{len(self._charts)}")
            files, _ = build(Recipe(base or BaseConfig({}), CHART))
            write_files(folder, files.items())
            self._charts[key] = folder
        return self._charts[key]


def rendered(stream: str) -> list[Object]:
    """The objects of what Helm prints."""
    found: list[Object] = []
    for part in split(io.BytesIO(stream.encode())):
        node = parse(part.raw)
        value = plain(node) if node is not None else None
        if isinstance(value, dict):
            found.append(value)
    return found


def _as_values(base: BaseConfig | None) -> dict[str, Any]:
    return as_values(base) if base else {"baseConfig": {}}
