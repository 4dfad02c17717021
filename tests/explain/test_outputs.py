"""What `explain` prints: YAML that still says the same, a table, JSON with each leaf once, messages."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete

from msvc_helm.api.paths import path_of
from msvc_helm.cli.group import cli
from msvc_helm.explain.rules import RULES
from tests import reader
from tests.conftest import REPO, run_program
from tests.test_samples import SAMPLES, sample_inputs


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each scalar, and each empty map or list."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not below or not value:
        yield path, value
    for key, item in below if value else ():
        yield from leaves(item, (*path, key))


def generated(sample: str) -> list[dict[str, Any]]:
    return list(reader.load_all(run_program("generate", *sample_inputs(sample)).stdout))


@pytest.mark.parametrize("sample", SAMPLES)
def test_json_has_each_leaf_of_what_is_generated_once(sample: str) -> None:
    done = run_program("explain", *sample_inputs(sample), "-o", "json")
    assert (done.code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    said = Counter((each["object"], each["namespace"], tuple(each["path"]), repr(each["value"])) for each in found)
    wanted = Counter(
        (f"{obj['kind']}/{obj['metadata']['name']}", obj["metadata"].get("namespace"), path, repr(value))
        for obj in generated(sample)
        for path, value in leaves(obj)
    )
    assert said == wanted
    kinds = {"modelservice", "values", "base", "layer", "option", "rule"}
    assert {each["source"]["kind"] for each in found} <= kinds
    assert "expansion" not in {each["source"].get("name") for each in found}


@pytest.mark.parametrize("sample", SAMPLES)
def test_yaml_is_what_is_generated_with_a_comment_for_each_leaf(sample: str) -> None:
    done = run_program("explain", *sample_inputs(sample))
    objects = generated(sample)
    assert list(reader.load_all(done.stdout)) == objects
    comments = re.findall(r"(?m)  # (?:\S.*)$", done.stdout)
    assert len(comments) >= sum(1 for obj in objects for _ in leaves(obj))


SIM = sample_inputs("sim")


def test_a_path_gives_a_table_with_the_rules_that_occur() -> None:
    done = run_program("explain", *SIM, "decodeDeployment.spec.template.spec.volumes")
    rows = [line.split("  ") for line in done.stdout.splitlines() if line.startswith("Deployment/")]
    assert [(row[0], row[-1].strip()) for row in rows] == [
        ("Deployment/sim-decode spec.template.spec.volumes[0].name", "rule model-volume"),
        ("Deployment/sim-decode spec.template.spec.volumes[0].emptyDir", "rule model-volume"),
    ]
    assert "docs/modelservice.md#where-the-model-comes-from" in done.stdout


@pytest.mark.parametrize("wanted", ["Deployment/sim-decode", "deployment/SIM-decode", "decodeDeployment"])
def test_an_object_is_named_by_kind_and_name_or_by_its_key(wanted: str) -> None:
    done = run_program("explain", *SIM, wanted, "-o", "json")
    assert {each["object"] for each in json.loads(done.stdout)} == {"Deployment/sim-decode"}


PODS = "decodeDeployment.spec.template"


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        (f"{PODS}.spec.containers[0].image", "spec.template.spec.containers[0].image"),
        (f"{PODS}.spec.containers[server].image", "spec.template.spec.containers[0].image"),
        (f"{PODS}.metadata.labels.llm-d.ai/role", 'spec.template.metadata.labels["llm-d.ai/role"]'),
        (f'{PODS}.metadata.labels["llm-d.ai/role"]', 'spec.template.metadata.labels["llm-d.ai/role"]'),
    ],
)
def test_a_path_names_entries_by_number_or_name_and_keys_with_dots(wanted: str, path: str) -> None:
    done = run_program("explain", *SIM, wanted, "-o", "json")
    assert [path_of(tuple(each["path"])) for each in json.loads(done.stdout)] == [path]


def test_the_shell_completes_objects() -> None:
    words = ["explain", *SIM]
    found = ShellComplete(cli, {}, "msvc-helm", "_MSVC_HELM_COMPLETE").get_completions(words, "deploy")
    assert [each.value for each in found] == ["Deployment/sim-decode"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("decodeDeploymant", 'there is no object "decodeDeploymant"; did you mean "decodeDeployment"?'),
        (
            "Deployment/sim-decod.spec",
            'there is no object "Deployment/sim-decod"; did you mean "Deployment/sim-decode"?',
        ),
        ("decodeDeployment.spec.replica", 'decodeDeployment has no spec.replica; did you mean "spec.replicas"?'),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest_name(wanted: str, message: str) -> None:
    done = run_program("explain", *SIM, wanted)
    assert (done.code, done.stdout, done.stderr) == (2, "", f"error: {message}\n")


def test_what_cannot_be_generated_cannot_be_explained(tmp_path: Path) -> None:
    model = (REPO / "samples/sim/modelservice.yaml").read_text().replace("replicas: 2", "replicas: two")
    (tmp_path / "m.yaml").write_text(model)
    inputs = ("-m", str(tmp_path / "m.yaml"), *SIM[2:])
    explained, made = (run_program(command, *inputs) for command in ("explain", "generate"))
    assert (explained.code, explained.stdout, explained.stderr) == (1, "", made.stderr)


def test_each_rule_is_described_where_it_says() -> None:
    for rule in RULES.values():
        page, _, anchor = rule.page.partition("#")
        text = (REPO / page).read_text(encoding="utf-8")
        anchors = [
            re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"(?m)^#+ (.*)", text)
        ]
        assert not anchor or anchor in anchors, rule.page


def test_the_page_has_each_rule() -> None:
    text = (REPO / "docs/explain.md").read_text(encoding="utf-8")
    rows = [f"| `{name}` | [{rule.text}]({rule.page.removeprefix('docs/')}) |" for name, rule in RULES.items()]
    assert [row for row in rows if row not in text] == [rows[list(RULES).index("expansion")]]
