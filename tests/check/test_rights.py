"""A picker that lacks some of its rights: the message has those it lacks, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.faults import RIGHTS, extra
from tests.check.samples import checked, options, write


@pytest.mark.parametrize(
    ("given", "lacking"),
    [("get", "list, watch"), ("get, list", "watch"), ("watch", "get, list"), ("patch", "get, list, watch")],
)
def test_the_rights_that_are_lacking(given: str, lacking: str, tmp_path: Path) -> None:
    role = RIGHTS.replace("get, list, {verb}", given).format(name="endpoint-picker")
    found = checked(*write("gateway", (extra(role),), tmp_path), options("v1"))
    (message,) = (each.problem.message for each in found.findings if each.rule == "picker-rights")
    assert f"may not {lacking} pods" in message
