"""What looks like a number comes out of a generated chart as out of `generate`, or is refused in words (no cluster).

Helm reads every number as a float of 64 bits, and writes it as JSON does; `generate` knows what the operator knew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import given_bases
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import Recipe
from msvc_helm.errors import InputError
from msvc_helm.read import inputs
from tests.agreement.charts import Chart, Refused, generate
from tests.e2e import build as tools
from tests.e2e.command import clean_environment, run
from tests.e2e.helm import MAJORS
from tests.e2e.product import config_map
from tests.modelservice_chart.conftest import CHART, as_json

VALUES: dict[str, Any] = {
    "routing": {"modelName": "a/b"},
    "modelArtifacts": {"uri": "hf://a/b"},
    "decode": {"containers": [{"name": "c", "image": "i"}]},
}
WORDS = """\
    1e-50 1e50 1e6 1e+06 1.5e 1.5e3 0x1F 0X1f 1_000 1_0.5 .5 5. +1 -0 -0.0 0o17 017 0b11 1e400 -1e400 1e-400 .inf -.Inf
    .NaN NaN Inf ~ null yes y No on OFF True 2026-11-30 2026-11-30T10:00:00Z 12:30:45 190:20:30 12345678901234567890
    9007199254740993 9007199254740992 99999999999999999999999999 0.1 0.1234567 16777217.0 1000000 1e5 123456789 1.0 1.10
    08 0777 1k 1Ki = << 1,000 1e e1 0.30000000000000004 3.4028235e39 1e21 1E3 1e+3 +.5 0.00001 00 0x"""
FREE = "{apiVersion: a.example/v1, kind: Free, metadata: {name: NAME}, spec: {a: WORD}}"
TEXT = "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME, annotations: {b: WORD}}, data: {a: WORD}}"
POD = (
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: NAME}, spec: {selector: {matchLabels: {a: b}}, "
    "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i, REST}]}}}}"
)
QUANTITY = POD.replace("REST", "resources: {limits: {memory: WORD}}")
VARIABLE = POD.replace("REST", "env: [{name: A, value: WORD}]")
INTEGER = "{apiVersion: v1, kind: Service, metadata: {name: NAME}, spec: {ports: [{port: WORD}]}}"
EITHER = "{apiVersion: v1, kind: Service, metadata: {name: NAME}, spec: {ports: [{port: 80, targetPort: WORD}]}}"
SECONDS = POD.replace("containers:", "terminationGracePeriodSeconds: WORD, containers:").replace("REST", "tty: true")


def quoted(word: str) -> str:
    return f'"{word}"'


def plain(word: str) -> str:
    return word


def printed(word: str) -> str:
    return f'{{{{ print "{word}" }}}}'


Write = Callable[[str], str]
KEPT: list[tuple[str, Write, str]] = [
    (FREE, quoted, WORDS),
    (TEXT, quoted, WORDS),
    (VARIABLE, quoted, WORDS),
    (
        QUANTITY,
        quoted,
        "0.1 1.5e3 .5 5. +1 1e5 1k 1Ki 1E3 1e+3 +.5 0.00001 12345678901234567890 9007199254740993",
    ),
    (
        QUANTITY,
        plain,
        "0.1 1.5e3 .5 +1 1000000 1e5 1k 1Ki 1E3 1e+3 0x1F 1_000 0o17 017 0b11 00 0.00001 123456789",
    ),
    (QUANTITY, printed, "0.1 1.5e3 .5 +1 1000000 1e5 1e6 1k 1Ki 0x1F 1_000 0o17 017 0b11 00 0.00001 0.1234567"),
    (
        FREE,
        plain,
        "0x1F 1_000 .5 +1 -0 0o17 017 0b11 ~ null yes y No on 2026-11-30 12:30:45 1e5 1.5e3 1.10",
    ),
    (FREE, printed, "1e6 1e+06 0x1F 1_000 .5 +1 0o17 ~ yes 2026-11-30 1000000 1e5 0.1234567 1.5e 08"),
    (
        TEXT,
        plain,
        "1.5e 0x1F 1_000 .5 +1 0o17 017 0b11 yes y No on 2026-11-30 12:30:45 08 1.10 1e5 1e400 = 1e e1 NaN Inf",
    ),
    (VARIABLE, plain, "1.5e 0x1F 1_000 .5 +1 0o17 017 0b11 yes y No on 2026-11-30 12:30:45 08 1.10 1e5 1e3 Inf"),
    (VARIABLE, printed, "1.5e 0x1F 1_000 .5 +1 0o17 yes 2026-11-30 08 1.10 1e5 1000000"),
    (INTEGER, plain, "0x1F 1_000 +1 0o17 017 0b11 1e3 1.5e3 1.0"),
    (EITHER, plain, "0x1F 1_000 +1 0o17 017 0b11 1.5e3"),
    (SECONDS, printed, "0x1F 1_000 1000000 1e3"),
]
"""An object, how the word is written there, and the words with which the chart gives what `generate` gives."""

REFUSED: list[tuple[str, Write, str, str]] = [
    (QUANTITY, printed, "9007199254740995", "memory: Helm keeps 15 digits of a number"),
    (QUANTITY, printed, "12345678901234567890", "memory: Helm keeps 15 digits of a number"),
    (QUANTITY, plain, "1.5e", 'memory: expected a quantity such as 500m, 2, 1.5Gi or 16G, found "1.5e"'),
    (FREE, printed, "9007199254740995", "[0].spec.a: Helm keeps 15 digits of a number"),
    (FREE, printed, "[a, {b: 9007199254740995}]", "[0].spec.a[1].b: Helm keeps 15 digits of a number"),
    (SECONDS, printed, "9007199254740995", "terminationGracePeriodSeconds: Helm keeps 15 digits of a number"),
    (TEXT, printed, "9007199254740993", "expected text (put the number in quotes)"),
    (TEXT, printed, "1e-50", "expected text (put the number in quotes), found 1e-50"),
    (TEXT, printed, "0.1234567", "expected text (put the number in quotes)"),
    (TEXT, printed, "1_0e5", "expected text (put the number in quotes), found 1000000"),
    (TEXT, printed, "1000000.0", "expected text (put the number in quotes), found 1000000"),
    (TEXT, printed, "1e6", "expected text (put the number in quotes)"),
    (INTEGER, printed, "0.1", "port: expected an integer, found 0.1"),
    (INTEGER, printed, "1e-50", "port: expected an integer, found 1e-50"),
    (EITHER, printed, ".5", "targetPort: expected an integer or text, found 0.5"),
    (FREE, printed, ".inf", "unsupported value: +Inf"),
    (FREE, printed, ".NaN", "unsupported value: NaN"),
]
"""The same with a word that Helm's templates have to refuse, since only they see it, and what is said."""

LITERAL: list[tuple[str, str, str]] = [
    (FREE, "9007199254740993", "has more digits than Helm keeps"),
    (FREE, "1e6", "Helm takes the float 1e6 for an integer"),
    (TEXT, "0.1234567", "Helm keeps more digits of 0.1234567"),
    (TEXT, "1e-50", "Helm keeps more digits of 1e-50"),
    (TEXT, "-.Inf", "takes -.Inf for a number that is none"),
    (VARIABLE, ".NaN", "takes .NaN for a number that is none"),
]
"""What `msvc-helm chart` itself refuses, where the template's text shows it."""


def chart(major: int, folder: Path, objects: list[str]) -> Chart:
    """The chart of a base config with these further objects, whose names are made different."""
    items = [f"- {text}".replace("NAME", f"x{index}") for index, text in enumerate(objects)]
    path = folder / "base.json"
    path.write_text(json.dumps(config_map("acme", {"extraObjects": "\n".join(items)})))
    (base,) = given_bases(inputs([str(path)]))
    return Chart(major, folder, base)


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize(("text", "write", "words"), KEPT)
def test_it_comes_out_alike(major: int, text: str, write: Write, words: str, tmp_path: Path) -> None:
    made = chart(major, tmp_path, [text.replace("WORD", write(word)) for word in words.split()])
    assert made.difference(VALUES) == ""


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize(("text", "write", "word", "said"), REFUSED)
def test_it_is_refused_at_rendering(major: int, text: str, write: Write, word: str, said: str, tmp_path: Path) -> None:
    made = chart(major, tmp_path, [text.replace("WORD", write(word))])
    assert said in made.template(made.values(VALUES)).stderr


@pytest.mark.parametrize(("text", "word", "said"), LITERAL)
def test_it_is_refused_when_the_chart_is_made(text: str, word: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_text(json.dumps(config_map("acme", {"extraObjects": f"- {text}".replace("WORD", word)})))
    (base,) = given_bases(inputs([str(path)]))
    with pytest.raises(InputError) as error:
        build(Recipe(base.base(), "acme"))
    assert said in str(error.value)


@pytest.mark.parametrize("major", MAJORS)
def test_a_value_that_helm_has_changed_is_refused_by_both_charts(major: int, tmp_path: Path) -> None:
    """A number written out in a values file; given with --set, Helm keeps it."""
    path = tmp_path / "long.yaml"
    limits = "{memory: 9007199254740995}"
    path.write_text(as_json(VALUES).replace('"image": "i"', f'"image": "i", "resources": {{"limits": {limits}}}'))
    said = "decode.containers[0].resources.limits.memory: Helm keeps 15 digits of a number, and reads 9007199254740996"
    made = chart(major, tmp_path, [TEXT.replace("WORD", "a")])
    assert said in made.template(f"--values={path}").stderr
    words = ("template", "rel", CHART, f"--values={path}")
    homes = {f"HELM_{kind}_HOME": str(tmp_path / "home") for kind in ("CACHE", "CONFIG", "DATA")}
    assert said in run([tools.binary(f"helm{major}"), *words], env=clean_environment(**homes), check=False).stderr


def test_generate_refuses_a_part_of_an_integer(tmp_path: Path) -> None:
    """What the chart has to refuse, too."""
    made = chart(MAJORS[0], tmp_path, [INTEGER.replace("WORD", printed("0.1"))])
    with pytest.raises(Refused, match="expected an integer"):
        generate(VALUES, made.base)
