"""What containers ask for: quantities, requests within limits, whole devices."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.errors import Problem
from msvc_helm.typed import Any
from msvc_helm.types.quantity import nano
from msvc_helm.validation.messages import told

BYTES_OR_CPU = ("cpu", "memory", "ephemeral-storage")
BILLION = 10**9
HUGE_PAGES = "hugepages-"


def resources(asked: dict[str, Any], path: str) -> Iterator[Problem]:
    """What is wrong with one container's resources."""
    limits = asked.get("limits") or {}
    for field in ("limits", "requests"):
        for name, quantity in (asked.get(field) or {}).items():
            where = f"{path}.{field}.{name}"
            value = _value(quantity)
            if value is None:
                continue  # told by its type
            if value < 0:
                yield told("negative", where, quantity)
            elif _is_device(name) and value % BILLION:
                yield told("whole", where, quantity)
            elif "/" not in name and name not in BYTES_OR_CPU and not name.startswith(HUGE_PAGES):
                yield told("resource", where)
    for name, quantity in (asked.get("requests") or {}).items():
        where = f"{path}.requests.{name}"
        if name not in limits:
            if _is_device(name):
                yield told("limited", where)
            continue
        value, most = _value(quantity), _value(limits[name])
        if value is None or most is None:
            continue
        if _is_device(name) and value != most:
            yield told("equal", where, limits[name], quantity)
        elif value > most:
            yield told("most", where, limits[name], quantity)


def _value(quantity: str) -> int | None:
    """The quantity in billionths; None where it is none."""
    try:
        return nano(quantity)
    except ValueError:
        return None


def _is_device(name: str) -> bool:
    """An extended resource: a name with a domain that is not Kubernetes' own. It cannot be overcommitted."""
    domain, slash, _ = name.rpartition("/")
    return bool(slash) and not (domain == "kubernetes.io" or domain.endswith(".kubernetes.io"))
