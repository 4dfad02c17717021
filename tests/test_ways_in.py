"""One input, one verdict: whichever way it comes in, the same errors in the same words, and the same warnings."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml

from msvc_helm import cli, post
from msvc_helm.report import guarded

API = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m", "namespace": "ns"}}
ROUTING = {"modelName": "some/model", "ports": [{"name": "http", "port": 8000}]}
CONTAINER = {"name": "vllm", "image": "i:1"}
BASE = {"decodeService": 'spec: {ports: [{port: {{ getPort "http" }}}]}\n'}


class Case(NamedTuple):
    """What a ModelService says beyond the usual, its base config, and the errors that must come, without places."""

    spec: dict[str, Any]
    base: Mapping[str, str] = MappingProxyType({})
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """How a run ended: its exit code, its errors and warnings without places, hints and ids, and all it printed."""

    code: int
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    output: str


CASES = {
    "containers of its own": Case({"decode": {"containers": [CONTAINER]}}),
    "no base config, no containers": Case(
        {"decode": {"replicas": 2}}, errors=("decode: no base config is given, and there is no container in decode",)
    ),
    "no base config, an empty list of containers": Case(
        {"decode": {"containers": []}}, errors=("decode: no base config is given, and there is no container in decode",)
    ),
    "no base config, only init containers": Case(
        {"decode": {"initContainers": [CONTAINER]}},
        errors=("decode: no base config is given, and there is no container in decode",),
    ),
    "no base config, containers in one of two roles": Case(
        {"decode": {"containers": [CONTAINER]}, "prefill": {}},
        errors=("prefill: no base config is given, and there is no container in prefill",),
    ),
    "no base config, no containers in two roles": Case(
        {"decode": {}, "prefill": {}},
        errors=("prefill: no base config is given, and there is no container in prefill and none in decode",),
    ),
    "no base config, no role": Case(
        {}, errors=("no base config is given, and there is neither prefill nor decode: it makes no objects",)
    ),
    "a base config": Case({"decode": {"containers": [CONTAINER]}}, BASE),
    "a container without image": Case(
        {"decode": {"containers": [{"name": "vllm"}]}},
        errors=(
            "Deployment m-decode: spec.template.spec.containers[0].image: required but not set: "
            'neither the base config nor the ModelService gives container "vllm" an image',
        ),
    ),
    "a container of the base config without image, and a port that is none": Case(
        {"decode": {"containers": [{**CONTAINER, "name": "other"}]}},
        {
            "decodeDeployment": "spec: {template: {spec: {containers: [{name: vllm}]}}}\n",
            "decodeService": "spec: {ports: [{port: 80000}]}\n",
        },
        errors=(
            "Deployment m-decode: spec.template.spec.containers[0].image: required but not set: "
            'neither the base config nor the ModelService gives container "vllm" an image',
            "Service m-service-decode: spec.ports[0].port: expected 1 to 65535, found 80000",
        ),
    ),
    "a base config, and nothing to make": Case(
        {},
        {"httpRoute": ""},
        errors=("ModelService m makes no objects: it has no role, and no base config gives it any",),
    ),
    "a device without a limit": Case(
        {"decode": {"containers": [{**CONTAINER, "resources": {"requests": {"nvidia.com/gpu": "1"}}}]}},
        errors=(
            "Deployment m-decode: spec.template.spec.containers[0].resources.requests.nvidia.com/gpu: "
            "a device needs a limit as well",
        ),
    ),
    "a base config without containers": Case(
        {"decode": {}},
        {"decodeDeployment": "spec: {replicas: 1}\n"},
        errors=(
            "Deployment m-decode: spec.template.spec.containers: required but not set: "
            "neither the base config nor the ModelService has a container",
        ),
    ),
}


class Run:
    """The programs in this process, in a directory of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(folder)

    def __call__(self, main: Callable[[], int], *words: str, stdin: str = "") -> Verdict:
        self._patch.setattr(sys, "argv", ["program", *words])
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = guarded(main)
        said = self._capsys.readouterr()
        lines = f"{said.err}\n{said.out if words[:1] == ('check',) else ''}".splitlines()
        found = {severity: tuple(sorted(_bare(lines, severity))) for severity in ("error", "warning")}
        return Verdict(code, found["error"], found["warning"], said.out + said.err)


def _bare(lines: list[str], severity: str) -> set[str]:
    """The messages of a severity, without what differs by way: the place, the hint, the rule, `spec.` of the CR."""
    out = set()
    for line in lines:
        if line.startswith(f"{severity}: "):
            text = re.sub(r"^\w+: (\S+\.yaml|<\w+>)(:\d+)*: (document \d+: )?(spec\.)?", "", line).replace(
                "ModelService ns/", "ModelService "
            )
            out.add(re.sub(r"( \[[a-z-]+\])?(; .*)?$", "", text))
    return out


def service(case: Case) -> dict[str, Any]:
    return {**API, "spec": {"routing": ROUTING, "modelArtifacts": {"uri": "hf://some/model"}, **case.spec}}


def base_file(run: Run, case: Case) -> list[str]:
    if not case.base:
        return []
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}, "data": dict(case.base)}
    (run.folder / "base.yaml").write_text(yaml.safe_dump(config))
    return ["base.yaml"]


def as_model(run: Run, case: Case) -> list[str]:
    (run.folder / "m.yaml").write_text(yaml.safe_dump(service(case)))
    return ["-m", "m.yaml", *(word for file in base_file(run, case) for word in ("-b", file))]


def as_values(run: Run, case: Case) -> list[str]:
    (run.folder / "m.yaml").write_text(yaml.safe_dump(service(case)["spec"]))
    return ["-f", "m.yaml", "-n", "ns", *(word for file in base_file(run, case) for word in ("-b", file))]


def generate_model(run: Run, case: Case) -> Verdict:
    return run(cli._run, "generate", *as_model(run, case))


def generate_values(run: Run, case: Case) -> Verdict:
    return run(cli._run, "generate", *as_values(run, case))


def generate_files(run: Run, case: Case) -> Verdict:
    return run(cli._run, "generate", *as_model(run, case), "--output-dir", "out")


def check_model(run: Run, case: Case) -> Verdict:
    return run(cli._run, "check", *as_model(run, case))


def check_values(run: Run, case: Case) -> Verdict:
    return run(cli._run, "check", *as_values(run, case))


def verify_model(run: Run, case: Case) -> Verdict:
    """Only what comes before Helm is asked."""
    from msvc_helm.inputs import inputs_for
    from msvc_helm.options import EXPANSION, INPUTS, expansion, read
    from msvc_helm.report import finish
    from msvc_helm.verify import models

    def main() -> int:
        asked = read((*INPUTS, *EXPANSION), as_model(run, case))
        assert asked is not None
        options = expansion(asked)
        found = models.read(inputs_for(asked), options)
        return finish(found.warnings, found.problems, strict=False)

    return run(main)


def post_stream(run: Run, case: Case) -> Verdict:
    words = [word for file in base_file(run, case) for word in ("-b", file)]
    return run(post._run, *words, stdin=yaml.safe_dump(service(case)))


def post_carrier(run: Run, case: Case) -> Verdict:
    text = [(run.folder / file).read_text() for file in base_file(run, case)]
    base = {"baseConfig": {"source": "base.yaml", "configMap": text[0]}} if text else {}
    carrier = {"apiVersion": "missing-post-renderer-msvc-post/v1", "kind": "ModelServiceCarrier"}
    stream = carrier | {"metadata": {"name": "m"}, "modelService": service(case), **base}
    return run(post._run, stdin=yaml.safe_dump(stream))


def krm(run: Run, case: Case) -> Verdict:
    files = base_file(run, case)
    config = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"base-config": files[0]} if files else {}}
    items = {"items": [service(case)], "functionConfig": config}
    whole = {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", **items}
    return run(post._run, stdin=yaml.safe_dump(whole))


Way: TypeAlias = Callable[[Run, Case], Verdict]
WAYS: tuple[Way, ...] = (
    generate_model,
    generate_values,
    generate_files,
    check_model,
    check_values,
    verify_model,
    post_stream,
    post_carrier,
    krm,
)
HOW: dict[Way, str] = {
    generate_model: "with -b",
    generate_values: "in the values",
    check_model: "--preset",
    check_values: "in the values",
    post_stream: "--base-config",
    post_carrier: "--set-file baseConfigFile",
    krm: "functionConfig",
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES)
def test_every_way_gives_one_verdict(run: Run, case: str, way: Way) -> None:
    found = way(run, CASES[case])
    assert found.errors == tuple(sorted(CASES[case].errors)), found.output
    assert found.code == (1 if CASES[case].errors else 0), found.output
    assert found.warnings == CASES[case].warnings, found.output


@pytest.mark.parametrize("way", HOW, ids=lambda way: way.__name__)
def test_how_to_give_a_base_config_is_said_for_that_way_in(run: Run, way: Way) -> None:
    assert HOW[way] in way(run, CASES["no base config, no role"]).output
