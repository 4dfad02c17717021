"""The engine that renders charts without Helm gives what Helm gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.programs import Finished, Helm
from msvc_helm.verify.ways import rendered
from tests.agreement.cases import CI, MORE
from tests.agreement.charts import Chart, Refused, accepted, base_config
from tests.agreement.in_process import Engine
from tests.conftest import REPO
from tests.e2e import build
from tests.e2e.charts import write_chart
from tests.e2e.helm import MAJORS
from tests.presets import values

both_helms = pytest.mark.parametrize("major", MAJORS, ids=lambda major: f"helm{major}")
PARTIAL = """\
{{- define "shared" -}}{{- $_ := set .into "seen" (len .Values.list) -}}{{ .text | upper }}{{- end -}}
"""
FUNCTIONS = """\
{{- $into := dict "Values" .Values "text" "from data" -}}
{{- $_ := set $into "into" $into -}}
values: {{ toJson .Values }}
yaml: {{- toYaml .Values.map | nindent 2 }}
include: {{ include "shared" $into }}, {{ $into.seen }}
tpl: {{ tpl `{{ define "own" }}{{ .Release.Name }}{{ end }}{{ include "own" . }} {{ .Values.nothing }}` . | quote }}
nothing: [{{ .Values.nothing }}]
required: {{ required "no" .Values.text }}
read: {{ list ("a: 1.0" | fromYaml) ("[1, a, null]" | fromYamlArray) ("" | fromYaml) ("[]" | fromJsonArray) | toJson }}
json: {{ `{"a": [1, 2.5, 1e30, true, null, "x"]}` | fromJson | toJson }}
wrong: {{ hasKey ("[]" | fromYaml) "Error" }} {{ len ("a: 1" | fromYamlArray) }} {{ hasKey ("{" | fromJson) "Error" }}
files: {{ .Files.Get "data/a.txt" }} {{ .Files.Get "missing" | quote }}
glob: {{ range $path, $_ := .Files.Glob "data/*.txt" }} {{ $path }}{{ end }}
lookup: {{ lookup "v1" "Pod" "a" "b" | toJson }}
release: {{ list .Release.Name .Release.Namespace .Release.IsInstall .Release.Revision .Release.Service | toJson }}
chart: {{ list .Chart.Name .Chart.Version .Chart.AppVersion .Chart.IsRoot .Template.Name .Template.BasePath | toJson }}
cluster: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "a.example.com/v1" }}
kinds: {{ kindOf .Values.number }} {{ .Values.number }} {{ printf "%v" .Values.map }}
"""
DEFAULTS: dict[str, Any] = {
    "number": 3,
    "text": "a",
    "gone": {"a": 1},
    "map": {"kept": 1, "taken": 2, "deep": {"taken": 1, "kept": [1]}},
    "list": [1, 2],
}
WRONG = ('{{ required "a b" .Values.no }}', '{{ fail "a b" }}', '{{ include "a b" . }}', "{{ no }}")
OVER: list[dict[str, Any]] = [
    {"gone": {"b": 2}, "map": {"deep": {"more": None}, "new": {"null": None}}, "extra": None, "lower": {"a": {"b": 1}}},
    {"gone": None, "list": [3], "map": {"taken": None, "deep": {"taken": None}}, "lower": {"a": {"c": 1.5}}},
]


def both(major: int, folder: Path, chart: Path, *flags: str) -> tuple[Finished, Finished]:
    """What Helm gives, and what the engine gives."""
    words = ["--namespace=models", "--kube-version=1.36.0", *flags]
    helm = Helm(str(build.binary(f"helm{major}")), str(folder))
    real, own = (each.template("rel", str(chart), words) for each in (helm, Engine()))
    assert real.code == own.code, f"{real.text}\n{own.text}"
    return real, own


def files(folder: Path, *given: dict[str, Any]) -> list[str]:
    """Values as flags."""
    flags = []
    for index, each in enumerate(given):
        (folder / f"{index}.json").write_text(json.dumps(each))
        flags.append(f"--values={folder / f'{index}.json'}")
    return flags


@both_helms
def test_what_helm_adds_to_templates(major: int, tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "shown", {"_shared.tpl": PARTIAL, "shown.yaml": FUNCTIONS}, DEFAULTS)
    (chart / "data").mkdir()
    (chart / "data" / "a.txt").write_text("of a file")
    for given in ([], [*OVER], [*reversed(OVER)]):
        real, own = both(major, tmp_path, chart, "--api-versions=a.example.com/v1", *files(tmp_path, *given))
        assert real.code == 0, real.text
        assert own.stdout.strip() == real.stdout.strip()


@both_helms
@pytest.mark.parametrize("text", WRONG)
def test_what_fails(text: str, major: int, tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "failing", {"failing.yaml": text}, {})
    real, _ = both(major, tmp_path, chart)
    assert real.code == 1


@both_helms
@pytest.mark.parametrize("example", CI)
def test_the_chart(example: str, major: int, tmp_path: Path) -> None:
    chart = REPO / "charts" / "modelservice"
    real, own = both(major, tmp_path, chart, f"--values={chart / 'ci' / example}")
    assert rendered(own.stdout) == rendered(real.stdout) != []


def is_accepted(given: dict[str, Any], chart: Chart) -> bool:
    """Whether `generate` takes the values."""
    try:
        return bool(accepted(given, chart.base))
    except Refused:
        return False


@both_helms
def test_a_generated_chart(major: int, tmp_path: Path) -> None:
    chart = Chart(major, tmp_path, base_config("gpu-pd"))
    for more in MORE.values():
        given = {**values("hf-private", "both"), **more}
        real, own = both(major, tmp_path, chart.path, *files(tmp_path, given))
        if not is_accepted(given, chart):
            assert real.code == 1
            continue
        found, wanted = (sorted(rendered(each.stdout), key=repr) for each in (own, real))
        assert found == wanted != []
