"""Names that differ in case only, as Go's encoding/json compares them."""

from __future__ import annotations

# The two characters outside ASCII whose simple case folding (Unicode's CaseFolding.txt, which Go follows) is an ASCII
# letter: the long s and the Kelvin sign. No field name has other characters, so nothing else can match.
_TO_ASCII = str.maketrans({"\u017f": "s", "\u212a": "k"})


def fold(name: str) -> str:
    """The form in which two names are equal when Go's encoding/json takes one for the other."""
    if name.isascii():
        return name.lower()
    return "".join(c.lower() if c.isascii() else c for c in name.translate(_TO_ASCII))
