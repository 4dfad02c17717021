"""The text functions of Masterminds/sprig v3.3.0, in modules named as its files; one is imported when it is needed."""

from __future__ import annotations

from importlib import import_module

from ..registry import Function

ROWS = (
    ("arithmetic", "new", "add add1 add1f addf atoi div divf mod mul mulf sub subf"),
    ("crypto", "new", "adler32sum sha1sum sha256sum sha512sum"),
    (
        "date",
        "zone",
        "date dateInZone dateModify date_in_zone date_modify htmlDate htmlDateInZone mustDateModify mustToDate "
        "must_date_modify toDate",
    ),
    ("date", "type", "duration durationRound"),
    ("date", "new", "unixEpoch"),
    ("defaults", "holds", "coalesce default ternary"),
    ("defaults", "new", "all any empty fromJson mustFromJson toJson toPrettyJson toRawJson"),
    ("defaults", "new", "mustToJson mustToPrettyJson mustToRawJson"),
    ("dict", "holds", "dict dig get omit pick pluck"),
    ("dict", "holds changes", "merge mergeOverwrite mustMerge mustMergeOverwrite set unset"),
    ("dict", "holds order", "values"),
    ("dict", "order", "keys"),
    ("dict", "new", "deepCopy hasKey mustDeepCopy"),
    (
        "functions",
        "new",
        "camelcase contains fail hasPrefix hasSuffix hello kebabcase lower nospace repeat snakecase",
    ),
    ("functions", "new", "splitList swapcase title trim trimAll trimPrefix trimSuffix trimall upper wrap wrapWith"),
    ("functions", "new", "base clean dir ext isAbs"),
    ("functions", "host", "osBase osClean osDir osExt osIsAbs"),
    ("functions", "type", "deepEqual"),
    ("list", "holds", "append chunk compact concat first initial last list prepend push rest reverse slice tuple uniq"),
    ("list", "holds", "mustAppend mustChunk mustCompact mustFirst mustInitial mustLast mustPrepend mustPush mustRest"),
    ("list", "holds", "mustReverse mustSlice mustUniq"),
    ("list", "holds type", "mustWithout without"),
    ("list", "type", "has mustHas"),
    ("list", "new", "sortAlpha"),
    ("numeric", "new", "biggest ceil float64 floor int int64 max maxf min minf round seq toDecimal until untilStep"),
    ("reflect", "type", "kindIs kindOf typeIs typeIsLike typeOf"),
    (
        "regex",
        "new",
        "regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit",
    ),
    ("regex", "new", "mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral"),
    ("regex", "new", "mustRegexSplit"),
    ("semver", "new", "semver semverCompare"),
    ("strings", "new", "abbrev abbrevboth b32dec b32enc b64dec b64enc cat indent initials join nindent plural quote"),
    ("strings", "new", "replace squote substr toString toStrings trunc untitle"),
    ("strings", "strings", "split splitn"),
    ("url", "new", "urlJoin urlParse"),
)
"""Every function, by its module and what Go's function gives, which decides whether another program gives the same:

`new`: something made of its arguments; `holds`: an argument, or what holds one; `changes` its first argument;
`type`: depends on Go types; `strings`: a map of strings; `order`: in any order, where here it is sorted;
`zone`, `host`: depends on the time zone or the system of the machine, which here are always UTC and Linux.
"""

_REFUSED = {
    "it reads environment variables": "env expandenv",
    "it asks the network": "getHostByName",
    "it reads the clock": "ago now",
    "it gives something else every time": (
        "randAlpha randAlphaNum randAscii randBytes randInt randNumeric shuffle uuidv4"
    ),
    "it makes keys or certificates, which are others every time": (
        "genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey"
    ),
    "it handles private keys, which do not belong in a template": "buildCustomCert",
    "it derives passwords, which do not belong in a template": "derivePassword",
    "it decrypts secrets, which do not belong in a template": "decryptAES",
    "it adds random salt, so its result is another one every time": "bcrypt encryptAES htpasswd",
}
REFUSED = {name: reason for reason, names in _REFUSED.items() for name in names.split()}
"""The functions of sprig that a template may not use, and why: most give something else in every run."""

_MODULES = {name: module for module, _, names in ROWS for name in names.split()}

NAMES = frozenset(_MODULES)
"""All functions there are."""


def lookup(name: str) -> Function | None:
    """The function of that name, None if there is none."""
    module = _MODULES.get(name)
    if module is None:
        return None
    found: Function = import_module(f"{__name__}.{module}").FUNCTIONS[name]
    return found


def marked(mark: str) -> frozenset[str]:
    """The functions of which `ROWS` says this."""
    return frozenset(name for _, marks, names in ROWS if mark in marks.split() for name in names.split())
