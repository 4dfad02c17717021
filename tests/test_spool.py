"""What is kept whole: in memory, in a file, or in memory all the same where no file can be made."""

from __future__ import annotations

import errno
import io
import os
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


class Full(io.RawIOBase):
    """A file on a disk without room, which is told when it is written, or when what it has buffered is."""

    def __init__(self, told: str) -> None:
        self.told = told

    def write(self, data: object) -> int:  # noqa: ARG002 - the signature of files
        return self._tell("write") or 1

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._tell("seek") or offset + whence

    def _tell(self, what: str) -> int:
        if what == self.told:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return 0


@pytest.mark.parametrize("told", ["write", "seek"])
def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setattr("msvc_helm.spool.IN_MEMORY", 0)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: Full(told))

    def kept() -> None:
        with Spool() as spool:
            spool.add(b"x")
            spool.rewound()

    with pytest.raises(OSError, match=r"No space left on device: /.*TMPDIR"):
        kept()
