"""Write the schemas of the chart and of a ModelService, the values tables of the documentation, and the chart's facts.

With `--check` nothing is written, and the exit code says whether the files are what would be.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from msvc_helm.chart.constants import constants
from msvc_helm.chart.tables import written
from msvc_helm.schema import modelservice_schema, read_crd, text, values_schema, values_tables

REPO = Path(__file__).parent.parent
BEGIN, END = "<!-- begin of generated tables: make schema -->\n", "<!-- end of generated tables -->"
FACTS = "What the chart has in common with msvc-post. Made by make schema: do not edit."
WITH_TABLES = ("charts/modelservice/README.md",)


def generated() -> dict[Path, str]:
    """Every generated file with the text it should have."""
    crd = read_crd()
    values = text(values_schema(crd))
    files = {
        REPO / "charts/modelservice/values.schema.json": values,
        REPO / "charts/modelservice/facts.json": written({"$comment": FACTS, **constants()}),
        REPO / "schemas/values.schema.json": values,
        REPO / "schemas/modelservice.schema.json": text(modelservice_schema(crd)),
    }
    tables = values_tables(values_schema(crd))
    return files | {REPO / name: with_tables((REPO / name).read_text(encoding="utf-8"), tables) for name in WITH_TABLES}


def with_tables(page: str, tables: str) -> str:
    """The page with what is between its two marks replaced."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"expected the marks {BEGIN.strip()} and {END}")
    return f"{before}{BEGIN}\n{tables}\n{end}{after}"


def main() -> int:
    """Writes or checks; the exit code is 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file is stale")
    arguments = parser.parse_args()
    stale = [path for path, now in generated().items() if not path.exists() or path.read_text(encoding="utf-8") != now]
    for path in stale:
        if arguments.check:
            print(f"{path.relative_to(REPO)} is stale: run `make schema`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated()[path], encoding="utf-8")
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
