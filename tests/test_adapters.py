"""LoRA adapters: where they are, under which names they are served, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from msvc_helm.api.adapters import adapters_of
from msvc_helm.errors import InputError
from tests import presets

Object = dict[str, Any]
OWN = [
    {"name": "support", "uri": "hf://acme/support-lora"},
    {"name": "Acme/Legal", "uri": "pvc://adapters/legal/v1"},
    {"name": "packed", "uri": "oci://registry.example.com/adapters/packed:v1/weights"},
]


def spec(*adapters: Object, model: str = "opt") -> Object:
    return {"routing": {"modelName": model}, "modelArtifacts": {"uri": "hf://a/b", "adapters": list(adapters)}}


def pod(preset: str = "gpu", uri: str = "hf://acme/chat", adapters: list[Object] = OWN) -> Object:
    values = presets.values(modelArtifacts={"uri": uri, "adapters": adapters})
    found: Object = presets.expand(values, preset).children["decodeDeployment"]["spec"]["template"]["spec"]
    return found


def server(**how: Any) -> Object:
    (found,) = (each for each in pod(**how)["containers"] if each["name"] == "vllm")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("hf://acme/lora", "acme/lora"),
        ("pvc://claim/", "/adapters/a"),
        ("pvc://claim/b/c", "/adapters/a/b/c"),
        ("oci://registry.example.com/a:v1", "/adapters/a"),
        ("oci://registry.example.com/a:v1/w/x", "/adapters/a/w/x"),
    ],
)
def test_what_the_server_is_told(uri: str, path: str) -> None:
    (found,) = adapters_of(spec({"name": "a", "uri": uri}))
    assert found.path == path


def test_volumes_and_mounts_are_those_of_adapters_that_nobody_downloads() -> None:
    volumes = {each["name"]: each for each in pod()["volumes"]}
    assert volumes["adapter-acme-legal"] == {
        "name": "adapter-acme-legal",
        "persistentVolumeClaim": {"claimName": "adapters", "readOnly": True},
    }
    assert volumes["adapter-packed"]["image"] == {"reference": "registry.example.com/adapters/packed:v1"}
    assert {name for name in volumes if name.startswith("adapter-")} == {"adapter-acme-legal", "adapter-packed"}
    mounts = {each["name"]: each for each in server()["volumeMounts"]}
    assert mounts["adapter-packed"] == {"name": "adapter-packed", "mountPath": "/adapters/packed", "readOnly": True}
    assert "adapter-acme-legal" in mounts


def test_the_presets_serve_them() -> None:
    args = server()["args"]
    where = args.index("--lora-modules")
    assert args[where - 1] == "--enable-lora"
    assert args[where + 1 : where + 4] == [
        "support=acme/support-lora",
        "Acme/Legal=/adapters/acme-legal/legal/v1",
        "packed=/adapters/packed/weights",
    ]
    assert '{"name":"support","path":"acme/support-lora"}' in server(preset="sim")["args"]
    assert "--enable-lora" not in server(adapters=[])["args"]


@pytest.mark.parametrize(("adapters", "offline"), [(OWN, False), (OWN[1:], True), ([], True)])
def test_a_server_that_downloads_an_adapter_is_not_offline(adapters: list[Object], *, offline: bool) -> None:
    names = [each["name"] for each in server(uri="pvc://models/chat", adapters=adapters).get("env", [])]
    assert ("HF_HUB_OFFLINE" in names) == offline


@pytest.mark.parametrize(
    ("adapters", "message"),
    [
        ([{"name": "a", "uri": "s3://b/c"}], "adapters[0].uri: expected one of hf://<repo>/<model>, pvc://"),
        ([{"name": "a", "uri": "pvc+hf://c/a/b"}], "adapters[0].uri: expected one of hf://<repo>/<model>, pvc://"),
        ([{"name": "a", "uri": "hf://a"}], "adapters[0].uri: expected hf://<repo>/<model>"),
        ([{"name": "opt", "uri": "hf://a/b"}], "adapters[0].name: is the name of the model itself"),
        ([{"name": "___", "uri": "pvc://a/b"}], 'adapters[0].name: "___" has no character'),
        (
            [{"name": "a/b", "uri": "pvc://a/b"}, {"name": "a-b", "uri": "pvc://a/c"}],
            'adapters[1].name: is too much like "a/b": both make the volume adapter-a-b',
        ),
    ],
)
def test_what_is_wrong_has_its_place(adapters: list[Object], message: str) -> None:
    with pytest.raises(InputError) as error:
        adapters_of(spec(*adapters))
    assert f"spec.modelArtifacts.{message}" in str(error.value)


def test_two_adapters_of_one_name_are_an_error() -> None:
    with pytest.raises(InputError, match='"a" is already the name of item'):
        pod(adapters=[{"name": "a", "uri": "hf://a/b"}, {"name": "a", "uri": "hf://a/c"}])
