"""Record what Kubernetes' own code says to the documents of `documents.py`: `python -m tests.api.record` (needs Go).

matrix.json has one line for each field, with `.` for accepted and `x` for refused in the order of `VALUES`, the field
left out first. fields.json and documents.json have for each document the paths of what is wrong, or what would be
stored: the value of the field in question (in a list of its own, which is empty where the field is dropped), or the
whole object.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msvc_helm.api.paths import Parts, parts_of, path_of
from tests.api import documents

HERE = Path(__file__).parent
CRD = HERE.parent.parent / "msvc_helm" / "api" / "crd.yaml"
PATH = re.compile(r'unknown field "(?P<unknown>[^"]+)"|(?P<path>(?:apiVersion|kind|metadata|spec)[^ ]*): ')


def ask(texts: Iterable[str], command: Iterable[str] = ("go", "run", ".")) -> list[dict[str, Any]]:
    """The oracle's verdicts on some documents."""
    done = subprocess.run(
        [*command, str(CRD)], input=json.dumps(list(texts)), text=True, stdout=subprocess.PIPE, check=True,
        cwd=HERE / "oracle",
    )  # fmt: skip
    verdicts: list[dict[str, Any]] = json.loads(done.stdout)
    return verdicts


def wrong(verdict: dict[str, Any]) -> list[str]:
    """The paths a verdict complains about; empty where it names none."""
    found = (PATH.match(error) for error in verdict["errors"])
    return sorted({m["unknown"] or m["path"] for m in found if m})


def stored(value: Any, parts: Parts) -> list[Any]:
    """The value at a path of an object, in a list; an empty list where there is none."""
    for part in parts:
        if part not in value if isinstance(part, str) else part >= len(value):
            return []
        value = value[part]
    return [value]


def answer(verdict: dict[str, Any], path: str) -> dict[str, Any]:
    """What is kept of a verdict on a document of fields.yaml, or with no path of documents.yaml."""
    if "errors" in verdict:
        return {"wrong": wrong(verdict)}
    return {"stored": stored(verdict["object"], parts_of(path))}


def main() -> None:
    """Writes all three files."""
    command = sys.argv[1:] or ["go", "run", "."]
    matrix = {path: documents.matrix(path) for path in documents.every_path()}
    verdicts = ask([text for row in matrix.values() for text in row], command)
    marks = iter("x" if "errors" in verdict else "." for verdict in verdicts)
    write("matrix", {path_of(path): "".join(next(marks) for _ in row) for path, row in matrix.items()})
    for name, table in (("fields", documents.fields()), ("documents", documents.texts())):
        answers = ask(table.values(), command)
        paths = [key.split(" = ")[0] if name == "fields" else "" for key in table]
        write(name, dict(zip(table, map(answer, answers, paths), strict=True)))


def write(name: str, content: dict[str, Any]) -> None:
    """One file under cases/, with one case to a line."""
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in content.items())
    (documents.CASES / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
