"""InferencePools and HTTPRoutes: ports, and what their CRDs demand beyond the schema."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.refusals.metadata import labels
from msvc_helm.refusals.syntax import is_port
from msvc_helm.typed import Any

MAX_RULES = 16  # of an HTTPRoute (its CRD)


def inference_pool(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with an InferencePool of either API."""
    spec = obj.get("spec") or {}
    selector = spec.get("selector") or {}
    match_labels = selector.get("matchLabels")
    out = labels(match_labels if isinstance(match_labels, dict) else selector, "spec.selector")
    ports = [("spec.targetPortNumber", spec.get("targetPortNumber"))]
    ports += [(f"spec.targetPorts[{i}].number", p.get("number")) for i, p in enumerate(spec.get("targetPorts") or [])]
    out += [Problem(f"expected 1 to 65535, found {n}", path) for path, n in ports if n is not None and not is_port(n)]
    return out


def http_route(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with an HTTPRoute."""
    spec = obj.get("spec") or {}
    out: list[Problem] = []
    for index, parent in enumerate(spec.get("parentRefs") or []):
        if parent.get("port") is not None and not is_port(parent["port"]):
            out.append(Problem(f"expected 1 to 65535, found {parent['port']}", f"spec.parentRefs[{index}].port"))
    rules = spec.get("rules") or []
    if len(rules) > MAX_RULES:
        out.append(Problem(f"at most {MAX_RULES} rules are allowed, found {len(rules)}", "spec.rules"))
    for r, rule in enumerate(rules):
        for b, backend in enumerate(rule.get("backendRefs") or []):
            out += _backend(backend, f"spec.rules[{r}].backendRefs[{b}]")
    return out


def _backend(backend: dict[str, Any], path: str) -> list[Problem]:
    port = backend.get("port")
    if port is not None and not is_port(port):
        return [Problem(f"expected 1 to 65535, found {port}", f"{path}.port")]
    if port is None and backend.get("kind", "Service") == "Service" and not backend.get("group"):
        return [Problem("a Service needs a port", f"{path}.port")]
    return []
