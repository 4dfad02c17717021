"""What is kept whole: in memory, in a file, or in memory all the same where no file can be made."""

from __future__ import annotations

import io
import tempfile

import pytest

from msvc_helm.spool import Spool


@pytest.mark.parametrize("limit", [0, 3, 1 << 20])
@pytest.mark.parametrize("tempdir", ["", "/nowhere"])
def test_what_goes_in_comes_out(monkeypatch: pytest.MonkeyPatch, limit: int, tempdir: str) -> None:
    monkeypatch.setattr("msvc_helm.spool.IN_MEMORY", limit)
    monkeypatch.setattr(tempfile, "tempdir", tempdir or None)
    with Spool() as spool:
        assert spool.blank
        spool.add(b" \n")
        assert spool.blank
        assert spool.write("\u00e4b") == 3
        spool.add(b"c\nd")
        assert not spool.blank
        assert spool.rewound().readlines() == [b" \n", b"\xc3\xa4bc\n", b"d"]
        out = io.BytesIO()
        spool.copy_to(out)
        assert out.getvalue() == b" \n\xc3\xa4bc\nd"
