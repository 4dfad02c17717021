"""A ModelService as values for charts/modelservice: the spec's own text where it can stay, comments and all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msvc_helm import write
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.goyaml import Mapping, Node, parse, plain
from msvc_helm.read import Document
from msvc_helm.resources.context import Options
from msvc_helm.spec import ModelService

INLINE, REFERENCE = "inline", "ref"
REF = "baseConfigMapRef"


@dataclass(frozen=True, slots=True)
class Values:
    """A values file. `lost` are the parts of the ModelService object that no child ever saw, so that no value holds."""

    text: str
    lost: tuple[str, ...]


def convert(service: ModelService, document: Document, base: BaseConfig | None, options: Options) -> Values:
    """The chart's values that give the same children under the same names.

    With `base` its templates are put into the values, else a reference is left for the chart to look up.
    """
    head = [f"# ModelService {service.name}" + (f" of namespace {service.namespace}" if service.namespace else "")]
    lost = tuple(
        f"{field}: {key}={value}"
        for field, entries in (("label", service.labels), ("annotation", service.annotations))
        for key, value in entries.items()
    )
    own = {"fullnameOverride": service.name, **_chart_values(options)}
    spec = _spec_text(service, document, without_ref=base is not None)
    parts = ["\n".join(head) + "\n", write.dump(own), spec]
    if base is not None:
        parts.append(f"# The base config {base.name}, as it stood in its ConfigMap.\n" if base.name else "")
        parts.append(write.dump({"baseConfig": dict(base.texts)}))
    return Values("".join(parts), lost)


def _chart_values(options: Options) -> dict[str, Any]:
    """What the operator was told by flags and the chart is told by values."""
    out: dict[str, Any] = {}
    if options.epp_cluster_role:
        out["rbac"] = {"eppClusterRole": options.epp_cluster_role}
    if options.epp_pull_secrets:
        out["eppPullSecrets"] = list(options.epp_pull_secrets)
    if options.pd_pull_secrets:
        out["pdPullSecrets"] = list(options.pd_pull_secrets)
    return out


def _spec_text(service: ModelService, document: Document, *, without_ref: bool) -> str:
    """The spec as written, taken out of the document and moved to the left; dumped where that would change it."""
    root = service.root
    spec = root.items.get("spec") if isinstance(root, Mapping) else None
    if not isinstance(spec, Mapping):
        return write.dump(service.spec)
    wanted = {key: value for key, value in _object(plain(spec)).items() if not (without_ref and key == REF)}
    text = _cut_out(root, spec, document, skip=REF if without_ref else "")
    if text is not None and _reads_as(text, wanted):
        return text
    return write.dump(wanted)


def _cut_out(root: Node, spec: Mapping, document: Document, *, skip: str) -> str | None:
    """The lines of a block-style spec, without its own indentation and without the entry `skip`."""
    lines = document.raw.decode("utf-8-sig", "replace").splitlines(keepends=True)
    starts = sorted(line for line, _ in root.keys.values()) if isinstance(root, Mapping) else []
    first = min((line for line, _ in spec.keys.values()), default=0)
    column = min((column for _, column in spec.keys.values()), default=1)
    begin = next((line for line in reversed(starts) if line < first), None)
    if begin is None:  # spec and its first key share a line: flow style
        return None
    end = next((line for line in starts if line > first), document.line + len(lines))
    out = lines[begin - document.line + 1 : end - document.line]
    if skip in spec.keys:
        at = spec.keys[skip][0]
        after = min((line for line, _ in spec.keys.values() if line > at), default=end)
        gone = range(at - begin - 1, after - begin - 1)
        out = [line for i, line in enumerate(out) if i not in gone]
    indent = " " * (column - 1)
    moved = [line[len(indent) :] if line.startswith(indent) else line.lstrip(" ") for line in out]
    text = "".join(moved).rstrip()
    return text + "\n" if text else None


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    from msvc_helm.errors import InputError

    try:
        node = parse(text)
    except InputError:
        return False
    return node is not None and plain(node) == wanted


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
