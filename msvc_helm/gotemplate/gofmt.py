"""Go's fmt: what Sprintf, Sprint and Sprintln make of values."""

from __future__ import annotations

from .registry import Budget


def sprintf(template: str, *args: object, budget: Budget | None = None) -> str:
    """Go's fmt.Sprintf."""
    raise NotImplementedError


def sprint(*args: object, budget: Budget | None = None) -> str:
    """Go's fmt.Sprint: a space between two operands when neither is a string."""
    raise NotImplementedError


def sprintln(*args: object, budget: Budget | None = None) -> str:
    """Go's fmt.Sprintln: spaces between all operands, and a newline."""
    raise NotImplementedError


def value_string(value: object, budget: Budget | None = None) -> str:
    """The value as `%v` prints it (`<nil>` for nil)."""
    raise NotImplementedError
