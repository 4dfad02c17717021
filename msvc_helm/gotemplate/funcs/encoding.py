"""base64 and base32, decoded as strictly as Go does and with Go's words for what is wrong."""

from __future__ import annotations

from ..values import from_bytes, to_bytes
from .table import Table

FUNCTIONS = table = Table()

_NEWLINES = b"\r\n"
_ALPHABET64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_ALPHABET32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class CorruptError(ValueError):
    """Text that is not base64 or base32; the message names the byte."""


@table("b64enc", "string")
def b64enc(text: str) -> str:
    """The text's bytes in base64."""
    import binascii

    return binascii.b2a_base64(to_bytes(text), newline=False).decode()


@table("b64dec", "string")
def b64dec(text: str) -> str:
    """What base64 text stands for; an error message for what is none."""
    try:
        return from_bytes(decode64(to_bytes(text)))
    except CorruptError as error:
        return str(error)


@table("b32enc", "string")
def b32enc(text: str) -> str:
    """The text's bytes in base32."""
    import base64

    return base64.b32encode(to_bytes(text)).decode()


@table("b32dec", "string")
def b32dec(text: str) -> str:
    """What base32 text stands for; an error message for what is none."""
    try:
        return from_bytes(_decode32(to_bytes(text)))
    except CorruptError as error:
        return str(error)


def decode64(data: bytes) -> bytes:
    """The bytes that base64 text stands for; newlines do not count. Raises CorruptError."""
    import binascii

    body = data.translate(None, _NEWLINES)
    digits = body.rstrip(b"=")
    padding = len(body) - len(digits)
    if len(body) % 4 or padding > 2 or digits.translate(None, _ALPHABET64):
        raise CorruptError(f"illegal base64 data at input byte {_bad_byte64(data)}")
    return binascii.a2b_base64(body)


def _bad_byte64(data: bytes) -> int:
    """Where Go finds the first fault."""
    place = 0  # within the group of four
    for index, byte in enumerate(data):
        if byte in _NEWLINES:
            continue
        if byte == ord("="):
            return _bad_padding64(data, index, place)
        if byte not in _ALPHABET64:
            return index
        place = (place + 1) % 4
    return len(data) - place


def _bad_padding64(data: bytes, index: int, place: int) -> int:
    """Where the fault is if the first `=` stands at `index`."""
    if place < 2:
        return index
    index = _after_newlines(data, index + 1)
    if place == 2:
        if index == len(data):
            return index
        if data[index] != ord("="):
            return index - 1
        index = _after_newlines(data, index + 1)
    return index


def _after_newlines(data: bytes, index: int) -> int:
    while index < len(data) and data[index] in _NEWLINES:
        index += 1
    return index


def _decode32(data: bytes) -> bytes:
    """The bytes that base32 text stands for; newlines do not count, also in the position of a fault."""
    import base64

    body = data.translate(None, _NEWLINES)
    digits = body[: _digits32(body)]
    return base64.b32decode(digits + b"=" * (-len(digits) % 8))


def _digits32(body: bytes) -> int:
    """How many digits there are before the padding; what follows the padding does not count. Raises CorruptError."""
    size = len(body)
    for index, byte in enumerate(body):
        place = index % 8
        if byte == ord("=") and place >= 2 and size - index <= 8:
            _check_padding32(body, index, place)
            return index
        if byte not in _ALPHABET32:
            raise _corrupt32(index)
    if size % 8:
        raise _corrupt32(size - size % 8)
    return size


def _check_padding32(body: bytes, index: int, place: int) -> None:
    """Raise CorruptError unless the padding that starts at `index` fills its group of eight."""
    needed = 7 - place
    rest = body[index + 1 :]
    if len(rest) < needed:
        raise _corrupt32(len(body))
    for offset, byte in enumerate(rest[:needed]):
        if byte != ord("="):
            raise _corrupt32(index + offset)
    if place in (3, 6):  # no number of whole bytes has so many digits
        raise _corrupt32(index)


def _corrupt32(place: int) -> CorruptError:
    return CorruptError(f"illegal base32 data at input byte {place}")
