"""Time zones by name. The local zone is always UTC, so that results do not depend on the host.

Other names than UTC and Local need the time zone database: that of the host or Python's `tzdata` package. Where there
is none, they are an error; a name that the database does not have means UTC, as in sprig.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ...registry import FunctionError

_DAY = 86_400
_YEAR_1, _YEAR_9999 = -62_135_596_800, 253_402_300_800  # what Python's datetime can hold
_CYCLE = 146_097 * _DAY  # 400 years, after which the calendar, and so the zones' rules, repeat


class Zone(Protocol):
    """Where a clock stands."""

    def at(self, unix: int) -> tuple[str, int]:
        """The abbreviation in use at that second, and the seconds east of UTC."""


class Fixed(NamedTuple):
    """Always the same offset; the name may be empty."""

    name: str
    offset: int
    local: bool = False  # the local zone, which Go tells from UTC

    def at(self, unix: int) -> tuple[str, int]:  # noqa: ARG002  # the same at all times
        """See Zone."""
        return self.name, self.offset


UTC = Fixed("UTC", 0)
LOCAL = Fixed("UTC", 0, local=True)


class _Named:
    """A zone of the database."""

    def __init__(self, info: object) -> None:
        self._info = info

    def at(self, unix: int) -> tuple[str, int]:
        """See Zone."""
        from datetime import UTC as PYTHON_UTC
        from datetime import datetime, timedelta, tzinfo

        if unix >= _YEAR_9999 - _DAY:
            unix = _YEAR_9999 - 2 * _CYCLE + (unix - _YEAR_9999) % _CYCLE
        unix = max(unix, _YEAR_1 + _DAY)
        moment = datetime(1970, 1, 1, tzinfo=PYTHON_UTC) + timedelta(seconds=unix)
        info = self._info
        assert isinstance(info, tzinfo)  # noqa: S101  # what the constructor was given
        local = moment.astimezone(info)
        offset = local.utcoffset() or timedelta()
        return local.tzname() or "", offset.days * _DAY + offset.seconds


def load(name: str) -> Zone:
    """The zone of this name, UTC for an unknown one. Raises FunctionError where there is no database to look it up."""
    if name in ("", "UTC", "Local"):
        return LOCAL if name == "Local" else UTC
    import zoneinfo

    for wanted in (name, "Etc/GMT"):
        try:
            info = zoneinfo.ZoneInfo(wanted)
        except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
            continue
        return _Named(info) if wanted is name else UTC
    raise FunctionError(f'the time zone "{name}" needs a time zone database, and this host has none')
