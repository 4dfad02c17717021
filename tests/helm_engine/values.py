"""Values of several sources put together as Helm does it."""

from __future__ import annotations

from copy import deepcopy
from functools import reduce
from typing import Any

Values = dict[str, Any]


def coalesced(given: list[Values], defaults: Values) -> Values:
    """The values files, later ones over earlier ones, over the chart's defaults. None of them is changed."""
    return _over_defaults(reduce(_merged, given, {}), defaults)


def _merged(below: Values, above: Values) -> Values:
    """One values file over another: a null of the upper one stays."""
    out = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(out.get(key), dict)
        out[key] = _merged(out[key], value) if both else deepcopy(value)
    return out


def _over_defaults(values: Values, defaults: Values) -> Values:
    """Null takes a default away; where there is no default to take away, it stays."""
    out = {key: value for key, value in values.items() if value is not None or defaults.get(key) is None}
    for key, default in defaults.items():
        if key not in values:
            out[key] = deepcopy(default)
        elif isinstance(default, dict) and isinstance(values[key], dict):
            out[key] = _over_defaults(values[key], default)
    return out
