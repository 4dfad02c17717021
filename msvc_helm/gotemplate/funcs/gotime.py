"""Go's time.Time: an instant, and the zone in which it is shown."""

from __future__ import annotations

from typing import NamedTuple

from ..registry import Function
from ..values import wrap
from .host import Host
from .zones import LOCAL, UTC, Zone

NANOS = 1_000_000_000
DAY = 86_400

_INTERNAL = 62_135_596_800  # from year 1, where Go counts from, to 1970
# Go computes dates from 1 March of a year so early that every instant is positive, in 64 bits.
_YEARS = 292_277_022_400
_TO_ABSOLUTE = (719_468 + _YEARS // 400 * 146_097) * DAY
_HIGHEST = (1 << 63) - 1


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


class Time(Host):
    """An instant: seconds since 1970, an int64, and nanoseconds."""

    __slots__ = ("nanos", "unix", "zone")

    def __init__(self, unix: int, nanos: int = 0, zone: Zone = LOCAL) -> None:
        super().__init__("time.Time")
        self.unix = unix
        self.nanos = nanos
        self.zone = zone

    def parts(self) -> Parts:
        """The moment as clock and calendar of the zone show it."""
        name, offset = self.zone.at(self.unix)
        days, seconds = divmod((self.unix + offset + _TO_ABSOLUTE) % (1 << 64), DAY)
        year, month, day = _civil(days)
        yearday = days - _days(year, 1, 1) + 1
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return Parts(year, month, day, hour, minute, second, (days + 3) % 7, yearday, name, offset)

    def added(self, nanos: int) -> Time:
        """So many nanoseconds later; stops at the ends of time."""
        seconds, rest = divmod(self.nanos + nanos, NANOS)
        internal = wrap(self.unix + _INTERNAL) + seconds
        return Time(wrap(min(max(internal, -_HIGHEST), _HIGHEST) - _INTERNAL), rest, self.zone)

    def string(self) -> str:
        """As `2006-01-02 15:04:05.999999999 -0700 MST`."""
        from .timetext import format_time

        return format_time(self, "2006-01-02 15:04:05.999999999 -0700 MST")

    def json(self) -> object:
        """The text in RFC 3339. Raises UnsupportedError for a year that has no four digits."""
        from .jsonwrite import UnsupportedError
        from .timetext import format_time

        if not 0 <= self.parts().year <= 9999:
            what = "Time.MarshalJSON: year outside of range [0,9999]"
            raise UnsupportedError(f"json: error calling MarshalJSON for type time.Time: {what}")
        return format_time(self, "2006-01-02T15:04:05.999999999Z07:00")

    def content(self) -> object:
        """The instant and the zone."""
        return self.unix, self.nanos, self.zone

    def methods(self) -> dict[str, Function]:
        """The methods by name."""
        from .timemethods import methods

        return methods(self)


ZERO = Time(-_INTERNAL, 0, UTC)


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
