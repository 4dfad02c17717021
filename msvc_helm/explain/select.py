"""Which object, and which part of it, the words of a command line mean."""

from __future__ import annotations

from collections.abc import Sequence

from msvc_helm.api.paths import Parts, parts_of, path_of
from msvc_helm.errors import Problem, UsageError
from msvc_helm.explain.explanation import Explained
from msvc_helm.suggest import some, suggestion


def select(every: Sequence[Explained], wanted: str) -> tuple[list[Explained], Parts]:
    """The objects that `OBJECT[.PATH]` means, each with the leaves at or below the path; and the path.

    OBJECT is `Kind/name`, or the key of a child (`decodeDeployment`). Raises UsageError where there is none.
    """
    names = sorted({name for each in every for name in (each.title, each.key)}, key=len, reverse=True)
    name = next((name for name in names if _begins(wanted, name)), None)
    if name is None:
        titles = [each.title for each in every]
        said = wanted.partition(".")[0]
        hint = suggestion(said, [*titles, *(each.key for each in every)]) or f"there are {some(titles)}"
        raise UsageError(Problem(f'there is no object "{said}"', hint=hint))
    found = [each for each in every if name.lower() in (each.title.lower(), each.key.lower())]
    path = parts_of(wanted[len(name) :].removeprefix("."))
    chosen = [each.below(path) for each in found]
    if path and not any(each.leaves for each in chosen):
        paths = [path_of(leaf.path) for each in found for leaf in each.leaves]
        raise UsageError(Problem(f"{name} has no {path_of(path)}", hint=suggestion(path_of(path), paths)))
    return [each for each in chosen if each.leaves], path


def _begins(wanted: str, name: str) -> bool:
    return wanted.lower().startswith(name.lower()) and wanted[len(name) : len(name) + 1] in ("", ".", "[")
