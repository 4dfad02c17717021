"""Write sglang.txt, the flags of `sglang.launch_server`, from the sources of its releases as PyPI has them.

    python scripts/flags/record_sglang.py RELEASE=DIRECTORY...

Each directory is the package `sglang` of that release. Nothing of it is run: a flag is a text that begins with a dash
in a call of `add_argument`, or an annotated field of a class of settings. `name?` takes no value.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from releases import record

TARGET = Path(__file__).with_name("sglang.txt")
FILES = ("srt/server_args.py", "srt/arg_groups/**/*.py")
SWITCHES = ("store_true", "store_false")


def flags(package: Path) -> set[str]:
    """Every flag of a release, without dashes; those without a value with a question mark."""
    paths = {path for pattern in FILES for path in package.glob(pattern)}
    found = {name for path in paths for name in _in_tree(ast.parse(path.read_text(encoding="utf-8")))}
    return {name for name in found if f"{name}?" not in found and name.rstrip("?") != "help"}


def _in_tree(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument":
            mark = "?" if any(_text(keyword.value) in SWITCHES for keyword in node.keywords) else ""
            yield from (f"{name}{mark}" for name in _dashed(node.args))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield from _of_field(node.target.id, node.annotation)


def _of_field(field: str, annotation: ast.expr) -> Iterator[str]:
    """The flags of a field `name: A[type, "help" or Arg(…)]`."""
    if not isinstance(annotation, ast.Subscript) or ast.unparse(annotation.value) not in ("A", "Annotated"):
        return
    parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else []
    if any(isinstance(part, ast.Call) and ast.unparse(part.func) == "Derived" for part in parts):
        return
    said = {key.arg: key.value for part in parts if isinstance(part, ast.Call) for key in part.keywords}
    if _text(said.get("no_cli")) == "True":
        return
    mark = "?" if parts and ast.unparse(parts[0]) == "bool" and "action" not in said and "nargs" not in said else ""
    aliases = said.get("aliases")
    name = _text(said.get("cli_name")).lstrip("-") or field.replace("_", "-")
    yield f"{name}{mark}"
    yield from (f"{alias}{mark}" for alias in (_dashed(aliases.elts) if isinstance(aliases, ast.List) else ()))


def _dashed(nodes: list[ast.expr]) -> Iterator[str]:
    texts = (_text(node) for node in nodes)
    return (text.removeprefix("--") for text in texts if text.startswith("-"))


def _text(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


if __name__ == "__main__":
    sys.exit(record("SGLang", TARGET, "srt", sys.argv[1:], flags))
