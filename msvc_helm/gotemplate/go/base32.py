"""Go's encoding/base32, which is strict and tells the byte that is wrong."""

from __future__ import annotations

_NEWLINES = b"\r\n"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class CorruptInputError(ValueError):
    """Text that is not base32; the message names the byte."""


def encode(data: bytes) -> str:
    """The bytes in base32."""
    import base64

    return base64.b32encode(data).decode()


def decode(data: bytes) -> bytes:
    """The bytes that base32 text stands for; newlines do not count, also in the position of a fault."""
    import base64

    body = data.translate(None, _NEWLINES)
    digits = body[: _digits(body)]
    return base64.b32decode(digits + b"=" * (-len(digits) % 8))


def _digits(body: bytes) -> int:
    """How many digits there are before the padding; what follows it does not count. Raises CorruptInputError."""
    size = len(body)
    for index, byte in enumerate(body):
        place = index % 8
        if byte == ord("=") and place >= 2 and size - index <= 8:
            _check_padding(body, index, place)
            return index
        if byte not in _ALPHABET:
            raise _corrupt(index)
    if size % 8:
        raise _corrupt(size - size % 8)
    return size


def _check_padding(body: bytes, index: int, place: int) -> None:
    """Raise CorruptInputError unless the padding that starts at `index` fills its group of eight."""
    needed = 7 - place
    rest = body[index + 1 :]
    if len(rest) < needed:
        raise _corrupt(len(body))
    for offset, byte in enumerate(rest[:needed]):
        if byte != ord("="):
            raise _corrupt(index + offset)
    if place in (3, 6):  # no number of whole bytes has so many digits
        raise _corrupt(index)


def _corrupt(place: int) -> CorruptInputError:
    return CorruptInputError(f"illegal base32 data at input byte {place}")
