"""Characters as Go's unicode package sees them: one to one case mappings, spaces, categories."""

from __future__ import annotations

SPACES = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | set(map(chr, range(0x2000, 0x200B)))


def upper(char: str) -> str:
    """Go's unicode.ToUpper: ß and other characters whose upper case is several characters stay."""
    mapped = char.upper()
    if len(mapped) == 1:
        return mapped
    mapped = char.title()  # for Greek letters with iota subscript the one-character form is the title case
    return mapped if len(mapped) == 1 else char


def lower(char: str) -> str:
    """Go's unicode.ToLower; İ, whose full lower case is two characters, becomes i."""
    return char.lower()[0]


def title(char: str) -> str:
    """Go's unicode.ToTitle: like `upper` but for the few letters that have a third case (ǆ, ǅ, Ǆ)."""
    mapped = char.title()
    return mapped if len(mapped) == 1 else char


def category(char: str) -> str:
    """The two-letter general category; that of U+FFFD for a byte that is not UTF-8."""
    import unicodedata

    found = unicodedata.category(char)
    return "So" if found == "Cs" else found


def is_upper(char: str) -> bool:
    """Go's unicode.IsUpper."""
    return "A" <= char <= "Z" if char < "\x80" else category(char) == "Lu"
