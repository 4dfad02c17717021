"""`typing` for what runs on every `helm upgrade`: importing the real one takes longer than reading a ModelService.

Type checkers see `typing` itself. At run time the names that only annotations use stand for nothing, and NamedTuple is
a plain one (typing's own also compiles a constructor for each class).
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for true, like typing's
if TYPE_CHECKING:
    from typing import Any, BinaryIO, Final, NamedTuple, NoReturn, TypeAlias
else:
    from operator import itemgetter

    Any = BinaryIO = Final = NoReturn = TypeAlias = object

    class NamedTuple(tuple):
        """A tuple whose items have names: the annotated fields of the class, those with a default last."""

        _fields = ()
        _field_defaults: dict[str, object] = {}  # noqa: RUF012 - replaced by each class, changed by none

        def __init_subclass__(cls):
            """Read the fields."""
            cls._fields = cls.__match_args__ = tuple(cls.__annotations__)
            cls._field_defaults = {name: vars(cls)[name] for name in cls._fields if name in vars(cls)}
            for index, name in enumerate(cls._fields):
                setattr(cls, name, property(itemgetter(index)))

        def __new__(cls, *args, **named):
            """A tuple of the fields given by place, by name or by default. Raises TypeError as any constructor does."""
            known, rest = cls._field_defaults | named, cls._fields[len(args) :]
            wrong = [name for name in named if name not in rest] or [name for name in rest if name not in known]
            if wrong or len(args) > len(cls._fields):
                raise TypeError(
                    f"{cls.__name__}: {', '.join(wrong) or f'{len(args)} fields'}: missing, or not asked for"
                )
            return tuple.__new__(cls, (*args, *[known[name] for name in rest]))

        def __getnewargs__(self):
            """What pickle hands to the constructor."""
            return tuple(self)

        def __repr__(self):
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

        def _replace(self, **changed):
            """The same tuple with some fields changed."""
            return type(self)(**dict(zip(self._fields, self, strict=True)) | changed)


__all__ = ["TYPE_CHECKING", "Any", "BinaryIO", "Final", "NamedTuple", "NoReturn", "TypeAlias"]
