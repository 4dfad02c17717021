"""A chart's files as the archive that `helm push` takes: the files that `helm package` takes, the same bytes."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping

from msvc_helm.chart.definition import COMMAND
from msvc_helm.managed_files import MARK

IGNORED = "ci/"  # what .helmignore keeps out of the package


def archive(files: Mapping[str, str], name: str) -> bytes:
    """A gzip'd tar with every file that .helmignore leaves in, below a folder of the chart's name.

    Nothing in it is of this machine or day.
    """
    packed_paths = (path for path in sorted(files) if path != "Chart.yaml" and not path.startswith(IGNORED))
    out = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path in ("Chart.yaml", *packed_paths):  # Helm's own order
            data = files[path].encode()
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size, entry.mode = len(data), 0o644
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def is_ours(data: bytes) -> bool:
    """Whether an archive is one that this module made, of whatever chart; `helm package` leaves out the comment."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
            first = tar.next()
            text = tar.extractfile(first) if first and first.name.endswith("/Chart.yaml") else None
            return text is not None and text.readline(200).startswith(f"# {MARK} {COMMAND} ".encode())
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        return False
