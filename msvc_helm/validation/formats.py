"""The forms that Kubernetes demands of names and other texts, as patterns that Python and Go read alike."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msvc_helm.typed import Any
from msvc_helm.types.image import REFERENCE, WORDS, is_obvious
from msvc_helm.types.quantity import is_plain

_NAME = "[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?"
_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(\.{_OCTET}){{3}}"
_IPV6 = "[0-9a-fA-F.]*:[0-9a-fA-F:.]*"  # in the rough
_IP = f"{_IPV4}|{_IPV6}"
_STEP = r"([^/.][^/]*|\.([^/.][^/]*)?|\.\.[^/]+)"  # a part of a path other than ".."
_FIRST = r"([^/.][^/]*|\.([^/.][^/]*)?)"  # which does not begin with ".." either
_LETTER = "([-A-Za-z0-9_~!$&'()*+,;=:@]|%([013-9a-fA-F][0-9a-fA-F]|2[0-9a-eA-E]))"
_RELATIVE = "a relative path without .."
_OF_POD = r"metadata\.(name|namespace|uid)"
_BY_KEY = rf"metadata\.(labels\['({_SUBDOMAIN}/)?{_NAME}'\]|annotations\['([-.a-zA-Z0-9]+/)?{_NAME}'\])"
LONGEST_PREFIX = 254  # characters, with its slash
SHORT = 256  # characters of a text whose verdict is kept: the labels and names of one model are those of its objects

POSITIVE = "positive"
# Lengths are bounded by numbers, since Helm compiles a pattern at each use, and {0,61} is slow to compile.
FORMATS: dict[str, tuple[str, int | None, str]] = {
    "label": (_LABEL, 63, "at most 63 characters of a-z, 0-9 and -, beginning and ending with a letter or digit"),
    "service name": (
        "[a-z]([-a-z0-9]*[a-z0-9])?",
        63,
        "at most 63 characters of a-z, 0-9 and -, beginning with a letter and ending with a letter or digit",
    ),
    "subdomain": (
        _SUBDOMAIN,
        253,
        "at most 253 characters of a-z, 0-9, - and ., each part beginning and ending with a letter or digit",
    ),
    "path part": (r"[^/%]*[^/%.][^/%]*|\.{3,}", None, "a name without / and %"),
    "port name": (
        "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*",
        15,
        "at most 15 characters of a-z, 0-9 and single -, with at least one letter",
    ),
    "label key": (
        rf"({_SUBDOMAIN}/)?{_NAME}",
        63,
        "[prefix/]name, the name at most 63 characters of a-z, A-Z, 0-9, -, _ and .",
    ),
    "label value": (
        f"({_NAME})?",
        63,
        "at most 63 characters of a-z, A-Z, 0-9, -, _ and ., beginning and ending with a letter or digit",
    ),
    "data key": (
        r"[-._A-Za-z0-9]*[-_A-Za-z0-9][-._A-Za-z0-9]*|\.{3,}",
        253,
        "a file name of letters, digits, -, _ and .",
    ),
    "variable": ("[ -<>-~]+", None, "printable ASCII characters other than ="),
    # Not the API server's but the kubelet's demand: InvalidImageName, and the pod never starts.
    "image": (REFERENCE, None, WORDS),
    "percent": ("[0-9]+%", None, "a number of pods or a percentage such as 25%"),
    "share": ("0*(100|[0-9]{1,2})%", None, "a number of pods or a percentage up to 100%"),
    "ip": (_IP, None, "an IP address"),
    "cluster ip": (f"None|{_IP}", None, "an IP address or None"),
    "cidr": (
        rf"\s*({_IPV4}/([0-9]|[12][0-9]|3[0-2])|{_IPV6}/[0-9]{{1,3}})\s*",
        None,
        "an IP address and a prefix length such as 10.0.0.0/8",
    ),
    "alias": (rf"{_SUBDOMAIN}\.?", None, "a host name of a-z, 0-9, - and ."),
    "search": (r"\.|[a-z0-9_]([-a-z0-9_.]*[a-z0-9_])?\.?", None, "a domain such as svc.example.com"),
    "path": (f"/?({_STEP}?/)*{_STEP}?", None, "a path without .."),
    "absolute path": (r"/.*", None, "a path that begins with /"),
    "driver": (
        "[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?([.][a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*",
        63,
        "at most 63 characters of letters, digits, - and .",
    ),
    "relative path": (f"{_STEP}(/{_STEP}?)*", None, _RELATIVE),
    "file path": (f"{_FIRST}(/{_STEP}?)*", None, f"{_RELATIVE} that does not begin with .."),
    "variable's field": (
        rf"{_OF_POD}|{_BY_KEY}|spec\.(nodeName|host|serviceAccountName)|status\.(host|pod)IPs?",
        None,
        "metadata.name, .namespace, .uid, .labels['KEY'] or .annotations['KEY'], spec.nodeName or .serviceAccountName, "
        "or status.hostIP, .hostIPs, .podIP or .podIPs",
    ),
    "file's field": (
        rf"{_OF_POD}|{_BY_KEY}|metadata\.(labels|annotations)",
        None,
        "metadata.name, .namespace, .uid, .labels, .labels['KEY'], .annotations or .annotations['KEY']",
    ),
    "resource field": (
        "(limits|requests)[.](cpu|memory|ephemeral-storage|hugepages-.*)",
        None,
        "limits or requests and .cpu, .memory, .ephemeral-storage or .hugepages-SIZE",
    ),
    "api version": ("[^/]*(/[^/]*)?", None, "a group and a version such as apps/v1"),
    "resource": ("cpu|memory|ephemeral-storage|hugepages-.*|.+/.+", None, "a resource such as cpu or memory"),
    "sysctl": (
        "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?",
        None,
        "a name such as net.core.somaxconn",
    ),
    "probe header": ("[-A-Za-z0-9]+", None, "letters, digits and -"),
    "header": ("[-A-Za-z0-9!#$%&'*+.^_`|~]+", 256, "a header's name of letters, digits and !#$%&'*+-.^_`|~"),
    "hostname": (
        rf"(\*\.)?{_SUBDOMAIN}",
        253,
        "a host name such as a.example.com or *.example.com, without scheme and port",
    ),
    "route path": (
        rf"(/(\.{{0,2}}{_LETTER}|\.{{3}})({_LETTER}|\.)*)*/?",
        None,
        "a path that begins with / and has neither //, a part . or .., %2F nor a character that has to be escaped",
    ),
    "duration": (
        "([0-9]{1,5}(h|m|s|ms)){1,4}",
        None,
        "a duration such as 300s, 1h30m or 500ms, of at most 5 digits a unit",
    ),
    "not negative": (r"[^-].*|-[0.]*([A-Za-z].*)?", None, "zero or more"),
    POSITIVE: (r"\+?[0-9.]*[1-9][0-9.]*([A-Za-z].*)?", None, "more than zero"),
    "quantity": (
        r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?",
        None,
        "a quantity such as 500m, 2, 1.5Gi or 16G",
    ),
}
"""By name: the pattern of the whole text, the greatest length without a `prefix/` (None: any), and words for both."""


def fits(text: Any, name: str) -> bool:
    """Whether a value is a text of the format of that name. A quantity may be a number."""
    if name == POSITIVE and isinstance(text, int | float) and not isinstance(text, bool):
        return text > 0
    return isinstance(text, str) and (_fits if len(text) < SHORT else _fits.__wrapped__)(text, name)


@lru_cache(maxsize=1024)
def _fits(text: str, name: str) -> bool:
    if _is_obvious(text, name):
        return True
    pattern, longest, _ = FORMATS[name]
    part = text.rpartition("/")[2]
    is_short = longest is None or (len(part) <= longest and len(text) - len(part) <= LONGEST_PREFIX)
    return is_short and bool(_compiled(pattern).fullmatch(text))


OBVIOUS = {
    "label": "-",
    "service name": "-",
    "subdomain": "-",
    "port name": "-",
    "label key": "-_./",
    "label value": "-_.",
    "data key": "-_.",
    "variable": "_",
}
"""Formats that take short words with such characters between them; small letters, and others where `_` is taken."""


QUANTITIES = frozenset({"quantity", "not negative"})
PLAIN = {
    "variable's field": frozenset({"metadata.name", "metadata.namespace", "status.podIP", "status.hostIP"}),
    "route path": frozenset({"/", "/v1"}),
}
"""The usual texts of further formats."""


def _is_obvious(text: str, name: str) -> bool:
    """Whether a text has the format at first sight, as nearly all have: compiling its pattern takes a millisecond."""
    if name in QUANTITIES:
        return is_plain(text)
    if name in PLAIN:
        return text in PLAIN[name]
    if name == "image":
        return is_obvious(text)
    between = OBVIOUS.get(name, "")
    if not between or not text.isascii() or " " in text or len(text) > (15 if name == "port name" else 63):
        return False
    prefix = text.rpartition("/")[0]
    small = text if "_" not in between else prefix
    for character in between:
        text = text.replace(character, " ")
    is_made_of_words = all(word.isalnum() for word in text.split(" "))
    return is_made_of_words and text[0].isalpha() and small == small.lower() and not any(c in prefix for c in "_/")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
