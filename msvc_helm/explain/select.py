"""Which object, and which part of it, the words of a command line mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msvc_helm.api.paths import Parts, path_of
from msvc_helm.errors import Problem, UsageError
from msvc_helm.explain.explanation import Explained
from msvc_helm.suggest import some, suggestion

_ENDS = ("", ".", "[")  # what follows a whole name


def select(every: Sequence[Explained], wanted: str) -> tuple[list[Explained], bool]:
    """The objects that `OBJECT[.PATH]` means, with the leaves at or below the path; and whether there is a path.

    OBJECT is `Kind/name`, or the key of a child (`decodeDeployment`). An entry of a list is `[0]`, or `[vllm]` by its
    name. Raises UsageError where there is no such thing.
    """
    name = _object(every, wanted)
    found = [each for each in every if name.lower() in (each.title.lower(), each.key.lower())]
    text = wanted[len(name) :]
    chosen = [each.below(path) for each in found if (path := _resolve(each.obj, text)) is not None]
    if not chosen:
        said = text.removeprefix(".")
        paths = [path_of(leaf.path) for each in found for leaf in each.leaves]
        raise UsageError(Problem(f"{name} has no {said}", hint=suggestion(said, paths)))
    return chosen, bool(text)


def _object(every: Sequence[Explained], wanted: str) -> str:
    """The name of an object that the text begins with, the longest of several."""
    names = sorted({name for each in every for name in (each.title, each.key)}, key=len, reverse=True)
    for name in names:
        if wanted.lower().startswith(name.lower()) and wanted[len(name) : len(name) + 1] in _ENDS:
            return name
    said, titles = wanted.partition(".")[0], [each.title for each in every]
    hint = suggestion(said, [*titles, *(each.key for each in every)]) or f"there are {some(titles)}"
    raise UsageError(Problem(f'there is no object "{said}"', hint=hint))


def _resolve(value: Any, text: str) -> Parts | None:
    """The path that a text such as `.spec.containers[vllm].image` means in a value; None where it means nothing.

    The keys of a map may have dots in them, and then need no quotes.
    """
    if not text:
        return ()
    for part, rest in _steps(value, text):
        if (below := _resolve(value[part], rest)) is not None:
            return (part, *below)
    return None


def _steps(value: Any, text: str) -> Iterator[tuple[str | int, str]]:
    """The entries of a value that a text may begin with, each with the rest of the text."""
    for part, name in _names(value):
        for form in (f".{name}", f"[{name}]", f'["{name}"]'):
            if text.startswith(form) and text[len(form) : len(form) + 1] in _ENDS:
                yield part, text[len(form) :]


def _names(value: Any) -> Iterator[tuple[str | int, str]]:
    """The entries of a map or a list by what they are called."""
    if isinstance(value, dict):
        yield from ((key, key) for key in value)
    elif isinstance(value, list):
        yield from ((index, str(index)) for index in range(len(value)))
        yield from ((index, str(item["name"])) for index, item in enumerate(value) if _is_named(item))


def _is_named(item: Any) -> bool:
    return isinstance(item, dict) and "name" in item
