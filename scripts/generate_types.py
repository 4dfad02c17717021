"""Writes msvc_helm/types/data.py from Kubernetes' OpenAPI and the Gateway and GIE CRDs (needs Go and its module proxy).

python scripts/generate_types.py            write the file
python scripts/generate_types.py --check    exit 1, changing nothing, when it is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

from typedata import sources
from typedata.build import Builder

TARGET = Path(__file__).resolve().parent.parent / "msvc_helm" / "types" / "data.py"

_HEAD = '''\
"""The types of the children; made by scripts/generate_types.py, not to be edited. `structs.py` explains the codes.

From {sources}.
"""

# ruff: noqa: E501 (one struct a line)
# fmt: off

from __future__ import annotations

'''


def render() -> str:
    """The whole file."""
    built = Builder().run()
    modules = [sources.KUBERNETES, *sorted({m for custom in sources.CUSTOM.values() for m, _ in custom.crds})]
    lines = [_HEAD.format(sources=",\n".join(modules)), "KINDS = {\n"]
    lines += [f'    "{kind}": ("{api}", "{struct}"),\n' for kind, (api, struct) in sorted(built.kinds.items())]
    lines += ["}\n\n", "STRUCTS = {\n"]
    lines += [f'    "{name}": "{fields}",\n' for name, fields in sorted(built.structs.items())]
    return "".join([*lines, "}\n"])


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    text = render()
    same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
    if arguments and not same:
        print(f"{TARGET.name} is not what scripts/generate_types.py writes today: run it", file=sys.stderr)
        return 1
    if not same:
        TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
