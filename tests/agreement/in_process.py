"""The ways through Helm with no Helm and no process: the charts rendered by this project's own template engine."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from msvc_helm.bases import Bases
from msvc_helm.errors import MsvcError, Problem
from msvc_helm.programs import Finished, Helm
from msvc_helm.resources.context import Options
from tests.agreement.charts import KUBERNETES, NAMESPACE, RELEASE, Chart
from tests.e2e.command import Result
from tests.helm_engine import Chart as Templates
from tests.helm_engine import RenderError, Settings
from tests.helm_engine.functions import read
from tests.streams import rewrite

POST_RENDERER = "msvc-post"


class Engine(Helm):
    """`helm template` by this project's own engine, msvc-post as a function."""

    def __init__(self) -> None:
        super().__init__("", "")

    @property
    def version(self) -> str:
        """What an outcome calls it."""
        return "without Helm"

    def post_renderer(self, arguments: Iterable[str] = ()) -> list[str]:
        """The flag that sends what is rendered through msvc-post."""
        assert not list(arguments)
        return [f"--post-renderer={POST_RENDERER}"]

    def template(self, release: str, chart: str, flags: Iterable[str]) -> Finished:
        """The documents of a chart in a folder, or why there are none."""
        given = _flags().parse_args(list(flags))
        version = f"v{given.kube_version.removeprefix('v')}"
        settings = Settings(release, given.namespace, version, tuple(given.api_versions))
        try:
            values = [read(Path(path).read_bytes()) or {} for path in given.values]
            text = Templates.of_folder(Path(chart)).template(values, settings)
            return Finished(0, _posted(text) if given.post_renderer else text, "")
        except (RenderError, MsvcError) as error:
            return Finished(1, "", str(error))


def _flags() -> ArgumentParser:
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--namespace", default="default")
    parser.add_argument("--kube-version", default=KUBERNETES)
    parser.add_argument("--values", action="append", default=[])
    parser.add_argument("--api-versions", action="append", default=[])
    parser.add_argument("--post-renderer", choices=[POST_RENDERER])
    return parser


def _posted(text: str) -> str:
    warnings: list[Problem] = []
    return rewrite(text.encode(), Bases(()), Options(), warnings.append).decode()


class RenderedChart(Chart):
    """A generated chart rendered without Helm."""

    def template(self, *flags: str | Path, namespace: str = NAMESPACE) -> Result:
        """`helm template`, as far as the comparisons ask for it."""
        words = [f"--namespace={namespace}", f"--kube-version={KUBERNETES}", *map(str, flags)]
        done = Engine().template(RELEASE, str(self.path), words)
        return Result(tuple(words), done.code, done.stdout, done.text)
