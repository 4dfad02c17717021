"""The Go objects that functions return and templates call methods on: versions and times."""

from __future__ import annotations

from collections.abc import Mapping

from ..registry import Function
from ..values import Struct

NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference"


class Host(Struct):
    """A Go value with unexported content: its `fields` are its methods, made when a template asks for one."""

    __slots__ = ()

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    @property
    def fields(self) -> Mapping[str, object]:  # type: ignore[override]
        """The methods by name."""
        return self.methods()

    @property
    def text(self) -> str:  # type: ignore[override]
        """What the String method returns."""
        return self.string()

    def methods(self) -> dict[str, Function]:
        """The methods by name."""
        raise NotImplementedError

    def string(self) -> str:
        """What the String method returns."""
        raise NotImplementedError

    def content(self) -> object:
        """What two such values must have in common to be deeply equal."""
        raise NotImplementedError

    def json(self) -> object:
        """What the value is in JSON."""
        return self.string()

    def copied(self) -> Host:
        """What sprig's deepCopy makes of it."""
        return self
