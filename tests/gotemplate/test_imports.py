"""Who imports whom in the library: nothing in a circle, and ports of Go know nothing of sprig."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter

from tests.conftest import REPO

LIBRARY = REPO / "msvc_helm" / "gotemplate"
MODULES = {
    ".".join(path.relative_to(LIBRARY).with_suffix("").parts).removesuffix("__init__").removesuffix("."): path
    for path in LIBRARY.rglob("*.py")
}


def imported(name: str) -> Iterator[str]:
    """The modules of the library that one imports, wherever in it."""
    path = MODULES[name]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.relative_to(LIBRARY).parent.parts
            above = [*folder[: len(folder) - node.level + 1], *(node.module or "").split(".")]
            module = ".".join(filter(None, above))
            for alias in node.names:
                whole = f"{module}.{alias.name}".removeprefix(".")
                yield whole if whole in MODULES else module


@cache
def graph() -> dict[str, set[str]]:
    """What each module of the library imports."""
    return {name: set(imported(name)) for name in MODULES}


def test_no_module_needs_itself() -> None:
    order = [*TopologicalSorter(graph()).static_order()]  # CycleError names the circle
    assert order.index("go.objects") < order.index("sprig.list") < order.index("")


def test_ports_of_go_know_nothing_of_sprig() -> None:
    assert "sprig.table" in graph()["sprig.dict"]
    assert not {name for name, needs in graph().items() if name.startswith("go") and any(map(of_sprig, needs))}


def of_sprig(name: str) -> bool:
    return name.startswith("sprig")
