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


def main(arguments: list[str]) -> int:
    """Write the file; the exit status."""
    releases = [argument.partition("=")[::2] for argument in arguments]
    if not releases or not all(Path(directory, "srt").is_dir() for _, directory in releases):
        print(__doc__, file=sys.stderr)
        return 2
    releases.sort(key=lambda pair: tuple(map(int, pair[0].split("."))))
    by_release = {release: flags(Path(directory)) for release, directory in releases}
    what = "each flag, with the first and the last that has it where not all do"
    rows = [f"# SGLang {', '.join(by_release)}: {what}\n"]
    names = set().union(*by_release.values())
    for name in sorted(name for name in names if f"{name}?" not in names):
        having = [release for release, of in by_release.items() if name in of or name.rstrip("?") in of]
        everywhere = having[0] == releases[0][0] and having[-1] == releases[-1][0]
        rows.append(f"{name}\n" if everywhere else f"{name} {having[0]} {having[-1]}\n")
    TARGET.write_text("".join(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
