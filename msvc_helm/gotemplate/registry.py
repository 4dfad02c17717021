"""What a template function is: a callable with Go parameter types, and the budget it may spend."""

from __future__ import annotations

from collections.abc import Callable

ALIASES = {
    "any": "interface {}",
    "map": "map[string]interface {}",
    "[]any": "[]interface {}",
    "byte": "uint8",
}

MAX_NESTING = 100  # of a value that is printed, encoded, copied or compared; also keeps Python's own stack shallow


class FunctionError(Exception):
    """What a function cannot do; becomes `error calling NAME: message` at the place of the call."""


class LimitError(FunctionError):
    """A template asked for more work, text or nesting than its limits allow."""


class Limits:
    """The bounds of one rendering; every one of them ends it with a `TemplateExecutionError`.

    steps: commands, values visited and loop turns. output: characters written. depth: templates within templates.
    size: characters of one string a function may make (a list element counts as 8). memory: the sum of all such sizes.
    left: steps that all renderings with these limits may take together, each of which makes it less; None for any.
    """

    __slots__ = ("depth", "left", "memory", "output", "size", "steps")

    def __init__(
        self,
        *,
        steps: int = 300_000,
        output: int = 4_000_000,
        depth: int = 1_000,
        size: int = 1_000_000,
        memory: int = 10_000_000,
        left: int | None = None,
    ) -> None:
        self.steps = steps
        self.output = output
        self.depth = depth
        self.size = size
        self.memory = memory
        self.left = left


class Budget:
    """What one rendering has spent of its limits. Functions declared with `budget=True` get it as first argument."""

    __slots__ = ("_most", "limits", "memory", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = 0
        self.memory = 0
        self._most = limits.steps if limits.left is None else min(limits.steps, limits.left)

    def step(self, count: int = 1) -> None:
        """Count work done (values visited, loop turns); raises LimitError when there was too much."""
        self.steps += count
        if self.steps > self._most:
            if self._most < self.limits.steps:
                raise LimitError("the templates that are rendered together take too many steps")
            raise LimitError(f"the template takes more than {self.limits.steps} steps")

    def close(self) -> None:
        """Take what was spent from what all renderings with these limits have together."""
        if self.limits.left is not None:
            self.limits.left -= self.steps

    def fits(self, length: int) -> None:
        """Raises LimitError when a string under way has grown past what `text` would allow."""
        if length > self.limits.size:
            raise LimitError(f"a result of more than {self.limits.size} characters")

    def nesting(self, depth: int) -> None:
        """Raises LimitError when a value is nested deeper than MAX_NESTING (it may contain itself)."""
        if depth > MAX_NESTING:
            raise LimitError(f"a value is nested more than {MAX_NESTING} levels deep")

    def text(self, length: int) -> None:
        """Count a string of `length` characters *before* it is made; raises LimitError when that is too long."""
        if length > self.limits.size:
            raise LimitError(f"a result of {length} characters is over the limit of {self.limits.size}")
        self.memory += max(length, 0)
        if self.memory > self.limits.memory:
            raise LimitError(f"the template's values take more than {self.limits.memory} characters in all")

    def items(self, count: int) -> None:
        """Count a list or map of `count` elements *before* it is made; raises LimitError when that is too many."""
        if 8 * count > self.limits.size:
            raise LimitError(f"a result of {count} elements is over the limit of {self.limits.size // 8}")
        self.text(8 * count)


class Function:
    """A function a template can call.

    `params` are Go type names as `%T` prints them (`string`, `int`, `float64`, `bool`, `interface {}`,
    `map[string]interface {}`, `[]interface {}`, `[]string`, `*semver.Version`, ...). With `variadic` the last one may
    occur any number of times. The evaluator checks number and types before the call, as Go does, so `call` gets what
    `params` says: None only for `interface {}`, a NilMap or NilSlice for the nil of a map or slice type.
    """

    __slots__ = ("budget", "call", "name", "params", "variadic")
    go_type = "func()"

    def __init__(
        self,
        name: str,
        call: Callable[..., object],
        params: tuple[str, ...] = (),
        variadic: bool = False,
        budget: bool = False,
    ) -> None:
        self.name = name
        self.call = call
        self.params = params
        self.variadic = variadic
        self.budget = budget

    def named(self, name: str) -> Function:
        """The same function under another name."""
        return Function(name, self.call, self.params, self.variadic, self.budget)


def function(name: str, params: str = "", *, budget: bool = False) -> Callable[[Callable[..., object]], Function]:
    """Decorator: `@function("repeat", "int, string", budget=True)`; a last parameter `...any` makes it variadic.

    Short names: `any`, `map` (map[string]interface {}), `[]any`, `byte`. With `budget` the callable's first argument is
    the `Budget`, on which it counts what it makes before it makes it.
    """
    names = [part.strip() for part in params.split(",") if part.strip()]
    variadic = bool(names) and names[-1].startswith("...")
    if variadic:
        names[-1] = names[-1][3:]
    types = tuple(ALIASES.get(part, part) for part in names)
    return lambda call: Function(name, call, types, variadic, budget)


_ANNOTATIONS = {"str": "string", "int": "int", "float": "float64", "bool": "bool"}
_TAKES_REST = 0x04  # CO_VARARGS


def as_function(name: str, call: object) -> Function:
    """Any callable as a Function: its positional parameters without defaults, with their types where annotated.

    One whose parameters cannot be seen (a class, a partial, a builtin) takes any number of any values. Raises TypeError
    for what cannot be called.
    """
    if isinstance(call, Function):
        return call
    if not callable(call):
        raise TypeError(f"the template function {name} is no function but a {type(call).__name__}")
    plain = getattr(call, "__func__", call)
    code = getattr(plain, "__code__", None)
    if code is None:
        return Function(name, call, ("interface {}",), variadic=True)
    optional = len(getattr(plain, "__defaults__", None) or ())
    annotations: dict[str, object] = getattr(plain, "__annotations__", {})
    names = code.co_varnames[plain is not call : code.co_argcount - optional]
    variadic = bool(code.co_flags & _TAKES_REST)
    if variadic:
        names += (code.co_varnames[code.co_argcount + code.co_kwonlyargcount],)
    return Function(name, call, tuple(_go_type(annotations.get(each)) for each in names), variadic)


def _go_type(annotation: object) -> str:
    return _ANNOTATIONS.get(getattr(annotation, "__name__", str(annotation)), "interface {}")
