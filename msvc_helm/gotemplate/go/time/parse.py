"""Text as times, after layouts in which `2006-01-02 15:04:05` stands for what is to be read."""

from __future__ import annotations

from ...values import to_bytes
from .calendar import days_in, is_leap, parts_of, unix_of
from .duration import quote
from .format import ELEMENT
from .read import BadError, OutOfRangeError, Reader, read
from .time import Time
from .zoneinfo import LOCAL, UTC, Fixed


def parse(layout: str, text: str) -> Time:
    """Go's time.ParseInLocation in the local zone, which is UTC. Raises ValueError with Go's message."""
    layout, text = (to_bytes(each).decode("latin-1") for each in (layout, text))
    reader = Reader(text)
    at = 0
    for match in ELEMENT.finditer(layout):
        _literal(reader, layout, text, layout[at : match.start()])
        at = match.end()
        following = ELEMENT.search(layout, at)
        reader.fraction_follows = following is not None and following[0][0] in ".,"
        _element(reader, layout, text, match[0])
    _literal(reader, layout, text, layout[at:])
    if reader.rest:
        raise ValueError(f"parsing time {quote(text)}: extra text: {quote(reader.rest)}")
    return _assembled(reader, text)


def _literal(reader: Reader, layout: str, text: str, prefix: str) -> None:
    try:
        reader.skip(prefix)
    except BadError:
        raise ValueError(_cannot_parse(layout, text, prefix, reader.rest)) from None


def _cannot_parse(layout: str, text: str, element: str, value: str) -> str:
    return f"parsing time {quote(text)} as {quote(layout)}: cannot parse {quote(value)} as {quote(element)}"


def _element(reader: Reader, layout: str, text: str, element: str) -> None:
    before = reader.rest
    try:
        read(reader, element)
    except OutOfRangeError as error:
        raise ValueError(f"parsing time {quote(text)}: {error} out of range") from None
    except BadError:
        raise ValueError(_cannot_parse(layout, text, element, before)) from None


def _assembled(reader: Reader, text: str) -> Time:
    hour = reader.hour
    if reader.half == "pm" and hour < 12:
        hour += 12
    elif reader.half == "am" and hour == 12:
        hour = 0
    month, day = _date(reader, text)
    seconds = (hour * 60 + reader.minute) * 60 + reader.second
    unix, nanos = unix_of(reader.year, month, day, seconds), reader.nanos
    if reader.utc:
        return Time(unix, nanos, UTC)
    if reader.offset != -1:  # which also stands for no offset in Go
        local = reader.offset == 0 and reader.zone in ("", "UTC")
        return Time(unix - reader.offset, nanos, LOCAL if local else Fixed(reader.zone, reader.offset))
    if reader.zone:
        hours = reader.zone[3:] if reader.zone.startswith("GMT") else ""
        return Time(unix, nanos, Fixed(reader.zone, int(hours or 0) * 3600))
    return Time(unix, nanos, LOCAL)


def _date(reader: Reader, text: str) -> tuple[int, int]:
    """Month and day, which may be given as the day of the year. Raises ValueError."""

    def fail(what: str) -> ValueError:
        return ValueError(f"parsing time {quote(text)}: {what}")

    month, day = reader.month, reader.day
    if reader.yearday >= 0:
        if not 1 <= reader.yearday <= 365 + is_leap(reader.year):
            raise fail("day-of-year out of range")
        found = parts_of(unix_of(reader.year, 1, reader.yearday, 0), "UTC", 0)
        if month not in (-1, found.month):
            raise fail("day-of-year does not match month")
        if day not in (-1, found.day):
            raise fail("day-of-year does not match day")
        return found.month, found.day
    month, day = 1 if month < 0 else month, 1 if day < 0 else day
    if not 1 <= day <= days_in(month, reader.year):
        raise fail("day out of range")
    return month, day
