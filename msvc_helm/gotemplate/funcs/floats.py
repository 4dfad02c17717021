"""Floats: conversion, decimal arithmetic, rounding."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..go.cast import to_float
from ..registry import FunctionError
from .table import Table

FUNCTIONS = table = Table()

_DIVISION_PLACES = 16  # decimals of a quotient, the default of Go's shopspring/decimal

_Decimal = tuple[int, int]  # coefficient and decimal exponent


@table("float64", "any")
def as_float(value: object) -> float:
    """The value as a float; 0 for what is no number."""
    return to_float(value)


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
    power = _power_of_ten(places)
    digit = power * to_float(value)
    if math.isinf(digit) or math.isnan(digit):
        return _divided(digit, power)
    whole = ceil(digit) if math.modf(digit)[0] >= (round_on[0] if round_on else 0.5) else floor(digit)
    return _divided(whole, power)


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)


def _power_of_ten(places: int) -> float:
    """10 to the power of `places` as Go computes it, in steps that round: not always the nearest float."""
    mantissa, exponent = 1.0, 0
    factor, factor_exponent = math.frexp(10.0)
    count = abs(places)
    while count:
        if abs(factor_exponent) > 1 << 12:  # far past every float
            exponent += factor_exponent
            break
        if count & 1:
            mantissa *= factor
            exponent += factor_exponent
        factor *= factor
        factor_exponent *= 2
        if factor < 0.5:
            factor *= 2
            factor_exponent -= 1
        count >>= 1
    if places < 0:
        mantissa, exponent = 1 / mantissa, -exponent
    try:
        return math.ldexp(mantissa, exponent)
    except OverflowError:
        return math.inf


@table("maxf", "any, ...any")
def maxf(first: object, *others: object) -> float:
    """The largest of the values as floats."""
    result = to_float(first)
    for other in map(to_float, others):
        result = _larger(result, other)
    return result


@table("minf", "any, ...any")
def minf(first: object, *others: object) -> float:
    """The smallest of the values as floats."""
    return -maxf(-to_float(first), *(-to_float(other) for other in others))


def _larger(left: float, right: float) -> float:
    """Go's math.Max: an infinity wins over NaN, NaN over numbers, 0 over -0."""
    if math.inf in (left, right):
        return math.inf
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if left == right == 0:
        return right if math.copysign(1, left) < 0 else left
    return max(left, right)


@table("add1f", "any")
def add1f(value: object) -> float:
    """One more."""
    return _decimal(_add, value, (1,))


@table("addf", "...any")
def addf(*values: object) -> float:
    """The sum, computed in decimals: 0.1 and 0.2 make 0.3."""
    return _decimal(_add, 0.0, values)


@table("subf", "any, ...any")
def subf(first: object, *others: object) -> float:
    """The first value less the others, computed in decimals."""
    return _decimal(lambda left, right: _add(left, (-right[0], right[1])), first, others)


@table("mulf", "any, ...any")
def mulf(first: object, *others: object) -> float:
    """The product, computed in decimals."""
    return _decimal(lambda left, right: (left[0] * right[0], left[1] + right[1]), first, others)


@table("divf", "any, ...any")
def divf(first: object, *others: object) -> float:
    """The first value divided by the others, computed with 16 decimals."""
    return _decimal(_divide, first, others)


def _decimal(operation: Callable[[_Decimal, _Decimal], _Decimal], first: object, others: tuple[object, ...]) -> float:
    result = _from_float(to_float(first))
    for other in others:
        result = operation(result, _from_float(to_float(other)))
    return _to_float(result)


def _from_float(value: float) -> _Decimal:
    """The decimal with the fewest digits that stands for this float."""
    if not math.isfinite(value):
        name = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
        raise FunctionError(f"Cannot create a Decimal from {name}")
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction), int(exponent or 0) - len(fraction)


def _to_float(value: _Decimal) -> float:
    coefficient, exponent = value
    if not coefficient or coefficient.bit_length() * 0.30103 + exponent < -400:
        return 0.0
    if exponent > 400:
        return math.inf if coefficient > 0 else -math.inf
    try:
        return float(coefficient * 10**exponent) if exponent >= 0 else coefficient / 10**-exponent
    except OverflowError:
        return math.inf if coefficient > 0 else -math.inf


def _add(left: _Decimal, right: _Decimal) -> _Decimal:
    exponent = min(left[1], right[1])
    return left[0] * 10 ** (left[1] - exponent) + right[0] * 10 ** (right[1] - exponent), exponent


def _divide(left: _Decimal, right: _Decimal) -> _Decimal:
    """The quotient with 16 decimals, halves away from zero."""
    if right[0] == 0:
        raise FunctionError("decimal division by 0")
    shift = left[1] - right[1] + _DIVISION_PLACES
    dividend, divisor = abs(left[0]) * 10 ** max(shift, 0), abs(right[0]) * 10 ** max(-shift, 0)
    quotient, rest = divmod(dividend, divisor)
    quotient += 2 * rest >= divisor
    return (quotient if (left[0] < 0) == (right[0] < 0) else -quotient), -_DIVISION_PLACES
