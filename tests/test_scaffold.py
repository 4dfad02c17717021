"""`init`: from three answers to files whose README has the next commands, and these work."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest
import yaml

from msvc_helm import presets
from msvc_helm.scaffold import default_name, model_name
from tests import reader
from tests.agreement.in_process import Engine
from tests.conftest import REPO, run_program

SH = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WITH_MORE = {"gpu,preload", "gpu,tpu-v7", "gpu,tpu-v6"}  # they ask for more than a name and a URI
URIS = {
    "hf://facebook/opt-125m": ("facebook/opt-125m", "opt-125m"),
    "hf://Qwen/Qwen3-0.6B": ("Qwen/Qwen3-0.6B", "qwen3-0-6b"),
    "hf://org/4bit": ("org/4bit", "model-4bit"),
    "hf://org/" + "long-" * 20: ("org/" + "long-" * 20, ("long-" * 8)[:-1]),
    "pvc://claim/models/Opt_1": ("Opt_1", "opt-1"),
    "pvc://claim/": ("claim", "claim"),
    "pvc+hf://claim/cache/facebook/opt-125m": ("facebook/opt-125m", "opt-125m"),
    "oci://registry.example.com:5000/models/opt:v1": ("opt", "opt"),
    "oci://registry.example.com/models/opt:v1/weights/small": ("small", "small"),
    "oci://registry.example.com/opt@sha256:" + "0" * 64: ("opt", "opt"),
}


def commands(readme: Path) -> list[list[str]]:
    """The words of each command of a README, without what they are piped into."""
    texts = "".join(SH.findall(readme.read_text(encoding="utf-8"))).replace("\\\n", "")
    return [shlex.split(line.partition(" | ")[0]) for line in texts.splitlines()]


def names_of(manifests: str) -> set[str]:
    found = {f"{o['kind']}/{o['metadata']['name']}" for o in reader.load_all(manifests) if o}
    assert found
    return found


@pytest.mark.parametrize(("uri", "expected"), URIS.items(), ids=lambda value: str(value)[:40])
def test_names_come_from_the_uri(uri: str, expected: tuple[str, str]) -> None:
    assert (model_name(uri), default_name(uri)) == expected


@pytest.mark.parametrize("form", [[], ["--values"]], ids=["modelservice", "values"])
@pytest.mark.parametrize("preset", ["sim", "sim-pd", "gpu", "gpu-pd", "gpu,istio,openshift", "sim,standalone"])
def test_the_next_commands_work(tmp_path: Path, preset: str, form: list[str]) -> None:
    done = run_program("init", "--preset", preset, *form, cwd=tmp_path)
    assert (done.code, done.stdout) == (0, "The next commands are in qwen3-0-6b/README.md\n"), done.stderr
    here = tmp_path / "qwen3-0-6b"
    generate, check, apply, forward, ask = commands(here / "README.md")
    assert generate[:2] == ["msvc-helm", "generate"]
    found = names_of(run_program(*generate[1:], cwd=here).stdout)
    checked = run_program(*check[1:], cwd=here)
    assert (checked.code, "0 errors, 0 warnings" in checked.stdout + checked.stderr) == (0, True)
    if not form:
        assert apply == generate
    assert forward[2].replace("service/", "Service/") in found
    request = reader.load(ask[-1])
    assert request["model"] == "Qwen/Qwen3-0.6B"


@pytest.mark.parametrize("preset", ["sim", "gpu-pd,istio"])
def test_the_chart_gives_what_generate_gives(tmp_path: Path, preset: str) -> None:
    assert run_program("init", "m", "--name", "m", "--preset", preset, "--values", cwd=tmp_path).code == 0
    here = tmp_path / "m"
    generate, _, install, *_ = commands(here / "README.md")
    assert install[:3] == ["helm", "install", "m"]
    assert install[6:8] == ["--set-file", "baseConfigFile=baseconfig.yaml"]
    chart = run_program("chart-dir").stdout.strip()
    file = here / "set-file.yaml"
    file.write_text(yaml.safe_dump({"baseConfigFile": (here / "baseconfig.yaml").read_text()}), encoding="utf-8")
    values = ["--values", str(here / install[5]), "--values", str(file)]
    helm = Engine().template("m", chart, [*values, "--post-renderer", "msvc-post"])
    assert names_of(helm.stdout) == names_of(run_program(*generate[1:], cwd=here).stdout)


def test_every_layer_can_be_started_from(tmp_path: Path) -> None:
    for name in presets.names():
        over = presets.goes_over(name)
        asked = f"{'gpu-pd' if 'gpu-pd' in over and 'gpu or' not in over else 'gpu'},{name}" if over else name
        done = run_program("init", name, "--preset", asked, cwd=tmp_path)
        assert done.code == 0, done.stderr
        readme = commands(tmp_path / name / "README.md")
        assert ("set it in modelservice.yaml" in done.stderr) == (
            run_program(*readme[0][1:], cwd=tmp_path / name).code != 0
        )
        assert not done.stderr.startswith("warning") or asked in WITH_MORE, done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--model", "s3://bucket/x"], 1, "expected one of hf://"),
        (["--name", "A b"], 1, '"A b" cannot be a name'),
        (["--preset", "simm"], 1, 'did you mean "sim"?'),
        (["--preset", "amd"], 1, '"amd" is a layer and needs a preset below it'),
        (["a", "b"], 2, "unexpected extra argument"),
    ],
    ids=str,
)
def test_what_nothing_comes_of_is_not_written(tmp_path: Path, words: list[str], code: int, message: str) -> None:
    done = run_program("init", *words, cwd=tmp_path)
    assert (done.code, done.stdout, message in done.stderr) == (code, "", True), done.stderr
    assert not list(tmp_path.iterdir())


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_asks_until_the_answer_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from msvc_helm.cli.init import command

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Terminal("s3://bucket\nhf://facebook/opt-125m\n\ngpuu\ngpu\n"))
    monkeypatch.setattr("msvc_helm.cli.init.sys.stderr", Terminal())
    assert command.main(["--values"], standalone_mode=False) == 0
    values = reader.load((tmp_path / "opt-125m" / "values.yaml").read_text(encoding="utf-8"))
    assert values["modelArtifacts"] == {"uri": "hf://facebook/opt-125m"}
    base = reader.load((tmp_path / "opt-125m" / "baseconfig.yaml").read_text(encoding="utf-8"))
    assert base["data"] == {"extends": "preset/gpu"}


def test_the_chart_is_written_whole(tmp_path: Path) -> None:
    done = run_program("chart-dir", "--output-dir", "chart", cwd=tmp_path)
    assert (done.code, done.stdout) == (0, f"{tmp_path / 'chart'}\n")
    source = REPO / "charts" / "modelservice"
    expected = {path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    written = {path.relative_to(tmp_path / "chart"): path.read_bytes() for path in (tmp_path / "chart").rglob("*.*")}
    assert {path: data for path, data in written.items() if path.name != ".msvc-helm.sha256"} == expected
