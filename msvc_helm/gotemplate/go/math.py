"""Go's package math, where Python's own rounds or raises otherwise."""

from __future__ import annotations

import math


def quotient(left: float, right: float) -> float:
    """`left / right`, also by zero."""
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)


def power_of_ten(places: int) -> float:
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


def larger(left: float, right: float) -> float:
    """Go's Max: an infinity wins over NaN, NaN over numbers, 0 over -0."""
    if math.inf in (left, right):
        return math.inf
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if left == right == 0:
        return right if math.copysign(1, left) < 0 else left
    return max(left, right)
