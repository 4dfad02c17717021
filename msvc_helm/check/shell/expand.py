"""What stands for a word's variables and sums, and the words that it becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msvc_helm.check.shell.arithmetic import calculate
from msvc_helm.check.shell.braces import braced
from msvc_helm.check.shell.changes import changed, sliced
from msvc_helm.check.shell.parts import Array, Letters, Part, Sum, Value, Word
from msvc_helm.check.variables import ROOM
from msvc_helm.typed import TypeAlias

Held: TypeAlias = "str | list[str]"  # what a variable holds; a list is an array
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


class Scope:
    """The variables of a script and its arguments (`$0` first), and how much may still stand for variables.

    A few lines of `X=$X$X` would otherwise make more text than any machine holds.
    """

    def __init__(self, variables: dict[str, Held], arguments: Sequence[str], room: list[int] | None = None) -> None:
        self.variables = variables
        self.arguments = list(arguments)
        self.room = [ROOM] if room is None else room

    def copy(self) -> Scope:
        """The same, to go another way with."""
        held = {name: list(value) if isinstance(value, list) else value for name, value in self.variables.items()}
        return Scope(held, self.arguments, self.room)

    def spend(self, value: str, otherwise: str) -> str:
        """The value where there is room for it."""
        if len(value) > self.room[0]:
            return otherwise
        self.room[0] -= len(value)
        return value

    def _spent(self, values: list[str] | None, otherwise: str) -> list[str]:
        """The values where they are known and there is room for them."""
        if values is None or len(values) > self.room[0]:
            return [otherwise]
        size = len(values) + sum(map(len, values))
        if size > self.room[0]:
            return [otherwise]
        self.room[0] -= size
        return values

    def set(self, name: str, held: Held, *, index: str = "", add: bool = False) -> None:
        """Give a variable a value, an array or an entry of one."""
        before = self.variables.get(name)
        if isinstance(held, list):
            self.variables[name] = [*before, *held] if add and isinstance(before, list) else held
        elif index or isinstance(before, list):
            items = list(before) if isinstance(before, list) else [before] if before else []
            at = calculate(index or "0")
            if at is None or not 0 <= at < 1_000:
                self.variables[name] = f"${name}"
                return
            items += [""] * (at + 1 - len(items))
            items[at] = items[at] + held if add else held
            self.variables[name] = items
        elif add:
            self.variables[name] = (before if isinstance(before, str) else "") + held
        else:
            self.variables[name] = held

    def words(self, words: Sequence[Word]) -> list[str]:
        """The words that words become."""
        return [text for word in words for each in braced(word) for text in self._split(each)]

    def text(self, word: Word) -> str:
        """The text of a word that is not split: that of an assignment or a file's name."""
        return "".join(text for part in word.parts for text in (" ".join(self._values(part)),))

    def _split(self, word: Word) -> list[str]:
        fields: list[list[str]] = [[]]
        there = False  # whether the last field is a word though it has no text
        for part in word.parts:
            values = self._values(part)
            if _is_list(part):
                for at, value in enumerate(values):
                    if at:
                        fields.append([])
                    fields[-1].append(value)
                there = there or bool(values)
                continue
            value = values[0] if values else ""
            if isinstance(part, (Letters, Array)) or part.quoted or "$" in value:
                fields[-1].append(value)
                there = there or bool(value) or (not isinstance(part, Array) and part.quoted)
                continue
            pieces = value.split()
            if pieces and value[0].isspace() and there:
                fields.append([])
            for at, piece in enumerate(pieces):
                if at:
                    fields.append([])
                fields[-1].append(piece)
                there = True
            if pieces and value[-1].isspace():
                fields.append([])
                there = False
        if not there and not any(fields[-1]):
            fields.pop()
        return [pieces[0] if len(pieces) == 1 else "".join(pieces) for pieces in fields]

    # -- values ------------------------------------------------------------------------------------------------------

    def _values(self, part: Part) -> list[str]:
        """What stands for a part: one text, or those of an array."""
        if isinstance(part, Letters):
            return [part.text]
        if isinstance(part, Sum):
            return [self.sum(part)]
        if isinstance(part, Value):
            return self._of_value(part)
        return [getattr(part, "source", "")]

    def sum(self, part: Sum) -> str:
        """A sum's value in digits, as it is written when it is not known."""
        value = self.calculate(Word(part.parts, ""))  # type: ignore[arg-type] # its parts are parts
        return part.source if value is None else str(value)

    def calculate(self, word: Word) -> int | None:
        """The value of what is between `((` and `))`."""
        text = self.text(word)
        return calculate(_VARIABLE.sub(lambda found: self._number(found[0]), text))

    def _number(self, name: str) -> str:
        held = self.variables.get(name, "$")
        return self.spend(held, "$") or "0" if isinstance(held, str) else "$"

    def _of_value(self, part: Value) -> list[str]:
        name, many = part.name, part.subscript in ("@", "*")
        if name in ("@", "*"):
            held: list[str] | None = self.arguments[1:]
            if part.how == ":":
                held = sliced(self.arguments, self._operand(part), self.arguments[1:])
            elif part.how == "length":
                return [str(len(self.arguments[1:]))]
            elif not held and part.how.endswith(("-", "+")):
                return [self._operand(part)] if part.how.endswith("-") else []
            elif held and part.how.endswith("+"):
                return [self._operand(part)]
            return self._spent(held, part.source)
        if many:
            array = self.variables.get(name)
            if array is None and part.how.endswith("-"):
                return [self._operand(part)]
            if array is None and part.how.endswith("+"):
                return []
            items = array if isinstance(array, list) else [array] if array is not None else None
            if part.how == "length":
                return [str(len(items or ()))]
            if part.how.endswith("+") and items:
                return [value for value in items if part.quoted or value] if part.operand else []
            return self._spent(items, part.source)
        return [self._single(part)]

    def _single(self, part: Value) -> str:
        value, how = self._held(part), part.how
        if how in ("-", ":-", "=", ":=", "+", ":+", "?", ":?"):
            missing = value is None or (not value and how[0] == ":")
            if how[-1] == "+":
                return "" if missing else self._operand(part)
            if missing and how[-1] == "?":
                return part.source
            if missing:
                value = self._operand(part)
                if how[-1] == "=":
                    self.variables[part.name] = value
                return value
        if value is None:
            return part.source
        if how and how[-1] not in "-=+?":
            other = None if "$" in value else changed(value, how, self._operand(part))
            return part.source if other is None else self.spend(other, part.source)
        return value if self.spend(value, "\0") == value else part.source

    def _held(self, part: Value) -> str | None:
        if part.name.isdigit():
            return self.arguments[int(part.name)] if int(part.name) < len(self.arguments) else None
        if part.name == "#":
            return str(max(len(self.arguments) - 1, 0))
        held = self.variables.get(part.name)
        if isinstance(held, list):
            at = calculate(part.subscript or "0")
            return held[at] if at is not None and -len(held) <= at < len(held) else None
        return held

    def _operand(self, part: Value) -> str:
        return self.text(Word(part.operand, ""))  # type: ignore[arg-type] # its parts are parts


def _is_list(part: Part) -> bool:
    """Whether a part stands for several words."""
    return isinstance(part, Value) and "@" in (part.name, part.subscript) and part.how != "length"
