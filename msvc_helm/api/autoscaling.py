"""`autoscaling.{prefill,decode}`: who owns a role's number of pods, and within which bounds. Ours: no CR has it."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

import re
from collections.abc import Mapping

from msvc_helm import goyaml
from msvc_helm.api.model import ModelService
from msvc_helm.api.roles import ROLES
from msvc_helm.errors import InputError, Problem
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any, NamedTuple

FIELDS = ("minReplicas", "maxReplicas", "metrics", "behavior", "keda")
KEDA_FIELDS = ("serverAddress", "triggers", "pollingInterval", "cooldownPeriod")
METRIC = "[a-zA-Z_:][a-zA-Z0-9_:]*"  # Prometheus
NUMBER = r"-?\d+(\.\d+)?([eE][-+]?\d+)?"
TRIGGER_FIELDS = ("metric", "threshold", "activationThreshold", "query")


class Autoscaling(NamedTuple):
    """One role's autoscaler: a HorizontalPodAutoscaler, or with `keda` a ScaledObject.

    `metrics` and `behavior` are those of autoscaling/v2. `keda` has `serverAddress` (of Prometheus), `triggers`
    (each a `metric` and a `threshold`), `pollingInterval` and `cooldownPeriod` in seconds.
    """

    max_replicas: int
    min_replicas: int = 1
    metrics: tuple[dict[str, Any], ...] = ()
    behavior: Mapping[str, Any] | None = None
    keda: Mapping[str, Any] | None = None


def written_replicas(service: ModelService) -> dict[str, int]:
    """The number of pods that the ModelService itself writes, by role; defaults are nobody's wish."""
    spec = service.root.items.get("spec") if isinstance(service.root, goyaml.MappingNode) else None
    out: dict[str, int] = {}
    for role in ROLES:
        section = spec.items.get(role) if isinstance(spec, goyaml.MappingNode) else None
        if (
            isinstance(section, goyaml.MappingNode)
            and "replicas" in section.items
            and service.spec[role].get("replicas") is not None
        ):
            out[role] = service.spec[role]["replicas"]
    return out


def load_autoscaling(values: object, replicas: Mapping[str, int]) -> dict[str, Autoscaling]:
    """The autoscalers by role. `replicas` are the numbers that the ModelService itself writes, by role.

    Raises InputError with every problem: wrong types, unknown fields, contradictions.
    """
    problems: list[Problem] = []
    out: dict[str, Autoscaling] = {}
    if values is None:
        return out
    if not isinstance(values, dict):
        raise InputError(Problem("expected a map with prefill and decode", "autoscaling"))
    _known(values, ROLES, "autoscaling", problems)
    for role in ROLES:
        if values.get(role) is not None:
            found = _role(values[role], f"autoscaling.{role}", replicas.get(role), problems)
            if found is not None:
                out[role] = found
    if problems:
        raise InputError(problems)
    return out


def _role(values: object, path: str, replicas: int | None, problems: list[Problem]) -> Autoscaling | None:
    if not isinstance(values, dict):
        problems.append(Problem(f"expected a map with {', '.join(FIELDS)}", path))
        return None
    before = len(problems)
    _known(values, FIELDS, path, problems)
    metrics, behavior, keda = (_without_nulls(values.get(field)) for field in ("metrics", "behavior", "keda"))
    least = _count(values, "minReplicas", path, 0 if keda else 1, problems)
    most = _count(values, "maxReplicas", path, 1, problems)
    if most is None and len(problems) == before:
        problems.append(Problem("required, and not set", f"{path}.maxReplicas"))
    least = 1 if least is None else least
    metrics = metrics or []
    if not isinstance(metrics, list) or not all(isinstance(metric, dict) for metric in metrics):
        problems.append(Problem("expected a list of maps, as in autoscaling/v2", f"{path}.metrics"))
    if not isinstance(behavior or {}, dict):
        problems.append(Problem("expected a map, as in autoscaling/v2", f"{path}.behavior"))
    if keda and (metrics or behavior):
        message = "a ScaledObject brings its own HorizontalPodAutoscaler; keep keda, or metrics and behavior"
        problems.append(Problem(message, f"{path}.keda"))
    if keda:
        _check_keda(values["keda"], f"{path}.keda", problems)
    if most is not None and least > most:
        problems.append(Problem(f"{least} is more than maxReplicas, {most}", f"{path}.minReplicas"))
    if replicas is not None and most is not None and not least <= replicas <= most:
        problems.append(Problem(f"replicas is {replicas}, outside {least} to {most}; leave it out", path))
    if len(problems) > before or most is None:
        return None
    return Autoscaling(most, least, tuple(metrics), behavior or None, keda or None)


def _without_nulls(value: Any) -> Any:
    """What is handed on to Kubernetes, where null is as good as nothing."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _count(values: dict[str, Any], field: str, path: str, least: int, problems: list[Problem]) -> int | None:
    value = values.get(field)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        problems.append(Problem(f'expected a whole number of at least {least}, found "{value}"', f"{path}.{field}"))
        return None
    return value


def _check_keda(keda: object, path: str, problems: list[Problem]) -> None:
    if not isinstance(keda, dict):
        problems.append(Problem(f"expected a map with {', '.join(KEDA_FIELDS)}", path))
        return
    _known(keda, KEDA_FIELDS, path, problems)
    if not isinstance(keda.get("serverAddress"), str) or not keda["serverAddress"]:
        problems.append(Problem("the address of Prometheus is required", f"{path}.serverAddress"))
    for field, seconds in (("pollingInterval", 1), ("cooldownPeriod", 0)):
        _count(keda, field, path, seconds, problems)
    triggers = keda.get("triggers")
    if not isinstance(triggers, list) or not triggers:
        problems.append(Problem("a list of at least one metric and threshold is required", f"{path}.triggers"))
        return
    for index, trigger in enumerate(triggers):
        where = f"{path}.triggers[{index}]"
        if not isinstance(trigger, dict):
            problems.append(Problem("expected a map with metric and threshold", where))
            continue
        _check_trigger(trigger, where, problems)


def _check_trigger(trigger: dict[str, Any], path: str, problems: list[Problem]) -> None:
    _known(trigger, TRIGGER_FIELDS, path, problems)
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


def _known(values: dict[str, Any], fields: tuple[str, ...], path: str, problems: list[Problem]) -> None:
    for field in values:
        if field not in fields:
            problems.append(Problem("unknown field", f"{path}.{field}", hint=Later(suggestion, field, fields)))
