"""Text as times, after layouts in which `2006-01-02 15:04:05` stands for what is to be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..values import to_bytes
from .durations import quote
from .gotime import Time, days_in, is_leap, unix_of
from .timetext import DAYS, ELEMENT, MONTHS
from .zones import LOCAL, UTC, Fixed

_SIGNED = re.compile(r"[+-]?[0-9]*")
_FRACTION = re.compile(r"[.,][0-9]+")
_OFFSETS = {  # sign, hours, minutes, seconds
    "07": re.compile(r"(.)(..)", re.DOTALL),
    "0700": re.compile(r"(.)(..)(..)", re.DOTALL),
    "07:00": re.compile(r"(.)(..):(..)", re.DOTALL),
    "070000": re.compile(r"(.)(..)(..)(..)", re.DOTALL),
    "07:00:00": re.compile(r"(.)(..):(..):(..)", re.DOTALL),
}
_OFFSET_UNITS = (("hour", 24, 3600), ("minute", 60, 60), ("second", 60, 1))  # as far as Go lets them go
_ZONE_NAME = re.compile(r"ChST|MeST|GMT|[+-]|[A-Z]{1,6}")
_GMT_OFFSET = re.compile(r"[+-]([0-9]+)")


class _BadError(Exception):
    """The text does not have what the layout asks for."""


class _RangeError(Exception):
    """A number is out of range; the message says of what."""


class _Reader:
    """Takes values off the front of `rest`; each byte is one Latin-1 character."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.year = self.hour = self.minute = self.second = self.nanos = 0
        self.month = self.day = self.yearday = -1
        self.half = ""  # am or pm
        self.offset = -1
        self.utc = False
        self.zone = ""
        self.fraction_follows = False  # the layout has a fraction of its own after the seconds

    def skip(self, prefix: str) -> None:
        """Take literal text; a run of blanks stands for any run. Raises _BadError with `rest` at the difference."""
        while prefix:
            if prefix[0] == " ":
                if self.rest and self.rest[0] != " ":
                    raise _BadError
                prefix, self.rest = prefix.lstrip(" "), self.rest.lstrip(" ")
            elif self.rest[:1] != prefix[0]:
                raise _BadError
            else:
                prefix, self.rest = prefix[1:], self.rest[1:]

    def take(self, size: int) -> str:
        """The next `size` characters. Raises _BadError if there are fewer."""
        if len(self.rest) < size:
            raise _BadError
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def digits(self, most: int, least: int = 1) -> int:
        """A number of so many digits. Raises _BadError."""
        size = 0
        while size < most and self.rest[size : size + 1].isdecimal():
            size += 1
        if size < least:
            raise _BadError
        return int(self.take(size))

    def name(self, names: tuple[str, ...], size: int | None = None) -> int:
        """Which of the names comes, in any case; only their first `size` letters if given. Raises _BadError."""
        for index, name in enumerate(names):
            wanted = name[:size]
            if self.rest[: len(wanted)].lower() == wanted.lower():
                self.rest = self.rest[len(wanted) :]
                return index
        raise _BadError

    def fraction(self, size: int) -> int:
        """Nanoseconds from a separator and digits, `size` characters of which at most ten count."""
        text = self.take(size)[:10]
        if text[0] not in ".,":
            raise _BadError
        value = _signed(text[1:])
        if value < 0:
            raise _RangeError("fractional second")
        return value * int(10 ** (10 - len(text)))


def _signed(text: str) -> int:
    if not _SIGNED.fullmatch(text):
        raise _BadError
    return int(text) if text.strip("+-") else 0


def _in_range(value: int, low: int, high: int, what: str) -> int:
    if not low <= value <= high:
        raise _RangeError(what)
    return value


def _short_year(reader: _Reader, _: str) -> None:
    year = _signed(reader.take(2))
    reader.year = year + (1900 if year >= 69 else 2000)


def _long_year(reader: _Reader, _: str) -> None:
    if not "0" <= reader.rest[:1] <= "9":
        raise _BadError
    reader.year = _signed(reader.take(4))


def _month(reader: _Reader, element: str) -> None:
    if element[0] == "J":
        reader.month = reader.name(MONTHS, len(element) if element == "Jan" else None) + 1
    else:
        reader.month = _in_range(reader.digits(2, len(element)), 1, 12, "month")


def _weekday(reader: _Reader, element: str) -> None:
    reader.name(DAYS, 3 if element == "Mon" else None)


def _day(reader: _Reader, element: str) -> None:
    if element == "_2":
        reader.rest = reader.rest.removeprefix(" ")
    reader.day = reader.digits(2, 2 if element == "02" else 1)


def _yearday(reader: _Reader, element: str) -> None:
    if element == "__2":
        reader.rest = reader.rest.removeprefix(" ").removeprefix(" ")
    reader.yearday = reader.digits(3, 3 if element == "002" else 1)


def _hour(reader: _Reader, element: str) -> None:
    value = reader.digits(2, 2 if element == "03" else 1)
    reader.hour = _in_range(value, 0, 23 if element == "15" else 12, "hour")


def _minute(reader: _Reader, element: str) -> None:
    reader.minute = _in_range(reader.digits(2, len(element)), 0, 59, "minute")


def _second(reader: _Reader, element: str) -> None:
    reader.second = _in_range(reader.digits(2, len(element)), 0, 59, "second")
    match = _FRACTION.match(reader.rest)
    if match is not None and not reader.fraction_follows:
        reader.nanos = reader.fraction(match.end())


def _half_day(reader: _Reader, element: str) -> None:
    taken = reader.take(2)
    if taken not in (element, "AM" if element == "PM" else "am"):
        raise _BadError
    reader.half = taken.lower()


def _zone_offset(reader: _Reader, element: str) -> None:
    if element[0] == "Z" and reader.rest.startswith("Z"):
        reader.rest, reader.utc = reader.rest[1:], True
        return
    match = _OFFSETS[element[1:]].match(reader.rest)
    if match is None:
        raise _BadError
    reader.rest = reader.rest[match.end() :]
    sign, *parts = match.groups()
    seconds = 0
    for part, (unit, highest, size) in zip(parts, _OFFSET_UNITS, strict=False):
        if not part.isdecimal():
            raise _BadError
        seconds += _in_range(int(part), 0, highest, f"time zone offset {unit}") * size
    if sign not in "+-":
        raise _BadError
    reader.offset = -seconds if sign == "-" else seconds


def _zone_name(reader: _Reader, _: str) -> None:
    if reader.rest.startswith("UTC"):
        reader.rest, reader.utc = reader.rest[3:], True
        return
    reader.zone = reader.take(_zone_length(reader.rest))


def _zone_length(text: str) -> int:
    """How many characters of the text are a zone's abbreviation. Raises _BadError if it does not look like one."""
    match = _ZONE_NAME.match(text)
    if len(text) < 3 or match is None:
        raise _BadError
    name = match[0]
    if name in ("ChST", "MeST"):
        return 4
    if text.startswith("GMT"):
        return 3 + _signed_offset(text[3:])
    if name in "+-":
        return _signed_offset(text) or _bad()
    if len(name) == 3 or (len(name) == 4 and (name[3] == "T" or name == "WITA")) or (len(name) == 5 and name[4] == "T"):
        return len(name)
    raise _BadError


def _bad() -> int:
    raise _BadError


def _signed_offset(text: str) -> int:
    """The length of an offset of hours like `+03`, 0 if there is none."""
    match = _GMT_OFFSET.match(text)
    return match.end() if match is not None and len(match[1].lstrip("0")) < 3 and int(match[1]) <= 23 else 0


def _fraction(reader: _Reader, element: str) -> None:
    if element[1] == "0":
        reader.nanos = reader.fraction(len(element))
        return
    match = _FRACTION.match(reader.rest)
    if match is not None:
        reader.nanos = reader.fraction(match.end())


_READERS: dict[str, Callable[[_Reader, str], None]] = {
    "06": _short_year,
    "2006": _long_year,
    **dict.fromkeys(("January", "Jan", "1", "01"), _month),
    **dict.fromkeys(("Monday", "Mon"), _weekday),
    **dict.fromkeys(("2", "_2", "02"), _day),
    **dict.fromkeys(("__2", "002"), _yearday),
    **dict.fromkeys(("15", "3", "03"), _hour),
    **dict.fromkeys(("4", "04"), _minute),
    **dict.fromkeys(("5", "05"), _second),
    **dict.fromkeys(("PM", "pm"), _half_day),
    "MST": _zone_name,
}


def parse(layout: str, text: str) -> Time:
    """Go's time.ParseInLocation in the local zone, which is UTC. Raises ValueError with Go's message."""
    layout, text = (to_bytes(each).decode("latin-1") for each in (layout, text))
    reader = _Reader(text)
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


def _literal(reader: _Reader, layout: str, text: str, prefix: str) -> None:
    try:
        reader.skip(prefix)
    except _BadError:
        raise ValueError(_cannot_parse(layout, text, prefix, reader.rest)) from None


def _cannot_parse(layout: str, text: str, element: str, value: str) -> str:
    return f"parsing time {quote(text)} as {quote(layout)}: cannot parse {quote(value)} as {quote(element)}"


def _element(reader: _Reader, layout: str, text: str, element: str) -> None:
    before = reader.rest
    read = _READERS.get(element) or (_fraction if element[0] in ".," else _zone_offset)
    try:
        read(reader, element)
    except _RangeError as error:
        raise ValueError(f"parsing time {quote(text)}: {error} out of range") from None
    except _BadError:
        raise ValueError(_cannot_parse(layout, text, element, before)) from None


def _assembled(reader: _Reader, text: str) -> Time:
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


def _date(reader: _Reader, text: str) -> tuple[int, int]:
    """Month and day, which may be given as the day of the year. Raises ValueError."""

    def fail(what: str) -> ValueError:
        return ValueError(f"parsing time {quote(text)}: {what}")

    month, day = reader.month, reader.day
    if reader.yearday >= 0:
        if not 1 <= reader.yearday <= 365 + is_leap(reader.year):
            raise fail("day-of-year out of range")
        found = Time(unix_of(reader.year, 1, reader.yearday, 0)).parts()
        if month not in (-1, found.month):
            raise fail("day-of-year does not match month")
        if day not in (-1, found.day):
            raise fail("day-of-year does not match day")
        return found.month, found.day
    month, day = 1 if month < 0 else month, 1 if day < 0 else day
    if not 1 <= day <= days_in(month, reader.year):
        raise fail("day out of range")
    return month, day
