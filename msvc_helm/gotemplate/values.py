"""Go's values as Python objects: which Python type stands for which Go type, and what follows from the type.

    nil                     None                        string                  str (bytes other than UTF-8: see below)
    bool                    bool                        []interface {}          list
    int                     int                         []string, []int, ...    Slice(items, "string")
    int64, uint8, ...       Int64, Uint8, ...           map[string]interface {} dict
    float64, float32        float, Float32              map[string]string, ...  Map(items, "string")
    complex128              complex                     a struct                Struct("main.Vars", {"Name": ...})

A Go string is bytes. Here it is a `str` in which a byte that belongs to no valid UTF-8 sequence is the lone surrogate
U+DC00 + byte (Python's `surrogateescape`), so `len(text)` counts as Go counts runes. Cutting and joining bytes can make
or break sequences: `normal` restores the form after strings were joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Int64(int):
    """Go's `int64`."""

    __slots__ = ()
    go_type = "int64"


class Int32(int):
    """Go's `int32`."""

    __slots__ = ()
    go_type = "int32"


class Int16(int):
    """Go's `int16`."""

    __slots__ = ()
    go_type = "int16"


class Int8(int):
    """Go's `int8`."""

    __slots__ = ()
    go_type = "int8"


class Unsigned(int):
    """What Go's unsigned integers have in common."""

    __slots__ = ()
    go_type = ""


class Uint(Unsigned):
    """Go's `uint`."""

    __slots__ = ()
    go_type = "uint"


class Uint64(Unsigned):
    """Go's `uint64`."""

    __slots__ = ()
    go_type = "uint64"


class Uint32(Unsigned):
    """Go's `uint32`."""

    __slots__ = ()
    go_type = "uint32"


class Uint16(Unsigned):
    """Go's `uint16`."""

    __slots__ = ()
    go_type = "uint16"


class Uint8(Unsigned):
    """Go's `uint8`, which is also `byte`."""

    __slots__ = ()
    go_type = "uint8"


class Float32(float):
    """Go's `float32`; the value must already be rounded to 32 bits."""

    __slots__ = ()
    go_type = "float32"


class Slice(list[object]):
    """A slice whose elements have one type: `Slice(["a"], "string")` is Go's `[]string{"a"}`."""

    __slots__ = ("elem",)

    def __init__(self, items: Iterable[object] = (), elem: str = "interface {}") -> None:
        super().__init__(items)
        self.elem = elem


class NilSlice(Slice):
    """A slice that is nil: empty like any other, but equal to nil and `null` in JSON."""

    __slots__ = ()

    def __init__(self, elem: str = "interface {}") -> None:
        super().__init__((), elem)


class Map(dict[str, object]):
    """A map from strings to values of one type: `Map({"a": "b"}, "string")` is Go's `map[string]string`."""

    __slots__ = ("elem",)

    def __init__(
        self, items: Mapping[str, object] | Iterable[tuple[str, object]] = (), elem: str = "interface {}"
    ) -> None:
        super().__init__(items)
        self.elem = elem


class NilMap(Map):
    """A map that is nil: reads as empty; writing to it is Go's "assignment to entry in nil map"."""

    __slots__ = ()

    def __init__(self, elem: str = "interface {}") -> None:
        super().__init__((), elem)


class Struct:
    """A struct, or a pointer to one when `type_name` starts with `*`.

    `fields` are the exported fields in Go's order; a value that is a `registry.Function` is a method. A field that is
    not there is an error, unlike a map's missing key. `text` is what the type's `String` method returns, if any.
    """

    __slots__ = ("fields", "text", "type_name")

    def __init__(self, type_name: str, fields: Mapping[str, object], text: str | None = None) -> None:
        self.type_name = type_name
        self.fields = fields
        self.text = text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Struct):
            return NotImplemented
        if self.type_name.startswith("*"):
            return self is other
        return self.type_name == other.type_name and self.fields == other.fields and self.text == other.text

    __hash__ = None  # type: ignore[assignment]  # a struct may hold maps and lists


_PLAIN_TYPES: dict[type, str] = {
    type(None): "<nil>",
    bool: "bool",
    int: "int",
    float: "float64",
    complex: "complex128",
    str: "string",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}
_KINDS: dict[str, str] = {"<nil>": "invalid"}


def type_of(value: object) -> str:
    """Go's name for the value's type, as `%T` prints it (`<nil>` for nil)."""
    plain = _PLAIN_TYPES.get(type(value))
    if plain is not None:
        return plain
    if isinstance(value, Struct):
        return value.type_name
    if isinstance(value, Slice):
        return "[]" + value.elem
    if isinstance(value, Map):
        return "map[string]" + value.elem
    return getattr(value, "go_type", None) or _foreign_type(value)


def _foreign_type(value: object) -> str:
    """The type of what a caller put into the data: subclasses of the plain types count as those."""
    for known, name in ((bool, "bool"), (str, "string"), (int, "int"), (float, "float64")):
        if isinstance(value, known):
            return name
    if isinstance(value, Mapping):
        return "map[string]interface {}"
    if isinstance(value, (list, tuple)):
        return "[]interface {}"
    return "func()" if callable(value) else type(value).__name__


def kind_of(value: object) -> str:
    """Go's `reflect.Kind` of the value: `int`, `string`, `slice`, `map`, `struct`, `ptr`, `invalid` for nil, ..."""
    name = type_of(value)
    if name.startswith("[]"):
        return "slice"
    if name.startswith("map["):
        return "map"
    if name.startswith("*"):
        return "ptr"
    if name.startswith("func("):
        return "func"
    return "struct" if isinstance(value, Struct) else _KINDS.get(name, name)


def truth(value: object) -> bool:
    """Go template truth: false for nil, false, zero and everything empty; a struct is always true."""
    return bool(value)


def is_nil(value: object) -> bool:
    """Whether Go calls it nil: nil itself, a nil map, a nil slice."""
    return value is None or isinstance(value, (NilMap, NilSlice))


SIGNED: dict[str, type[int]] = {"int": int, "int64": Int64, "int32": Int32, "int16": Int16, "int8": Int8}
UNSIGNED: dict[str, type[int]] = {"uint": Uint, "uint64": Uint64, "uint32": Uint32, "uint16": Uint16, "uint8": Uint8}
_BITS: dict[type, int] = {kind: int(name.lstrip("uint") or 64) for name, kind in (SIGNED | UNSIGNED).items()}


def zero(type_name: str) -> object:
    """The zero value of a type; None for those that are nil when zero."""
    if type_name in SIGNED or type_name in UNSIGNED:
        return (SIGNED.get(type_name) or UNSIGNED[type_name])(0)
    return {"string": "", "bool": False, "float64": 0.0}.get(type_name)


def wrap(value: int, kind: type[int] = int) -> int:
    """`value` as the integer type `kind` holds it: the low bits kept, as Go's conversions and overflows do."""
    bits = _BITS[kind]
    value &= (1 << bits) - 1
    if not issubclass(kind, Unsigned) and value >> (bits - 1):
        value -= 1 << bits
    return kind(value)


def to_bytes(text: str) -> bytes:
    """The bytes of a Go string."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: Go has U+FFFD for it
        return "".join("\ufffd" if _no_byte(c) else c for c in text).encode("utf-8", "surrogateescape")


def _no_byte(char: str) -> bool:
    return "\ud800" <= char < "\udc80" or "\udcff" < char <= "\udfff"


def from_bytes(data: bytes) -> str:
    """The Go string with these bytes."""
    return data.decode("utf-8", "surrogateescape")


def normal(text: str) -> str:
    """`text` in the form this module describes, after pieces were joined: two half sequences may have become whole."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return from_bytes(to_bytes(text))
    return text


def printable(text: str) -> str:
    """`text` with U+FFFD for every byte that is not UTF-8, which is how Go's encoders write it."""
    text = normal(text)
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def byte_length(text: str) -> int:
    """Go's `len` of a string: bytes, not characters."""
    return len(text) if text.isascii() else len(to_bytes(text))


def sorted_keys(mapping: Mapping[str, object]) -> list[str]:
    """The keys in the order in which Go prints and ranges over maps."""
    if all(isinstance(key, str) and key.isascii() for key in mapping):
        return sorted(mapping)
    return sorted(mapping, key=lambda key: (type_of(key), to_bytes(key) if isinstance(key, str) else key))
