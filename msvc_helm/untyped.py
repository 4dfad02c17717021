"""JSON values that nobody has checked: read as what they should be, or as nothing."""

from __future__ import annotations

from msvc_helm.typed import Any


def mapping(value: Any) -> dict[str, Any]:
    """The value when it is a map, else an empty one."""
    return value if isinstance(value, dict) else {}


def maps(value: Any) -> list[dict[str, Any]]:
    """The maps of a list; none when it is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The texts of a list, in their places: anything else counts as empty."""
    return [item if isinstance(item, str) else "" for item in value] if isinstance(value, list) else []


def below(obj: Any, *keys: str) -> Any:
    """The value below the keys, None where there is none."""
    for key in keys:
        if not isinstance(obj, dict):
            return None
        obj = obj.get(key)
    return obj


def strings(value: Any) -> dict[str, str]:
    """A map's keys and values as texts, without those that are null."""
    return {str(key): str(item) for key, item in mapping(value).items() if item is not None}


def name_of(obj: Any) -> str:
    """An object's name, empty where it has none."""
    return str(below(obj, "metadata", "name") or "")


def namespace_of(obj: Any) -> str:
    """An object's namespace, empty where it has none."""
    return str(below(obj, "metadata", "namespace") or "")


def title_of(obj: Any, between: str = "/") -> str:
    """An object's kind and name, `Deployment/qwen-decode`."""
    return f"{below(obj, 'kind')}{between}{name_of(obj)}"
