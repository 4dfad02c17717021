"""Go's time.Time: an instant, and the zone in which it is shown."""

from __future__ import annotations

from collections.abc import Callable

from ...registry import Function
from ...values import Int64, wrap
from ..objects import Host
from . import duration
from .calendar import INTERNAL, Parts, parts_of, unix_of
from .format import DAYS, MONTHS, format_time
from .named import NANOS, Named
from .zoneinfo import LOCAL, UTC, Zone

_HIGHEST = (1 << 63) - 1
_TIME = ("time.Time",)


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
        return parts_of(self.unix, *self.zone.at(self.unix))

    def format(self, layout: str) -> str:
        """Go's Time.Format."""
        return format_time(self.parts(), self.nanos, layout)

    def added(self, nanos: int) -> Time:
        """So many nanoseconds later; stops at the ends of time."""
        seconds, rest = divmod(self.nanos + nanos, NANOS)
        internal = wrap(self.unix + INTERNAL) + seconds
        return Time(wrap(min(max(internal, -_HIGHEST), _HIGHEST) - INTERNAL), rest, self.zone)

    def string(self) -> str:
        """As `2006-01-02 15:04:05.999999999 -0700 MST`."""
        return self.format("2006-01-02 15:04:05.999999999 -0700 MST")

    def json(self) -> object:
        """The text in RFC 3339. Raises UnsupportedError for a year that has no four digits."""
        from ..json.encode import UnsupportedError

        if not 0 <= self.parts().year <= 9999:
            what = "Time.MarshalJSON: year outside of range [0,9999]"
            raise UnsupportedError(f"json: error calling MarshalJSON for type time.Time: {what}")
        return self.format("2006-01-02T15:04:05.999999999Z07:00")

    def content(self) -> object:
        """The instant and the zone."""
        return self.unix, self.nanos, self.zone

    def methods(self) -> dict[str, Function]:
        """The methods by name; those that take durations or locations are left out."""
        made = {name: Function(name, call) for name, call in _getters(self).items()}
        made["Format"] = Function("Format", self.format, ("string",))
        made["AddDate"] = Function("AddDate", lambda *steps: _add_date(self, *steps), ("int", "int", "int"))
        made["Sub"] = Function("Sub", lambda other: _difference(self, other), _TIME)
        tests: dict[str, Callable[[Time], object]] = {
            "Before": lambda other: _key(self) < _key(other),
            "After": lambda other: _key(self) > _key(other),
            "Equal": lambda other: _key(self) == _key(other),
            "Compare": lambda other: (_key(self) > _key(other)) - (_key(self) < _key(other)),
        }
        return made | {name: Function(name, call, _TIME) for name, call in tests.items()}


ZERO = Time(-INTERNAL, 0, UTC)


def _key(time: Time) -> tuple[int, int]:
    return time.unix, time.nanos


def _getters(time: Time) -> dict[str, Callable[[], object]]:
    parts = time.parts()
    return {
        "String": time.string,
        "Year": lambda: parts.year,
        "Month": lambda: Named("time.Month", parts.month, MONTHS[parts.month - 1]),
        "Day": lambda: parts.day,
        "Hour": lambda: parts.hour,
        "Minute": lambda: parts.minute,
        "Second": lambda: parts.second,
        "Nanosecond": lambda: time.nanos,
        "YearDay": lambda: parts.yearday,
        "Weekday": lambda: Named("time.Weekday", parts.weekday, DAYS[parts.weekday]),
        "Unix": lambda: Int64(time.unix),
        "UnixMilli": lambda: Int64(wrap(time.unix * 1_000 + time.nanos // 1_000_000)),
        "IsZero": lambda: _key(time) == _key(ZERO),
        "UTC": lambda: Time(time.unix, time.nanos, UTC),
    }


def _add_date(time: Time, years: int, months: int, days: int) -> Time:
    """The same time of day on another date; a day that the month does not have runs on into the next one."""
    parts = time.parts()
    year, month = divmod(12 * (parts.year + years) + parts.month - 1 + months, 12)
    seconds = (parts.hour * 60 + parts.minute) * 60 + parts.second
    local = unix_of(year, month + 1, parts.day + days, seconds)
    guess = wrap(local - time.zone.at(local - parts.offset)[1])
    return Time(guess, time.nanos, time.zone)


def _difference(time: Time, other: Time) -> Named:
    nanos = (time.unix - other.unix) * NANOS + time.nanos - other.nanos
    nanos = min(max(nanos, -_HIGHEST - 1), _HIGHEST)
    return Named("time.Duration", nanos, duration.text_of(nanos))
