"""Deployments: the selector, the pods it must select, the strategy."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.refusals.metadata import labels, template_metadata
from msvc_helm.refusals.pods import pod_spec
from msvc_helm.typed import Any

POD = "spec.template.spec"


def deployment(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with a Deployment."""
    spec = obj.get("spec") or {}
    template = spec.get("template") or {}
    meta = template.get("metadata") or {}
    out = template_metadata(meta, "spec.template.metadata")
    out += _selector(spec.get("selector") or {}, meta.get("labels") or {})
    replicas = spec.get("replicas")
    if isinstance(replicas, int) and replicas < 0:
        out.append(Problem(f"expected zero or more, found {replicas}", "spec.replicas"))
    strategy = spec.get("strategy") or {}
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate"):
        out.append(Problem("not allowed when the strategy is Recreate", "spec.strategy.rollingUpdate"))
    return out + pod_spec(template.get("spec") or {}, POD)


def _selector(selector: dict[str, Any], pod_labels: dict[str, Any]) -> list[Problem]:
    """A Deployment must select the pods it makes."""
    path = "spec.selector"
    wanted = selector.get("matchLabels") or {}
    expressions = selector.get("matchExpressions") or []
    if not wanted and not expressions:
        return [Problem("an empty selector is not allowed", path)]
    out = labels(wanted, f"{path}.matchLabels")
    for key, value in wanted.items():
        if pod_labels.get(key) != value:
            found = f'"{pod_labels[key]}"' if key in pod_labels else "none"
            out.append(Problem(f'the pods must have the label "{value}", found {found}', f"{path}.matchLabels.{key}"))
    for index, expression in enumerate(expressions):
        if not _matches(expression, pod_labels):
            out.append(Problem("does not select the Deployment's own pods", f"{path}.matchExpressions[{index}]"))
    return out


def _matches(expression: dict[str, Any], pod_labels: dict[str, Any]) -> bool:
    key, values = expression.get("key", ""), expression.get("values") or []
    operator = expression.get("operator")
    if operator == "In":
        return pod_labels.get(key) in values
    if operator == "NotIn":
        return pod_labels.get(key) not in values
    if operator == "Exists":
        return key in pod_labels
    return operator == "DoesNotExist" and key not in pod_labels
