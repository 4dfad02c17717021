"""Numbers and percentages of a rolling update as numbers of pods."""

from __future__ import annotations

from msvc_helm.typed import Any


def share(value: Any, total: int, *, up: bool) -> int:
    """A number, or a percentage of the total, rounded up or down."""
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdecimal():
        product = int(value[:-1]) * total
        return -(-product // 100) if up else product // 100
    return value if isinstance(value, int) else 0


def surge_and_gap(rolling: dict[str, Any], total: int) -> tuple[int, int]:
    """How many pods a rolling update may have too many, and too few; it never stands still for lack of both."""
    surge = share(rolling.get("maxSurge"), total, up=True)
    gap = share(rolling.get("maxUnavailable"), total, up=False)
    return min(surge, total), min(gap, total) if surge or gap else 1


def surge_of_role(rolling: dict[str, Any], total: int) -> int:
    """The surge of a role of a DisaggregatedSet; where nothing is said its controller takes one more and none less."""
    surge = share(rolling.get("maxSurge"), total, up=True)
    return surge if surge or share(rolling.get("maxUnavailable"), total, up=False) else 1
