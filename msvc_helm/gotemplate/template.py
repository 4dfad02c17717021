"""A template: parsed once, rendered many times."""

from __future__ import annotations

from collections.abc import Mapping

from .builtins import BUILTINS
from .data import own_data
from .errors import RefusedFunctionError, TemplateExecutionError, TemplateSyntaxError, nearest
from .machine import INVALID, Code, Machine, NodeError
from .parser import Tree, parse
from .registry import Budget, Function, Limits, as_function
from .sprig import NAMES, REFUSED, lookup
from .statements import compile_list
from .values import printable

Functions = Mapping[str, object]  # to a Function or any callable, which `as_function` checks
_SHORT_CIRCUIT = frozenset(("and", "or"))


class Template:
    """Template text that has been parsed.

    `functions` are the caller's own, by name: a `registry.Function`, or any callable, which then takes any values (its
    annotations `str`, `int`, `float` and `bool` are checked like Go's types). They may also be given to `render`. A
    function nobody knows is a TemplateSyntaxError: here when `functions` is given, else when rendering starts.
    """

    def __init__(
        self,
        source: str,
        name: str = "template",
        functions: Functions | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.name = name
        self.source = source
        self.limits = limits or Limits()
        self._functions = dict(functions or {})
        self._unknown: dict[str, int] = {}  # names that only the functions given to render can explain
        self._strict = functions is not None
        self.tree: Tree = parse(source, name, self._check)
        self._program: dict[str, Code] = {}

    def render(
        self,
        data: object = None,
        functions: Functions | None = None,
        limits: Limits | None = None,
    ) -> str:
        """The template's text with this data; every byte that is not UTF-8 becomes U+FFFD.

        `data` is a dict (a missing key prints `<no value>`), a Struct or any object with attributes (an unknown field
        is an error), or another value of `values`; a template that changes a map changes a copy. Raises
        TemplateExecutionError, also when a limit is met.
        """
        return printable(self.execute(data, functions, limits))

    def execute(
        self,
        data: object = None,
        functions: Functions | None = None,
        limits: Limits | None = None,
    ) -> str:
        """Like `render`, but with the bytes kept: the result is a Go string as `values` describes it."""
        return "".join(self.pieces(data, functions, limits)[0])

    def pieces(
        self,
        data: object = None,
        functions: Functions | None = None,
        limits: Limits | None = None,
    ) -> tuple[list[str], list[int]]:
        """What `execute` gives, piece by piece, and which pieces are texts of the data rather than the template's."""
        own = {**self._functions, **(functions or {})}
        for name, position in self._unknown.items():
            if name not in own:
                raise self._undefined(name, position)
        budget = Budget(limits or self.limits)
        machine = self._machine(_Functions(own), budget)
        try:
            return machine.run(INVALID if data is None else own_data(data)), machine.printed
        except NodeError as failure:
            context = str(failure.node)
            raise TemplateExecutionError(
                str(failure),
                name=self.name,
                source=self.source,
                position=failure.node.position,
                length=len(context),
                context=context,
                hint=failure.hint,
            ) from failure.__cause__
        finally:
            budget.close()

    def _machine(self, functions: dict[str, Function], budget: Budget) -> Machine:
        return Machine(self._compiled(), self.name, functions, budget)

    def _compiled(self) -> dict[str, Code]:
        if not self._program:
            self._program = {name: compile_list(body) for name, body in self.tree.definitions.items()}
        return self._program

    def _check(self, name: str, position: int) -> None:
        """The parser asks this of every function name."""
        if name in self._functions or name in BUILTINS or name in NAMES or name in _SHORT_CIRCUIT:
            return
        if name in REFUSED:
            raise RefusedFunctionError(name, REFUSED[name], name=self.name, source=self.source, position=position)
        if self._strict:
            raise self._undefined(name, position)
        self._unknown.setdefault(name, position)

    def _undefined(self, name: str, position: int) -> TemplateSyntaxError:
        return TemplateSyntaxError(
            f'function "{name}" not defined',
            name=self.name,
            source=self.source,
            position=position,
            length=len(name),
            hint=nearest(name, (*self._functions, *BUILTINS, *NAMES)),
        )


class _Functions(dict[str, Function]):
    """The functions of one rendering: the caller's, and the standard ones as they are asked for."""

    def __init__(self, own: Functions) -> None:
        super().__init__((name, as_function(name, function)) for name, function in own.items())

    def __missing__(self, name: str) -> Function:
        function = lookup(name) or BUILTINS[name]  # sprig's win, as in Go
        self[name] = function
        return function
