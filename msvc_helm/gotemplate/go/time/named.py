"""What methods of times return: months, weekdays and durations, numbers that print as a name."""

from __future__ import annotations

from ...registry import Function
from ..objects import Host

NANOS = 1_000_000_000


class Named(Host):
    """A number with a name of its own, such as a month."""

    __slots__ = ("name", "number")

    def __init__(self, type_name: str, number: int, name: str) -> None:
        super().__init__(type_name)
        self.number = number
        self.name = name

    def string(self) -> str:
        """The name."""
        return self.name

    def content(self) -> object:
        """The number."""
        return self.number

    def json(self) -> object:
        """The number."""
        return self.number

    def methods(self) -> dict[str, Function]:
        """String, and for a duration its hours."""
        made = {"String": Function("String", self.string)}
        if self.type_name == "time.Duration":
            made["Hours"] = Function("Hours", lambda: self.number / 3600 / NANOS)
        return made
