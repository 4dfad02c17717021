"""Named templates of many files that call each other, as Helm has those of a chart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msvc_helm.gotemplate import Function, FunctionError, Limits, TemplateError, function
from msvc_helm.gotemplate.builtins import BUILTINS
from msvc_helm.gotemplate.machine import INVALID, Code, Machine, NodeError
from msvc_helm.gotemplate.parser import parse
from msvc_helm.gotemplate.registry import Budget
from msvc_helm.gotemplate.sprig import NAMES, lookup
from msvc_helm.gotemplate.statements import compile_list
from tests.helm_engine.functions import FUNCTIONS

ENDLESS = 10**12
LIMITS = Limits(steps=ENDLESS, output=ENDLESS, size=ENDLESS, memory=ENDLESS)
NO_VALUE = "<no value>"  # what Go prints of nothing, and Helm takes out
_KNOWN = frozenset((*BUILTINS, *NAMES, *FUNCTIONS, "and", "or", "include", "tpl"))


class _Functions(dict[str, Function]):
    """The functions of some templates: Helm's, and the others as they are asked for."""

    def __missing__(self, name: str) -> Function:
        found = lookup(name) or BUILTINS[name]
        self[name] = found
        return found


class Templates:
    """The templates of some files, by the names of the files and those that they define. Raises TemplateError.

    Unlike a `gotemplate.Template` they share their data with those that they include: Helm's charts write into it.
    """

    def __init__(self, files: Mapping[str, str], program: Mapping[str, Code] | None = None) -> None:
        self._program = dict(program or {})
        for name, text in files.items():
            self._program.update(_compiled(name, text))
        own = {"include": self.include, "tpl": self.tpl}
        self._functions = _Functions(FUNCTIONS)
        self._functions |= {name: function(name, "string, any")(call) for name, call in own.items()}

    def include(self, name: str, data: object) -> str:
        """What a template prints with this data. Raises FunctionError."""
        if name not in self._program:
            raise FunctionError(f'template: no template "{name}" associated with template "gotpl"')
        machine = Machine(self._program, name, self._functions, Budget(LIMITS))
        try:
            return "".join(machine.run(INVALID if data is None else data))
        except NodeError as error:
            raise FunctionError(f"{name}: {error}") from error

    def tpl(self, text: str, data: object) -> str:
        """What a text prints as a template that knows all others; those that it defines are its own."""
        try:
            inner = Templates({"gotpl": text}, self._program)
        except TemplateError as error:
            raise FunctionError(f'cannot parse template "{text}": {error}') from error
        return inner.include("gotpl", data).replace(NO_VALUE, "")


@lru_cache(maxsize=256)
def _compiled(name: str, text: str) -> dict[str, Code]:
    """The templates of a file. Raises TemplateError."""
    return {each: compile_list(body) for each, body in parse(text, name, _check).definitions.items()}


def _check(name: str, _: int) -> None:
    if name not in _KNOWN:
        raise FunctionError(f'function "{name}" not defined')
