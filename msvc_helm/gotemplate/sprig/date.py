"""Sprig's date.go: dates and times of given moments; nothing here reads the clock, and the local zone is UTC."""

from __future__ import annotations

from ..go.strconv.atoi import parse_clamped
from ..go.time import zoneinfo
from ..go.time.duration import parse as parse_duration
from ..go.time.duration import text_of
from ..go.time.parse import parse as parse_time
from ..go.time.time import ZERO, Time
from ..registry import Budget, FunctionError, LimitError
from ..values import type_of, wrap
from .table import Table, charge

FUNCTIONS = table = Table()

_ZONE_STEPS = 100  # for looking up a zone, which may read files
_LONGEST = 1_000  # characters of a layout or of a time that is read
_CLOCK = "for anything but a time or a number of seconds it reads the clock, which a template may not do"


def _moment(value: object) -> Time:
    """A time, or an integer that counts the seconds since 1970."""
    if isinstance(value, Time):
        return value
    if isinstance(value, int) and type_of(value) in ("int", "int64", "int32"):
        return Time(int(value))
    raise FunctionError(_CLOCK)


def _shown(layout: str, value: object, zone: zoneinfo.Zone) -> str:
    moment = _moment(value)
    return Time(moment.unix, moment.nanos, zone).format(layout)


@table("date", "string, any", slow=True)
def date(layout: str, value: object) -> str:
    """The time after the layout."""
    return _shown(layout, value, zoneinfo.LOCAL)


@table("dateInZone date_in_zone", "string, any, string", budget=True, slow=True)
def date_in_zone(budget: Budget, layout: str, value: object, zone: str) -> str:
    """The time after the layout, as clocks show it in the zone."""
    budget.step(_ZONE_STEPS)
    text = _shown(layout, value, zoneinfo.load(zone))
    charge(budget, text)
    return text


@table("htmlDate", "any")
def html_date(value: object) -> str:
    """The date as `2006-01-02`."""
    return _shown("2006-01-02", value, zoneinfo.LOCAL)


@table("htmlDateInZone", "any, string", budget=True)
def html_date_in_zone(budget: Budget, value: object, zone: str) -> str:
    """The date as `2006-01-02`, as calendars show it in the zone."""
    return date_in_zone(budget, "2006-01-02", value, zone)


@table("toDate", "string, string", slow=True)
def to_date(layout: str, text: str) -> Time:
    """The time that the text names after the layout; the zero time if it does not."""
    try:
        return _parsed(layout, text)
    except ValueError:
        return ZERO


@table("mustToDate", "string, string", slow=True)
def must_to_date(layout: str, text: str) -> Time:
    """The time that the text names after the layout."""
    try:
        return _parsed(layout, text)
    except ValueError as error:
        raise FunctionError(str(error)) from None


def _parsed(layout: str, text: str) -> Time:
    if len(layout) > _LONGEST or len(text) > _LONGEST:
        raise LimitError(f"a time or its layout has more than {_LONGEST} characters")
    return parse_time(layout, text)


@table("dateModify date_modify", "string, time.Time", slow=True)
def date_modify(duration: str, time: Time) -> Time:
    """The time so much later, as in `-1h30m`; the time itself where that is not a duration."""
    try:
        return time.added(parse_duration(duration))
    except ValueError:
        return time


@table("mustDateModify must_date_modify", "string, time.Time", slow=True)
def must_date_modify(duration: str, time: Time) -> Time:
    """The time so much later, as in `-1h30m`."""
    try:
        return time.added(parse_duration(duration))
    except ValueError as error:
        raise FunctionError(str(error)) from None


@table("duration", "any")
def duration(seconds: object) -> str:
    """So many seconds as `1h2m3s`; only an int64 or text counts, everything else is 0."""
    return text_of(wrap(_number(seconds) * 1_000_000_000))


def _number(value: object) -> int:
    if isinstance(value, str):
        return parse_clamped(value)
    return int(value) if isinstance(value, int) and type_of(value) == "int64" else 0


@table("durationRound", "any", slow=True)
def duration_round(value: object) -> str:
    """A duration, as text or in nanoseconds (an int64), in its largest unit; everything else is `0s`."""
    if isinstance(value, Time):
        raise FunctionError("for a time it reads the clock, which a template may not do")
    if isinstance(value, str):
        try:
            return _rounded(parse_duration(value))
        except ValueError:
            return "0s"
    return _rounded(int(value) if isinstance(value, int) and type_of(value) == "int64" else 0)


def _rounded(nanos: int) -> str:
    """The largest unit of which there is more than one, with its count: `2h`, `3mo`."""
    seconds, rest = divmod(abs(nanos), 1_000_000_000)
    for unit, size in (("y", 31_536_000), ("mo", 2_592_000), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        if (seconds, rest) > (size, 0):
            return f"{seconds // size}{unit}"
    return "0s"


@table("unixEpoch", "time.Time")
def unix_epoch(time: Time) -> str:
    """The seconds since 1970."""
    return str(time.unix)
