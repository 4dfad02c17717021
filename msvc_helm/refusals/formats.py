"""The forms that Kubernetes demands of names and other texts, as patterns that Python and Go read alike."""

from __future__ import annotations

import re
from functools import cache

from msvc_helm.typed import Any

_NAME = "[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?"
_LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_PART = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"  # of a subdomain, whose length counts as a whole
_SUBDOMAIN = rf"{_PART}(\.{_PART})*"

FORMATS: dict[str, tuple[str, int, str]] = {
    "label": (_LABEL, 63, "at most 63 characters of a-z, 0-9 and -, beginning and ending with a letter or digit"),
    "subdomain": (
        _SUBDOMAIN,
        253,
        "at most 253 characters of a-z, 0-9, - and ., each part beginning and ending with a letter or digit",
    ),
    "path part": (r"[^/%]*[^/%.][^/%]*|\.{3,}", 253, "a name without / and %"),
    "port name": (
        "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*",
        15,
        "at most 15 characters of a-z, 0-9 and single -, with at least one letter",
    ),
    "label key": (
        rf"({_SUBDOMAIN}/)?{_NAME}",
        317,
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
    "variable": ("[ -<>-~]+", 1 << 20, "printable ASCII characters other than ="),
    "trimmed": (r"\S(?s:.*\S)?", 1 << 20, "no white space at the beginning or end"),
    "percent": ("[0-9]+%", 1 << 20, "a number of pods or a percentage such as 25%"),
    "quantity": (
        r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?",
        1 << 20,
        "a quantity such as 500m, 2, 1.5Gi or 16G",
    ),
}
"""By name: the pattern of the whole text, the greatest length, and the words for both in a message."""


def fits(text: Any, name: str) -> bool:
    """Whether a value is a text of the format of that name."""
    pattern, longest, _ = FORMATS[name]
    return isinstance(text, str) and len(text) <= longest and bool(_compiled(pattern).fullmatch(text))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
