"""Reads the recorded cases: what real Go made of documents and of scalars in fields."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parent / "cases"
ERROR = "error"  # the answer where Go refuses the document
_HEADING = re.compile(r"^# (\S+): (.+)\n", re.MULTILINE)


class Document(NamedTuple):
    """A document of a `cases/*.yaml` stream; its heading is `# Kind: name`."""

    file: str
    kind: str
    name: str
    text: str


class Slot(NamedTuple):
    """One scalar in one field."""

    kind: str
    document: str  # with @ where the scalar goes
    at: str
    scalar: str

    @property
    def field(self) -> str:
        """The key of its answers."""
        return f"{self.kind}: {self.document}"

    @property
    def text(self) -> str:
        """The whole document."""
        return self.document.replace("@", self.scalar)


@cache
def documents() -> list[Document]:
    """All documents, in the order of the files."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name != "scalars.yaml":
            _, *parts = _HEADING.split(file.read_text(encoding="utf-8"))
            found += [Document(file.stem, *parts[i : i + 3]) for i in range(0, len(parts), 3)]
    return found


@cache
def slots() -> list[Slot]:
    """Every scalar in every field."""
    table = yaml.safe_load((FOLDER / "scalars.yaml").read_text(encoding="utf-8"))
    return [
        Slot(field["kind"], field["document"], field["at"], scalar)
        for field in table["fields"]
        for scalar in table["scalars"]
    ]


@cache
def answers(file: str) -> Any:
    """What `record.py` wrote for a file of cases."""
    return json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))


def lookup(value: Any, at: str) -> Any:
    """The value at a dotted path, None where there is none."""
    for part in at.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value
