"""What the shipped layers tell the endpoint picker: it has all that it names, and agrees with the servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import run_program
from tests.layers.stacks import objects_of
from tests.presets import values

Object = dict[str, Any]
STACKS = (
    ("gpu",),
    ("gpu-pd",),
    ("gpu", "lora"),
    ("gpu", "precise-prefix-cache"),
    ("gpu", "tiered-cache"),
    ("gpu-pd", "sglang-pd"),
    ("gpu-pd", "wide-ep"),
)


def configuration(objects: list[Object]) -> Object:
    (text,) = (of["data"]["plugins.yaml"] for of in objects if "plugins.yaml" in (of.get("data") or {}))
    found: Object = yaml.safe_load(text)
    return found


def named(config: Object) -> Iterator[str]:
    """Every plugin that another part of the configuration names."""
    for profile in config["schedulingProfiles"]:
        yield from (each["pluginRef"] for each in profile["plugins"])
    for source in (config.get("dataLayer") or {}).get("sources") or []:
        yield from (source["pluginRef"], *(each["pluginRef"] for each in source["extractors"]))
    for plugin in config["plugins"]:
        said = plugin.get("parameters") or {}
        yield from (said.get("deciders") or {}).values()
        if "prefixMatchInfoProducerName" in said:
            yield said["prefixMatchInfoProducerName"]


@pytest.mark.parametrize("stack", STACKS, ids=",".join)
def test_what_a_configuration_names_is_in_it(stack: tuple[str, ...], tmp_path: Path) -> None:
    config = configuration(objects_of(tmp_path, stack))
    names = [plugin.get("name", plugin["type"]) for plugin in config["plugins"]]
    assert len(set(names)) == len(names)
    assert set(named(config)) <= {*names}


def test_the_picker_follows_the_servers_where_they_tell(tmp_path: Path) -> None:
    objects = objects_of(tmp_path, ("gpu", "precise-prefix-cache"))
    plugins = {plugin["type"]: plugin.get("parameters") for plugin in configuration(objects)["plugins"]}
    workloads = {of["metadata"]["name"]: of for of in objects if of["kind"] == "Deployment"}
    (server,) = workloads["m-decode"]["spec"]["template"]["spec"]["containers"]
    followed = plugins["precise-prefix-cache-producer"]
    assert f"--block-size={followed['tokenProcessorConfig']['blockSize']}" in server["args"]
    socket = followed["kvEventsConfig"]["podDiscoveryConfig"]["socketPort"]
    assert socket in [port["containerPort"] for port in server["ports"]]
    (events,) = (each for each in server["args"] if each.startswith("--kv-events-config="))
    assert f"tcp://*:{socket}" in events
    (service,) = (of for of in objects if of["kind"] == "Service" and of["metadata"]["name"] == "m-service-decode")
    url = f"http://m-service-decode:{service['spec']['ports'][0]['port']}"
    assert plugins["token-producer"] == {"modelName": "opt", "vllm": {"url": url}}


@pytest.mark.parametrize(("adapters", "batch", "memory"), [(0, 1, 1), (1, 1, 1), (3, 3, 3), (20, 8, 20)])
def test_adapters_have_a_place(adapters: int, batch: int, memory: int, tmp_path: Path) -> None:
    listed = [{"name": f"a{number}", "uri": f"hf://acme/a{number}"} for number in range(adapters)]
    given = values(modelArtifacts={"uri": "hf://acme/chat", "adapters": listed})
    (tmp_path / "m.yaml").write_text(json.dumps(given), encoding="utf-8")
    done = run_program("generate", "-f", tmp_path / "m.yaml", "--preset", "gpu,lora", "-o", "children")
    (server,) = yaml.safe_load(done.stdout)["decodeDeployment"]["spec"]["template"]["spec"]["containers"]
    assert {"--enable-lora", f"--max-loras={batch}", f"--max-cpu-loras={memory}"} <= set(server["args"])
    assert server["args"].count("--enable-lora") == 1
