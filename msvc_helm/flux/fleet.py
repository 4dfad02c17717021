"""From the models that were read to releases and their sources: what all forms of output are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msvc_helm.errors import InputError, Problem
from msvc_helm.flux.accepted import without_credentials
from msvc_helm.flux.models import FluxModel
from msvc_helm.flux.reference import BASE, ChartSource, parse_chart
from msvc_helm.flux.release import Object, Release, make_release
from msvc_helm.flux.settings import ReleaseSettings
from msvc_helm.flux.sources import make_source


class Charts:
    """The chart of each model: `text` is what --chart says, `{base}` in it the model's base config."""

    def __init__(self, text: str, version: str) -> None:
        self._text = without_credentials(text)
        self.credentials = self._text != text
        self._version = version
        self._known: dict[str, ChartSource] = {}
        self.of_base = BASE in text
        if not self.of_base:
            self._known[""] = parse_chart(self._text, version)
        else:
            parse_chart(
                self._text.replace(BASE, "base"), version
            )  # so that a mistake is said once, whatever the models are

    def of(self, model: FluxModel) -> ChartSource:
        """The chart of a model. Raises InputError where a base config gives its name and there is none."""
        if not self.of_base:
            return self._known[""]
        if not model.base:
            message = f'no baseConfigMapRef, whose name would replace {BASE} in --chart "{self._text}"'
            raise InputError(model.problem(message, hint="name the chart with --chart"))
        if model.base not in self._known:
            self._known[model.base] = parse_chart(self._text.replace(BASE, model.base), self._version)
        return self._known[model.base]


def make_releases(
    models: Iterable[FluxModel], charts: Charts, wish: ReleaseSettings
) -> tuple[list[Release], list[Object]]:
    """The releases of the models, in order, and the sources of their charts, each once.

    Raises InputError with all problems: two releases of one name, a model that depends on itself, …
    """
    problems: list[Problem] = []
    releases: dict[str, Release] = {}
    sources: dict[tuple[str, str], Object] = {}
    for model in models:
        try:
            chart = charts.of(model)
            release = make_release(model, chart, wish)
        except InputError as error:
            problems += error.problems
            continue
        problems += _wrong(release, releases, wish)
        releases[str(release)] = release
        if chart.url:
            where = wish.source_namespace or release.namespace
            sources[where, chart.name] = make_source(chart, where, wish)
    if problems:
        raise InputError(problems)
    return list(releases.values()), list(sources.values())


def _wrong(release: Release, others: dict[str, Release], wish: ReleaseSettings) -> list[Problem]:
    out = []
    if other := others.get(str(release)):
        out.append(release.model.problem(f"HelmRelease {release} is rendered twice, also from {other.model.source}"))
    if (release.namespace, release.name) in [(ns or release.namespace, name) for ns, name in wish.depends_on]:
        out.append(release.model.problem(f"HelmRelease {release} would wait for itself", hint="see --depends-on"))
    return out


def doubts(charts: Charts, models: Iterable[FluxModel], warn: Callable[[Problem], None]) -> None:
    """Warn of charts of which the newest would be taken, and of base configs that have no effect in a chart."""
    if charts.credentials:
        message = "the credentials in --chart are omitted: everyone who can read the repository would see them"
        warn(Problem(message, hint="put them in a Secret, and name it with --source-secret", rule="credentials"))
    known = [model for model in models if model.base or not charts.of_base]
    for chart in dict.fromkeys(map(charts.of, known)):
        if not chart.pinned:
            message = f"--chart names no version of {chart.name}: every model follows the newest at once"
            warn(Problem(message, hint="end it in a version, or give --chart-version", rule="chart-version"))
    for model in known:
        if model.given and not (charts.of_base and model.given[0] == "preset"):
            message = "a generated chart has its own base config and does not take one from the values"
            key, line, column = model.given
            warn(model.problem(message, key)._replace(line=line, column=column))
