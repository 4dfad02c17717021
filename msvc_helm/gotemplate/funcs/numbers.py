"""Integers: conversions, arithmetic that wraps around at 64 bits as Go's does, and runs of numbers."""

from __future__ import annotations

from ..go.cast import to_int
from ..go.fmt import value_string
from ..registry import Budget, FunctionError
from ..values import Int64, Slice, wrap
from .table import Table

FUNCTIONS = table = Table()

_HIGHEST = (1 << 63) - 1
_ENDLESS = "the numbers pass the end of the 64-bit range, which in Go never ends"


@table("int", "any")
def as_int(value: object) -> int:
    """The value as an `int`; 0 for what is no number."""
    return to_int(value)


@table("int64", "any")
def as_int64(value: object) -> Int64:
    """The value as an `int64`; 0 for what is no number."""
    return Int64(to_int(value))


@table("atoi", "string")
def atoi(text: str) -> int:
    """The decimal number in the text; 0 for what is no number."""
    from ..go.strconv.atoi import parse_clamped  # which compiles regular expressions

    return parse_clamped(text)


@table("toDecimal", "any", budget=True)
def to_decimal(budget: Budget, value: object) -> Int64:
    """The value's digits read as an octal number; 0 for what is none."""
    text = value_string(value, budget)
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or len(digits) > 256 or digits.strip("01234567"):
        return Int64(0)
    number = int(text, 8)
    return Int64(number if number == wrap(number) else 0)


@table("add1", "any")
def add1(value: object) -> Int64:
    """One more."""
    return _int64(to_int(value) + 1)


@table("add", "...any")
def add(*values: object) -> Int64:
    """The sum."""
    return _int64(sum(map(to_int, values)))


@table("sub", "any, any")
def sub(left: object, right: object) -> Int64:
    """The difference."""
    return _int64(to_int(left) - to_int(right))


@table("mul", "any, ...any")
def mul(first: object, *others: object) -> Int64:
    """The product."""
    result = to_int(first)
    for other in others:
        result = wrap(result * to_int(other))
    return Int64(result)


@table("div", "any, any")
def div(left: object, right: object) -> Int64:
    """The quotient without its fraction."""
    dividend, divisor = _operands(left, right)
    quotient = abs(dividend) // abs(divisor)
    return _int64(quotient if (dividend < 0) == (divisor < 0) else -quotient)


@table("mod", "any, any")
def mod(left: object, right: object) -> Int64:
    """The remainder, with the sign of the dividend."""
    dividend, divisor = _operands(left, right)
    remainder = abs(dividend) % abs(divisor)
    return Int64(remainder if dividend >= 0 else -remainder)


def _operands(left: object, right: object) -> tuple[int, int]:
    divisor = to_int(right)
    if divisor == 0:
        raise FunctionError("runtime error: integer divide by zero")
    return to_int(left), divisor


def _int64(value: int) -> Int64:
    return Int64(wrap(value))


@table("max biggest", "any, ...any")
def highest(first: object, *others: object) -> Int64:
    """The largest of the values as integers."""
    return Int64(max(map(to_int, (first, *others))))


@table("min", "any, ...any")
def lowest(first: object, *others: object) -> Int64:
    """The smallest of the values as integers."""
    return Int64(min(map(to_int, (first, *others))))


@table("until", "int", budget=True)
def until(budget: Budget, count: int) -> Slice:
    """The numbers from 0 to before `count`, which may be negative."""
    return until_step(budget, 0, count, -1 if count < 0 else 1)


@table("untilStep", "int, int, int", budget=True)
def until_step(budget: Budget, start: int, stop: int, step: int) -> Slice:
    """The numbers from `start` to before `stop`; none when the step leads away from it."""
    return Slice(_run(budget, start, stop, step), "int")


@table("seq", "...int", budget=True)
def seq(budget: Budget, *params: int) -> str:
    """Numbers with blanks between, like the shell's seq: `END`, `START END` or `START STEP END`, ends included."""
    if not 1 <= len(params) <= 3:
        return ""
    start, end = params[0] if len(params) > 1 else 1, params[-1]
    direction = -1 if end < start else 1
    step = params[1] if len(params) == 3 else direction
    if len(params) == 3 and direction < 0 < step:
        return ""
    numbers = _run(budget, start, wrap(end + direction), step)
    budget.text(len(numbers) * max(len(str(start)), len(str(end))))
    return " ".join(map(str, numbers))


def _run(budget: Budget, start: int, stop: int, step: int) -> range:
    if step >= 0 if stop < start else step <= 0:
        return range(0)
    numbers = range(start, stop, step)
    size = max(0, -((start - stop) // step))  # len(range) fails where it is over 64 bits
    budget.items(size)
    if size and not -_HIGHEST - 1 <= numbers[-1] + step <= _HIGHEST:
        raise FunctionError(_ENDLESS)
    return numbers
