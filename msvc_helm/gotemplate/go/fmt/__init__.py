"""Go's fmt: what Sprintf, Sprint and Sprintln make of values.

The modules that do the work are loaded when they are first needed: most templates print nothing but strings.
"""

from __future__ import annotations

from ...registry import Budget
from ...values import normal


def sprintf(template: str, *args: object, budget: Budget | None = None) -> str:
    """Go's fmt.Sprintf, with all its notes about directives and operands that do not fit.

    Raises FunctionError for what has no repeatable text (`%p`), LimitError when the result grows too long.
    """
    from .print import Printer
    from .printf import Scanner

    printer = Printer(budget)
    Scanner(template, args, printer).run()
    return normal("".join(printer.out))


def sprint(*args: object, budget: Budget | None = None) -> str:
    """Go's fmt.Sprint: a space between two operands when neither is a string."""
    from .print import Printer

    printer = Printer(budget)
    after_string = True
    for arg in args:
        is_string = isinstance(arg, str)
        if not is_string and not after_string:
            printer.write(" ")
        printer.operand(arg, "v")
        after_string = is_string
    return normal("".join(printer.out))


def sprintln(*args: object, budget: Budget | None = None) -> str:
    """Go's fmt.Sprintln: spaces between all operands, and a newline."""
    from .print import Printer

    printer = Printer(budget)
    for index, arg in enumerate(args):
        if index:
            printer.write(" ")
        printer.operand(arg, "v")
    return normal("".join(printer.out)) + "\n"


def value_string(value: object, budget: Budget | None = None) -> str:
    """The value as `%v` prints it (`<nil>` for nil)."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]  # mypy does not narrow by `kind`
    if kind is int:
        return str(value)
    from .print import Printer

    printer = Printer(budget)
    printer.operand(value, "v")
    return "".join(printer.out)
