"""Sprig's numeric.go: conversions, extremes, rounding and runs of numbers; integers have 64 bits."""

from __future__ import annotations

import math

from ..go.cast import to_float, to_int
from ..go.fmt import value_string
from ..registry import Budget, FunctionError
from ..values import Int64, Slice, wrap
from .table import Table

FUNCTIONS = table = Table()


_HIGHEST = (1 << 63) - 1
_ENDLESS = "the numbers pass the end of the 64-bit range, which in Go never ends"


@table("float64", "any")
def as_float(value: object) -> float:
    """The value as a float; 0 for what is not a number."""
    return to_float(value)


@table("int", "any")
def as_int(value: object) -> int:
    """The value as an `int`; 0 for what is not a number."""
    return to_int(value)


@table("int64", "any")
def as_int64(value: object) -> Int64:
    """The value as an `int64`; 0 for what is not a number."""
    return Int64(to_int(value))


@table("max biggest", "any, ...any")
def highest(first: object, *others: object) -> Int64:
    """The largest of the values as integers."""
    return Int64(max(map(to_int, (first, *others))))


@table("maxf", "any, ...any")
def maxf(first: object, *others: object) -> float:
    """The largest of the values as floats."""
    from ..go.math import larger

    result = to_float(first)
    for other in map(to_float, others):
        result = larger(result, other)
    return result


@table("min", "any, ...any")
def lowest(first: object, *others: object) -> Int64:
    """The smallest of the values as integers."""
    return Int64(min(map(to_int, (first, *others))))


@table("minf", "any, ...any")
def minf(first: object, *others: object) -> float:
    """The smallest of the values as floats."""
    return -maxf(-to_float(first), *(-to_float(other) for other in others))


@table("until", "int", budget=True)
def until(budget: Budget, count: int) -> Slice:
    """The numbers from 0 to before `count`, which may be negative."""
    return until_step(budget, 0, count, -1 if count < 0 else 1)


@table("untilStep", "int, int, int", budget=True)
def until_step(budget: Budget, start: int, stop: int, step: int) -> Slice:
    """The numbers from `start` to before `stop`; none when the step leads away from it."""
    return Slice(_run(budget, start, stop, step), "int")


@table("floor", "any")
def floor(value: object) -> float:
    """The next whole number below."""
    number = to_float(value)
    return math.copysign(float(math.floor(number)), number) if math.isfinite(number) else number


@table("ceil", "any")
def ceil(value: object) -> float:
    """The next whole number above."""
    number = to_float(value)
    return math.copysign(float(math.ceil(number)), number) if math.isfinite(number) else number


@table("round", "any, int, ...float64")
def go_round(value: object, places: int, *round_on: float) -> float:
    """The value with so many decimals, rounded up from the fraction `round_on` (0.5) of the last one on."""
    from ..go.math import power_of_ten, quotient

    power = power_of_ten(places)
    digit = power * to_float(value)
    if math.isinf(digit) or math.isnan(digit):
        return quotient(digit, power)
    whole = ceil(digit) if math.modf(digit)[0] >= (round_on[0] if round_on else 0.5) else floor(digit)
    return quotient(whole, power)


@table("toDecimal", "any", budget=True)
def to_decimal(budget: Budget, value: object) -> Int64:
    """The value's digits read as an octal number; 0 for what is none."""
    text = value_string(value, budget)
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or len(digits) > 256 or digits.strip("01234567"):
        return Int64(0)
    number = int(text, 8)
    return Int64(number if number == wrap(number) else 0)


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
