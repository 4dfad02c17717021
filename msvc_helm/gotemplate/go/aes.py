"""AES-256 decryption in CBC mode, which Python's standard library does not have."""

from __future__ import annotations

import functools

_ROUNDS = 14


def _double(value: int) -> int:
    """Times x in the field of 256 elements."""
    value <<= 1
    return value ^ 0x11B if value & 0x100 else value


def _times(value: int, factor: int) -> int:
    result = 0
    while factor:
        result ^= value if factor & 1 else 0
        value = _double(value)
        factor >>= 1
    return result


@functools.cache
def _tables() -> tuple[bytes, bytes, dict[int, bytes]]:
    """The S-box, its inverse, and the multiples of all bytes by 9, 11, 13 and 14."""
    box = bytearray(256)
    inverse = bytearray(256)
    value = reciprocal = 1
    for _ in range(255):
        spread = reciprocal * 0x101
        mixed = (spread ^ spread >> 4 ^ spread >> 5 ^ spread >> 6 ^ spread >> 7) & 0xFF ^ 0x63
        box[value] = mixed
        value = _times(value, 3)
        reciprocal = _times(reciprocal, 0xF6)  # the reciprocal of 3
    box[0] = 0x63
    for index, mixed in enumerate(box):
        inverse[mixed] = index
    multiples = {factor: bytes(_times(byte, factor) for byte in range(256)) for factor in (9, 11, 13, 14)}
    return bytes(box), bytes(inverse), multiples


def _round_keys(key: bytes) -> list[bytes]:
    box = _tables()[0]
    words = [key[at : at + 4] for at in range(0, 32, 4)]
    constant = 1
    for index in range(8, 4 * (_ROUNDS + 1)):
        word = words[-1]
        if index % 8 == 0:
            word = bytes(box[byte] for byte in word[1:] + word[:1])
            word = bytes((word[0] ^ constant, *word[1:]))
            constant = _double(constant)
        elif index % 8 == 4:
            word = bytes(box[byte] for byte in word)
        words.append(_xor(word, words[-8]))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


# Where each byte of a block comes from when the rows are shifted back.
_SHIFTED = [(at - 4 * (at % 4)) % 16 for at in range(16)]


def _decrypt_block(block: bytes, keys: list[bytes]) -> bytes:
    _, inverse, multiples = _tables()
    m9, m11, m13, m14 = multiples[9], multiples[11], multiples[13], multiples[14]
    state = _xor(block, keys[-1])
    for key in reversed(keys[:-1]):
        state = _xor(bytes(inverse[state[at]] for at in _SHIFTED), key)
        if key is keys[0]:
            break
        mixed = bytearray()
        for at in range(0, 16, 4):
            a, b, c, d = state[at : at + 4]
            mixed.append(m14[a] ^ m11[b] ^ m13[c] ^ m9[d])
            mixed.append(m9[a] ^ m14[b] ^ m11[c] ^ m13[d])
            mixed.append(m13[a] ^ m9[b] ^ m14[c] ^ m11[d])
            mixed.append(m11[a] ^ m13[b] ^ m9[c] ^ m14[d])
        state = bytes(mixed)
    return state


def decrypt_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    """The plain text, padding included; `key` has 32 bytes, `vector` 16, `data` a multiple of 16."""
    keys = _round_keys(key)
    blocks = [data[at : at + 16] for at in range(0, len(data), 16)]
    return b"".join(
        _xor(_decrypt_block(block, keys), previous) for block, previous in zip(blocks, [vector, *blocks], strict=False)
    )
