"""How long pods may take to become ready, as their probes say, and a rollout that waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msvc_helm.diff.stored import spec_of
from msvc_helm.merge import Object
from msvc_helm.plan.pods import Pods, number
from msvc_helm.untyped import mapping, maps

SLOW = 60  # seconds from which a start is worth a word
_PERIOD, _FAILURES = 10, 3  # where a template in a CRD says nothing


def start(pod: Object) -> tuple[int, str]:
    """The longest that a pod may take to be ready, in seconds, and the container and probe that allow it."""
    longest, why = 0, ""
    for container in (*maps(pod.get("initContainers")), *maps(pod.get("containers"))):
        for name, failures in (("startupProbe", True), ("readinessProbe", False)):
            seconds = _probe(container.get(name), failures=failures)
            if seconds > longest:
                longest, why = seconds, f"{name} of {container.get('name')}"
    return longest, why


def _probe(probe: Any, *, failures: bool) -> int:
    """The time until a probe gives up, or, of one that never does, until it is first asked."""
    if not isinstance(probe, dict):
        return 0
    delay, period = _number(probe, "initialDelaySeconds", 0), _number(probe, "periodSeconds", _PERIOD)
    return delay + period * (_number(probe, "failureThreshold", _FAILURES) if failures else 1)


def _number(probe: Object, key: str, default: int) -> int:
    value = probe.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def rolling_notes(obj: Object, found: list[Pods], step: int) -> Iterator[str]:
    """How long a rollout of these pods may take, and whether its deadline is shorter."""
    slowest = max((each.spec for each in found), key=lambda spec: start(spec)[0], default={})
    seconds, why = start(slowest)
    spec = spec_of(obj)
    seconds += _number(spec, "minReadySeconds", 0)
    if seconds < SLOW:
        return
    units = mapping(spec).get("replicas")
    total = units if isinstance(units, int) else number(found)
    rounds = -(-total // max(step, 1))
    whole = f"; in {rounds} steps up to {duration(seconds * rounds)}" if rounds > 1 else ""
    yield f"a new pod may take up to {duration(seconds)} to become ready ({why or 'minReadySeconds'}){whole}"
    deadline = spec.get("progressDeadlineSeconds")
    if obj.get("kind") == "Deployment" and isinstance(deadline, int) and deadline < seconds:
        yield f"progressDeadlineSeconds is {deadline}: the rollout counts as failed before a slow pod is ready"


def ending_note(found: list[Pods]) -> str:
    """How long pods that end keep what they have."""
    grace = [each.spec.get("terminationGracePeriodSeconds") for each in found]
    longest = max((seconds for seconds in grace if isinstance(seconds, int)), default=30)
    return f"a pod that ends keeps its accelerators for up to {duration(longest)} more"


def duration(seconds: int) -> str:
    """`45 s`, `10 min`, `1 h 10 min`."""
    if seconds < 120:
        return f"{seconds} s"
    hours, minutes = divmod(-(-seconds // 60), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
