"""How each element of a time's layout is read from text."""

from __future__ import annotations

import re
from collections.abc import Callable

from .format import DAYS, MONTHS

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


class BadError(Exception):
    """The text does not have what the layout asks for."""


class OutOfRangeError(Exception):
    """A number is out of range; the message says of what."""


class Reader:
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
        """Take literal text; a run of blanks stands for any run. Raises BadError with `rest` at the difference."""
        while prefix:
            if prefix[0] == " ":
                if self.rest and self.rest[0] != " ":
                    raise BadError
                prefix, self.rest = prefix.lstrip(" "), self.rest.lstrip(" ")
            elif self.rest[:1] != prefix[0]:
                raise BadError
            else:
                prefix, self.rest = prefix[1:], self.rest[1:]

    def take(self, size: int) -> str:
        """The next `size` characters. Raises BadError if there are fewer."""
        if len(self.rest) < size:
            raise BadError
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def digits(self, most: int, least: int = 1) -> int:
        """A number of so many digits. Raises BadError."""
        size = 0
        while size < most and self.rest[size : size + 1].isdecimal():
            size += 1
        if size < least:
            raise BadError
        return int(self.take(size))

    def name(self, names: tuple[str, ...], size: int | None = None) -> int:
        """Which of the names comes, in any case; only their first `size` letters if given. Raises BadError."""
        for index, name in enumerate(names):
            wanted = name[:size]
            if self.rest[: len(wanted)].lower() == wanted.lower():
                self.rest = self.rest[len(wanted) :]
                return index
        raise BadError

    def fraction(self, size: int) -> int:
        """Nanoseconds from a separator and digits, `size` characters of which at most ten count."""
        text = self.take(size)[:10]
        if text[0] not in ".,":
            raise BadError
        value = _signed(text[1:])
        if value < 0:
            raise OutOfRangeError("fractional second")
        return value * int(10 ** (10 - len(text)))


def _signed(text: str) -> int:
    if not _SIGNED.fullmatch(text):
        raise BadError
    return int(text) if text.strip("+-") else 0


def _in_range(value: int, low: int, high: int, what: str) -> int:
    if not low <= value <= high:
        raise OutOfRangeError(what)
    return value


def _short_year(reader: Reader, _: str) -> None:
    year = _signed(reader.take(2))
    reader.year = year + (1900 if year >= 69 else 2000)


def _long_year(reader: Reader, _: str) -> None:
    if not "0" <= reader.rest[:1] <= "9":
        raise BadError
    reader.year = _signed(reader.take(4))


def _month(reader: Reader, element: str) -> None:
    if element[0] == "J":
        reader.month = reader.name(MONTHS, len(element) if element == "Jan" else None) + 1
    else:
        reader.month = _in_range(reader.digits(2, len(element)), 1, 12, "month")


def _weekday(reader: Reader, element: str) -> None:
    reader.name(DAYS, 3 if element == "Mon" else None)


def _day(reader: Reader, element: str) -> None:
    if element == "_2":
        reader.rest = reader.rest.removeprefix(" ")
    reader.day = reader.digits(2, 2 if element == "02" else 1)


def _yearday(reader: Reader, element: str) -> None:
    if element == "__2":
        reader.rest = reader.rest.removeprefix(" ").removeprefix(" ")
    reader.yearday = reader.digits(3, 3 if element == "002" else 1)


def _hour(reader: Reader, element: str) -> None:
    value = reader.digits(2, 2 if element == "03" else 1)
    reader.hour = _in_range(value, 0, 23 if element == "15" else 12, "hour")


def _minute(reader: Reader, element: str) -> None:
    reader.minute = _in_range(reader.digits(2, len(element)), 0, 59, "minute")


def _second(reader: Reader, element: str) -> None:
    reader.second = _in_range(reader.digits(2, len(element)), 0, 59, "second")
    match = _FRACTION.match(reader.rest)
    if match is not None and not reader.fraction_follows:
        reader.nanos = reader.fraction(match.end())


def _half_day(reader: Reader, element: str) -> None:
    taken = reader.take(2)
    if taken not in (element, "AM" if element == "PM" else "am"):
        raise BadError
    reader.half = taken.lower()


def _zone_offset(reader: Reader, element: str) -> None:
    if element[0] == "Z" and reader.rest.startswith("Z"):
        reader.rest, reader.utc = reader.rest[1:], True
        return
    match = _OFFSETS[element[1:]].match(reader.rest)
    if match is None:
        raise BadError
    reader.rest = reader.rest[match.end() :]
    sign, *parts = match.groups()
    seconds = 0
    for part, (unit, highest, size) in zip(parts, _OFFSET_UNITS, strict=False):
        if not part.isdecimal():
            raise BadError
        seconds += _in_range(int(part), 0, highest, f"time zone offset {unit}") * size
    if sign not in "+-":
        raise BadError
    reader.offset = -seconds if sign == "-" else seconds


def _zone_name(reader: Reader, _: str) -> None:
    if reader.rest.startswith("UTC"):
        reader.rest, reader.utc = reader.rest[3:], True
        return
    reader.zone = reader.take(_zone_length(reader.rest))


def _zone_length(text: str) -> int:
    """How many characters of the text are a zone's abbreviation. Raises BadError if it does not look like one."""
    match = _ZONE_NAME.match(text)
    if len(text) < 3 or match is None:
        raise BadError
    name = match[0]
    if name in ("ChST", "MeST"):
        return 4
    if text.startswith("GMT"):
        return 3 + _signed_offset(text[3:])
    if name in "+-":
        return _signed_offset(text) or _bad()
    if len(name) == 3 or (len(name) == 4 and (name[3] == "T" or name == "WITA")) or (len(name) == 5 and name[4] == "T"):
        return len(name)
    raise BadError


def _bad() -> int:
    raise BadError


def _signed_offset(text: str) -> int:
    """The length of an offset of hours like `+03`, 0 if there is none."""
    match = _GMT_OFFSET.match(text)
    return match.end() if match is not None and len(match[1].lstrip("0")) < 3 and int(match[1]) <= 23 else 0


def _fraction(reader: Reader, element: str) -> None:
    if element[1] == "0":
        reader.nanos = reader.fraction(len(element))
        return
    match = _FRACTION.match(reader.rest)
    if match is not None:
        reader.nanos = reader.fraction(match.end())


_READERS: dict[str, Callable[[Reader, str], None]] = {
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


def read(reader: Reader, element: str) -> None:
    """Read what stands for that element of a layout. Raises BadError, OutOfRangeError."""
    reading = _READERS.get(element) or (_fraction if element[0] in ".," else _zone_offset)
    reading(reader, element)
