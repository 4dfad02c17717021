"""The text functions of Masterminds/sprig v3.3.0, by name; a topic's module is imported when one of them is used."""

from __future__ import annotations

from importlib import import_module

from ..registry import Function

_NAMES_BY_MODULE = {
    "blocks": "abbrev abbrevboth indent nindent wrap wrapWith",
    "case": "initials lower nospace swapcase title untitle upper",
    "copy": "deepCopy mustDeepCopy",
    "crypto": "adler32sum decryptAES sha1sum sha256sum sha512sum",
    "dates": (
        "date dateInZone dateModify date_in_zone date_modify duration durationRound htmlDate htmlDateInZone "
        "mustDateModify mustToDate must_date_modify toDate unixEpoch"
    ),
    "defaults": "all any coalesce default empty fail ternary",
    "dicts": "dict dig get hasKey keys omit pick pluck set unset values",
    "encoding": "b32dec b32enc b64dec b64enc",
    "floats": "add1f addf ceil divf float64 floor maxf minf mulf round subf",
    "jsonread": "fromJson mustFromJson",
    "jsonwrite": "mustToJson mustToPrettyJson mustToRawJson toJson toPrettyJson toRawJson",
    "lists": (
        "append chunk compact concat first has initial last list mustAppend mustChunk mustCompact mustFirst "
        "mustHas mustInitial mustLast mustPrepend mustPush mustRest mustReverse mustSlice mustUniq "
        "mustWithout prepend push rest reverse slice sortAlpha tuple uniq without"
    ),
    "merge": "merge mergeOverwrite mustMerge mustMergeOverwrite",
    "numbers": "add add1 atoi biggest div int int64 max min mod mul seq sub toDecimal until untilStep",
    "paths": "base clean dir ext isAbs osBase osClean osDir osExt osIsAbs",
    "pieces": "cat join quote split splitList splitn squote toString toStrings",
    "reflection": "deepEqual kindIs kindOf typeIs typeIsLike typeOf",
    "regex": (
        "mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral "
        "mustRegexSplit regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll "
        "regexReplaceAllLiteral regexSplit"
    ),
    "semver": "semver semverCompare",
    "strings": (
        "contains hasPrefix hasSuffix hello plural repeat replace substr trim trimAll trimPrefix trimSuffix "
        "trimall trunc"
    ),
    "urls": "urlJoin urlParse",
    "words": "camelcase kebabcase snakecase",
}
_MODULES = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

NAMES: frozenset[str] = frozenset(_MODULES)
"""All functions there are; those of sprig that are missing are in `refused.REFUSED`."""


def lookup(name: str) -> Function | None:
    """The function of that name, None if there is none."""
    module = _MODULES.get(name)
    if module is None:
        return None
    found: Function = import_module(f"{__name__}.{module}").FUNCTIONS[name]
    return found
