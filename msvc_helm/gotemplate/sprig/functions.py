"""What sprig's functions.go makes of other packages' functions; lengths and positions count bytes, as in Go."""

from __future__ import annotations

from ..go import path, strings
from ..registry import Budget, FunctionError
from ..values import Slice, from_bytes, normal, to_bytes
from .table import Table

FUNCTIONS = table = Table()


@table("hello")
def hello() -> str:
    """A greeting."""
    return "Hello!"


@table("trim", "string")
def trim(text: str) -> str:
    """Without white space at both ends."""
    return strings.trim_space(text)


table("upper", "string", slow=True)(strings.to_upper)
table("lower", "string", slow=True)(strings.to_lower)
table("title", "string", slow=True)(strings.title)


@table("repeat", "int, string", budget=True)
def repeat(budget: Budget, count: int, text: str) -> str:
    """The text `count` times."""
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    budget.text(count * len(text))
    return normal(text * count)


@table("trimAll trimall", "string, string", slow=True)
def trim_all(chars: str, text: str) -> str:
    """Without any of the characters `chars` at both ends; every broken byte counts as U+FFFD."""
    return strings.trim(text, chars)


@table("trimSuffix", "string, string")
def trim_suffix(suffix: str, text: str) -> str:
    """Without `suffix`, if the text ends with it."""
    return text.removesuffix(suffix) if text.isascii() else from_bytes(to_bytes(text).removesuffix(to_bytes(suffix)))


@table("trimPrefix", "string, string")
def trim_prefix(prefix: str, text: str) -> str:
    """Without `prefix`, if the text starts with it."""
    return text.removeprefix(prefix) if text.isascii() else from_bytes(to_bytes(text).removeprefix(to_bytes(prefix)))


@table("nospace", "string", slow=True)
def nospace(text: str) -> str:
    """Without white space."""
    from ..go import goutils

    return goutils.delete_white_space(text)


@table("swapcase", "string", slow=True)
def swapcase(text: str) -> str:
    """Upper case becomes lower; lower case becomes title case at the start of a word, else upper."""
    from ..go import goutils

    return goutils.swap_case(text)


@table("snakecase", "string", slow=True)
def snakecase(text: str) -> str:
    """`FirstName` -> `first_name`."""
    from ..go import xstrings

    return xstrings.to_snake_case(text)


@table("camelcase", "string", slow=True)
def camelcase(text: str) -> str:
    """`first_name` -> `FirstName`."""
    from ..go import xstrings

    return xstrings.to_pascal_case(text)


@table("kebabcase", "string", slow=True)
def kebabcase(text: str) -> str:
    """`FirstName` -> `first-name`."""
    from ..go import xstrings

    return xstrings.to_kebab_case(text)


@table("wrap", "int, string", budget=True, slow=True)
def wrap_text(budget: Budget, width: int, text: str) -> str:
    """Lines of at most `width` bytes, broken at blanks; longer words stay whole."""
    from ..go import goutils

    return goutils.wrap(budget, text, width, "\n", break_words=False)


@table("wrapWith", "int, string, string", budget=True, slow=True)
def wrap_with(budget: Budget, width: int, separator: str, text: str) -> str:
    """Like `wrap`, with a separator of one's own (a newline if empty), and longer words are broken."""
    from ..go import goutils

    return goutils.wrap(budget, text, width, separator or "\n", break_words=True)


@table("contains", "string, string")
def contains(part: str, text: str) -> bool:
    """Whether `part` occurs in the text."""
    return part in text if text.isascii() else to_bytes(part) in to_bytes(text)


@table("hasPrefix", "string, string")
def has_prefix(prefix: str, text: str) -> bool:
    """Whether the text starts with `prefix`."""
    return text.startswith(prefix) if text.isascii() else to_bytes(text).startswith(to_bytes(prefix))


@table("hasSuffix", "string, string")
def has_suffix(suffix: str, text: str) -> bool:
    """Whether the text ends with `suffix`."""
    return text.endswith(suffix) if text.isascii() else to_bytes(text).endswith(to_bytes(suffix))


@table("splitList", "string, string", budget=True)
def split_list(budget: Budget, separator: str, text: str) -> Slice:
    """The parts of the text between separators; an empty separator gives its characters."""
    return Slice(strings.split_n(budget, text, separator, -1), "string")


@table("deepEqual", "any, any", budget=True)
def equal(budget: Budget, left: object, right: object) -> bool:
    """Whether type and content of both are the same."""
    from ..go.reflect import deep_equal

    return deep_equal(left, right, budget)


table("base osBase", "string")(path.base)
table("clean osClean", "string", slow=True)(path.clean)
table("dir osDir", "string", slow=True)(path.go_dir)
table("ext osExt", "string")(path.ext)
table("isAbs osIsAbs", "string")(path.is_abs)


@table("fail", "string")
def fail(message: str) -> str:
    """Ends the rendering with the message."""
    raise FunctionError(message)
