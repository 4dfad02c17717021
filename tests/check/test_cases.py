"""Inputs from the field (`../shared/cases`): what `check` says of each, by rule and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from msvc_helm.asked import asked_for
from msvc_helm.check.run import Report, report
from tests.check.samples import options


@dataclass(frozen=True, slots=True)
class Case:
    """Files of one case, and the errors and warnings in it as `rule file:line`, in any order."""

    name: str
    found: tuple[str, ...]
    model: str = ""
    base: str = ""
    values: str = ""


CASES = (
    Case(
        "arguments before a shell's script",
        ("input 35-ms.yaml:9",),
        model="35-ms.yaml",
        base="34-tiered.yaml",
    ),
    Case("a script with JSON at its end", (), model="ms.yaml", base="34-tiered.yaml"),
    Case(
        "a script with JSON over two lines",
        (
            "gpu-count 08-script.yaml:28",
            "gpu-count 08-script.yaml:43",
            "kv-connector-one-sided 08-script.yaml:37",
            "nixl-host 08-script.yaml:10",
            "roles-differ 08-script.yaml:39",
            "served-model-name 08-script.yaml:39",
            "shared-memory 08-script.yaml:21",
            "shared-memory 08-script.yaml:39",
        ),
        model="08-ms.yaml",
        base="08-script.yaml",
    ),
    Case(
        "a flag of a newer sidecar",
        ("role-images-differ 15-secure-serving.yaml:30", "sidecar-flag 15-secure-serving.yaml:26"),
        model="08-ms.yaml",
        base="15-secure-serving.yaml",
    ),
    Case(
        "flags of vLLM for the simulator",
        ("flag-unknown 27-sim-flags.yaml:9", "flag-unknown 27-sim-flags.yaml:9"),
        values="27-sim-flags.yaml",
    ),
    Case(
        "flags and values in one argument",
        ("flag-and-value 29-space-args.yaml:7", "flag-and-value 29-space-args.yaml:7"),
        values="29-space-args.yaml",
    ),
    Case("a template as the model's place", ("input 16-uri-template.yaml:2",), values="16-uri-template.yaml"),
    Case("a model from an image", (), values="20-modelcar.yaml"),
)


def reported(case: Case, cases: Path) -> Report:
    """What `check` says of the files."""
    files = {
        kind: (str(cases / name),) if name else ()
        for kind, name in (("models", case.model), ("bases", case.base), ("values", case.values))
    }
    asked = asked_for({**files, "preset": "", "name": "acme" if case.values else ""})
    return report(asked.documents(), asked.bases, options("v1"), frozenset())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_from_the_field(case: Case, shared: Path) -> None:
    found = reported(case, shared / "cases").findings
    told = sorted(f"{f.rule} {Path(f.problem.source).name}:{f.problem.line}" for f in found if f.severity != "info")
    assert told == sorted(case.found), "\n".join(f"{f.rule}: {f.problem}" for f in found)
