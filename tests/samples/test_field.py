"""The samples in `samples/field` serve as the deployments they are made after, in few lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from msvc_helm.inputs import Inputs, base_configs
from msvc_helm.read import inputs
from tests import reader
from tests.agreement.cases import all_ways_agree
from tests.agreement.in_process import Engine
from tests.conftest import REPO, run_program
from tests.samples.command import flags, words
from tests.samples.facts import Facts, facts
from tests.samples.meant import DEPLOYMENTS, GONE, MEANT, Meant, meant
from tests.samples.terms import TERMS

FOLDER = REPO / "samples" / "field"
LINES, COLUMNS = 25, 120
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def said(sample: str) -> list[str]:
    """The sample's lines, but for comments."""
    text = (FOLDER / f"{sample}.yaml").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def warnings(said: str) -> list[str]:
    """What is wrong; but the guides' rollouts ask for accelerators to spare as well."""
    lines = [line for line in said.splitlines() if line.startswith(("error", "warning"))]
    return [line for line in lines if "rollout-spare" not in line]


@cache
def objects(sample: str) -> list[dict[str, Any]]:
    """What the sample is expanded to."""
    path = f"samples/field/{sample}.yaml"
    done = run_program("generate", "-f", path, "--name", "field", "-n", "models")
    assert (done.code, warnings(done.stderr)) == (0, []), done.stderr
    return [each for each in reader.load_all(done.stdout) if each]


def originals(shared: Path, sample: str) -> list[dict[str, Any]]:
    """The objects of the deployment that the sample is made after."""
    paths = [shared / "field" / f"{name}.yaml" for name in DEPLOYMENTS[sample]]
    if not paths[0].is_file():
        pytest.skip("../shared/field is not here")
    return [each for path in paths for each in reader.load_all(path.read_text(encoding="utf-8")) if each]


def differences(sample: str, field: Facts, ours: Facts) -> Iterator[tuple[Meant | None, str]]:
    """Where the two differ, in the parts that the field has: the row that means it, and the difference."""
    parts = {path.partition("/")[0] for path in field}
    for path in sorted(field.keys() | ours.keys()):
        was, now = field.get(path, GONE), ours.get(path, GONE)
        if was != now and path.partition("/")[0] in parts:
            yield meant(sample, path, was, now), f"{path}: {was} in the field, {now} here"


def test_every_sample_is_compared() -> None:
    assert set(SAMPLES) == DEPLOYMENTS.keys() | TERMS.keys()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_short(sample: str) -> None:
    assert len(said(sample)) <= LINES
    assert max(map(len, said(sample))) <= COLUMNS


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_is_wrong_with_it(sample: str) -> None:
    done = run_program("check", "-f", f"samples/field/{sample}.yaml", "--name", "field", "--strict")
    assert not warnings(done.stdout + done.stderr)


@pytest.mark.parametrize("sample", TERMS)
def test_it_serves_as_its_documentation_says(sample: str) -> None:
    found = facts(objects(sample))
    assert {path: found.get(path, GONE) for path in TERMS[sample]} == TERMS[sample]


@pytest.mark.parametrize("sample", DEPLOYMENTS)
def test_it_serves_as_the_field_does(sample: str, shared: Path) -> None:
    found = differences(sample, facts(originals(shared, sample)), facts(objects(sample)))
    assert [text for row, text in found if row is None] == []


def test_every_difference_that_is_meant_is_one(shared: Path) -> None:
    used = {
        row
        for sample in DEPLOYMENTS
        for row, _ in differences(sample, facts(originals(shared, sample)), facts(objects(sample)))
    }
    assert [row for row in MEANT if row not in used] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_page_has_it_with_its_command(sample: str) -> None:
    page = (REPO / "docs" / "field.md").read_text(encoding="utf-8")
    text = (FOLDER / f"{sample}.yaml").read_text(encoding="utf-8")
    what, layers = text.partition("\n")[0].removeprefix("# ").rstrip("."), ",".join(reader.load(text)["preset"])
    assert f"| {what} | [{sample}](../samples/field/{sample}.yaml) | `{layers}` | {len(said(sample))} |\n" in page
    assert f"msvc-helm generate -f samples/field/{sample}.yaml > output.yaml\n" in page


SCRIPT = """
N=$((GROUP * ${LWS_GROUP_SIZE:-1}))
exec vllm serve m \\
  --n $N \\
  --j '{"b": 1, "a":2}'
# --no
"""
WITH_VARIABLES = {"env": [{"name": "GROUP", "value": "8"}]}
WORKER = 'exec vllm serve "$0" --r=$((LWS_WORKER_INDEX * 4)) "$@"'


@pytest.mark.parametrize(
    ("command", "args", "read"),
    [
        ("vllm serve", ["m", "--a_b", "1", "--c=2", "--d"], {"--a-b": "1", "--c": "2", "--d": "true"}),
        ("", ["--model", "m", "--served-model-name", "m", "--port", "8000"], {}),
        ("python3 -m sglang.launch_server", ["--model-path=m", "--x=1"], {"-m": "sglang.launch_server", "--x": "1"}),
        ("vllm serve m", ["--x=1", "--x=2"], {"--x": "2"}),
        ("vllm serve m", ["--y", "a=b", "c=d", "--x"], {"--y": "a=b c=d", "--x": "true"}),
        ("vllm serve", ["m", "--x=$(GROUP)"], {"--x": "8"}),
        ("bash -c", [SCRIPT], {"--n": "16", "--j": '{"a": 2, "b": 1}'}),
        (("/bin/bash", "-c", WORKER, "m"), ["--x=1"], {"--r": "<<worker>*4>", "--x": "1"}),
    ],
)
def test_a_command_line_is_read_as_it_starts_the_server(command: Any, args: list[str], read: dict[str, str]) -> None:
    container = {"command": command.split() if isinstance(command, str) else command, "args": args, **WITH_VARIABLES}
    assert flags(words(container, 2)) == {"--model": "m", **read}


CHANGES = {
    "image": ("vllm/vllm-openai:", "vllm/other:"),
    "args": ("--tensor-parallel-size=2", "--tensor-parallel-size=4"),
    "env": ("value: none", "value: some"),
    "resources": ("128Gi", "64Gi"),
    "replicas": ("replicas: 8", "replicas: 7"),
    "scheduling": ("      enableServiceLinks: false", "      nodeSelector: {a: b}"),
    "ports": ("containerPort: 8000", "containerPort: 8001"),
    "pool": ("- number: 8000", "- number: 8001"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(change: str) -> None:
    plain = objects("gke")
    text = yaml.safe_dump_all(plain)
    old, new = CHANGES[change]
    assert old in text
    changed = facts(list(reader.load_all(text.replace(old, new))))
    assert [row for row, _ in differences("gke", facts(plain), changed)] == [None]


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_is_the_charts_values_as_well(sample: str) -> None:
    schema = json.loads((REPO / "charts" / "modelservice" / "values.schema.json").read_text(encoding="utf-8"))
    values = reader.load((FOLDER / f"{sample}.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(values)] == []


@pytest.mark.parametrize("sample", ["wide-ep", "tiered-cache", "lora"])
def test_a_generated_chart_makes_the_same(sample: str, tmp_path: Path) -> None:
    path = str(FOLDER / f"{sample}.yaml")
    layers = tuple(reader.load(Path(path).read_text(encoding="utf-8"))["preset"])
    all_ways_agree(Inputs([], inputs([path]), "", base_configs((), layers)), [Engine()], tmp_path)
