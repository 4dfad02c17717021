"""The value of `$((…))`, as far as it is known: whole numbers, without what makes much of little."""

from __future__ import annotations

import ast
import operator
import re

from msvc_helm.typed import Any

LONGEST = 200  # characters of a sum that is worked out
_OCTAL = re.compile(r"(?<![\w.])0\d")


def _divided(left: int, right: int) -> int:
    """C's division, which drops what is behind the point."""
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divided,
    ast.Mod: lambda left, right: left - right * _divided(left, right),
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: lambda value: int(not value),
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def calculate(expression: str) -> int | None:
    """The value of an expression of numbers; None when it is not known."""
    text = expression.strip()
    if len(text) > LONGEST or "$" in text or "//" in text or "**" in text or _OCTAL.search(text):
        return None
    text = re.sub(r"!(?!=)", " not ", text.replace("&&", " and ").replace("||", " or "))
    try:
        return _value(ast.parse(text.strip() or "0", mode="eval").body)
    except (SyntaxError, ArithmeticError, ValueError, KeyError, RecursionError, MemoryError):
        return None


def _value(node: ast.AST) -> int:
    """The value of a node. KeyError for what is not part of a sum of whole numbers."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.BinOp):
        return int(_OPERATORS[type(node.op)](_value(node.left), _value(node.right)))
    if isinstance(node, ast.UnaryOp):
        return int(_OPERATORS[type(node.op)](_value(node.operand)))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return int(_OPERATORS[type(node.ops[0])](_value(node.left), _value(node.comparators[0])))
    if isinstance(node, ast.BoolOp):
        values = [bool(_value(each)) for each in node.values]
        return int(all(values) if isinstance(node.op, ast.And) else any(values))
    raise KeyError(type(node))
