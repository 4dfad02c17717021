"""Every values file of every chart, rendered by the Helm on PATH and sent through msvc-post."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msvc_helm.lint.charts import LintedChart
from msvc_helm.lint.step import FAILED, NOT_RUN, OK, Step, missing
from msvc_helm.programs import Helm, is_there

RELEASE, NAMESPACE = "lint", "lint"


def render(charts: list[LintedChart], post_arguments: tuple[str, ...], folder: str) -> Iterator[tuple[Step, str]]:
    """Each rendering, with the file in `folder` that holds what came out (nothing where it failed).

    A chart without values files for tests is rendered with its defaults, as chart-testing does.
    """
    if not is_there("helm"):
        yield Step("rendering", NOT_RUN, missing("helm")), ""
        return
    helm = Helm("helm", folder)
    flags = ["--namespace", NAMESPACE, *helm.post_renderer(post_arguments)]
    for chart in charts:
        if chart.is_library:
            yield Step(f"rendering {chart.path}", OK, "a library chart renders nothing by itself"), ""
            continue
        for values in chart.values or ("",):
            done = helm.template(RELEASE, chart.path, [*flags, *(["--values", values] if values else [])])
            name = values or chart.path
            if done.code:
                yield Step(f"rendering {name}", FAILED, done.text, done.code), ""
                continue
            path = os.path.join(folder, f"{len(os.listdir(folder))}.yaml")
            with open(path, "w", encoding="utf-8", newline="") as out:
                out.write(done.stdout)
            yield Step(f"rendering {name}", OK), path
