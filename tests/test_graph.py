"""`graph`: every reference between objects of the shipped presets is found, and the pictures show all of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import reader
from tests.conftest import REPO, run_program

SVG = "{http://www.w3.org/2000/svg}"
PD = ("-m", "samples/pd/modelservice.yaml", "-b", "samples/pd/baseconfig.yaml", "--epp-cluster-role", "endpoint-picker")
SIM = ("-m", "samples/sim/modelservice.yaml", "--preset")
INPUTS = [PD, (*SIM, "gpu-pd,istio,monitoring"), (*SIM, "gpu-pd,disaggregated-set"), (*SIM, "gpu-pd,wide-ep")]
LINES = {
    PD: """\
Gateway/inference-gateway (not made here)
sends requests to HTTPRoute/llama-70b-http-route
sends requests to InferencePool/llama-70b-inference-pool
sends requests to the prefill pods of Deployment/llama-70b-prefill
reads Secret/hf-token (not made here)
runs as ServiceAccount/llama-70b-sa
asks Service/llama-70b-epp-service
sends requests to Deployment/llama-70b-epp
reads ConfigMap/llama-70b-epp-config
grants ClusterRole/endpoint-picker (not made here)
grants to ServiceAccount/llama-70b-epp-sa
""",
    (*SIM, "gpu-pd,istio,monitoring"): """\
ModelService/sim: base config monitoring over istio over gpu-pd, 17 objects
applies to Service/sim-epp-service (see above)
selects Deployment/sim-epp (see above)
selects the decode pods of Deployment/sim-decode (see above)
""",
    (*SIM, "gpu-pd,disaggregated-set"): "sends requests to the decode pods of DisaggregatedSet/sim (see above)\n",
    (*SIM, "gpu-pd,wide-ep"): "sends requests to the decode pods of LeaderWorkerSet/sim-decode\n",
}


def shown(words: tuple[str, ...], form: str = "text") -> str:
    done = run_program("graph", *words, "-o", form)
    assert done.code == 0, done.stderr
    return done.stdout


def made(words: tuple[str, ...]) -> set[str]:
    objects: list[Any] = list(reader.load_all(run_program("generate", *words).stdout))
    return {f"{o['kind']}/{o['metadata']['name']}" for o in objects}


@pytest.mark.parametrize("words", INPUTS, ids=str)
def test_the_tree_has_the_references(words: tuple[str, ...]) -> None:
    lines = {line.lstrip("├└│─ ") for line in shown(words).splitlines()}
    assert set(LINES[words].splitlines()) <= lines


@pytest.mark.parametrize("words", INPUTS, ids=str)
def test_every_object_is_in_the_tree_and_in_both_pictures(words: tuple[str, ...]) -> None:
    every = made(words)
    tree = {word for line in shown(words).splitlines()[1:] for word in line.split() if "/" in word}
    outside = {line.split()[-4] for line in shown(words).splitlines() if line.endswith("(not made here)")}
    assert tree - outside == every
    boxes = re.findall(r'^ +n\d+\["(\w+)<br/>([^"]+)"\]$', shown(words, "mermaid"), re.MULTILINE)
    assert {f"{kind}/{name}" for kind, name in boxes} == every
    picture = ET.fromstring(shown(words, "svg"))  # noqa: S314 - see above
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert every <= {f"{kind}/{name}" for kind, name in zip(texts[::2], texts[1::2], strict=True)}


@pytest.mark.parametrize("words", INPUTS, ids=str)
def test_boxes_are_inside_the_picture_and_do_not_overlap(words: tuple[str, ...]) -> None:
    picture = ET.fromstring(shown(words, "svg"))  # noqa: S314 - see above
    place = [[float(rect.attrib[a]) for a in ("x", "y", "width", "height")] for rect in picture.iter(f"{SVG}rect")]
    frame, *boxes = place
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in (frame, *boxes))
    for index, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[:index]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_the_picture_of_the_documentation_is_up_to_date(golden: Callable[[Path, str], None]) -> None:
    golden(REPO / "docs" / "graph.svg", shown(PD, "svg"))


def test_a_picture_shows_one_model(tmp_path: Path) -> None:
    text = (REPO / "samples/sim/modelservice.yaml").read_text(encoding="utf-8")
    (tmp_path / "m.yaml").write_text(text + "---\n" + text.replace("name: sim\n", "name: sim2\n"), encoding="utf-8")
    words = ("-m", "m.yaml", "--preset", "sim")
    done = run_program("graph", *words, "-o", "svg", cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "--output svg shows one ModelService, and there are 2" in done.stderr
    assert run_program("graph", *words, cwd=tmp_path).stdout.count("ModelService/") == 2


def test_names_are_a_line_each() -> None:
    done = run_program("generate", *SIM, "sim", "-n", "models", "-o", "names")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} == made((*SIM, "sim"))
    assert {line[1] for line in lines} == {"models"}
    assert len({line.index(" models") for line in done.stdout.splitlines()}) == 1
    assert all(" " not in line for line in run_program("generate", *SIM, "sim", "-o", "names").stdout.splitlines())
