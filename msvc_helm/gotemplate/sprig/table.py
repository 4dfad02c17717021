"""How a module of sprig declares its functions, and what every call of one costs."""

from __future__ import annotations

from collections.abc import Callable

from ..registry import Budget, Function, FunctionError, function

# Sizes up to these cost nothing beyond the call itself, which the evaluator counts.
_FREE_CHARS = 256
_FREE_ITEMS = 32
_CHARS_PER_STEP = 256  # where Python's own C code does the work
_CHARS_PER_SLOW_STEP = 2  # where it is done character by character
_LONGEST_MESSAGE = 2_000

TYPE_CHECKING = False  # importing typing costs as much as everything else here
if TYPE_CHECKING:
    from typing import TypeVar

    _Call = TypeVar("_Call", bound=Callable[..., object])


class Table(dict[str, Function]):
    """The functions of one module by name, filled by decorating them: `@table("trunc", "int, string")`.

    Names are separated by blanks; parameters are as in `registry.function`. A call costs steps in proportion to the
    size of its arguments, so that no cheap-looking loop does much work. What the call made costs memory, unless the
    function is declared `passes` (it hands an argument or a part of one back) or `budget` (it gets the Budget as first
    argument and counts for itself, before it builds anything much larger than its arguments). `slow` ones take every
    character of their arguments in hand.
    """

    def __call__(
        self, names: str, params: str = "", *, budget: bool = False, passes: bool = False, slow: bool = False
    ) -> Callable[[_Call], _Call]:
        """Decorator that enters the function under each of `names` and leaves it as it is."""

        def enter(call: _Call) -> _Call:
            charged = _charged(call, budget, passes, _CHARS_PER_SLOW_STEP if slow else _CHARS_PER_STEP)
            for name in names.split():
                self[name] = function(name, params, budget=True)(charged)
            return call

        return enter


def _charged(call: Callable[..., object], budgeted: bool, passes: bool, pace: int) -> Callable[..., object]:
    def run(budget: Budget, *args: object) -> object:
        for arg in args:
            _charge_argument(budget, arg, pace)
        try:
            result = call(budget, *args) if budgeted else call(*args)
        except FunctionError as error:
            raise _shortened(error) from error.__cause__
        if not (budgeted or passes):
            charge(budget, result)
        return result

    return run


def _shortened(error: FunctionError) -> FunctionError:
    """The error, in which a long argument is not quoted at full length."""
    message = str(error)
    return error if len(message) <= _LONGEST_MESSAGE else FunctionError(message[:_LONGEST_MESSAGE] + "…")


def _charge_argument(budget: Budget, arg: object, pace: int) -> None:
    if isinstance(arg, str):
        if len(arg) > _FREE_CHARS or pace == _CHARS_PER_SLOW_STEP:  # there even short ones add up
            budget.step(len(arg) // pace)
    elif isinstance(arg, (list, dict)) and len(arg) > _FREE_ITEMS:
        budget.step(len(arg) // _FREE_ITEMS)


def charge(budget: Budget, result: object) -> None:
    """Count a value that a function made; raises LimitError when it is too much."""
    if isinstance(result, str):
        if len(result) > _FREE_CHARS:
            budget.text(len(result))
    elif isinstance(result, (list, dict)) and len(result) > _FREE_ITEMS:
        budget.items(len(result))
