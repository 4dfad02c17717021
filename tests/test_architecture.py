"""The shape that ARCHITECTURE.md draws: imports go downwards only, and the hot path loads nothing it need not."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import REPO
from tests.thorough import ONE_IN_TEN, THOROUGH

PACKAGE = REPO / "msvc_helm"

# From the bottom to the top: a module may import those of lower rows, and of its own name, nothing else of ours.
LAYERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "library": (
        ("typed",),
        ("patterns",),
        ("visible",),
        ("libyaml", "untyped"),
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
        ("post",),
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


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ".".join([*above(path, node.level), *(node.module or "").split(".")]).strip(".")
            whole = [f"{module}.{alias.name}" for alias in node.names] if module == "msvc_helm" else [module]
            yield from ((node.lineno, name) for name in whole)


def above(path: Path, level: int) -> tuple[str, ...]:
    """The package that a relative import of so many dots starts from; nothing for an absolute one."""
    folders = ("msvc_helm", *path.parts[:-1])
    return folders[: len(folders) - level + 1] if level else ()


def ours(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of this package that a file imports; `msvc_helm.__version__` is none of them."""
    for line, name in imported(path):
        head, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if head == "msvc_helm" and target not in ("", "__version__"):
            yield line, target


def test_every_module_has_its_layer() -> None:
    missing = {part(path) for path in FILES} - ROW.keys()
    assert not missing, f"add {missing} to LAYERS and to ARCHITECTURE.md"


def test_a_class_name_means_one_thing() -> None:
    """But for Go's own names, which stand in the packages that Go has them in."""
    named = Counter(
        node.name
        for path in FILES
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, count in named.items() if count > 1} == {"CorruptInputError"}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_go_downwards(path: Path) -> None:
    here = part(path)
    upwards = [f"line {line}: {name}" for line, name in ours(path) if name != here and not ROW[name] < ROW[here]]
    assert not upwards


def at_start(path: Path) -> set[str]:
    """The modules of this package that a file loads when it is loaded itself."""
    found: set[str] = set()
    for node in ast.parse((PACKAGE / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            module = ".".join([*above(path, node.level), *(node.module or "").split(".")]).strip(".")
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def module_of(path: Path) -> str:
    """The name that a file is imported by."""
    return ".".join(("msvc_helm", *path.with_suffix("").parts)).removesuffix(".__init__")


@pytest.mark.parametrize("folder", sorted({path.parts[0] for path in FILES if len(path.parts) > 1}))
def test_no_circle_inside_a_folder(folder: str) -> None:
    inside = {module_of(path): path for path in FILES if path.parts[0] == folder and path.name != "__init__.py"}
    assert inside
    loads = {name: at_start(path) & inside.keys() - {name} for name, path in inside.items()}
    TopologicalSorter(loads).prepare()  # raises CycleError


def test_the_drawing_has_the_layers() -> None:
    text = (REPO / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [layer for layer in reversed(LAYERS) if f"| **{layer}** |" in text] == list(reversed(LAYERS))


@pytest.mark.parametrize("path", [path for path in FILES if part(path) == "gotemplate"], ids=str)
def test_the_template_language_is_a_library_of_its_own(path: Path) -> None:
    assert {name for _, name in ours(path)} <= {"gotemplate"}


def test_only_the_command_line_prints_or_exits() -> None:
    found = []
    for path in FILES:
        if part(path) in ("cli", "post", "report"):
            continue
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name in ("print", "exit", "sys.exit", "sys.stdout.write", "sys.stderr.write"):
                found.append(f"{path}: {name}")
    assert not found


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


@pytest.mark.parametrize("start", [*THOROUGH, *ONE_IN_TEN])
def test_what_is_left_out_of_a_fast_run_is_there(start: str) -> None:
    path, _, function = start.partition("::")
    assert (REPO / path).exists()
    assert f"def {function}" in (REPO / path).read_text(encoding="utf-8") if function else True
