"""What `${NAME%x}`, `${NAME:1:2}` and the like make of a value."""

from __future__ import annotations

import re
from fnmatch import translate

from msvc_helm.check.shell.arithmetic import calculate

_GLOB = re.compile(r"[*?\[]")


def sliced(arguments: list[str], operand: str, otherwise: list[str]) -> list[str] | None:
    """What `${@:2}` or `${@:2:1}` stands for; None when that is not known."""
    bounds = [calculate(text) for text in operand.split(":")]
    if not bounds or bounds[0] is None or bounds[0] < 0 or None in bounds:
        return None if operand else otherwise
    end = None if len(bounds) == 1 else bounds[0] + (bounds[1] or 0)
    return arguments[bounds[0] : end]


def changed(value: str, how: str, operand: str) -> str | None:
    """What `${NAME%x}`, `${NAME#x}`, `${NAME/x/y}` and the like make of a value; None when that is not known."""
    if how == "length":
        return str(len(value))
    if how in ("^^", ",,") and not operand:
        return value.upper() if how == "^^" else value.lower()
    if how == ":":
        found = sliced(list(value), operand, list(value))
        return None if found is None else "".join(found)
    if how in ("/", "//"):
        pattern, _, instead = operand.partition("/")
        plain = pattern and not _GLOB.search(pattern)
        return value.replace(pattern, instead, 1 if how == "/" else -1) if plain else None
    if how[0] in "#%" and len(value) < 1_000 and len(operand) < 100:
        match = re.compile(translate(operand)).match
        cuts = range(len(value) + 1)
        order = cuts if (how in ("#", "%%")) else reversed(cuts)
        for at in order:
            if how[0] == "#" and match(value[:at]):
                return value[at:]
            if how[0] == "%" and match(value[at:]):
                return value[:at]
        return value
    return None
