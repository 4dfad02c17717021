"""`autoscaling.{prefill,decode}.keda`: a ScaledObject, with what its own schema has."""

from __future__ import annotations

import re

from msvc_helm.api.scaling_values import check_type, count, known
from msvc_helm.errors import Problem
from msvc_helm.typed import Any

COUNTS = {"pollingInterval": 1, "cooldownPeriod": 0, "initialCooldownPeriod": 0, "idleReplicaCount": 0}  # at least
OF_KEDA = ("fallback", "advanced")  # as a ScaledObject has them
KEDA_FIELDS = ("serverAddress", "triggers", *COUNTS, *OF_KEDA)
METRIC = "[a-zA-Z_:][a-zA-Z0-9_:]*"  # Prometheus
NUMBER = r"-?\d+(\.\d+)?([eE][-+]?\d+)?"
OF_PROMETHEUS = (
    "authModes",
    "unsafeSsl",
    "customHeaders",
    "ignoreNullValues",
    "queryParameters",
    "namespace",
    "timeout",
)
"""What a trigger on Prometheus may have in its metadata besides address, query and thresholds."""
OF_TRIGGER = ("type", "name", "metricType", "useCachedMetrics", "authenticationRef")
"""What any trigger of a ScaledObject may have besides its metadata."""
TRIGGER_FIELDS = ("metric", "threshold", "activationThreshold", "query", "metadata", *OF_PROMETHEUS, *OF_TRIGGER)
PROMETHEUS = "prometheus"


def check_keda(keda: object, fewest: int, path: str, problems: list[Problem]) -> None:
    """Adds what is wrong with the values of a ScaledObject."""
    if not isinstance(keda, dict):
        problems.append(Problem(f"expected a map with {', '.join(KEDA_FIELDS)}", path))
        return
    known(keda, KEDA_FIELDS, path, problems)
    for field, least in COUNTS.items():
        count(keda, field, path, least, problems)
    idle = keda.get("idleReplicaCount")
    if isinstance(idle, int) and idle >= fewest:
        problems.append(Problem(f"{idle} is not fewer than minReplicas, {fewest}", f"{path}.idleReplicaCount"))
    for field in OF_KEDA:
        _check_type(keda, field, path, f"spec.{field}", problems)
    triggers = keda.get("triggers")
    if not isinstance(keda.get("serverAddress", ""), str) or not (keda.get("serverAddress") or _need_none(triggers)):
        problems.append(Problem("the address of Prometheus is required", f"{path}.serverAddress"))
    if not isinstance(triggers, list) or not triggers:
        problems.append(Problem("a list of at least one metric and threshold is required", f"{path}.triggers"))
        return
    for index, trigger in enumerate(triggers):
        where = f"{path}.triggers[{index}]"
        if not isinstance(trigger, dict):
            problems.append(Problem("expected a map with metric and threshold", where))
            continue
        _check_trigger(trigger, where, problems)


def _need_none(triggers: object) -> bool:
    """Whether each trigger knows where to ask without the address of all."""
    return (
        isinstance(triggers, list)
        and bool(triggers)
        and all(
            isinstance(each, dict)
            and (
                each.get("type", PROMETHEUS) != PROMETHEUS
                or (isinstance(each.get("metadata"), dict) and each["metadata"].get("serverAddress"))
            )
            for each in triggers
        )
    )


def _check_type(values: dict[str, Any], field: str, path: str, at: str, problems: list[Problem]) -> None:
    """What is wrong with a field that a ScaledObject has under `at`."""
    if values.get(field) is not None:
        check_type("ScaledObject", at, values[field], f"{path}.{field}", problems)


def _check_trigger(trigger: dict[str, Any], path: str, problems: list[Problem]) -> None:
    known(trigger, TRIGGER_FIELDS, path, problems)
    for field in OF_TRIGGER:
        _check_type(trigger, field, path, f"spec.triggers.{field}", problems)
    for field, value in (trigger.get("metadata") or {}).items():
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            problems.append(
                Problem("expected text", f"{path}.metadata.{field}", hint="KEDA reads texts: put it in quotes")
            )
    if trigger.get("type", PROMETHEUS) == PROMETHEUS:
        _check_prometheus(trigger, path, problems)
    elif own := [field for field in trigger if field not in ("metadata", *OF_TRIGGER)]:
        message = f"is for a trigger on Prometheus, and this is one of the type {trigger['type']}"
        hint = "write it under metadata, by KEDA's own name"
        problems += [Problem(message, f"{path}.{field}", hint=hint) for field in own if field in TRIGGER_FIELDS]


def _check_prometheus(trigger: dict[str, Any], path: str, problems: list[Problem]) -> None:
    for field in OF_PROMETHEUS:
        if isinstance(trigger.get(field, ""), (dict, list)):
            problems.append(Problem("expected text", f"{path}.{field}"))
    metric, query = trigger.get("metric") or "", trigger.get("query") or ""
    if metric and query:
        problems.append(Problem("a query has its metric in it; keep one of them", f"{path}.metric"))
    if not metric and not query:
        problems.append(Problem("a metric is required, or a whole query", f"{path}.metric"))
    if metric and not (isinstance(metric, str) and re.fullmatch(METRIC, metric)):
        problems.append(Problem(f'expected the name of a metric, found "{metric}"', f"{path}.metric"))
    if not isinstance(query, str):
        problems.append(Problem("expected text", f"{path}.query"))
    if trigger.get("threshold") is None:
        problems.append(Problem("required, and not set", f"{path}.threshold"))
    for field in ("threshold", "activationThreshold"):
        value = trigger.get(field)
        if value is not None and not re.fullmatch(NUMBER, str(value)):
            problems.append(Problem(f'expected a number, found "{value}"', f"{path}.{field}"))
