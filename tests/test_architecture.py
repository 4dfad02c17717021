"""The shape that ARCHITECTURE.md draws: imports go downwards only, and the hot path loads nothing it need not."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import REPO
from tests.thorough import THOROUGH

PACKAGE = REPO / "msvc_helm"

# From the bottom to the top: a module may import those of lower rows, and of its own name, nothing else of ours.
LAYERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "library": (
        ("typed",),
        ("patterns",),
        ("visible",),
        ("colour", "libyaml", "untyped"),
        ("suggest",),
        ("errors",),
        ("report",),
        ("goyaml", "gotemplate"),
        ("managed_files", "read", "spool", "write"),
        ("excerpt", "plugin", "bundled"),
        ("programs",),
    ),
    "Kubernetes": (("types",), ("validation",)),
    "API": (("api",),),
    "expansion": (
        ("merge",),
        ("patch",),
        ("resources",),
        ("immutable", "recognise", "variables"),
        ("conventions",),
        ("decode", "shapes"),
        ("baseconfig",),
        ("configmap",),
        ("bases", "expand", "starters"),
        ("presets",),
        ("layers",),
        ("conflicts",),
        ("check",),
    ),
    "ways in": (
        ("options",),
        ("request",),
        ("carrier", "values"),
        ("pipeline",),
        ("inputs", "formats", "findings", "stream"),
        ("convert", "krm", "parallel"),
    ),
    "commands": (
        ("diff", "explain", "graph", "importer", "lint", "schema"),
        ("chart", "flux", "generate", "plan", "scaffold"),
        ("adopt", "status", "verify"),
        ("cli",),
        ("argo_cd", "post"),
        ("__main__",),
    ),
}
ROWS = [row for rows in LAYERS.values() for row in rows]
ROW = {name: number for number, names in enumerate(ROWS) for name in names}
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")

SAMPLE = REPO / "samples" / "sim"
SLOW = ("jinja2", "jsonschema", "asyncio", "importlib.metadata", "multiprocessing", "decimal")
# What a user waits for: the post-renderer on every `helm upgrade`, generate in every pipeline.
HOT_PATH = {
    "msvc_helm.post": ([], ("click", "argparse", "difflib", "typing", "weakref", *SLOW)),
    "msvc_helm": (["generate", "-m", f"{SAMPLE}/modelservice.yaml", "-b", f"{SAMPLE}/baseconfig.yaml"], SLOW),
}


def part(path: Path) -> str:
    """The name in LAYERS that a file belongs to."""
    return path.parts[0].removesuffix(".py")


class Source(NamedTuple):
    """What the tests below look at in one file."""

    imports: list[tuple[int, str]]
    """Every module that it imports, wherever in it, with the line."""
    at_start: set[str]
    """The modules of this package that it loads when it is loaded itself."""
    classes: list[str]
    calls: set[str]


@cache
def source(path: Path) -> Source:
    """A file, parsed once for all tests."""
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    return Source(
        [found for node in nodes for found in imported(path, node)],
        {name for node in tree.body for name in loaded(path, node)},
        [node.name for node in nodes if isinstance(node, ast.ClassDef)],
        {dotted(node.func) for node in nodes if isinstance(node, ast.Call)},
    )


def dotted(node: ast.expr) -> str:
    """`sys.stdout.write` of the expression that it is; empty for any other expression."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imported(path: Path, node: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module that a statement of a file imports, with the line."""
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = module_named(path, node)
        whole = [f"{module}.{alias.name}" for alias in node.names] if module == "msvc_helm" else [module]
        yield from ((node.lineno, name) for name in whole)


def module_named(path: Path, node: ast.ImportFrom) -> str:
    """The whole name of the module that `from … import` names."""
    return ".".join([*above(path, node.level), *(node.module or "").split(".")]).strip(".")


def above(path: Path, level: int) -> tuple[str, ...]:
    """The package that a relative import of so many dots starts from; nothing for an absolute one."""
    folders = ("msvc_helm", *path.parts[:-1])
    return folders[: len(folders) - level + 1] if level else ()


def ours(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of this package that a file imports; `msvc_helm.__version__` is none of them."""
    for line, name in source(path).imports:
        head, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if head == "msvc_helm" and target not in ("", "__version__"):
            yield line, target


def test_every_module_has_its_layer() -> None:
    missing = {part(path) for path in FILES} - ROW.keys()
    assert not missing, f"add {missing} to LAYERS and to ARCHITECTURE.md"


def test_a_class_name_means_one_thing() -> None:
    """But for Go's own names, which stand in the packages that Go has them in."""
    named = Counter(name for path in FILES for name in source(path).classes if not name.startswith("_"))
    assert {name for name, count in named.items() if count > 1} == {"CorruptInputError"}


def test_imports_go_downwards() -> None:
    upwards = [
        f"{path}:{line}: {name}"
        for path in FILES
        for line, name in ours(path)
        if name != part(path) and not ROW[name] < ROW[part(path)]
    ]
    assert not upwards


def loaded(path: Path, node: ast.stmt) -> set[str]:
    """The modules that a statement loads which is run when its file is loaded."""
    if isinstance(node, ast.ImportFrom):
        module = module_named(path, node)
        return {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()


def module_of(path: Path) -> str:
    """The name that a file is imported by."""
    return ".".join(("msvc_helm", *path.with_suffix("").parts)).removesuffix(".__init__")


@pytest.mark.parametrize("folder", sorted({path.parts[0] for path in FILES if len(path.parts) > 1}))
def test_no_circle_inside_a_folder(folder: str) -> None:
    inside = {module_of(path): path for path in FILES if path.parts[0] == folder and path.name != "__init__.py"}
    assert inside
    loads = {name: source(path).at_start & inside.keys() - {name} for name, path in inside.items()}
    TopologicalSorter(loads).prepare()  # raises CycleError


def test_the_drawing_has_the_layers() -> None:
    text = (REPO / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [layer for layer in reversed(LAYERS) if f"| **{layer}** |" in text] == list(reversed(LAYERS))


def test_the_template_language_is_a_library_of_its_own() -> None:
    files = [path for path in FILES if part(path) == "gotemplate"]
    assert len(files) > 50
    foreign = [f"{path}:{line}: {name}" for path in files for line, name in ours(path) if name != "gotemplate"]
    assert not foreign


def test_only_the_command_line_prints_or_exits() -> None:
    printing = {"print", "exit", "sys.exit", "sys.stdout.write", "sys.stderr.write"}
    files = [path for path in FILES if part(path) not in ("cli", "post", "report")]
    assert not [f"{path}: {name}" for path in files for name in source(path).calls & printing]


@pytest.mark.parametrize("module", HOT_PATH)
def test_the_hot_path_loads_nothing_slow(module: str) -> None:
    arguments, unwanted = HOT_PATH[module]
    stream = b"---\n".join((SAMPLE / f"{name}.yaml").read_bytes() for name in ("baseconfig", "modelservice"))
    command = [sys.executable, "-X", "importtime", "-m", module, *arguments]
    done = subprocess.run(command, input=stream, capture_output=True, check=True)
    loaded = {line.rpartition(b"|")[2].strip().decode() for line in done.stderr.splitlines()}
    assert b"kind: Deployment" in done.stdout, "the path under test was not taken at all"
    assert "msvc_helm.expand" in loaded
    assert not {name for name in loaded if name.startswith(unwanted)}


def test_the_drawing_names_every_part() -> None:
    text = (REPO / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for name in ROW:
        if (PACKAGE / name).is_dir():
            assert f"`{name}/`" in text, f"{name}/ is not in the file table"
        elif (PACKAGE / f"{name}.py").exists():
            assert f"`{name}.py`" in text, f"{name}.py is not in the file table"


def test_what_is_left_out_of_a_fast_run_is_there() -> None:
    def there(start: str) -> bool:
        path, _, function = start.partition("::")
        where = REPO / path
        return where.exists() and (not function or f"def {function}(" in where.read_text(encoding="utf-8"))

    assert not [start for start in THOROUGH if not there(start)]
