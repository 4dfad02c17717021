"""Small Helm charts made on the spot."""

from __future__ import annotations

import json
from pathlib import Path

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  {{- with .Values.replicas }}
  replicas: {{ . }}
  {{- end }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: main, image: "example.test/web:{{ .Values.tag }}"}]}
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-settings
data: {tag: {{ .Values.tag | quote }}}
"""
HOOK = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-hook
  annotations: {helm.sh/hook: post-install}
"""


def write_chart(folder: Path, templates: dict[str, str], values: dict[str, object] | None = None) -> Path:
    """A chart named like its folder: `templates` by file name, `values` as its defaults. Gives the folder."""
    (folder / "templates").mkdir(parents=True)
    chart = {"apiVersion": "v2", "name": folder.name, "version": "0.1.0", "description": "for a test"}
    (folder / "Chart.yaml").write_text(json.dumps(chart))
    (folder / "values.yaml").write_text(json.dumps(values or {}))
    for name, text in templates.items():
        (folder / "templates" / name).write_text(text)
    return folder


def web_chart(folder: Path, **more: str) -> Path:
    """A Deployment `<release>-web` (values `tag`, and `replicas`, left out when empty) and a ConfigMap."""
    templates = {"web.yaml": WEB, "settings.yaml": SETTINGS, **{f"{name}.yaml": text for name, text in more.items()}}
    return write_chart(folder, templates, {"tag": 1, "replicas": None})
