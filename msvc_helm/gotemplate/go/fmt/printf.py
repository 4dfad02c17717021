"""Reading a format string as Go's fmt does: flags, argument indexes, `*`, and what it says of broken directives."""

from __future__ import annotations

from ...values import type_of
from .format import VerbFlags
from .print import Printer

_LARGEST = 1_000_000  # of a width or precision; Go's limit
_FLAGS = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}


class Scanner:
    """One walk over a format string, writing to `printer`."""

    def __init__(self, template: str, args: tuple[object, ...], printer: Printer) -> None:
        self.template = template
        self.args = args
        self.printer = printer
        self.at = 0
        self.next_arg = 0
        self.reordered = False  # an explicit [n] was seen anywhere
        self.good_index = True  # the [n] of this directive is usable
        self.after_index = False  # the last thing read was an [n]

    def run(self) -> None:
        """Write the whole text."""
        template, end = self.template, len(self.template)
        while self.at < end:
            percent = template.find("%", self.at)
            if percent < 0:
                self.printer.write(template[self.at :])
                break
            if percent > self.at:
                self.printer.write(template[self.at : percent])
            self.at = percent + 1
            self._directive()
        if not self.reordered and self.next_arg < len(self.args):
            self._extra()

    def _directive(self) -> None:
        flags = self.printer.flags = VerbFlags()
        self.good_index = True
        self.after_index = False
        while self.at < len(self.template) and self.template[self.at] in _FLAGS:
            setattr(flags, _FLAGS[self.template[self.at]], True)
            self.at += 1
        self._index()
        self._width(flags)
        if self.template.startswith(".", self.at) and self.at + 1 < len(self.template):
            self._precision(flags)
        if not self.after_index:
            self._index()
        self._verb(flags)

    def _verb(self, flags: VerbFlags) -> None:
        if self.at >= len(self.template):
            self.printer.write("%!(NOVERB)")
            return
        verb = self.template[self.at]
        self.at += 1
        if verb == "%":
            self.printer.write("%")
        elif not self.good_index:
            self.printer.write(f"%!{_shown(verb)}(BADINDEX)")
        elif self.next_arg >= len(self.args):
            self.printer.write(f"%!{_shown(verb)}(MISSING)")
        else:
            if verb in "vw":
                flags.for_v()
            self.printer.operand(self.args[self.next_arg], verb)
            self.next_arg += 1

    def _index(self) -> None:
        """An argument index, `[n]`, if there is one."""
        self.after_index = False
        if not self.template.startswith("[", self.at):
            return
        self.reordered = True
        close = self.template.find("]", self.at)
        if close < 0 or self.at + 2 >= len(self.template):
            self.good_index = False
            self.at += 1
            return
        number, end = self._number(self.at + 1, close)
        self.at = close + 1
        self.after_index = number is not None and end == close
        if self.after_index and number is not None and 1 <= number <= len(self.args):
            self.next_arg = number - 1
        else:
            self.good_index = False

    def _width(self, flags: VerbFlags) -> None:
        if self.template.startswith("*", self.at):
            self.at += 1
            flags.width = self._star("%!(BADWIDTH)")
            if flags.width is not None and flags.width < 0:
                flags.width = -flags.width
                flags.minus, flags.zero = True, False
            self.after_index = False
            return
        flags.width, self.at = self._number(self.at, len(self.template))
        if self.after_index and flags.width is not None:
            self.good_index = False

    def _precision(self, flags: VerbFlags) -> None:
        self.at += 1
        if self.after_index:
            self.good_index = False
        self._index()
        if self.template.startswith("*", self.at):
            self.at += 1
            flags.precision = self._star("%!(BADPREC)", lowest=0)
            self.after_index = False
            return
        number, self.at = self._number(self.at, len(self.template))
        flags.precision = number or 0

    def _star(self, complaint: str, lowest: int = -_LARGEST) -> int | None:
        """The next operand as a width or precision; complains and gives None when it is not a usable integer."""
        value = None
        if self.next_arg < len(self.args):
            value = self.args[self.next_arg]
            self.next_arg += 1
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= _LARGEST:
            return int(value)
        self.printer.write(complaint)
        return None

    def _number(self, start: int, end: int) -> tuple[int | None, int]:
        """The decimal number at `start` and where it ends; one that is absurdly long swallows everything to `end`."""
        at = start
        number = 0
        while at < end and "0" <= self.template[at] <= "9":
            if number > _LARGEST:
                return None, end
            number = number * 10 + int(self.template[at])
            at += 1
        return (number if at > start else None), at

    def _extra(self) -> None:
        """What Go appends when operands are left over."""
        printer = self.printer
        printer.flags = VerbFlags()
        printer.write("%!(EXTRA ")
        for position, arg in enumerate(self.args[self.next_arg :]):
            if position:
                printer.write(", ")
            if arg is None:
                printer.write("<nil>")
            else:
                printer.write(type_of(arg) + "=")
                printer.operand(arg, "v")
        printer.write(")")


def _shown(verb: str) -> str:
    """The verb as Go repeats it: a byte that is not UTF-8 is read as U+FFFD."""
    return "\ufffd" if "\ud800" <= verb <= "\udfff" else verb
