"""Go's encoding/base64, which is strict and tells the byte that is wrong."""

from __future__ import annotations

_NEWLINES = b"\r\n"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class CorruptInputError(ValueError):
    """Text that is not base64; the message names the byte."""


def encode(data: bytes) -> str:
    """The bytes in base64."""
    import binascii

    return binascii.b2a_base64(data, newline=False).decode()


def decode(data: bytes) -> bytes:
    """The bytes that base64 text stands for; newlines do not count. Raises CorruptInputError."""
    import binascii

    body = data.translate(None, _NEWLINES)
    digits = body.rstrip(b"=")
    padding = len(body) - len(digits)
    if len(body) % 4 or padding > 2 or digits.translate(None, _ALPHABET):
        raise CorruptInputError(f"illegal base64 data at input byte {_bad_byte(data)}")
    return binascii.a2b_base64(body)


def _bad_byte(data: bytes) -> int:
    """Where Go finds the first fault."""
    place = 0  # within the group of four
    for index, byte in enumerate(data):
        if byte in _NEWLINES:
            continue
        if byte == ord("="):
            return _bad_padding(data, index, place)
        if byte not in _ALPHABET:
            return index
        place = (place + 1) % 4
    return len(data) - place


def _bad_padding(data: bytes, index: int, place: int) -> int:
    """Where the fault is if the first `=` is at `index`."""
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
