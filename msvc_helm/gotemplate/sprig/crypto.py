"""Sprig's crypto.go: checksums, and the decryption of what sprig's encryptAES made."""

from __future__ import annotations

from ..registry import Budget, FunctionError
from ..values import from_bytes, to_bytes
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


@table("decryptAES", "string, string", budget=True)
def decrypt_aes(budget: Budget, password: str, text: str) -> str:
    """The text behind base64 of a 16-byte vector and AES-256-CBC; the password is cut or padded with zeros."""
    if not text:
        return ""
    from ..go.aes import decrypt_cbc
    from ..go.base64 import CorruptInputError, decode

    try:
        data = decode(to_bytes(text))
    except CorruptInputError as error:
        raise FunctionError(str(error)) from None
    if len(data) < 16:
        raise FunctionError(
            f"runtime error: slice bounds out of range [:16] with capacity {len(to_bytes(text)) // 4 * 3}"
        )
    if len(data) % 16:
        raise FunctionError("crypto/cipher: input not full blocks")
    budget.step(8 * len(data))
    plain = decrypt_cbc(to_bytes(password)[:32].ljust(32, b"\0"), data[:16], data[16:])
    if not plain:
        raise FunctionError("runtime error: index out of range [-1]")
    size = len(plain) - plain[-1]
    if size < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{size}]")
    return from_bytes(plain[:size])
