"""Times as text, after layouts in which `2006-01-02 15:04:05` stands for what is to be shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from .calendar import Parts

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ELEMENT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|[345]|PM|pm"
    r"|[-Z]07(?:0000|:00:00|00|:00|)|[.,](?:0+|9+)(?![0-9])"
)


def format_time(parts: Parts, nanos: int, layout: str) -> str:
    """Go's Time.Format."""

    def shown(match: re.Match[str]) -> str:
        element = match[0]
        show = _ELEMENTS.get(element)
        if show is not None:
            return show(parts)
        return _fraction(nanos, element) if element[0] in ".," else _zone_offset(parts.offset, element)

    return ELEMENT.sub(shown, layout)


def number(value: int, width: int) -> str:
    """With leading zeros, and the sign not counted."""
    return f"-{-value:0{width}d}" if value < 0 else f"{value:0{width}d}"


def _fraction(nanos: int, element: str) -> str:
    """`.000` with that many digits, `.999` with up to that many."""
    digits = f"{nanos:09d}"[: len(element) - 1]
    if element[1] == "0":
        return element[0] + digits
    digits = digits.rstrip("0") if nanos else ""
    return element[0] + digits if digits else ""


def _zone_offset(offset: int, element: str) -> str:
    if element[0] == "Z" and offset == 0:
        return "Z"
    zone = int(offset / 60)  # minutes, towards zero
    sign = "-" if zone < 0 else "+"
    text = f"{sign}{abs(zone) // 60:02d}"
    colon = ":" if ":" in element else ""
    if len(element) > 3:
        text += f"{colon}{abs(zone) % 60:02d}"
    if element.count("0") > 4:
        text += f"{colon}{(abs(offset) if zone < 0 else offset) % 60:02d}"
    return text


def _zone_name(parts: Parts) -> str:
    return parts.zone or _zone_offset(parts.offset, "-0700")


_ELEMENTS: dict[str, Callable[[Parts], str]] = {
    "January": lambda parts: MONTHS[parts.month - 1],
    "Jan": lambda parts: MONTHS[parts.month - 1][:3],
    "1": lambda parts: str(parts.month),
    "01": lambda parts: f"{parts.month:02d}",
    "Monday": lambda parts: DAYS[parts.weekday],
    "Mon": lambda parts: DAYS[parts.weekday][:3],
    "2": lambda parts: str(parts.day),
    "_2": lambda parts: f"{parts.day:2d}",
    "02": lambda parts: f"{parts.day:02d}",
    "__2": lambda parts: f"{parts.yearday:3d}",
    "002": lambda parts: f"{parts.yearday:03d}",
    "15": lambda parts: f"{parts.hour:02d}",
    "3": lambda parts: str(parts.hour % 12 or 12),
    "03": lambda parts: f"{parts.hour % 12 or 12:02d}",
    "4": lambda parts: str(parts.minute),
    "04": lambda parts: f"{parts.minute:02d}",
    "5": lambda parts: str(parts.second),
    "05": lambda parts: f"{parts.second:02d}",
    "2006": lambda parts: number(parts.year, 4),
    "06": lambda parts: f"{abs(parts.year) % 100:02d}",
    "PM": lambda parts: "PM" if parts.hour >= 12 else "AM",
    "pm": lambda parts: "pm" if parts.hour >= 12 else "am",
    "MST": _zone_name,
}
