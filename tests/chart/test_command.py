"""`msvc-helm chart`: what is written where, what is kept, what is refused. What the charts render to: tests/e2e."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from msvc_helm.managed_files import RECORD
from tests.conftest import REPO, Finished

Run = Callable[..., Finished]
BASE = """\
kind: ConfigMap
metadata: {name: acme, namespace: platform}
data:
  decodeDeployment: |
    spec: {template: {spec: {containers: [{name: vllm, image: "vllm:1"}]}}}
  decodeService: |
    spec: {ports: [{port: {{ getPort "http" }}}]}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    path.write_text(BASE, encoding="utf-8")
    return path


def chart(run: Run, base: Path, *words: str | Path) -> Finished:
    return run("chart", "-b", str(base), *map(str, words))


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_says_who_wrote_it_and_one_from_what(run: Run, base: Path, tmp_path: Path) -> None:
    done = chart(run, base, "-o", tmp_path / "c")
    files = everything(tmp_path / "c")
    said = f"{tmp_path / 'c'}: {len(files) - 1} files written, 0 unchanged, 0 removed; chart acme 0.1.0+base."
    assert (done.code, done.stdout) == (0, "")
    assert done.stderr.startswith(said)
    assert set(re.findall("  (.+)", files.pop(RECORD).decode())) == set(files)
    for path, content in files.items():
        text = content.decode()
        assert "Written by msvc-helm chart from the base config that Chart.yaml names" in text, path
    origin = yaml.safe_load((tmp_path / "c" / "Chart.yaml").read_text())["annotations"]
    assert origin["msvc-helm/base-config"] == "platform/acme"


def test_a_chart_is_what_its_name_version_and_keys_say(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "--name", "llm", "--version", "1.2.3", "--description", "For all", "-o", tmp_path / "c")
    meta = yaml.safe_load((tmp_path / "c" / "Chart.yaml").read_text())
    assert [meta[key] for key in ("apiVersion", "name", "version", "description")] == ["v2", "llm", "1.2.3", "For all"]
    assert {path.name for path in (tmp_path / "c" / "templates" / "base").iterdir()} == {
        "_decodeDeployment.tpl",
        "_decodeService.tpl",
    }
    service = (tmp_path / "c" / "templates" / "base" / "_decodeService.tpl").read_text()
    assert 'spec: {ports: [{port: {{ list $.Ports "http" | include "llm.port" | int64 }}}]}' in service


def test_options_of_the_expansion_become_values(run: Run, base: Path, tmp_path: Path) -> None:
    words = ["--epp-cluster-role", "r", "--pd-pull-secrets", "a,b", "--gie", "v1alpha2", "--inference-objective"]
    chart(run, base, *words, "-o", tmp_path / "c")
    values = yaml.safe_load((tmp_path / "c" / "values.yaml").read_text())
    assert values["rbac"] == {"eppClusterRole": "r"}
    assert (values["pdPullSecrets"], values["eppPullSecrets"]) == (["a", "b"], [])
    assert (values["gie"], values["inferenceObjective"]) == ("v1alpha2", True)


def test_the_values_are_those_of_the_chart_that_needs_a_post_renderer(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    ours = json.loads((tmp_path / "c" / "values.schema.json").read_text())
    theirs = json.loads((REPO / "charts/modelservice/values.schema.json").read_text())
    assert ours["properties"] == theirs["properties"]
    values = [
        yaml.safe_load((where / "values.yaml").read_text()) for where in (tmp_path / "c", REPO / "charts/modelservice")
    ]
    for key, value in values[0].items():
        assert values[1][key] == value


def test_again_is_the_same_and_says_so(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    before = everything(tmp_path / "c")
    done = chart(run, base, "-o", tmp_path / "c")
    assert "c: 0 files written, " in done.stderr
    assert everything(tmp_path / "c") == before
    done = chart(run, base, "--check", tmp_path / "c")
    assert (done.code, done.stdout, done.stderr) == (0, f"{tmp_path / 'c'}: up to date\n", "")


def test_what_was_said_once_need_not_be_said_again(run: Run, base: Path, tmp_path: Path) -> None:
    words = ["--name", "llm", "--version", "1.2.3", "--description", "For all", "--epp-cluster-role", "r"]
    chart(run, base, *words, "--gie", "v1", "-o", tmp_path / "c")
    before = everything(tmp_path / "c")
    assert chart(run, base, "-o", tmp_path / "c").code == 0
    assert everything(tmp_path / "c") == before
    assert chart(run, base, "--epp-cluster-role", "other", "--check", tmp_path / "c").code == 1


def test_a_derived_version_follows_the_base_config(run: Run, base: Path, tmp_path: Path) -> None:
    def version() -> str:
        found: str = yaml.safe_load((tmp_path / "c" / "Chart.yaml").read_text())["version"]
        return found

    chart(run, base, "-o", tmp_path / "c")
    before = version()
    base.write_text(BASE.replace("vllm:1", "vllm:2"), encoding="utf-8")
    chart(run, base, "-o", tmp_path / "c")
    assert version() != before


def rename(folder: Path, old: str, new: str) -> None:
    """A file and its line in the record under another name: as if an earlier run had written that."""
    (folder / old).rename(folder / new)
    record = folder / RECORD
    record.write_text(record.read_text().replace(f"  {old}\n", f"  {new}\n"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: (c / "templates/model.yaml").write_text("mine"), "changed by hand: templates/model.yaml"),
        (lambda c: (c / RECORD).unlink(), f"missing: {RECORD}"),
        (
            lambda c: (c / RECORD).write_text(f"{(c / RECORD).read_text()}{'0' * 64}  gone\n"),
            f"out of date: {RECORD}",
        ),
        (lambda c: (c / "README.md").write_text((c / "README.md").read_text() + "mine"), "changed by hand: README.md"),
        (lambda c: (c / "facts.json").unlink(), "missing: facts.json"),
        (lambda c: rename(c, "values.yaml", "old.yaml"), "would not be made any more: old.yaml"),
        (lambda c: rename(c, "values.yaml", "old.yaml"), "missing: values.yaml"),
    ],
)
def test_check_tells_what_is_not_as_it_would_be(
    run: Run, base: Path, tmp_path: Path, change: Callable[[Path], object], said: str
) -> None:
    chart(run, base, "-o", tmp_path / "c")
    change(tmp_path / "c")
    before = everything(tmp_path / "c")
    done = chart(run, base, "--check", tmp_path / "c")
    assert done.code == 1
    assert said in done.stderr
    assert everything(tmp_path / "c") == before


def test_check_sees_a_base_config_that_has_changed(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    base.write_text(BASE.replace("vllm:1", "vllm:2"), encoding="utf-8")
    done = chart(run, base, "--check", tmp_path / "c")
    assert done.code == 1
    assert "is out of date: Chart.yaml" in done.stderr


def test_what_was_changed_by_hand_is_not_lost(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    values = tmp_path / "c" / "values.yaml"
    values.write_text(values.read_text() + "# mine\n", encoding="utf-8")
    before = everything(tmp_path / "c")
    done = chart(run, base, "-o", tmp_path / "c", "--version", "2.0.0")
    assert done.code == 1
    assert "values.yaml: was changed since msvc-helm wrote it" in done.stderr
    assert everything(tmp_path / "c") == before
    assert chart(run, base, "-o", tmp_path / "c", "--force").code == 0
    assert "# mine" not in values.read_text()


def test_the_files_of_others_stay_and_are_never_overwritten(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    (tmp_path / "c" / "templates" / "mine.yaml").write_text("mine", encoding="utf-8")
    assert chart(run, base, "-o", tmp_path / "c", "--version", "2.0.0").code == 0
    assert chart(run, base, "--check", tmp_path / "c").code == 0
    assert (tmp_path / "c" / "templates" / "mine.yaml").read_text() == "mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "values.yaml").write_text("mine: 1\n", encoding="utf-8")
    done = chart(run, base, "-o", tmp_path / "other", "--force")
    assert done.code == 1
    assert "msvc-helm did not write it" in done.stderr
    assert everything(tmp_path / "other") == {"values.yaml": b"mine: 1\n"}


def test_what_stands_behind_a_symbolic_link_is_not_overwritten(run: Run, base: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "NOTES.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "templates").symlink_to("../other")
    done = chart(run, base, "-o", tmp_path / "c", "--force")
    assert done.code == 1
    assert "templates: is a symbolic link" in done.stderr
    assert everything(tmp_path / "other") == {"NOTES.txt": b"mine"}


def test_what_is_no_file_is_not_read(run: Run, base: Path, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "gone").symlink_to("nowhere")
    os.mkfifo(tmp_path / "c" / "pipe")
    assert chart(run, base, "-o", tmp_path / "c").code == 1
    assert chart(run, base, "-o", tmp_path / "c", "--force").code == 0
    assert (tmp_path / "c" / "gone").is_symlink()


@pytest.mark.parametrize("target", ["charts", ".", "charts/other"])
def test_the_last_part_of_the_output_forgotten_loses_nothing(run: Run, base: Path, tmp_path: Path, target: str) -> None:
    """Neither other charts, nor charts in charts, nor outputs of other commands, of this version or of earlier ones."""
    for folder in ("charts/one", "charts/one/charts/inner", "charts/other"):
        assert chart(run, base, "-o", tmp_path / folder).code == 0
    (tmp_path / "charts/other" / RECORD).write_text("# Written by msvc-helm flux: x\n")
    shutil.copytree(tmp_path / "charts/one", tmp_path / "charts/unrecorded")
    (tmp_path / "charts/unrecorded" / RECORD).unlink()
    before = everything(tmp_path)
    base.write_text(BASE[: BASE.index("  decodeService")], encoding="utf-8")
    done = run("chart", "-b", str(base), "-o", target, cwd=tmp_path)
    assert done.code == 1
    assert f"{target}: is " in done.stderr
    assert everything(tmp_path) == before | {"base.yaml": base.read_bytes()}


def test_a_key_that_is_gone_takes_its_file_with_it(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    base.write_text(BASE[: BASE.index("  decodeService")], encoding="utf-8")
    assert chart(run, base, "-o", tmp_path / "c").code == 0
    assert not (tmp_path / "c" / "templates" / "base" / "_decodeService.tpl").exists()
    assert chart(run, base, "--check", tmp_path / "c").code == 0


@pytest.mark.parametrize("name", ["n", "null", "1", "true"])
def test_a_name_that_yaml_takes_for_something_else_is_a_name(run: Run, base: Path, tmp_path: Path, name: str) -> None:
    chart(run, base, "--name", name, "-o", tmp_path / "c")
    assert chart(run, base, "-o", tmp_path / "c").code == 0
    assert yaml.safe_load((tmp_path / "c" / "Chart.yaml").read_text())["name"] == name


def test_a_description_is_any_text(run: Run, base: Path, tmp_path: Path) -> None:
    text = "F\u00fcr \U0001f600 & <b> 'x'\nund \"y\" # \u2028"
    chart(run, base, "--description", text, "-o", tmp_path / "c")
    assert chart(run, base, "-o", tmp_path / "c").code == 0
    assert yaml.safe_load((tmp_path / "c" / "Chart.yaml").read_text(encoding="utf-8"))["description"] == text


def test_a_default_said_again_is_said(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "--gie", "v1", "--epp-cluster-role", "r", "-o", tmp_path / "c")
    chart(run, base, "--gie", "auto", "--epp-cluster-role", "", "-o", tmp_path / "c")
    values = yaml.safe_load((tmp_path / "c" / "values.yaml").read_text())
    assert (values["gie"], values["rbac"]) == ("auto", {"eppClusterRole": ""})


def test_a_description_that_nobody_gave_follows_the_base_config(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    base.write_text(BASE.replace("name: acme", "name: other"), encoding="utf-8")
    chart(run, base, "-o", tmp_path / "c")
    meta = yaml.safe_load((tmp_path / "c" / "Chart.yaml").read_text())
    assert meta["description"].endswith("by the base config other")


def test_the_page_says_once_what_the_chart_is_and_lists_only_values_that_do_something(
    run: Run, base: Path, tmp_path: Path
) -> None:
    chart(run, base, "--description", "For all.", "-o", tmp_path / "c")
    page = (tmp_path / "c" / "README.md").read_text()
    assert "\nFor all.\n" in page
    assert "| `routing.modelName` |" in page
    assert "| `preset` |" not in page
    assert "| `baseConfigMapRef.name` |" not in page


def test_the_notes_have_a_first_request(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "--name", "llm", "-o", tmp_path / "c")
    notes = (tmp_path / "c" / "templates" / "NOTES.txt").read_text()
    theirs = (REPO / "charts/modelservice/templates/NOTES.txt").read_text()
    request = theirs[theirs.index("Send a first request") : theirs.index("{{- if or .Values.decoupleScaling")]
    last = request.splitlines()[-2:]
    assert "\n".join(last) in notes
    assert 'port-forward deployment/{{ include "llm.child" (list . "decode") }}' in notes
    assert notes[notes.index("An autoscaler owns") :] == theirs[theirs.index("An autoscaler owns") :]


def test_editors_find_the_schema_of_the_values(run: Run, base: Path, tmp_path: Path) -> None:
    chart(run, base, "-o", tmp_path / "c")
    lines = (tmp_path / "c" / "values.yaml").read_text().splitlines()
    assert lines[1] == "# yaml-language-server: $schema=values.schema.json"


def test_an_archive_has_the_files_that_helm_would_package_and_the_same_bytes(
    run: Run, base: Path, tmp_path: Path
) -> None:
    chart(run, base, "--version", "1.2.3", "-o", tmp_path / "c")
    packed = []
    for folder in ("a", "b"):
        done = chart(run, base, "--version", "1.2.3", "--output-format", "tgz", "-o", tmp_path / folder)
        assert done.stdout == f"{tmp_path / folder / 'acme-1.2.3.tgz'}\n"
        packed.append((tmp_path / folder / "acme-1.2.3.tgz").read_bytes())
    assert packed[0] == packed[1]
    with tarfile.open(fileobj=io.BytesIO(packed[0])) as tar:
        inside = {m.name.removeprefix("acme/"): f.read() for m in tar if (f := tar.extractfile(m)) is not None}
    whole = everything(tmp_path / "c")
    assert inside == {path: data for path, data in whole.items() if not path.startswith("ci/") and path != RECORD}
    assert inside != whole


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-b", "base.yaml"), 2, "name a directory to write to with -o, or one to look at with --check"),
        (("-b", "base.yaml", "-o", "c", "--check", "c"), 2, "keep one of them"),
        (("-b", "base.yaml", "--check", "c", "--output-format", "tgz"), 2, "--check looks at a directory"),
        (("-o", "c"), 2, "name one base config"),
        (("-b", "base.yaml", "-b", "other.yaml", "-o", "c"), 1, "a chart holds one base config, and 2 are given"),
        (("--preset", "simm", "-o", "c"), 1, 'there is no preset "simm"'),
        (("-b", "base.yaml", "-o", "c", "--name", "Acme"), 1, '"Acme" is not a chart name'),
        (("-b", "base.yaml", "-o", "c", "--version", "1"), 1, '"1" is not a version'),
        (("-b", "base.yaml", "-o", "c", "--version", "1.0.0-01"), 1, '"1.0.0-01" is not a version'),
        (("-b", "base.yaml", "-o", "c", "--version", ""), 2, "--version is empty"),
        (("-b", "base.yaml", "-o", "c", "--name", ""), 2, "--name is empty"),
        (("-b", "base.yaml", "-o", "c", "--name", "a" * 251), 1, "at most 250"),
        (("-b", "dotted.yaml", "-o", "c"), 1, "give one with --name"),
        (("-b", "base.yaml", "--check", "c"), 1, "c: there is no chart"),
        (("-b", "nothing.yaml", "-o", "c"), 1, "nothing.yaml"),
        (("-b", "nameless.yaml", "-o", "c"), 2, "the base config has no name for the chart to take"),
        (
            ("-b", "two.yaml", "-o", "c"),
            1,
            "a chart holds one base config, and 2 are given: a in two.yaml, b in two.yaml",
        ),
        (("-b", "broken.yaml", "-o", "c"), 1, "broken.yaml:7: decodeService: missing value for command"),
        (("-b", "port.yaml", "-o", "c"), 1, "port.yaml:5"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    files = {
        "base.yaml": BASE,
        "other.yaml": "kind: ConfigMap\nmetadata: {name: other}\ndata: {decodeDeployment: '{}'}\n",
        "dotted.yaml": "kind: ConfigMap\nmetadata: {name: a.b}\ndata: {decodeDeployment: '{}'}\n",
        "nameless.yaml": "kind: ConfigMap\ndata: {decodeDeployment: '{}'}\n",
        "two.yaml": "kind: ConfigMap\nmetadata: {name: a}\ndata: {}\n---\n"
        "kind: ConfigMap\nmetadata: {name: b}\ndata: {}\n",
        "broken.yaml": "kind: ConfigMap\nmetadata: {name: b}\ndata:\n"
        "  decodeDeployment: ''\n\n  decodeService: |\n    spec: {{ }}\n",
        "port.yaml": "kind: ConfigMap\nmetadata: {name: b}\ndata:\n  decodeService: |\n    spec: {{ toJson . }}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("chart", *words, cwd=tmp_path)
    assert (done.code, done.stdout) == (code, "")
    assert said in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == set(files)


def test_a_variable_that_does_not_exist_is_a_warning_with_its_line(run: Run, base: Path, tmp_path: Path) -> None:
    base.write_text(BASE.replace("vllm:1", "{{ .ModelNam }}"), encoding="utf-8")
    done = chart(run, base, "-o", tmp_path / "c")
    assert done.code == 0
    assert f"warning: {base}:5: decodeDeployment: there is no variable .ModelNam: Helm fails" in done.stderr
    assert 'did you mean "ModelName"?' in done.stderr
    assert chart(run, base, "-o", tmp_path / "d", "--strict").code == 1


def test_a_base_config_that_makes_nothing_is_a_warning(run: Run, base: Path, tmp_path: Path) -> None:
    base.write_text("kind: ConfigMap\nmetadata: {name: acme}\ndata: {}\n", encoding="utf-8")
    done = chart(run, base, "-o", tmp_path / "c")
    assert done.code == 0
    assert "base.yaml: the base config makes no object" in done.stderr
    assert "decodeDeployment" in done.stderr


def test_a_key_that_makes_nothing_is_left_out_with_a_warning(run: Run, base: Path, tmp_path: Path) -> None:
    base.write_text(f"{BASE}  decodeServce: |\n    {{}}\n", encoding="utf-8")
    done = chart(run, base, "-o", tmp_path / "c")
    assert done.code == 0
    assert "decodeServce: unknown key, left out" in done.stderr
    assert "decodeService" in done.stderr
    assert chart(run, base, "-o", tmp_path / "d", "--strict").code == 1
    assert not (tmp_path / "d").exists()
