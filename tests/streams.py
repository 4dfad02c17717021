"""The post-renderer's rewriting, bytes to bytes."""

from __future__ import annotations

import io

from msvc_helm import stream
from msvc_helm.bases import Bases
from msvc_helm.resources.context import Options
from msvc_helm.spool import Spool
from msvc_helm.stream import Warn


def rewrite(data: bytes, given: Bases, options: Options, warn: Warn) -> bytes:
    """What msvc-post prints for a stream."""
    with Spool() as out:
        stream.rewrite(io.BytesIO(data), out, given, options, warn)
        return out.rewound().read()
