"""Objects as YAML that reads the same under YAML 1.1 and 1.2, laid out as kubectl lays it out.

The text is put together here and not by libyaml's emitter, which cannot keep a file with a tab or an emoji as a block
of lines (it becomes one quoted line of escapes), does not know what YAML 1.1 and 1.2 take for a number or a boolean,
and takes three times as long to be fed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

from msvc_helm.typed import Final

_INVISIBLE: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
)
"""Characters that are written as escapes: not allowed raw, a line break to one YAML and not to the other, or unseen."""

_UNSEEN: Final = f"[\t\n{_INVISIBLE}]"
_ESCAPED: Final = f'["\\\\\t\n{_INVISIBLE}]'

_PLAIN = re.compile(
    r"(?:[^\W\d]|[/$(]|--?[A-Za-z]|\.{1,2}/)"  # nothing that begins a number, an indicator or a marker
    r"(?:[\w./@%+=,()\[\]{}'\"&*!|<>$;^~?\\`-]|:(?=[\w/.*$({@-])| (?=[^\s:#]))*"
    r"|[0-9]+(?:\.[0-9]+)?(?:[numkMGTPsh]|[KMGTPE]i)"  # a quantity or a duration
)
"""Text that needs no quotes, unless it is one of `_WORDS`. It asks for more than YAML does; quotes are never wrong."""

_WORDS: Final = frozenset(("y", "yes", "n", "no", "true", "false", "on", "off", "null"))
"""What some YAML takes for a boolean or null, in lower case."""

_SHORT_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_CACHED_LENGTH: Final = 200
_LONGEST_KEY: Final = 1000  # YAML allows 1024 characters before the colon

_Write = Callable[[str], None]


def dump(obj: object) -> str:
    """One YAML document, ending in a line break: dict, list, str, int, float, bool and None in the order given.

    Block style, two spaces a level, lists not indented under their key, text of several lines as a literal block where
    that is exact. A lone surrogate, which YAML cannot hold, becomes U+FFFD. Raises TypeError for any other type.
    """
    parts: list[str] = []
    if isinstance(obj, dict) and obj:
        _mapping(obj, "", "", parts.append)
    elif isinstance(obj, list) and obj:
        _sequence(obj, "", "", parts.append)
    else:
        parts.append(f"{_quote(obj) if isinstance(obj, str) else _other(obj)}\n")
    return "".join(parts)


def _mapping(mapping: dict[str, object], lead: str, pad: str, write: _Write) -> None:
    """Entries with `pad` before them; `lead` comes before the first (the pad, or the dash of a list's item)."""
    inner = pad + "  "
    for key, value in mapping.items():
        name = _remembered(key) if len(key) < _CACHED_LENGTH else _quote(key)
        if len(name) > _LONGEST_KEY:
            name = f"? {name}\n{pad}"
        if isinstance(value, str):
            write(f"{lead}{name}: {_text(value, inner)}\n")
        elif isinstance(value, dict) and value:
            write(f"{lead}{name}:\n")
            _mapping(value, inner, inner, write)
        elif isinstance(value, list) and value:
            write(f"{lead}{name}:\n")
            _sequence(value, pad, pad, write)
        else:
            write(f"{lead}{name}: {_other(value)}\n")
        lead = pad


def _sequence(items: list[object], lead: str, pad: str, write: _Write) -> None:
    """Items with `pad` and a dash before them; `lead` comes before the first dash."""
    inner = pad + "  "
    for item in items:
        if isinstance(item, str):
            write(f"{lead}- {_text(item, inner)}\n")
        elif isinstance(item, dict) and item:
            _mapping(item, f"{lead}- ", inner, write)
        elif isinstance(item, list) and item:
            _sequence(item, f"{lead}- ", inner, write)
        else:
            write(f"{lead}- {_other(item)}\n")
        lead = pad


def _text(text: str, pad: str) -> str:
    """Text as a value; if it becomes a block, its lines begin with `pad`."""
    if "\n" in text:
        return _literal(text, pad)
    return _remembered(text) if len(text) < _CACHED_LENGTH else _quote(text)


def _other(value: object) -> str:
    """Anything but text and collections with something in them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    raise TypeError(f"cannot write {type(value).__name__} as YAML")


def _float(value: float) -> str:
    """A float with a point even before an exponent, without which YAML 1.1 reads a string."""
    if not math.isfinite(value):
        return ".nan" if value != value else ".inf" if value > 0 else "-.inf"
    text = repr(value)
    return text if "." in text else text.replace("e", ".0e")


def _literal(text: str, pad: str) -> str:
    """Text of several lines as a literal block whose lines begin with `pad`; quoted where a block would not be exact.

    A text that ends in several line breaks is quoted too: tools that split a stream trim the end of a document.
    """
    last = text[text.rfind("\n", 0, -1) + 1 :]
    if last.isspace() or _has_invisible(text.replace("\n", "").replace("\t", "")):
        return _quote(text)
    header = "|2" if text[0] in " \t\n" else "|"  # where the indentation cannot be read off the first line
    if text[-1] == "\n":
        text = text[:-1]
    else:
        header += "-"
    return "\n".join([header, *[pad + line if line else "" for line in text.split("\n")]])


def _quote(text: str) -> str:
    """Text on one line, in quotes if it needs them."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if _has_invisible(text):
        return f'"{re.sub(_ESCAPED, _escape, text)}"'
    if "\\" not in text and '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _has_invisible(text: str) -> bool:
    """Whether a text holds a character that is written as an escape (or a tab or line break).

    What Python calls printable does not; what else does not depends on Python's version, so that the list decides.
    """
    return not text.isprintable() and re.search(_UNSEEN, text) is not None


_remembered = lru_cache(maxsize=4096)(_quote)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def as_json(value: object) -> str:
    """JSON in one line that YAML reads alike: no pairs of escapes, in which YAML knows no characters."""
    import json  # most runs write no JSON

    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() or c > "\uffff" else f"\\u{ord(c):04x}" for c in text)
