"""Image references as container runtimes read them, and a path behind one: `oci://IMAGE[/PATH]`."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from msvc_helm.api.model_source import parse_uri
from msvc_helm.chart.tables import facts
from msvc_helm.errors import InputError
from msvc_helm.types.image import split
from msvc_helm.validation.formats import fits
from tests.rows import every

HERE = Path(__file__).parent / "references"
TEXTS: list[str] = json.loads((HERE / "references.json").read_text(encoding="utf-8"))
# What github.com/distribution/reference says of each: see main.go there.
ANSWERS: list[str] = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))
DIGEST = "sha256:" + "0123456789abcdef" * 4
PATHS = {
    "img:1.0/models": ("img:1.0", "models"),
    "registry.example.com/modelcars/chat:1.0/models/chat": ("registry.example.com/modelcars/chat:1.0", "models/chat"),
    f"img@{DIGEST}/models": (f"img@{DIGEST}", "models"),
    f"img:1@{DIGEST}/m": (f"img:1@{DIGEST}", "m"),
    "registry:5000/chat:1/models/": ("registry:5000/chat:1", "models"),
    "img:1.0/": ("img:1.0", ""),
    "img:1.0/Models_1": ("img:1.0", "Models_1"),
    # A host and its port, as every runtime reads it.
    "registry:5000/models": ("registry:5000/models", ""),
    "team/model/weights": ("team/model/weights", ""),
}
WRONG = (
    "img:1.0//models", "img:1.0/../etc", "img:1.0/models/..", "img:1.0/./m", "img:1.0/a b", "Acme/Model:1/m", "/img:1",
    "registry:5000/Acme/model", "img:1.0//", "{{ .Values.x }}", "img:/models", "",
)  # fmt: skip


@every(list(zip(TEXTS, ANSWERS, strict=True)))
def test_references_are_those_of_container_runtimes(row: tuple[str, str]) -> None:
    text, answer = row
    assert fits(text, "image") == (answer == "")


@pytest.mark.parametrize("text", PATHS)
def test_a_path_inside_an_image(text: str) -> None:
    assert split(text) == PATHS[text]
    source = parse_uri(f"oci://{text}")
    image, folder = PATHS[text]
    assert (source.path, source.mounted_path) == (image, "/model-cache" + (f"/{folder}" if folder else ""))


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_image_is_an_error(text: str) -> None:
    assert split(text) is None
    with pytest.raises(InputError, match="expected oci://<image>"):
        parse_uri(f"oci://{text}")


@cache
def patterns() -> dict[str, str]:
    """Those that a generated chart has, as Python reads them."""
    known = {**facts()["image"], "form": facts()["sources"]["oci"]["pattern"]}
    return {name: pattern.replace(r"\pZ", "") for name, pattern in known.items()}


@every([*PATHS, *WRONG, *TEXTS])
def test_a_generated_chart_reads_the_same(text: str) -> None:
    """Its `CHART.source`, step by step with the same patterns."""
    known = patterns()
    found: tuple[str, str] | None = None
    if re.search(known["form"], text):
        found = (text, "")
        if not re.search(known["reference"], text):
            (image,) = (match[0].removesuffix("/") for match in [re.search(known["pinned"], text)] if match)
            folder = text.removeprefix(image)
            wrong = re.search(known["host"], image) or re.search(r"/\.\.?(/|$)", folder)
            found = None if wrong else (image, folder.strip("/"))
    assert found == split(text)
