"""The functions that are not the same in Helm: what stands for them there, and which cannot be carried over.

Facts: Helm v3.22.0 and v4.3.1, pkg/engine/funcs.go, both with sprig v3.3.0 and the libraries it was released with,
except that semver is v3.5.0. Helm leaves out env and expandenv, which no template may use anyway. What sprig's own
functions give is in the table of `gotemplate.sprig`, a row each.
"""

from __future__ import annotations

from msvc_helm.gotemplate.sprig import marked

GET_PORT = "getPort"

RENAMED = {
    "fromJson": "mustFromJson",  # Helm's own reads objects only; text that is not JSON is an error, not nothing
    **{name: name[2].lower() + name[3:] for name in marked("host")},  # as the operator on Linux has them: base, isAbs
}
"""Functions under another name."""

_AS_ANY_MAP = " | toJson | fromJson"  # Helm's missingkey=zero gives "" for what a map of strings does not have
ENDINGS = {
    **dict.fromkeys(marked("strings"), _AS_ANY_MAP),
    "keys": " | sortAlpha",  # here they are sorted, in Go in any order
}
"""What is put behind a call."""

_ORDER = "it gives the values in any order in Helm", "range over the map, which goes by its keys"
_ZONE = "it depends on the time zone of the machine where Helm runs", "write the text that it gives"
REFUSED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(marked("order") - ENDINGS.keys(), _ORDER),
    **dict.fromkeys(marked("zone"), _ZONE),
    "semverCompare": (
        "Helm's semver takes prereleases for part of a range where the operator's did not",
        "compare the parts: (semver $v).Minor",
    ),
}
"""Functions that are an error, with why and what to do instead."""

BY_TYPE = marked("type")
"""Functions whose result depends on a value's Go type."""

RETYPING = marked("strings") | {GET_PORT}
"""Functions whose result has another Go type here: int64 for int32, a map of anything for one of strings."""

CHANGING = marked("changes")
"""Functions that change their first argument; Helm's data is one for all templates, the operator's for each another."""

PASS_ON = marked("holds") | {"and", "or", "index"}
"""Functions that may give an argument back, or something that holds it; all others make something new of it."""
