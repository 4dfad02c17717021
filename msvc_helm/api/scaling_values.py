"""How single values of an autoscaler are read."""

from __future__ import annotations

from msvc_helm.api.paths import Parts, path_of
from msvc_helm.errors import Problem
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any


def count(values: dict[str, Any], field: str, path: str, least: int, problems: list[Problem]) -> int | None:
    """A whole number of at least `least`; None, with a problem, for anything else that is there."""
    value = values.get(field)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        problems.append(Problem(f'expected a whole number of at least {least}, found "{value}"', f"{path}.{field}"))
        return None
    return value


def known(values: dict[str, Any], fields: tuple[str, ...], path: str, problems: list[Problem]) -> None:
    """Adds the fields that nobody knows."""
    for field in values:
        if field not in fields:
            problems.append(Problem("unknown field", f"{path}.{field}", hint=Later(suggestion, field, fields)))


def check_type(kind: str, at: str, value: object, path: str, problems: list[Problem]) -> None:
    """Adds what is wrong with a value that an object of the kind has at the field `at`."""
    import json

    from msvc_helm import goyaml
    from msvc_helm.types import schema
    from msvc_helm.types.strict import read  # few autoscalers say so much

    node = goyaml.parse(json.dumps(value))
    assert node is not None  # noqa: S101 - it is JSON

    def wrong(parts: Parts, message: str, hint: str) -> None:
        below = path_of(parts)
        problems.append(Problem(message, path + (below if below[:1] in ("[", "") else f".{below}"), hint=hint))

    read(node, schema(kind).at(at), (), wrong)
