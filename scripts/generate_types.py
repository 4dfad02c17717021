"""Writes msvc_helm/types/data.py and more.py from Kubernetes' OpenAPI and from CRDs (needs Go and its module proxy).

python scripts/generate_types.py            write the files
python scripts/generate_types.py --check    exit 1, changing nothing, when they are not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from typedata import sources
from typedata.build import Builder
from typedata.stored import MoreBuilder

FOLDER = Path(__file__).resolve().parent.parent / "msvc_helm" / "types"

_HEAD = '''\
"""The types of {what}; made by scripts/generate_types.py, not to be edited. `structs.py` explains the codes.

From {sources}.
"""

# ruff: noqa: E501 (one struct a line)
# fmt: off

from __future__ import annotations

'''


def data(built: Builder) -> str:
    """The file of the children's types."""
    modules = [sources.KUBERNETES, *sorted({m for custom in sources.CUSTOM.values() for m, _ in custom.crds})]
    head = _HEAD.format(what="the children", sources=",\n".join(modules))
    return head + _kinds(built.kinds) + "\n" + _structs(built.structs)


def more(children: Builder, built: MoreBuilder) -> str:
    """The file of what only `diff` and `plan` ask for."""
    structs = {name: fields for name, fields in built.structs.items() if name not in children.structs}
    if changed := [name for name, fields in children.structs.items() if built.structs[name] != fields]:
        raise SystemExit(f"other kinds change the structs of the children: {changed}")
    head = _HEAD.format(what="objects next to the children, and pointers", sources=sources.KUBERNETES)
    kinds = {kind: named for kind, named in built.kinds.items() if kind not in children.kinds}
    lines = [
        head,
        _kinds(kinds),
        "\n",
        _structs(structs),
        "\n# By struct, the fields that are pointers in Go.\n",
        "POINTERS = {\n",
    ]
    lines += [f'    "{name}": "{" ".join(fields)}",\n' for name, fields in built.pointers().items()]
    return "".join([*lines, "}\n"])


def _kinds(kinds: dict[str, tuple[str, str]]) -> str:
    lines = [f'    "{kind}": ("{api}", "{struct}"),\n' for kind, (api, struct) in sorted(kinds.items())]
    return "".join(["KINDS = {\n", *lines, "}\n"])


def _structs(structs: dict[str, str]) -> str:
    return "".join(
        ["STRUCTS = {\n", *(f'    "{name}": "{fields}",\n' for name, fields in sorted(structs.items())), "}\n"]
    )


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    children = Builder().run()
    texts = {"data.py": data(children), "more.py": more(children, MoreBuilder().run())}
    for name, text in texts.items():
        target = FOLDER / name
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        if arguments:
            print(f"{name} is not what scripts/generate_types.py writes today: run it", file=sys.stderr)
            return 1
        target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
