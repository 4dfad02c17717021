"""Image references, as container runtimes read them (github.com/distribution/reference), and paths inside an image."""

from __future__ import annotations

import re

_DOMAIN = (
    r"([a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(:[0-9]+)?"
)
_PART = r"[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*"
_NAME = rf"({_DOMAIN}/)?{_PART}(/{_PART})*"
_TAG = r":[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}"
_DIGEST = "@(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})"
REFERENCE = f"{_NAME}({_TAG})?({_DIGEST})?"
"""The pattern of a reference, for Python and Go: name, tag and digest."""
PINNED = f"{_NAME}({_TAG}({_DIGEST})?|{_DIGEST})"
"""The pattern of a reference with a tag or a digest."""
HOST = "[^/]+:[0-9]+"
"""What looks like a registry's host and port, and not like an image with a tag."""
FOLDER = r"[^/\s\pZ]+(/[^/\s\pZ]+)*"
"""The pattern, for Go, of a path inside an image."""
WORDS = "an image such as registry.example.com/team/model:v1, its name in lower case"


def is_obvious(text: str) -> bool:
    """Whether a text is a reference at first sight: short words of small letters and digits, and a tag of such."""
    *parts, last = text.split("/")
    name, colon, tag = last.partition(":")
    words = [word for part in (*parts, name) for word in part.replace("-", ".").split(".")]
    if colon:
        words += tag.replace("-", ".").split(".")
    return text.isascii() and text == text.lower() and len(text) < 128 and all(map(str.isalnum, words))


def name_and_tag(reference: object) -> tuple[str, str]:
    """The last part of an image reference and its tag, without the digest; empty where there is none."""
    name, _, tag = str(reference or "").partition("@")[0].rpartition("/")[2].partition(":")
    return name, tag


def split(text: str) -> tuple[str, str] | None:
    """An image reference and the path behind it, `models/opt:v1/weights` as `models/opt:v1` and `weights`.

    A path needs a tag or a digest before it: nothing else tells where the name ends. None where there is no reference.
    """
    if re.fullmatch(REFERENCE, text):
        return text, ""
    found = re.match(f"({PINNED})/", text)
    if found is None or re.fullmatch(HOST, found[1]):
        return None
    rest = text[found.end() :]
    folder = rest.removesuffix("/")
    parts = folder.split("/") if rest else []
    wrong = any(part in ("", ".", "..") or any(map(str.isspace, part)) for part in parts)
    return None if wrong else (found[1], folder)
