"""Generated files are what would be generated now, and `msvc-helm schema` prints the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from msvc_helm import __version__
from msvc_helm.errors import InputError
from msvc_helm.schema import read_crd, values_schema, values_tables
from msvc_helm.schema.share import share
from tests.conftest import REPO, Finished
from tests.modelservice_chart.conftest import CHART

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPO)}


FILES = (
    "charts/modelservice/README.md",
    "charts/modelservice/values.schema.json",
    "schemas/values.schema.json",
    "schemas/modelservice.schema.json",
    "charts/modelservice/facts.json",
)


def generate(root: Path, *flags: str) -> tuple[int, str]:
    """Run the script as if it stood in another repository."""
    script = root / "scripts" / "generate_schema.py"
    if not script.exists():
        script.parent.mkdir()
        shutil.copy(REPO / "scripts" / "generate_schema.py", script)
    done = subprocess.run([sys.executable, script, *flags], cwd=REPO, env=ENVIRONMENT, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_the_files_are_fresh() -> None:
    assert generate(REPO, "--check") == (0, "")
    assert (REPO / FILES[1]).read_bytes() == (REPO / FILES[2]).read_bytes()


def test_the_script_writes_what_it_checks(tmp_path: Path) -> None:
    readme = tmp_path / FILES[0]
    readme.parent.mkdir(parents=True)
    page = (REPO / FILES[0]).read_text(encoding="utf-8")
    readme.write_text(page.replace("| `pdPullSecrets` |", "| `secrets` |"), encoding="utf-8")
    code, message = generate(tmp_path, "--check")
    assert code == 1
    assert sorted(line.split()[0] for line in message.splitlines()) == sorted(FILES)
    assert generate(tmp_path) == (0, "")
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (REPO / name).read_bytes()
    assert generate(tmp_path, "--check") == (0, "")


def test_the_tables_hold_every_value() -> None:
    schema = values_schema(read_crd())
    tables = values_tables(schema)
    for name in ("routing.gatewayRefs[].sectionName", "decode.acceleratorTypes.labelValues", "env[].valueFrom"):
        assert f"| `{name}` |" in tables
    whole = tables.partition("\n### A ")[0]  # before the shapes of lists' items
    for name in schema["properties"]:
        assert whole.count(f"| `{name}` |") == 1
    assert "`decodeDeployment: \\|`" in tables, "a bar within a cell"
    assert {row.count(" | ") for row in tables.splitlines() if row.startswith("| `")} == {3}


def test_the_chart_has_the_programs_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["version"] == chart["appVersion"] == __version__


def test_only_repeated_long_items_are_shared() -> None:
    item = {"type": "object", "properties": {"a": {"type": "string", "description": "x" * 1000}}}
    short = {"type": "object", "properties": {"a": {"type": "string"}}}
    lists = {"things": {"items": item}, "others": {"items": item}, "one": {"items": short}, "two": {"items": short}}
    shared_ = share({"properties": lists})
    assert shared_["definitions"] == {"thing": item}
    assert shared_["properties"]["others"] == {"items": {"$ref": "#/definitions/thing"}}
    assert shared_["properties"]["two"] == {"items": short}


@pytest.mark.parametrize("kind", ["values", "modelservice"])
def test_the_command_prints_the_schema(run: Callable[..., Finished], kind: str, tmp_path: Path) -> None:
    printed = run("schema", "--kind", kind)
    assert (printed.code, printed.stderr) == (0, "")
    assert printed.stdout == (REPO / f"schemas/{kind}.schema.json").read_text(encoding="utf-8")
    written = run("schema", "--kind", kind, "-o", str(tmp_path / "out.json"))
    assert (written.code, written.stdout) == (0, "")
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == printed.stdout


def test_the_command_goes_by_another_crd(run: Callable[..., Finished], tmp_path: Path) -> None:
    crd = yaml.safe_load((REPO / "msvc_helm/api/crd.yaml").read_text())
    spec = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    spec["properties"]["tokenizer"] = {"description": "New.", "type": "string", "maxLength": 9}
    (tmp_path / "crd.yaml").write_text(yaml.safe_dump(crd))
    schema = yaml.safe_load(run("schema", "--crd", str(tmp_path / "crd.yaml")).stdout)
    field = {"description": "New.", "type": ["string", "null"], "default": None, "maxLength": 9}
    assert schema["properties"]["tokenizer"] == field


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: b",
        "spec: {}",
        "spec: {group: g, names: {kind: K}, versions: []}",
        "spec: {versions: [{}]}",
        "a: [",
    ],
)
def test_what_is_no_crd_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "crd.yaml").write_text(text)
    with pytest.raises(InputError, match=r"crd\.yaml"):
        read_crd(str(tmp_path / "crd.yaml"))


def test_a_field_without_a_type_is_an_error(run: Callable[..., Finished], tmp_path: Path) -> None:
    text = (REPO / "msvc_helm/api/crd.yaml").read_text().replace("                type: boolean\n", "", 1)
    (tmp_path / "crd.yaml").write_text(text)
    done = run("schema", "--crd", str(tmp_path / "crd.yaml"))
    assert (done.code, done.stdout) == (1, "")
    assert "decoupleScaling: a schema needs a type" in done.stderr


def test_markdown_is_for_values(run: Callable[..., Finished]) -> None:
    assert run("schema", "--format", "markdown").stdout.startswith("### The model\n")
    assert run("schema", "--format", "markdown", "--kind", "modelservice").code == 2
