"""The samples with a fault put in by editing their text, and what the checker says of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msvc_helm.check.finding import Report
from msvc_helm.findings import report
from msvc_helm.inputs import inputs_for
from msvc_helm.resources.context import Options
from tests.conftest import REPO

FILES = {"model": "modelservice.yaml", "base": "baseconfig.yaml"}
SAMPLES = tuple(
    sorted(
        path.parent.name for path in REPO.glob("samples/*/baseconfig.yaml") if path.with_name(FILES["model"]).exists()
    )
)
GIE = ("v1", "v1alpha2")


@dataclass(frozen=True, slots=True)
class Edit:
    """In `file` ("model" or "base") the first `old` after `after` becomes `new`."""

    file: str
    old: str
    new: str
    after: str = ""

    def apply(self, text: str) -> str:
        start = text.index(self.after)
        at = text.index(self.old, start)
        return text[:at] + self.new + text[at + len(self.old) :]


def base(old: str, new: str, after: str = "") -> Edit:
    return Edit("base", old, new, after)


def model(old: str, new: str, after: str = "") -> Edit:
    return Edit("model", old, new, after)


def write(sample: str, edits: tuple[Edit, ...], directory: Path) -> tuple[Path, Path]:
    """The sample's ModelService and base config with the edits, as files."""
    paths = []
    for file, name in FILES.items():
        text = (REPO / "samples" / sample / name).read_text(encoding="utf-8")
        for edit in edits:
            if edit.file == file:
                text = edit.apply(text)
        paths.append(directory / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths[0], paths[1]


def checked(modelservice: Path, baseconfig: Path, options: Options, off: frozenset[str] = frozenset()) -> Report:
    """What the checker says of the two files."""
    asked = inputs_for(
        {"models": (str(modelservice),), "values": (), "bases": (str(baseconfig),), "preset": "", "name": ""}
    )
    return report(asked.documents(), asked.bases, options, off)


def options(gie: str) -> Options:
    return Options(epp_cluster_role="endpoint-picker", gie=gie)


def broken(found: Report) -> set[str]:
    """The rules that errors and warnings are about."""
    return {f.rule for f in found.findings if f.severity != "info"}
