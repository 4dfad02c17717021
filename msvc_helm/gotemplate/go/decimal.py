"""Shopspring/decimal: sums, products and quotients of floats, computed in decimals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ..registry import FunctionError

_DIVISION_PLACES = 16  # decimals of a quotient, the default of Go's shopspring/decimal

Decimal = tuple[int, int]  # coefficient and decimal exponent
Operation = Callable[[Decimal, Decimal], Decimal]


def reduce(operation: Operation, first: float, others: Iterable[float]) -> float:
    """The operation applied to the first number and each of the others in turn."""
    result = _from_float(first)
    for other in others:
        result = operation(result, _from_float(other))
    return _to_float(result)


def _from_float(value: float) -> Decimal:
    """The decimal with the fewest digits that stands for this float."""
    if not math.isfinite(value):
        name = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
        raise FunctionError(f"Cannot create a Decimal from {name}")
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction), int(exponent or 0) - len(fraction)


def _to_float(value: Decimal) -> float:
    coefficient, exponent = value
    if not coefficient or coefficient.bit_length() * 0.30103 + exponent < -400:
        return 0.0
    if exponent > 400:
        return math.inf if coefficient > 0 else -math.inf
    try:
        return float(coefficient * 10**exponent) if exponent >= 0 else coefficient / 10**-exponent
    except OverflowError:
        return math.inf if coefficient > 0 else -math.inf


def add(left: Decimal, right: Decimal) -> Decimal:
    """The sum."""
    exponent = min(left[1], right[1])
    return left[0] * 10 ** (left[1] - exponent) + right[0] * 10 ** (right[1] - exponent), exponent


def sub(left: Decimal, right: Decimal) -> Decimal:
    """The difference."""
    return add(left, (-right[0], right[1]))


def mul(left: Decimal, right: Decimal) -> Decimal:
    """The product."""
    return left[0] * right[0], left[1] + right[1]


def div(left: Decimal, right: Decimal) -> Decimal:
    """The quotient with 16 decimals, halves away from zero."""
    if right[0] == 0:
        raise FunctionError("decimal division by 0")
    shift = left[1] - right[1] + _DIVISION_PLACES
    dividend, divisor = abs(left[0]) * 10 ** max(shift, 0), abs(right[0]) * 10 ** max(-shift, 0)
    quotient, rest = divmod(dividend, divisor)
    quotient += 2 * rest >= divisor
    return (quotient if (left[0] < 0) == (right[0] < 0) else -quotient), -_DIVISION_PLACES
