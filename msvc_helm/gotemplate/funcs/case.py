"""Text in another case, and what goes with it: initials."""

from __future__ import annotations

from ..go.unicode import SPACES, category, lower, map_lower, map_upper, title, upper
from ..values import printable, to_bytes
from .table import Table

FUNCTIONS = table = Table()

table("upper", "string", slow=True)(map_upper)
table("lower", "string", slow=True)(map_lower)


@table("title", "string", slow=True)
def go_title(text: str) -> str:
    """The first letter of every word in title case; letters, digits and `_` make words."""
    result = []
    previous = " "
    for char in printable(text):
        result.append(title(char) if _separates(previous) else char)
        previous = char
    return "".join(result)


def _separates(char: str) -> bool:
    if char < "\x80":
        return not (char.isalnum() or char == "_")
    return char in SPACES  # which is neither a letter nor a digit


@table("untitle", "string", slow=True)
def untitle(text: str) -> str:
    """The first character of every word in lower case; white space separates words."""
    result = []
    start = True
    for char in printable(text):
        if char in SPACES:
            start = True
        elif start:
            start, char = False, lower(char)
        result.append(char)
    return "".join(result)


@table("swapcase", "string", slow=True)
def swapcase(text: str) -> str:
    """Upper case becomes lower; lower case becomes title case at the start of a word, else upper."""
    result = []
    start = True
    for char in printable(text):
        kind = category(char)
        if kind in ("Lu", "Lt"):
            start, char = False, lower(char)
        elif kind == "Ll":
            start, char = False, title(char) if start else upper(char)
        else:
            start = char in SPACES
        result.append(char)
    return "".join(result)


@table("nospace", "string", slow=True)
def nospace(text: str) -> str:
    """Without white space; like goutils, it takes each byte for a character once there is any."""
    latin = to_bytes(text).decode("latin-1")
    kept = "".join(char for char in latin if char not in SPACES)
    return text if len(kept) == len(latin) else kept


@table("initials", "string", slow=True)
def initials(text: str) -> str:
    """The first letter of every word; like goutils, it takes each byte for a character."""
    result = []
    start = True
    for char in to_bytes(text).decode("latin-1"):
        if char in SPACES:
            start = True
        elif start:
            start = False
            result.append(char)
    return "".join(result)
