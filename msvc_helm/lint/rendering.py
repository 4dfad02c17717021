"""Every values file of every chart, rendered by the Helm on PATH and sent through msvc-post."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from msvc_helm import plugin
from msvc_helm.files import write_files
from msvc_helm.lint.charts import Chart
from msvc_helm.lint.step import FAILED, NOT_RUN, OK, Step, is_there, missing, run

RELEASE, NAMESPACE = "lint", "lint"


def render(charts: list[Chart], post_arguments: tuple[str, ...], folder: str) -> Iterator[tuple[Step, str]]:
    """Each rendering, with the file in `folder` that holds what came out (nothing where it failed).

    A chart without values files for tests is rendered with its defaults, as chart-testing does.
    """
    if not is_there("helm"):
        yield Step("rendering", NOT_RUN, missing("helm")), ""
        return
    plugins = os.path.join(folder, "plugins")
    flags = [*_post_renderer(plugins), *(f"--post-renderer-args={word}" for word in post_arguments)]
    for chart in charts:
        if chart.is_library:
            yield Step(f"rendering {chart.path}", OK, "a library chart renders nothing by itself"), ""
            continue
        for values in chart.values or ("",):
            command = ["helm", "template", RELEASE, chart.path, "--namespace", NAMESPACE, *flags]
            done = run([*command, *(["--values", values] if values else [])], {**os.environ, "HELM_PLUGINS": plugins})
            name = values or chart.path
            if done.code:
                yield Step(f"rendering {name}", FAILED, done.text, done.code), ""
                continue
            path = os.path.join(folder, f"{len(os.listdir(folder))}.yaml")
            with open(path, "w", encoding="utf-8", newline="") as out:
                out.write(done.stdout)
            yield Step(f"rendering {name}", OK), path


def _post_renderer(plugins: str) -> list[str]:
    """The flags for the Helm on PATH. Helm 4 takes plugins only, so it gets one."""
    version = run(["helm", "version", "--short"]).stdout.strip()
    if version.startswith("v3."):
        words = ["-P", "-m", "msvc_helm.post"]
        return [f"--post-renderer={sys.executable}", *(f"--post-renderer-args={word}" for word in words)]
    write_files(os.path.join(plugins, plugin.NAME), plugin.files())
    return [f"--post-renderer={plugin.NAME}"]
