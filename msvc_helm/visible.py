"""Text of others in messages: nothing in it ends a line, steers a terminal or commands a CI system; none is long."""

from __future__ import annotations

from msvc_helm.patterns import later

LONGEST = 2_000  # characters shown of a message; what has more is the input's, not ours
_TAIL = 4  # the last quarter of what is shown: the end of a sentence often says what is expected

# A message never begins a line, but these are obeyed anywhere in it (`##[error]`, `##vso[…]`, `##teamcity[…]`), or
# after blanks (`::error::`, where an excerpt is shown).
_COMMAND = later(r"#(?=#\w*\[)|^(\s*):(?=:)")


def visible(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, with escapes for what cannot be seen; of long text the beginning, the end and the length."""
    text = shortened(text, longest)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    if "##" in text or "::" in text:
        text = _COMMAND.sub(lambda found: found[1] + "\\x3a" if found[0].endswith(":") else "\\x23", text)
    return text


def shortened(text: str, longest: int = LONGEST) -> str:
    """Of long text the beginning, the end and how long it is; any other as it is."""
    end = longest // _TAIL
    if len(text) <= longest:
        return text
    return f"{text[: longest - end]}… [{len(text):,} characters] …{text[-end:]}"


def lines(text: str, longest: int = LONGEST) -> list[str]:
    """The lines of a text that has been broken into lines by this program, or by one that it ran."""
    return [visible(line, longest) for line in text.splitlines()]
