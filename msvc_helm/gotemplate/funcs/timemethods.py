"""The methods of times that a template can use, and the values they return: months, weekdays, durations."""

from __future__ import annotations

from collections.abc import Callable

from ..registry import Function
from ..values import Int64, wrap
from . import durations
from .gotime import NANOS, ZERO, Time, unix_of
from .host import Host
from .timetext import DAYS, MONTHS, format_time
from .zones import LOCAL, UTC

_TIME = ("time.Time",)
_DURATION_LIMIT = (1 << 63) - 1


class Named(Host):
    """A number with a name of its own, such as a month."""

    __slots__ = ("name", "number")

    def __init__(self, type_name: str, number: int, name: str) -> None:
        super().__init__(type_name)
        self.number = number
        self.name = name

    def string(self) -> str:
        """The name."""
        return self.name

    def content(self) -> object:
        """The number."""
        return self.number

    def json(self) -> object:
        """The number."""
        return self.number

    def methods(self) -> dict[str, Function]:
        """String, and for a duration its length in other units."""
        calls: dict[str, Callable[[], object]] = {"String": self.string}
        if self.type_name == "time.Duration":
            size = self.number
            calls |= {
                "Hours": lambda: size / 3600 / NANOS,
                "Minutes": lambda: size / 60 / NANOS,
                "Seconds": lambda: size / NANOS,
                "Milliseconds": lambda: Int64(int(size / 1_000_000)),
                "Microseconds": lambda: Int64(int(size / 1_000)),
                "Nanoseconds": lambda: Int64(size),
            }
        return {name: Function(name, call) for name, call in calls.items()}


def methods(time: Time) -> dict[str, Function]:
    """The methods of this time by name; those that take durations or locations are left out."""
    made = {name: Function(name, call) for name, call in _getters(time).items()}
    made["Format"] = Function("Format", lambda layout: format_time(time, layout), ("string",))
    made["AddDate"] = Function("AddDate", lambda *steps: _add_date(time, *steps), ("int", "int", "int"))
    made["Sub"] = Function("Sub", lambda other: _difference(time, other), _TIME)
    tests: dict[str, Callable[[Time], object]] = {
        "Before": lambda other: _key(time) < _key(other),
        "After": lambda other: _key(time) > _key(other),
        "Equal": lambda other: _key(time) == _key(other),
        "Compare": lambda other: (_key(time) > _key(other)) - (_key(time) < _key(other)),
    }
    return made | {name: Function(name, call, _TIME) for name, call in tests.items()}


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
        "UnixMicro": lambda: Int64(wrap(time.unix * 1_000_000 + time.nanos // 1_000)),
        "UnixNano": lambda: Int64(wrap(time.unix * NANOS + time.nanos)),
        "IsZero": lambda: _key(time) == _key(ZERO),
        "UTC": lambda: Time(time.unix, time.nanos, UTC),
        "Local": lambda: Time(time.unix, time.nanos, LOCAL),
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
    nanos = min(max(nanos, -_DURATION_LIMIT - 1), _DURATION_LIMIT)
    return Named("time.Duration", nanos, durations.text_of(nanos))
