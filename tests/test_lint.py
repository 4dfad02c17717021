"""`msvc-helm lint`: what it asks of ct, Helm, yamllint, yamale and kubeconform, and what it makes of their answers.

The programs are stand-ins that write down how they were called; the last tests run the real Helm.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from msvc_helm.lint.configuration import CHART_SCHEMA, CT, LINT_CONF, configuration

from .conftest import REPO, Finished
from .modelservice_chart.conftest import find_helm
from .test_generate import model

# A program that notes its arguments and answers as told; as `helm` it renders `rendered.yaml` of the chart.
STAND_IN = """\
#!{python} -IS
import json, os, subprocess, sys
here, name, words = {folder!r}, {name!r}, sys.argv[1:]
with open(os.path.join(here, "calls"), "a") as calls:
    print(json.dumps([name, *words]), file=calls)
if name == "helm" and words[0] == "version":
    print("v{major}.1.0+g123")
elif name == "helm" and words[0] == "template":
    renderer, *_ = [w.partition("=")[2] for w in words if w.startswith("--post-renderer=")]
    command = [renderer]
    if {major} == 4:
        folder = os.path.join(os.environ["HELM_PLUGINS"], renderer)
        assert "postrenderer/v1" in open(os.path.join(folder, "plugin.yaml")).read()
        command = ["/bin/sh", os.path.join(folder, "msvc-post.sh")]
    command += [w.partition("=")[2] for w in words if w.startswith("--post-renderer-args=")]
    with open(os.path.join(words[2], "rendered.yaml"), "rb") as stream:
        done = subprocess.run(command, stdin=stream)
    sys.exit(done.returncode)
else:
    print({says!r})
    sys.exit({code})
"""


class Bench:
    """A folder with a chart, and programs that are stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.chart()

    def program(self, name: str, says: str = "", code: int = 0, major: int = 3) -> None:
        """Put a program on PATH that says something and ends with a code."""
        path = self.programs / name
        folder = str(self.folder)
        path.write_text(
            STAND_IN.format(python=sys.executable, folder=folder, name=name, says=says, code=code, major=major)
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def chart(self, name: str = "mine", rendered: str = "", about: str = "", values: tuple[str, ...] = ("a",)) -> None:
        """A chart whose template is what `rendered` says."""
        chart = self.folder / "charts" / name
        (chart / "ci").mkdir(parents=True, exist_ok=True)
        (chart / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n{about}")
        (chart / "values.yaml").write_text("{}\n")
        (chart / "rendered.yaml").write_text(rendered or model("m", namespace="ns"))
        for value in values:
            (chart / "ci" / f"{value}-values.yaml").write_text("{}\n")

    def lint(self, *words: str, path: str = "") -> Finished:
        """Run `msvc-helm lint` in the folder, with the stand-ins alone on PATH."""
        done = subprocess.run(
            [sys.executable, "-m", "msvc_helm", "lint", *words],
            cwd=self.folder,
            env={"PATH": f"{self.programs}{path}", "HOME": str(self.folder), "PYTHONPATH": str(REPO)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in done.stderr
        return Finished(done.returncode, done.stdout, done.stderr)

    def calls(self, program: str) -> list[list[str]]:
        """The arguments of every call of a program."""
        noted = self.folder / "calls"
        lines = [json.loads(line) for line in noted.read_text().splitlines()] if noted.exists() else []
        return [words for name, *words in lines if name == program]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


OURS = {name: str(REPO / name) for name in (CT, LINT_CONF, CHART_SCHEMA)}
FILES = ["--lint-conf", OURS[LINT_CONF], "--chart-yaml-schema", OURS[CHART_SCHEMA]]
OFFLINE = "--validate-maintainers=false"


@pytest.mark.parametrize("major", [3, 4])
def test_all_is_well(bench: Bench, major: int) -> None:
    bench.program("ct", "All charts linted successfully")
    bench.program("helm", major=major)
    bench.program("kubeconform", '{"resources": []}')
    done = bench.lint()
    assert (done.code, done.stderr) == (0, ""), done.stdout
    assert "All charts linted successfully" in done.stdout
    assert "objects of charts/mine/ci/a-values.yaml: 2 checked" in done.stdout
    assert done.stdout.endswith("4 ok, 0 failed, 0 not run\n")


def test_ct_is_asked_for_everything_where_there_is_no_remote(bench: Bench) -> None:
    bench.program("ct")
    bench.lint()
    assert bench.calls("ct") == [
        ["lint", "--config", OURS[CT], "--all", "--chart-dirs", "charts", *FILES, OFFLINE],
    ]


def test_ct_is_asked_for_the_charts_that_are_named(bench: Bench) -> None:
    bench.program("ct")
    bench.chart("other")
    bench.lint("charts/mine", "charts/other/")
    charts = ["--all=false", "--charts", "charts/mine,charts/other"]  # our ct.yaml says all, and ct does not take both
    assert bench.calls("ct") == [["lint", "--config", OURS[CT], *charts, *FILES, OFFLINE]]


def test_the_files_of_the_directory_win_and_files_that_are_named_win_over_them(bench: Bench) -> None:
    bench.program("ct")
    (bench.folder / CT).write_text("chart-dirs: [charts, more]\nlint-conf: rules.yaml\n")
    for name in ("rules.yaml", CHART_SCHEMA, "schema.yaml"):
        (bench.folder / name).write_text("{}\n")
    bench.lint()
    bench.lint("charts/mine", "--chart-yaml-schema", "schema.yaml")
    found = ["--lint-conf", "rules.yaml", "--chart-yaml-schema", CHART_SCHEMA, OFFLINE]
    named = ["--lint-conf", "rules.yaml", "--chart-yaml-schema", "schema.yaml", OFFLINE]
    assert bench.calls("ct") == [
        ["lint", "--config", CT, "--all", "--chart-dirs", "charts,more", *found],
        ["lint", "--config", CT, "--charts", "charts/mine", *named],
    ]
    assert "there is no such file" in bench.lint("--lint-conf", "nothing.yaml").stderr


def test_with_a_remote_ct_finds_out_itself_what_changed(bench: Bench) -> None:
    bench.program("ct")
    bench.program("git", "origin\nother")
    bench.lint()
    bench.program("git", "other")
    bench.lint()
    with_remote, without = bench.calls("ct")
    assert with_remote == ["lint", "--config", OURS[CT], *FILES]
    assert "--all" in without


@pytest.mark.parametrize("code", [1, 7])
def test_the_exit_code_of_ct_passes_through(bench: Bench, code: int) -> None:
    bench.program("ct", "Error: failed linting charts: failed processing charts", code)
    bench.program("helm")
    done = bench.lint()
    assert done.code == code
    assert "FAILED  ct lint\n        Error: failed linting charts" in done.stdout
    assert "ok      rendering" in done.stdout


def test_without_ct_it_runs_what_it_can_and_says_what_it_did_not(bench: Bench) -> None:
    bench.program("helm")
    bench.program("yamllint")
    done = bench.lint()
    assert done.code == 0
    assert "not run ct lint: ct is not on PATH; to get it: chart-testing: `brew install" in done.stdout
    assert "not run yamale: yamale is not on PATH; to get it: `pip install yamale`" in done.stdout
    chart = "charts/mine"
    assert bench.calls("yamllint") == [
        ["--config-file", OURS[LINT_CONF], path]
        for path in (f"{chart}/Chart.yaml", f"{chart}/values.yaml", f"{chart}/ci/a-values.yaml")
    ]
    assert ["lint", chart, "--strict", "--values", f"{chart}/ci/a-values.yaml"] in bench.calls("helm")
    bench.program("yamale", "Error validating data", 3)
    assert bench.lint().code == 3
    assert bench.calls("yamale") == [["--schema", OURS[CHART_SCHEMA], f"{chart}/Chart.yaml"]]


def test_strict_wants_everything_run(bench: Bench) -> None:
    bench.program("helm")
    assert bench.lint().code == 0
    assert bench.lint("--strict").code == 1


def test_a_run_that_checks_nothing_is_no_success(bench: Bench) -> None:
    done = bench.lint()
    assert done.code == 1
    assert "rendering: helm is not on PATH" in done.stdout
    assert "0 ok, 0 failed" in done.stdout


def test_every_values_file_is_rendered_with_its_own_arguments_for_msvc_post(bench: Bench) -> None:
    bench.program("helm")
    bench.chart(values=("a", "b"))
    (bench.folder / "base.yaml").write_text("kind: ConfigMap\ndata: {decodeService: 'spec: {ports: [{port: 1}]}'}\n")
    words = ["--post-renderer-args", "--base-config", "--post-renderer-args", "base.yaml"]
    done = bench.lint(*words)
    assert "objects of charts/mine/ci/b-values.yaml: 3 checked" in done.stdout
    templates = [words for words in bench.calls("helm") if words[0] == "template"]
    assert [words[-1] for words in templates] == ["charts/mine/ci/a-values.yaml", "charts/mine/ci/b-values.yaml"]
    assert "--post-renderer-args=base.yaml" in templates[0]


def test_a_chart_without_values_files_is_tried_with_its_defaults(bench: Bench) -> None:
    bench.program("helm")
    bench.chart("bare", values=())
    done = bench.lint("charts/bare")
    assert "ok      rendering charts/bare\n" in done.stdout
    assert not any("--values" in words for words in bench.calls("helm"))


def test_a_library_chart_is_linted_only(bench: Bench) -> None:
    bench.program("helm")
    bench.chart("tools", about="type: library\n")
    assert "a library chart renders nothing" in bench.lint("charts/tools").stdout
    assert not any(words[0] == "template" for words in bench.calls("helm"))


def test_what_msvc_post_refuses_fails_with_its_reason(bench: Bench) -> None:
    bench.program("helm")
    bench.chart(rendered=model("m", namespace="ns").replace(', image: "i:1"', ""))
    done = bench.lint()
    assert done.code == 1
    assert "FAILED  rendering charts/mine/ci/a-values.yaml\n" in done.stdout
    assert "image: required but not set" in done.stdout


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {version: '1.10'}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: i, ports: [{containerPort: 80}]}]}
"""


def test_an_object_that_an_api_server_would_take(bench: Bench) -> None:
    bench.program("helm")
    bench.chart(rendered=DEPLOYMENT)
    assert "objects of charts/mine/ci/a-values.yaml: 1 checked" in bench.lint().stdout


def test_objects_that_an_api_server_would_refuse(bench: Bench) -> None:
    bench.program("helm")
    wrong = {
        "'1.10'": ("1.10", "metadata.labels.version: expected a string"),
        "replicas": ("replica", 'spec.replica: unknown field; did you mean "replicas"?'),
        "{labels: {app: web}}": (
            "{labels: {app: other}}",
            'spec.selector.matchLabels.app: the pods must have the label "web"',
        ),
        ": 80": (": '80'", "spec.template.spec.containers[0].ports[0].containerPort: expected an integer"),
    }
    for number, (before, (after, _)) in enumerate(wrong.items()):
        bench.chart(f"c{number}", DEPLOYMENT.replace(before, after))
    done = bench.lint(*(f"charts/c{number}" for number in range(len(wrong))))
    assert done.code == 1
    for number, (_, message) in enumerate(wrong.values()):
        assert f"FAILED  objects of charts/c{number}/ci/a-values.yaml\n        Deployment web: {message}" in done.stdout


def test_kinds_without_a_schema_are_named(bench: Bench) -> None:
    bench.program("helm")
    bench.chart(rendered=model("m", namespace="ns") + "---\napiVersion: example.com/v1\nkind: Thing\nx: 1\n")
    assert "2 checked, not checked: Thing" in bench.lint().stdout


def test_a_chart_that_renders_nothing_fails(bench: Bench) -> None:
    bench.program("helm")
    bench.chart(rendered="# nothing\n")
    done = bench.lint()
    assert done.code == 1
    assert "no object comes out" in done.stdout


def test_kubeconforms_verdict_counts(bench: Bench) -> None:
    bench.program("helm")
    answer = {"filename": "F", "kind": "Service", "name": "s", "version": "v1", "status": "statusInvalid", "msg": "bad"}
    bench.program("kubeconform", "")
    bench.lint("--schema-location", "here", "--schema-location", "default")
    (words,) = bench.calls("kubeconform")
    expected = ["-strict", "-ignore-missing-schemas", "-output", "json"]
    assert words[:-1] == [*expected, "-schema-location", "here", "-schema-location", "default"]
    program = bench.programs / "kubeconform"
    text = json.dumps({"resources": [answer]})
    program.write_text(f"#!/bin/sh\nfor last; do :; done\nprintf '%s' '{text}' | /bin/sed \"s#F#$last#\"\nexit 1\n")
    done = bench.lint()
    assert done.code == 1
    assert "rendering charts/mine/ci/a-values.yaml: Service s: bad" in done.stdout
    bench.program("kubeconform", "usage: nonsense", 2)
    assert bench.lint().code == 2


def test_kubeconform_without_its_schemas_is_not_run(bench: Bench) -> None:
    bench.program("helm")
    message = "failed downloading schema at https://example.com: no such host"
    answer = {"filename": "F", "kind": "Service", "name": "s", "status": "statusError", "msg": message}
    bench.program("kubeconform", json.dumps({"resources": [answer]}), 1)
    done = bench.lint()
    assert done.code == 0
    assert "not run kubeconform: it cannot fetch its schemas" in done.stdout


def test_a_directory_without_charts_and_a_path_that_is_none(bench: Bench) -> None:
    done = bench.lint("bin")
    assert (done.code, done.stdout) == (1, "")
    assert "bin: expected a chart's directory" in done.stderr
    (bench.folder / "charts").rename(bench.folder / "elsewhere")
    done = bench.lint()
    assert (done.code, done.stdout) == (1, "")
    assert "no chart in charts; name one" in done.stderr


def test_the_files_ship_with_the_package() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for name in (CT, LINT_CONF, CHART_SCHEMA):
        assert included[name] == f"msvc_helm/data/{name}"
        assert (REPO / name).is_file()


def test_our_own_files_are_what_ct_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPO)
    conf = configuration()
    assert (conf.ct, conf.lint_conf, conf.chart_schema) == (CT, LINT_CONF, CHART_SCHEMA)
    assert conf.names("chart-dirs") == ("charts",)
    known = {"remote", "target-branch", "chart-dirs", "lint-conf", "chart-yaml-schema", "validate-maintainers", "all",
             "check-version-increment", "skip-helm-dependencies", "helm-lint-extra-args"}  # fmt: skip
    assert conf.settings.keys() <= known


@pytest.mark.parametrize("major", [3, 4])
def test_our_own_chart_with_real_helm(bench: Bench, major: int) -> None:
    (bench.programs / "helm").symlink_to(find_helm(major))
    chart = shutil.copytree(REPO / "charts" / "modelservice", bench.folder / "modelservice")
    values = sorted((chart / "ci").iterdir())
    for path in values[3:]:
        path.unlink()
    done = bench.lint("modelservice", path=f"{os.pathsep}/usr/bin{os.pathsep}/bin")
    assert done.code == 0, done.stdout
    assert [done.stdout.count(f"ok      {step}") for step in ("helm lint", "rendering", "objects of")] == [3, 3, 3]
