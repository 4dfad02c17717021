"""What turns one object into another, as a JSON patch (RFC 6902): exact where a merge patch is not (null, lists)."""

from __future__ import annotations

from typing import Any

Operation = dict[str, Any]


def difference(old: Any, new: Any, path: str = "") -> list[Operation]:
    """The operations that make `new` of `old`, which are JSON values; none where they are equal.

    A list of another length is replaced as a whole.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        return _of_maps(old, new, path)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [each for index, (a, b) in pairs for each in difference(a, b, f"{path}/{index}")]
    if type(old) is type(new) and old == new:
        return []
    return [{"op": "replace", "path": path, "value": new}]


def _of_maps(old: dict[str, Any], new: dict[str, Any], path: str) -> list[Operation]:
    out: list[Operation] = []
    for key in old:
        at = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
        out += difference(old[key], new[key], at) if key in new else [{"op": "remove", "path": at}]
    for key in new:
        if key not in old:
            at = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
            out.append({"op": "add", "path": at, "value": new[key]})
    return out
