"""What containers ask for: requests within limits, whole devices, claims that the pod makes."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.typed import Any
from msvc_helm.types.quantity import nano

BYTES_OR_CPU = ("cpu", "memory", "ephemeral-storage")
BILLION = 10**9
HUGE_PAGES = "hugepages-"


def resources(asked: dict[str, Any], claims: list[dict[str, Any]], path: str) -> list[Problem]:
    """What is wrong with one container's resources; `claims` are the pod's."""
    limits, requests = asked.get("limits") or {}, asked.get("requests") or {}
    out: list[Problem] = []
    for where, values in (("limits", limits), ("requests", requests)):
        for name, quantity in values.items():
            out += _quantity(name, quantity, f"{path}.{where}.{name}")
    for name, quantity in requests.items():
        out += _within(name, quantity, limits.get(name), f"{path}.requests.{name}")
    known = [c.get("name") for c in claims]
    for index, claim in enumerate(asked.get("claims") or []):
        if claim.get("name") not in known:
            message = f'the pod has no resourceClaim "{claim.get("name", "")}"'
            out.append(Problem(message, f"{path}.claims[{index}].name"))
    return out


def _is_device(name: str) -> bool:
    """An extended resource: a name with a domain that is not Kubernetes' own. It cannot be overcommitted."""
    domain, slash, _ = name.rpartition("/")
    return bool(slash) and not (domain == "kubernetes.io" or domain.endswith(".kubernetes.io"))


def _quantity(name: str, quantity: str, path: str) -> list[Problem]:
    if nano(quantity) < 0:
        return [Problem(f"expected zero or more, found {quantity}", path)]
    if _is_device(name) and nano(quantity) % BILLION:
        return [Problem(f"expected a whole number of devices, found {quantity}", path)]
    if "/" not in name and name not in BYTES_OR_CPU and not name.startswith(HUGE_PAGES):
        known = ", ".join(BYTES_OR_CPU)
        return [
            Problem(f"no standard resource (those are {known}); a device has a domain, as in example.com/gpu", path)
        ]
    return []


def _within(name: str, quantity: str, limit: str | None, path: str) -> list[Problem]:
    if limit is None:
        return [Problem("a device needs a limit as well", path)] if _is_device(name) else []
    if _is_device(name) and nano(quantity) != nano(limit):
        return [Problem(f"expected the limit, {limit}, found {quantity}", path)]
    if nano(quantity) > nano(limit):
        return [Problem(f"expected at most the limit, {limit}, found {quantity}", path)]
    return []
