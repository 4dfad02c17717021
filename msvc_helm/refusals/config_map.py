"""ConfigMaps: their keys and their size."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.refusals.syntax import is_data_key
from msvc_helm.typed import Any

MAX_BYTES = 1024 * 1024


def config_map(obj: dict[str, Any]) -> list[Problem]:
    """What is wrong with a ConfigMap."""
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    out: list[Problem] = []
    for field, values in (("data", data), ("binaryData", binary)):
        for key in values:
            if not is_data_key(key):
                message = f'expected a file name of letters, digits, -, _ and ., found "{key}"'
                out.append(Problem(message, field))
    out += [Problem(f'"{key}" is in data as well', "binaryData") for key in binary if key in data]
    size = sum(len(str(value).encode()) for value in (*data.values(), *binary.values()))
    if size > MAX_BYTES:
        out.append(Problem(f"{size:,} bytes; at most {MAX_BYTES:,} are kept", "data"))
    return out
