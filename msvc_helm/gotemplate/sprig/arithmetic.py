"""The arithmetic of sprig's functions.go; integers wrap around at 64 bits as Go's do."""

from __future__ import annotations

from ..go.cast import to_float, to_int
from ..registry import FunctionError
from ..values import Int64, wrap
from .table import Table

FUNCTIONS = table = Table()


@table("atoi", "string")
def atoi(text: str) -> int:
    """The decimal number in the text; 0 for what is not a number."""
    from ..go.strconv.atoi import parse_clamped  # which compiles regular expressions

    return parse_clamped(text)


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


@table("mul", "any, ...any")
def mul(first: object, *others: object) -> Int64:
    """The product."""
    result = to_int(first)
    for other in others:
        result = wrap(result * to_int(other))
    return Int64(result)


def _operands(left: object, right: object) -> tuple[int, int]:
    divisor = to_int(right)
    if divisor == 0:
        raise FunctionError("runtime error: integer divide by zero")
    return to_int(left), divisor


def _int64(value: int) -> Int64:
    return Int64(wrap(value))


@table("add1f", "any")
def add1f(value: object) -> float:
    """One more."""
    from ..go import decimal

    return decimal.reduce(decimal.add, to_float(value), [1.0])


@table("addf", "...any")
def addf(*values: object) -> float:
    """The sum, computed in decimals: 0.1 and 0.2 make 0.3."""
    from ..go import decimal

    return decimal.reduce(decimal.add, 0.0, map(to_float, values))


@table("subf", "any, ...any")
def subf(first: object, *others: object) -> float:
    """The first value less the others, computed in decimals."""
    from ..go import decimal

    return decimal.reduce(decimal.sub, to_float(first), map(to_float, others))


@table("divf", "any, ...any")
def divf(first: object, *others: object) -> float:
    """The first value divided by the others, computed with 16 decimals."""
    from ..go import decimal

    return decimal.reduce(decimal.div, to_float(first), map(to_float, others))


@table("mulf", "any, ...any")
def mulf(first: object, *others: object) -> float:
    """The product, computed in decimals."""
    from ..go import decimal

    return decimal.reduce(decimal.mul, to_float(first), map(to_float, others))
