"""Dates where the host could matter: time zones by name, and a host without a time zone database."""

from __future__ import annotations

import sys
import zoneinfo
from collections.abc import Iterator

import pytest

from msvc_helm.gotemplate import Template, TemplateExecutionError

# (zone, Unix time, what Go prints)
ZONES = [
    ("America/New_York", 0, "1969-12-31 19:00:00 -05:00:00 EST"),
    ("America/New_York", 1720000000, "2024-07-03 05:46:40 -04:00:00 EDT"),
    ("Asia/Kathmandu", 1720000000, "2024-07-03 15:31:40 +05:45:00 +0545"),
    ("Australia/Lord_Howe", 1720000000, "2024-07-03 20:16:40 +10:30:00 +1030"),
    ("Europe/Berlin", -5000000000, "1811-07-23 16:00:08 +00:53:28 LMT"),
    ("Europe/Berlin", -100000000000, "-1199-02-15 15:06:48 +00:53:28 LMT"),
    ("Europe/Berlin", 253402300799, "10000-01-01 00:59:59 +01:00:00 CET"),
    ("Europe/Berlin", 300000000000, "11476-08-15 07:20:00 +02:00:00 CEST"),
    ("America/Sao_Paulo", 1720000000, "2024-07-03 06:46:40 -03:00:00 -03"),
    ("Etc/GMT+5", 1720000000, "2024-07-03 04:46:40 -05:00:00 -05"),
    ("No/Where", 1720000000, "2024-07-03 09:46:40 +00:00:00 UTC"),
    ("America", 1720000000, "2024-07-03 09:46:40 +00:00:00 UTC"),
    ("/etc/localtime", 1720000000, "2024-07-03 09:46:40 +00:00:00 UTC"),
    ("../../etc/passwd", 1720000000, "2024-07-03 09:46:40 +00:00:00 UTC"),
]
LAYOUT = "2006-01-02 15:04:05 -07:00:00 MST"


def show(zone: str, unix: int) -> str:
    return Template(f'{{{{ dateInZone "{LAYOUT}" {unix} "{zone}" }}}}').render()


@pytest.mark.parametrize(("zone", "unix", "expected"), ZONES)
def test_named_zones(zone: str, unix: int, expected: str) -> None:
    try:
        zoneinfo.ZoneInfo("Europe/Berlin")
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("no time zone database on this host")
    assert show(zone, unix) == expected


@pytest.fixture
def _no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath(to=[])
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.usefixtures("_no_database")
def test_without_a_database_only_utc_is_known() -> None:
    assert show("UTC", 0) == show("", 0) == show("Local", 0) == "1970-01-01 00:00:00 +00:00:00 UTC"
    with pytest.raises(TemplateExecutionError, match='the time zone "Europe/Berlin" needs a time zone database'):
        show("Europe/Berlin", 0)


def test_the_local_zone_of_the_host_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    template = Template('{{ toDate "2006-01-02 15:04" "2024-07-01 12:00" }} {{ date "15:04 MST" 0 }} {{ htmlDate 0 }}')
    expected = template.render()
    monkeypatch.setenv("TZ", "America/New_York")
    assert template.render() == expected == "2024-07-01 12:00:00 +0000 UTC 00:00 UTC 1970-01-01"


def test_long_layouts_are_refused() -> None:
    with pytest.raises(TemplateExecutionError, match="more than 1000 characters"):
        Template('{{ toDate (repeat 300 "2006") "x" }}').render()
