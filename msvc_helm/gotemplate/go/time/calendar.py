"""The calendar by which Go turns seconds into years, months and days, and back."""

from __future__ import annotations

from typing import NamedTuple

from ...values import wrap

DAY = 86_400
INTERNAL = 62_135_596_800  # from year 1, where Go counts from, to 1970
# Go computes dates from 1 March of a year so early that every instant is positive, in 64 bits.
_YEARS = 292_277_022_400
_TO_ABSOLUTE = (719_468 + _YEARS // 400 * 146_097) * DAY


class Parts(NamedTuple):
    """A moment on clock and calendar; `yearday` and months count from 1, `weekday` from 0 for Sunday."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int
    yearday: int
    zone: str
    offset: int


def parts_of(unix: int, zone: str, offset: int) -> Parts:
    """The second as clock and calendar show it in a zone of that name, so many seconds east of UTC."""
    days, seconds = divmod((unix + offset + _TO_ABSOLUTE) % (1 << 64), DAY)
    year, month, day = _civil(days)
    yearday = days - _days(year, 1, 1) + 1
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Parts(year, month, day, hour, minute, second, (days + 3) % 7, yearday, zone, offset)


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a day counted from 1 March of the year -_YEARS."""
    era, days = divmod(days, 146_097)
    year = (days - days // 1460 + days // 36_524 - days // 146_096) // 365
    days -= 365 * year + year // 4 - year // 100
    month = (5 * days + 2) // 153
    day = days - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return era * 400 + year - _YEARS + (month <= 2), month, day


def _days(year: int, month: int, day: int) -> int:
    """The day's number as `_civil` takes it."""
    year += _YEARS - (month <= 2)
    era, year = divmod(year, 400)
    month = month - 3 if month > 2 else month + 9
    return era * 146_097 + year * 365 + year // 4 - year // 100 + (153 * month + 2) // 5 + day - 1


def unix_of(year: int, month: int, day: int, seconds: int) -> int:
    """The second of UTC; day and seconds may be outside of the month and the day."""
    return wrap(_days(year, month, 1) * DAY - _TO_ABSOLUTE + (day - 1) * DAY + seconds)


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(month: int, year: int) -> int:
    """How many days the month has."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 + ((month + (month >> 3)) & 1)
