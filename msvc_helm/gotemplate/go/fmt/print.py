"""How Go's fmt prints any value with any verb: scalars, lists, maps and structs, nested and typed."""

from __future__ import annotations

from collections.abc import Mapping

from ...registry import Budget, Function, FunctionError, Limits
from ...values import Float32, NilMap, NilSlice, Struct, Unsigned, kind_of, sorted_keys, type_of
from . import format as fmt
from .format import VerbFlags

_BASES = {"d": 10, "v": 10, "b": 2, "o": 8, "O": 8, "x": 16, "X": 16}
_FLOAT_PRECISIONS = {"b": -1, "g": -1, "G": -1, "x": -1, "X": -1, "f": 6, "F": 6, "e": 6, "E": 6, "v": -1}


class Printer:
    """Collects what is printed in `out`; `flags` are those of the directive at hand."""

    def __init__(self, budget: Budget | None) -> None:
        self.budget = budget or Budget(Limits())
        self.out: list[str] = []
        self.length = 0
        self.flags = VerbFlags()
        self.erroring = False  # inside a %!verb(...) note, where String methods are not asked

    def write(self, text: str) -> None:
        """Append text; raises LimitError when all of it together is too long."""
        self.out.append(text)
        self.length += len(text)
        self.budget.fits(self.length)

    def operand(self, value: object, verb: str) -> None:
        """Print one operand of a format string."""
        if value is None:
            if verb in "Tv":
                self.write(fmt.pad(self.flags, "<nil>"))
            else:
                self.bad_verb(None, verb)
        elif verb == "T":
            self.write(fmt.string(self.flags, type_of(value)))
        elif verb == "p":
            self._pointer(value)
        elif verb == "w" and not isinstance(value, (str, int, float, complex)):
            self.bad_verb(value, verb)
        else:
            self.value(value, verb, 0)

    def value(self, value: object, verb: str, depth: int) -> None:
        """Print a value that may be a part of an operand, `depth` levels below it."""
        self.budget.step()
        if isinstance(value, str):
            self._string(value, verb)
        elif isinstance(value, bool):
            self._bool(value, verb)
        elif isinstance(value, int):
            self._integer(value, verb)
        elif isinstance(value, float):
            self._float(value, verb, value)
        elif isinstance(value, complex):
            self._complex(value, verb)
        elif value is None:
            self.write("interface {}(nil)" if self.flags.sharp_v else "<nil>")
        else:
            self.budget.nesting(depth)
            self._compound(value, verb, depth)

    def bad_verb(self, value: object, verb: str) -> None:
        """Go's note that the verb does not suit the value."""
        self.erroring = True
        self.write(f"%!{verb}(")
        if value is None:
            self.write("<nil>")
        else:
            self.write(type_of(value) + "=")
            self.value(value, "v", 0)
        self.write(")")
        self.erroring = False

    def _pointer(self, value: object) -> None:
        if kind_of(value) in ("map", "slice", "ptr", "func"):
            raise FunctionError("%p prints an address, which is another one in every run")
        self.bad_verb(value, "p")

    def _string(self, text: str, verb: str) -> None:
        flags = self.flags
        if verb == "s" or (verb == "v" and not flags.sharp_v):
            self.write(fmt.string(flags, text))
        elif verb in "qv":
            self.write(fmt.quoted(flags, text))
        elif verb in "xX":
            self.write(fmt.hex_bytes(flags, text, upper=verb == "X"))
        else:
            self.bad_verb(text, verb)

    def _bool(self, value: bool, verb: str) -> None:
        if verb in "tv":
            self.write(fmt.pad(self.flags, "true" if value else "false"))
        else:
            self.bad_verb(value, verb)

    def _integer(self, value: int, verb: str) -> None:
        flags = self.flags
        if verb == "v" and flags.sharp_v and isinstance(value, Unsigned):
            flags.sharp = True
            self.write(fmt.integer(flags, value, 16))
            flags.sharp = False
        elif verb in _BASES:
            base = _BASES[verb]
            self.write(fmt.integer(flags, value, base, upper=verb == "X", prefix_o=verb == "O"))
        elif verb == "c":
            self.write(fmt.character(flags, value))
        elif verb == "q":
            self.write(fmt.quoted_character(flags, value))
        elif verb == "U":
            self.write(fmt.unicode_point(flags, value))
        else:
            self.bad_verb(value, verb)

    def _float(self, value: float, verb: str, whole: object) -> None:
        precision = _FLOAT_PRECISIONS.get(verb)
        if precision is None:
            self.bad_verb(whole, verb)
            return
        verb = {"v": "g", "F": "f"}.get(verb, verb)
        bits = 32 if isinstance(value, Float32) else 64
        self.write(fmt.floating(self.flags, value, verb, precision, bits))

    def _complex(self, value: complex, verb: str) -> None:
        if verb not in _FLOAT_PRECISIONS:
            self.bad_verb(value, verb)
            return
        plus = self.flags.plus
        self.write("(")
        self._float(value.real, verb, value)
        self.flags.plus = True
        self._float(value.imag, verb, value)
        self.flags.plus = plus
        self.write("i)")

    def _compound(self, value: object, verb: str, depth: int) -> None:
        if isinstance(value, Struct):
            self._struct(value, verb, depth)
        elif isinstance(value, Mapping):
            self._mapping(value, verb, depth)
        elif isinstance(value, (list, tuple)):
            self._list(value, verb, depth)
        elif kind_of(value) == "func":
            raise FunctionError("a function has no text")
        else:
            self.write(f"?{type_of(value)}?")

    def _list(self, value: list[object] | tuple[object, ...], verb: str, depth: int) -> None:
        sharp = self.flags.sharp_v
        if sharp:
            self.write(type_of(value))
            if isinstance(value, NilSlice):
                self.write("(nil)")
                return
        self.write("{" if sharp else "[")
        for index, item in enumerate(value):
            if index:
                self.write(", " if sharp else " ")
            self.value(item, verb, depth + 1)
        self.write("}" if sharp else "]")

    def _mapping(self, value: Mapping[str, object], verb: str, depth: int) -> None:
        sharp = self.flags.sharp_v
        self.write(type_of(value) if sharp else "map")
        if sharp and isinstance(value, NilMap):
            self.write("(nil)")
            return
        self.write("{" if sharp else "[")
        for index, key in enumerate(sorted_keys(value)):
            if index:
                self.write(", " if sharp else " ")
            self.value(key, verb, depth + 1)
            self.write(":")
            self.value(value[key], verb, depth + 1)
        self.write("}" if sharp else "]")

    def _struct(self, value: Struct, verb: str, depth: int) -> None:
        flags = self.flags
        if value.text is not None and not self.erroring and not flags.sharp_v and verb in "vsxXq":
            self._string(value.text, verb)
            return
        pointer = value.type_name.startswith("*")
        if pointer:
            self.write("&")
        if flags.sharp_v:
            self.write(value.type_name.lstrip("*"))
        self.write("{")
        fields = [item for item in value.fields.items() if not isinstance(item[1], Function)]
        for index, (name, field) in enumerate(fields):
            if index:
                self.write(", " if flags.sharp_v else " ")
            if flags.plus_v or flags.sharp_v:
                self.write(name + ":")
            self.value(field, verb, depth + 1)
        self.write("}")
