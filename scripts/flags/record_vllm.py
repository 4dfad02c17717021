"""Write vllm.txt, the flags of `vllm serve`, from the sources of its releases as PyPI has them.

    python scripts/flags/record_vllm.py RELEASE=DIRECTORY...

Each directory is the package `vllm` of that release. Nothing of it is run: a flag is a text that begins with a dash
in a call of `add_argument`, or a field of a class of front-end arguments.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from releases import record

TARGET = Path(__file__).with_name("vllm.txt")
FILES = ("engine/arg_utils.py", "entrypoints/**/cli_args.py", "entrypoints/cli/serve.py")


def flags(package: Path) -> set[str]:
    """Every flag of a release, without dashes; those with one dash as `-tp`."""
    found: set[str] = set()
    for pattern in FILES:
        for path in sorted(package.glob(pattern)):
            found |= set(_in_tree(ast.parse(path.read_text(encoding="utf-8"))))
    return {name for name in found if name not in ("help", "-h")}


def _in_tree(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and str(argument.value).startswith("-"):
                    yield str(argument.value).removeprefix("--")
        elif isinstance(node, ast.ClassDef) and node.name.endswith("FrontendArgs"):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield field.target.id.replace("_", "-")


if __name__ == "__main__":
    sys.exit(record("vLLM", TARGET, "engine", sys.argv[1:], flags))
