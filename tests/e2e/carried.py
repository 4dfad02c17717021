"""Charts that print what carried templates and run-time arguments give, for many of them in one start of Helm."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path

from msvc_helm.chart.translate.template import template_name
from msvc_helm.gotemplate.go.strconv import quote
from msvc_helm.gotemplate.values import from_bytes, printable
from tests.chart.translate.worlds import ARGUMENTS, CHART, Data, expression
from tests.e2e import build
from tests.e2e.charts import write_chart
from tests.e2e.command import Result, clean_environment, run

PRINTED = """\
{{- $data := DATA -}}
{{- range $key := .Values.keys }}
{{ $key }}: {{ WHAT | b64enc | quote }}
{{- end }}
"""
RESULT = re.compile(r'^(k[0-9]+): "(.*)"$', re.MULTILINE)


@dataclass(frozen=True)
class Rendering:
    """A chart, the Helm that renders it, and its keys."""

    chart: Path
    major: int
    texts: dict[str, str] = field(default_factory=dict)  # of arguments

    def run(self, keys: list[str]) -> Result:
        """`helm template`, printing the results of these keys."""
        settings = self.chart / "keys.json"
        texts = {key: self.texts[key] for key in keys if key in self.texts}
        settings.write_text(json.dumps({"keys": keys, "texts": texts}, ensure_ascii=False), encoding="utf-8")
        homes = {f"HELM_{kind}_HOME": str(self.chart / "home") for kind in ("CACHE", "CONFIG", "DATA")}
        command: list[str | Path] = [build.binary(f"helm{self.major}"), "template", "r", self.chart, "-f", settings]
        return run(command, env=clean_environment(**homes), check=False)

    def results(self, keys: list[str]) -> dict[str, str]:
        """What each key gives. An error fails the test."""
        done = self.run(keys)
        assert done.ok, str(done)[-3000:]
        return {key: printable(from_bytes(b64decode(value))) for key, value in RESULT.findall(done.stdout)}


def templates(folder: Path, major: int, files: dict[str, str], data: Data) -> Rendering:
    """A chart of carried files by key."""
    what = f"include (print {quote(template_name(CHART, ''))} $key) (deepCopy $data)"
    return Rendering(_chart(folder, data, what, {f"_{key}.tpl": text for key, text in files.items()}), major)


def arguments(folder: Path, major: int, texts: dict[str, str], data: Data) -> Rendering:
    """A chart that renders arguments, by key."""
    argument = '(dict "text" (get $.Values.texts $key) "data" (deepCopy $data) "path" $key)'
    return Rendering(_chart(folder, data, f"include {quote(CHART + '.argument')} {argument}", {}), major, texts)


def _chart(folder: Path, data: Data, what: str, files: dict[str, str]) -> Path:
    printed = PRINTED.replace("DATA", expression(data.helm())).replace("WHAT", what)
    own = ARGUMENTS.read_text(encoding="utf-8").replace("CHART.", f"{CHART}.")
    return write_chart(folder / CHART, {**files, "_arguments.tpl": own, "printed.yaml": printed})
