"""The layer `preload`: one Job for one model, servers that wait for what it leaves behind and stay offline."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import reader
from tests.conftest import Finished, run_program

Object = dict[str, Any]
URI = "pvc+hf://models/hub/acme/chat"


def generate(folder: Path, preset: str = "gpu,preload", **more: Any) -> Finished:
    """The objects of a model on a claim."""
    artifacts = {"uri": URI, **more.pop("artifacts", {})}
    values = {"routing": {"modelName": "chat"}, "modelArtifacts": artifacts, "decode": {}, **more}
    (folder / "m.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return run_program("generate", "-f", folder / "m.yaml", "--preset", preset)


def objects(folder: Path, **how: Any) -> list[Object]:
    done = generate(folder, **how)
    assert (done.code, done.stderr) == (0, "")
    return list(reader.load_all(done.stdout))


def job(folder: Path, **how: Any) -> Object:
    (found,) = (each for each in objects(folder, **how) if each["kind"] == "Job")
    assert isinstance(found, dict)
    return found


SAME: list[Object] = [
    {"decode": {"replicas": 3}},
    {"decode": {"parallelism": {"tensor": 4}}},
    {"routing": {"modelName": "other"}},
]
OTHER: list[Object] = [
    {"artifacts": {"uri": "pvc+hf://models/hub/acme/other"}},
    {"artifacts": {"uri": "pvc+hf://others/hub/acme/chat"}},
    {"artifacts": {"uri": "pvc+hf://models/acme/chat"}},
    {"artifacts": {"authSecretName": "token"}},
    {"artifacts": {"adapters": [{"name": "a", "uri": "hf://acme/lora"}]}},
]


@pytest.mark.parametrize("change", SAME)
def test_a_change_elsewhere_leaves_the_job_as_it_is(change: Object, tmp_path: Path) -> None:
    strip = {"labels": None}
    plain, changed = job(tmp_path), job(tmp_path, **change)
    assert plain | {"metadata": plain["metadata"] | strip} == changed | {"metadata": changed["metadata"] | strip}


@pytest.mark.parametrize("change", OTHER)
def test_what_a_job_is_made_of_is_in_its_name(change: Object, tmp_path: Path) -> None:
    assert job(tmp_path)["metadata"]["name"] != job(tmp_path, **change)["metadata"]["name"]


@pytest.mark.parametrize("failing", [False, True])
def test_the_job_downloads_all_and_then_says_so(failing: bool, tmp_path: Path) -> None:
    (container,) = job(tmp_path, artifacts=OTHER[-1]["artifacts"])["spec"]["template"]["spec"]["containers"]
    told, done = tmp_path / "told", tmp_path / "done"
    program = tmp_path / "hf"
    program.write_text(f'#!/bin/sh\necho "$@" >> {told}\nexit {int(failing)}\n', encoding="utf-8")
    program.chmod(0o755)
    *shell, marker = container["command"]
    words = [*shell, str(done), *container["args"]]
    ended = subprocess.run(words, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert (ended.returncode != 0, done.exists()) == (failing, not failing)
    downloaded = [line.split()[:2] for line in told.read_text(encoding="utf-8").splitlines()]
    assert downloaded == [["download", "acme/chat"], ["download", "acme/lora"]][: 1 if failing else 2]
    assert marker.startswith("/model-cache/hub/")


@pytest.mark.parametrize("preset", ["gpu,preload", "gpu-pd,preload", "gpu,amd,preload"])
def test_servers_wait_for_the_jobs_mark_and_stay_offline(preset: str, tmp_path: Path) -> None:
    made = objects(tmp_path, preset=preset)
    (download,) = (each for each in made if each["kind"] == "Job")
    (downloader,) = download["spec"]["template"]["spec"]["containers"]
    servers = [each["spec"]["template"]["spec"] for each in made if each["kind"] == "Deployment"]
    for pod in servers:
        if pod["containers"][0]["name"] != "vllm":
            continue
        (wait,) = (each for each in pod["initContainers"] if each["name"] == "wait-for-model")
        assert wait["command"][-1] == downloader["command"][-1]
        env = {each["name"]: each.get("value") for each in pod["containers"][0]["env"]}
        assert (env["HF_HUB_OFFLINE"], env["HF_HOME"]) == ("1", "/model-cache/hub")
        claims = [
            each["persistentVolumeClaim"]["claimName"] for each in pod["volumes"] if "persistentVolumeClaim" in each
        ]
        assert claims == ["models"]


@pytest.mark.parametrize("uri", ["hf://acme/chat", "pvc://models/chat", "oci://registry.example.com/chat:v1"])
def test_a_model_without_a_claim_to_download_to_is_an_error(uri: str, tmp_path: Path) -> None:
    done = generate(tmp_path, artifacts={"uri": uri})
    assert (done.code, done.stdout) == (1, "")
    assert "set modelArtifacts.uri to pvc+hf://CLAIM/PATH/ORG/MODEL" in done.stderr
