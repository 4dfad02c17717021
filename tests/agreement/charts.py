"""Generated charts under real Helm, beside what `generate` gives for the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msvc_helm.bases import Bases, Candidate, given_bases
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import Recipe
from msvc_helm.errors import Problem
from msvc_helm.expand import objects
from msvc_helm.managed_files import write_files
from msvc_helm.pipeline import Expanded, expand_document
from msvc_helm.presets import candidate, names
from msvc_helm.read import Document, ValuesDocument, inputs
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.verify.compare import compare
from msvc_helm.verify.ways import rendered
from tests.e2e import build as tools
from tests.e2e.command import Result, clean_environment, run
from tests.modelservice_chart.conftest import as_json

Object = dict[str, Any]
NAMESPACE, RELEASE, CHART = "models", "rel", "acme"
KUBERNETES = "1.36.0"
VALIDATION = f'{{{{- include "{CHART}.validate" $model -}}}}\n'
OWN = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}
"""Base configs that are hard on whoever reads them."""


class Refused(Exception):  # noqa: N818 - what is asked for, not what went wrong
    """`generate` takes no such values, and says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def base_config(name: str) -> Candidate:
    """A preset by name, or one of our own."""
    if name in names():
        return candidate(name)
    (only,) = given_bases(inputs([str(OWN[name])]))
    return only


def generate(values: Mapping[str, Any], base: Candidate) -> list[Object]:
    """The objects that `generate` makes of values, also those that Kubernetes would reject. Raises Refused."""
    return made(_expanded(values, base))


def accepted(values: Mapping[str, Any], base: Candidate) -> list[Object]:
    """The objects that `generate` prints for values. Raises Refused."""
    done = _expanded(values, base)
    out = made(done)
    if refused := done.expansions[0].refused:
        raise Refused(refused)
    return out


def _expanded(values: Mapping[str, Any], base: Candidate) -> Expanded:
    document = ValuesDocument(Document("values.yaml", 1, 1, as_json(values).encode()), RELEASE)
    return expand_document(document, Bases((base,)), Options(namespace=NAMESPACE))


def made(done: Expanded) -> list[Object]:
    """The objects of the one model of a document. Raises Refused."""
    if done.problems:
        raise Refused(done.problems)
    (only,) = done.expansions
    return list(objects(only.children, APPLY_ORDER))


@dataclass(frozen=True)
class Chart:
    """The chart that is generated of a base config, in `folder`, and the Helm that renders it.

    Without `validates` it prints what Kubernetes would reject, too, so that it can be compared.
    """

    major: int
    folder: Path
    base: Candidate
    validates: bool = True

    def __post_init__(self) -> None:
        files, _ = build(Recipe(self.base.base(), CHART))
        model = files["templates/model.yaml"]
        assert VALIDATION in model
        if not self.validates:
            files = {**files, "templates/model.yaml": model.replace(VALIDATION, "")}
        write_files(str(self.path), files.items())

    @property
    def path(self) -> Path:
        """The chart's own folder."""
        return self.folder / CHART

    def template(self, *flags: str | Path, namespace: str = NAMESPACE) -> Result:
        """`helm template`, without a cluster."""
        homes = {f"HELM_{kind}_HOME": str(self.folder / "home") for kind in ("CACHE", "CONFIG", "DATA")}
        words = ["template", RELEASE, self.path, "--namespace", namespace, "--kube-version", KUBERNETES, *flags]
        return run([tools.binary(f"helm{self.major}"), *words], env=clean_environment(**homes), check=False)

    def values(self, values: Mapping[str, Any] | str) -> str:
        """The flag that gives values in a file."""
        path = self.folder / "values.yaml"
        path.write_text(values if isinstance(values, str) else as_json(values), encoding="utf-8")
        return f"--values={path}"

    def difference(self, values: Mapping[str, Any]) -> str:
        """In what the chart does not give what `generate` gives, which has to take the values."""
        wanted = accepted if self.validates else generate
        return difference(wanted(values, self.base), self.template(self.values(values)))

    def disagreement(self, values: Mapping[str, Any], *flags: str) -> str:
        """In what the chart does not do as `generate` for the same values, given to Helm as `flags`; empty: nothing."""
        result = self.template(*(flags or [self.values(values)]))
        try:
            wanted = accepted(values, self.base)
        except Refused as refused:
            return f"only generate refuses: {refused}" if result.ok else ""
        return difference(wanted, result)


def difference(wanted: list[Object], result: Result) -> str:
    """In what Helm's objects are not those that are wanted."""
    if not result.ok:
        return f"only Helm refuses: {result.stderr}"
    return "\n".join(map(str, compare(wanted, rendered(result.stdout))))


def as_flags(values: Mapping[str, Any], *, scalars: bool) -> list[str]:
    """The same values as --set-json for each; with `scalars` every leaf by itself, text as --set-string."""
    if not scalars:
        return [f"--set-json={key}={as_json(value)}" for key, value in values.items()]
    return [flag for key, value in values.items() for flag in _leaves(escaped(key), value)]


def _leaves(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(f"{path}.{escaped(key)}", item)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(f"{path}[{index}]", item)
    elif isinstance(value, str):
        yield f"--set-string={path}={escaped(value)}"
    elif isinstance(value, (bool, int)):
        yield f"--set={path}={as_json(value)}"
    else:
        yield f"--set-json={path}={as_json(value)}"


def escaped(text: str) -> str:
    """Text as Helm's --set reads it."""
    return re.sub(r"([\\,.=\[\]{}])", r"\\\1", text)
