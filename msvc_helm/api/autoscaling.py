"""`autoscaling.{prefill,decode}`: who owns a role's number of pods, and within which bounds. The operator had none."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Mapping

from msvc_helm import goyaml
from msvc_helm.api.model import ModelService
from msvc_helm.api.roles import AUTOSCALING, ROLES
from msvc_helm.api.scaling_values import check_type, count, known
from msvc_helm.errors import InputError, Problem
from msvc_helm.typed import Any, NamedTuple

FIELDS = ("minReplicas", "maxReplicas", "metrics", "behavior", "keda")


class Autoscaling(NamedTuple):
    """One role's autoscaler: a HorizontalPodAutoscaler, or with `keda` a ScaledObject.

    `metrics` and `behavior` are those of autoscaling/v2. `keda` has `serverAddress` (of Prometheus), `triggers`
    (each a `metric` and a `threshold`, and what KEDA's own may have), and fields of a ScaledObject's spec.
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


def load_autoscaling(values: object, replicas: Mapping[str, int], at: str = AUTOSCALING) -> dict[str, Autoscaling]:
    """The autoscalers by role, given at the field `at`. `replicas` are the numbers that the ModelService itself writes.

    Raises InputError with every problem: wrong types, unknown fields, contradictions.
    """
    problems: list[Problem] = []
    found = _roles(values, replicas, at, problems)
    if problems:
        raise InputError(problems)
    return found


def wrong_autoscaling(values: object, at: str) -> list[Problem]:
    """What is wrong with the autoscalers by themselves."""
    problems: list[Problem] = []
    _roles(values, {}, at, problems)
    return problems


def _roles(values: object, replicas: Mapping[str, int], at: str, problems: list[Problem]) -> dict[str, Autoscaling]:
    out: dict[str, Autoscaling] = {}
    if values is None:
        return out
    if not isinstance(values, dict):
        problems.append(Problem("expected a map with prefill and decode", at))
        return out
    known(values, ROLES, at, problems)
    for role in ROLES:
        if values.get(role) is not None:
            found = _role(values[role], f"{at}.{role}", replicas.get(role), problems)
            if found is not None:
                out[role] = found
    return out


def _role(values: object, path: str, replicas: int | None, problems: list[Problem]) -> Autoscaling | None:
    if not isinstance(values, dict):
        problems.append(Problem(f"expected a map with {', '.join(FIELDS)}", path))
        return None
    before = len(problems)
    known(values, FIELDS, path, problems)
    metrics, behavior, keda = (_without_nulls(values.get(field)) for field in ("metrics", "behavior", "keda"))
    least = count(values, "minReplicas", path, 0 if keda else 1, problems)
    most = count(values, "maxReplicas", path, 1, problems)
    if most is None and len(problems) == before:
        problems.append(Problem("required, and not set", f"{path}.maxReplicas"))
    least = 1 if least is None else least
    metrics = metrics or []
    if not isinstance(metrics, list) or not all(isinstance(metric, dict) for metric in metrics):
        problems.append(Problem("expected a list of maps, as in autoscaling/v2", f"{path}.metrics"))
        metrics = []
    if not isinstance(behavior or {}, dict):
        problems.append(Problem("expected a map, as in autoscaling/v2", f"{path}.behavior"))
        behavior = None
    for field, value in (("metrics", metrics), ("behavior", behavior)):
        if value:
            check_type("HorizontalPodAutoscaler", f"spec.{field}", value, f"{path}.{field}", problems)
    if keda and metrics:
        message = "a ScaledObject scales on its triggers; keep keda, or metrics"
        problems.append(Problem(message, f"{path}.keda"))
    if keda:
        from msvc_helm.api.keda import check_keda  # few models have one

        check_keda(keda, least, f"{path}.keda", problems)
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
