"""One template in two worlds: as the operator had it, and carried over, with Helm's data, by this project's Go."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msvc_helm.chart
from msvc_helm.chart.translate.template import carry, template_name
from msvc_helm.errors import InputError
from msvc_helm.gotemplate import Function, FunctionError, Limits, Struct, Template, TemplateError, function
from msvc_helm.gotemplate.go.strconv import quote
from msvc_helm.gotemplate.values import Int32, Int64
from msvc_helm.variables import NAMES

CHART, KEY = "acme", "decodeDeployment"
ARGUMENTS = Path(msvc_helm.chart.__file__).parent / "templates" / "_arguments.tpl"
_HERE = "\x00"  # what comes before it was printed between the definitions
LIMITS = Limits(steps=20_000, output=200_000, size=50_000, memory=500_000)

TEXTS = {name: name.lower() for name in NAMES} | {
    "ModelServiceName": "qwen-8b",
    "ModelServiceNamespace": "prod",
    "ModelName": "Qwen/Qwen3-8B",
    "HFModelName": "Qwen/Qwen3-8B",
    "ModelPath": "Qwen/Qwen3-8B",
    "MountedModelPath": "/model-cache",
    "AuthSecretName": "",
}
NUMBERS = {name: index for index, name in enumerate(NAMES) if name.endswith(("Replicas", "Parallelism", "Count"))}
PORTS = {"app_port": 8000, "internal_port": 8200}
GATEWAYS = [{"name": "web", "namespace": "infra", "port": 443, "kind": "Gateway"}, {"name": "other"}]


@dataclass(frozen=True)
class Data:
    """What templates see: the operator's struct, or Helm's map."""

    fields: dict[str, Any] = field(default_factory=lambda: {**TEXTS, **NUMBERS, "GatewayRefs": GATEWAYS})
    ports: dict[str, int] = field(default_factory=lambda: PORTS)

    def operator(self) -> Struct:
        return Struct("main.Vars", {**self.fields, "Ports": {name: Int32(port) for name, port in self.ports.items()}})

    def helm(self) -> dict[str, Any]:
        return {**self.fields, "Ports": {name: Int64(port) for name, port in self.ports.items()}}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.operator().fields)

    def get_port(self) -> Function:
        @function("getPort", "string")
        def get_port(name: str) -> Int32:
            if name not in self.ports:
                raise FunctionError(f"no port {name}")
            return Int32(self.ports[name])

        return get_port


MODEL = Data()


def operator(text: str, data: Data = MODEL) -> str | None:
    """What the operator's template gives; None where it fails."""
    try:
        return Template(text, name=KEY, functions={"getPort": data.get_port()}, limits=LIMITS).render(data.operator())
    except TemplateError:
        return None


def carried(text: str, data: Data = MODEL, key: str = KEY) -> str | None:
    """The file that the template becomes; None where it is refused."""
    try:
        return carry(key, text, chart=CHART, names=data.names)
    except InputError:
        return None


def helm(file: str, data: Data = MODEL) -> str | None:
    """What `include` of the file's template gives in Helm; None where it fails. Helm is real in tests/e2e only."""
    definitions = ARGUMENTS.read_text(encoding="utf-8").replace("CHART.", f"{CHART}.").partition("{{/*\nA template")[0]
    definitions = definitions[definitions.index("{{/*\nThe number of a port") :]

    def include(name: str, value: Any) -> str:
        return _called(definitions, name).render(value).partition(_HERE)[2]

    try:
        text = _called(file, template_name(CHART, KEY)).render(data.helm(), functions={"include": include})
        return text.partition(_HERE)[2]
    except TemplateError:
        return None


def _called(definitions: str, name: str) -> Template:
    return Template(f"{definitions}{_HERE}{{{{ template {quote(name)} . }}}}", limits=LIMITS)


def expression(value: Any) -> str:
    """A value as an expression of Helm's template language, of the very type it has in Go."""
    if isinstance(value, dict):
        return f"(dict {' '.join(f'{quote(key)} {expression(item)}' for key, item in value.items())})"
    if isinstance(value, list):
        return f"(list {' '.join(map(expression, value))})"
    if value is None or isinstance(value, bool):
        return json.dumps(value).replace("null", "nil")
    if isinstance(value, str):
        return quote(value)
    return f"(int64 {value})" if isinstance(value, Int64) else repr(value)
