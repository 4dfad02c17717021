"""Sprig's crypto.go: checksums."""

from __future__ import annotations

from ..values import to_bytes
from .table import Table

FUNCTIONS = table = Table()


@table("sha1sum", "string")
def sha1sum(text: str) -> str:
    """SHA-1 in hexadecimal digits."""
    import hashlib

    return hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()


@table("sha256sum", "string")
def sha256sum(text: str) -> str:
    """SHA-256 in hexadecimal digits."""
    import hashlib

    return hashlib.sha256(to_bytes(text)).hexdigest()


@table("sha512sum", "string")
def sha512sum(text: str) -> str:
    """SHA-512 in hexadecimal digits."""
    import hashlib

    return hashlib.sha512(to_bytes(text)).hexdigest()


@table("adler32sum", "string")
def adler32sum(text: str) -> str:
    """Adler-32 as a decimal number."""
    import zlib

    return str(zlib.adler32(to_bytes(text)))
