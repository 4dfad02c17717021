"""The functions that are not the same in Helm: what stands for them there, and which cannot be carried over.

Facts: Helm v3.22.0 and v4.3.1, pkg/engine/funcs.go, both with sprig v3.3.0 and the libraries it was released with,
except that semver is v3.5.0. Helm leaves out env and expandenv, which no template may use anyway.
"""

from __future__ import annotations

GET_PORT = "getPort"

RENAMED = {
    "fromJson": "mustFromJson",  # Helm's own reads objects only; text that is no JSON is an error, not nothing
    "osBase": "base",  # as the operator on Linux has them, wherever Helm runs
    "osClean": "clean",
    "osDir": "dir",
    "osExt": "ext",
    "osIsAbs": "isAbs",
}
"""Functions under another name."""

_AS_ANY_MAP = " | toJson | fromJson"  # Helm's missingkey=zero gives "" for what a map of strings does not have
ENDINGS = {
    "split": _AS_ANY_MAP,
    "splitn": _AS_ANY_MAP,
    "keys": " | sortAlpha",  # here they are sorted, in Go in any order
}
"""What is put behind a call."""

_ORDER = "it gives the values in any order in Helm", "range over the map, which goes by its keys"
_ZONE = "it depends on the time zone of the machine where Helm runs", "write the text that it gives"
_DATES = "date dateInZone dateModify date_in_zone date_modify htmlDate htmlDateInZone mustDateModify mustToDate toDate"
REFUSED: dict[str, tuple[str, str]] = {
    "values": _ORDER,
    **dict.fromkeys((*_DATES.split(), "must_date_modify"), _ZONE),
    "semverCompare": (
        "Helm's semver takes prereleases for part of a range where the operator's did not",
        "compare the parts: (semver $v).Minor",
    ),
}
"""Functions that are an error, with why and what to do instead."""

_BY_TYPE = "typeOf typeIs typeIsLike kindOf kindIs deepEqual has mustHas without mustWithout duration durationRound"
BY_TYPE = frozenset(_BY_TYPE.split())
"""Functions whose result depends on a value's Go type."""

RETYPING = frozenset((GET_PORT, "split", "splitn"))
"""Functions whose result has another Go type here: int64 for int32, a map of anything for one of strings."""

CHANGING = frozenset(("set", "unset", "merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite"))
"""Functions that change their first argument; Helm's data is one for all templates, the operator's for each another."""

_PASSING = """
    and or index slice default coalesce ternary dict dig get pick omit pluck set unset values merge mergeOverwrite
    mustMerge mustMergeOverwrite list tuple append prepend push concat chunk compact first last initial rest reverse
    uniq without mustAppend mustPrepend mustPush mustChunk mustCompact mustFirst mustLast mustInitial mustRest
    mustReverse mustSlice mustUniq mustWithout
"""
PASS_ON = frozenset(_PASSING.split())
"""Functions that may give an argument back, or something that holds it; all others make something new of it."""
