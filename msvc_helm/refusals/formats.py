"""The forms that Kubernetes demands of names and other texts, as patterns that Python and Go read alike."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msvc_helm.typed import Any
from msvc_helm.types.image import REFERENCE, WORDS

_NAME = "[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?"
_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
LONGEST_PREFIX = 254  # characters, with its slash
SHORT = 256  # characters of a text whose verdict is kept: the labels and names of one model are those of its objects

# Lengths are bounded by numbers, since Helm compiles a pattern at each use, and {0,61} is slow to compile.
FORMATS: dict[str, tuple[str, int | None, str]] = {
    "label": (_LABEL, 63, "at most 63 characters of a-z, 0-9 and -, beginning and ending with a letter or digit"),
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
    "quantity": (
        r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?",
        None,
        "a quantity such as 500m, 2, 1.5Gi or 16G",
    ),
}
"""By name: the pattern of the whole text, the greatest length without a `prefix/` (None: any), and words for both."""


def fits(text: Any, name: str) -> bool:
    """Whether a value is a text of the format of that name."""
    return isinstance(text, str) and (_fits if len(text) < SHORT else _fits.__wrapped__)(text, name)


@lru_cache(maxsize=4096)
def _fits(text: str, name: str) -> bool:
    pattern, longest, _ = FORMATS[name]
    part = text.rpartition("/")[2]
    is_short = longest is None or (len(part) <= longest and len(text) - len(part) <= LONGEST_PREFIX)
    return is_short and bool(_compiled(pattern).fullmatch(text))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
