"""Go's durations: nanoseconds in 64 bits, written like `1h2m3.5s`."""

from __future__ import annotations

import re

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # U+00B5, the micro sign
    "μs": 1_000,  # U+03BC, the Greek letter
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_LIMIT = 1 << 63
_TERM = re.compile(r"([0-9]*)(?:(\.)([0-9]*))?([^0-9.]*)", re.DOTALL)


def quote(text: str) -> str:
    """Go's quoting in errors of the time package; `text` has one Latin-1 character per byte."""
    shown = (f"\\x{ord(c):02x}" if c < " " or c > "\x7f" else "\\" + c if c in '"\\' else c for c in text)
    return f'"{"".join(shown)}"'


def parse(text: str) -> int:
    """Nanoseconds. Raises ValueError with Go's message."""
    shown = quote(text.encode("utf-8", "surrogateescape").decode("latin-1"))
    invalid = f"time: invalid duration {shown}"
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    if not rest:
        raise ValueError(invalid)
    total = at = 0
    while at < len(rest):
        match = _TERM.match(rest, at)
        if match is None or not (match[1] or match[3]):
            raise ValueError(invalid)
        total += _term(match, invalid, shown)
        if total > _LIMIT:
            raise ValueError(invalid)
        at = match.end()
    if text[0] == "-":
        return -total
    if total == _LIMIT:
        raise ValueError(invalid)
    return total


def _term(match: re.Match[str], invalid: str, shown: str) -> int:
    digits, _, fraction, unit = match.groups()
    whole = int(digits.lstrip("0") or "0") if len(digits.lstrip("0")) < 20 else _LIMIT + 1
    if whole > _LIMIT:
        raise ValueError(invalid)
    if not unit:
        raise ValueError(f"time: missing unit in duration {shown}")
    scale = _UNITS.get(unit)
    if scale is None:
        name = quote(unit.encode("utf-8", "surrogateescape").decode("latin-1"))
        raise ValueError(f"time: unknown unit {name} in duration {shown}")
    if whole > _LIMIT // scale:
        raise ValueError(invalid)
    total = whole * scale + _fraction(fraction or "", scale)
    if total > _LIMIT:
        raise ValueError(invalid)
    return total


def _fraction(digits: str, scale: int) -> int:
    """The fraction in nanoseconds, by floats as in Go; digits past the 64th bit do not count."""
    number, divisor = 0, 1.0
    for digit in digits:
        if number > (_LIMIT - 1) // 10 or number * 10 + int(digit) > _LIMIT:
            break
        number = number * 10 + int(digit)
        divisor *= 10
    return int(float(number) * (float(scale) / divisor)) if number else 0


def text_of(nanos: int) -> str:
    """`1h2m3.5s`, `1.5ms`, `0s`."""
    sign = "-" if nanos < 0 else ""
    size = abs(nanos)
    if size < 1_000_000_000:
        return sign + _small(size)
    seconds, rest = divmod(size, 1_000_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{_decimal(seconds, rest, 9)}s"
    if minutes or hours:
        text = f"{minutes}m{text}"
    return sign + (f"{hours}h{text}" if hours else text)


def _small(size: int) -> str:
    if not size:
        return "0s"
    for unit, places in (("ns", 0), ("µs", 3), ("ms", 6)):
        if size < 10 ** (places + 3):
            whole, fraction = divmod(size, 10**places)
            return _decimal(whole, fraction, places) + unit
    raise ValueError(size)


def _decimal(whole: int, fraction: int, places: int) -> str:
    return f"{whole}.{fraction:0{places}d}".rstrip("0") if fraction else str(whole)
