"""What a model owner says of the pods: where it goes, what wins, and what is wrong in the owner's own words."""

from __future__ import annotations

from typing import Any

import pytest

from msvc_helm.errors import InputError
from tests import presets, test_workloads

Object = dict[str, Any]


def deployment(section: Object, *, preset: str = "gpu", key: str = "decodeDeployment", **more: Any) -> Object:
    role = "endpointPicker" if key == "eppDeployment" else "decode"
    values = presets.values(**more) | {role: section}
    spec: Object = presets.expand(values, preset, quiet=False).children[key]["spec"]
    return spec


def pod(section: Object, **how: Any) -> Object:
    found: Object = deployment(section, **how)["template"]["spec"]
    return found


def container(section: Object, name: str = "vllm") -> Object:
    spec = pod(section)
    (found,) = (each for each in spec["containers"] if each["name"] == name)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("key", ["decodeDeployment", "eppDeployment"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nodeSelector", {"pool": "h100"}),
        ("priorityClassName", "high"),
        ("schedulerName", "volcano"),
        ("terminationGracePeriodSeconds", 0),
        ("topologySpreadConstraints", [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}]),
        ("resourceClaims", [{"name": "gpus", "resourceClaimTemplateName": "gpu"}]),
    ],
)
def test_a_field_of_the_pod(key: str, field: str, value: Any) -> None:
    assert pod({field: value}, key=key)[field] == value


def test_labels_and_annotations_are_those_of_the_pods_and_no_selector_changes() -> None:
    spec = deployment({"labels": {"team": "search"}, "annotations": {"note": "x"}})
    plain = deployment({})
    assert spec["template"]["metadata"]["labels"] == {**plain["template"]["metadata"]["labels"], "team": "search"}
    assert spec["template"]["metadata"]["annotations"]["note"] == "x"
    assert spec["selector"] == plain["selector"]


def test_tolerations_and_volumes_come_after_those_of_the_base() -> None:
    own: Object = {
        "tolerations": [{"key": "mine", "operator": "Exists"}],
        "volumes": [{"name": "mine", "emptyDir": {}}],
    }
    spec, plain = pod(own), pod({})
    assert spec["tolerations"] == [*plain["tolerations"], *own["tolerations"]]
    assert spec["volumes"] == [*plain["volumes"], *own["volumes"]]


def test_a_volume_of_the_owner_replaces_that_of_its_name_the_models_too() -> None:
    mine = [{"name": "shm", "emptyDir": {}}, {"name": "model-storage", "hostPath": {"path": "/models"}}]
    assert [each for each in pod({"volumes": mine})["volumes"] if each["name"] in ("shm", "model-storage")] == mine


def test_a_mount_replaces_that_of_its_path() -> None:
    mount = {"name": "mine", "mountPath": "/model-cache"}
    volumes = [{"name": "mine", "emptyDir": {}}]
    section = {"volumes": volumes, "containers": [{"name": "vllm", "mountModelVolume": True, "volumeMounts": [mount]}]}
    mounts = container(section)["volumeMounts"]
    assert [each for each in mounts if each["mountPath"] == "/model-cache"] == [mount]


def test_a_strategy_replaces_the_bases_as_a_whole() -> None:
    assert deployment({"strategy": {"type": "Recreate"}})["strategy"] == {"type": "Recreate"}
    rolling = {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    assert deployment({"strategy": rolling}, key="eppDeployment")["strategy"] == rolling  # the base has Recreate


def test_null_takes_a_resource_away() -> None:
    limits = {"amd.com/gpu": "2", "nvidia.com/gpu": None}
    before = container({})["resources"]
    after = container({"containers": [{"name": "vllm", "resources": {"limits": limits}}]})["resources"]
    assert "nvidia.com/gpu" in before["limits"]
    assert after["limits"] == {**without(before["limits"], "nvidia.com/gpu"), "amd.com/gpu": "2"}
    assert after["requests"] == before["requests"]


def test_null_for_a_resource_that_nobody_asked_for_leaves_nothing() -> None:
    section = {"containers": [{"name": "mine", "image": "a", "resources": {"limits": {"cpu": None}}}]}
    assert "resources" not in container(section, "mine")


def without(values: Object, key: str) -> Object:
    return {name: value for name, value in values.items() if name != key}


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"labels": {"llm-d.ai/role": "prefill"}}, 'decode.labels["llm-d.ai/role"]: is "decode" here; leave it out'),
        ({"tolerations": [{"keys": "a"}]}, 'tolerations[0].keys: unknown field; did you mean "key"?'),
        ({"tolerations": [None]}, "tolerations[0]: expected a map, found null; leave the item out"),
        ({"tolerations": {"key": "a"}}, "tolerations: expected a list, found a map"),
        ({"volumes": [{"emptyDir": {}}]}, "volumes[0].name: required field is missing"),
        ({"volumes": [{"name": "a", "emptyDir": {"sizeLimit": "x"}}]}, "emptyDir.sizeLimit: expected a quantity"),
        ({"volumes": [{"name": "a"}, {"name": "a"}]}, "volumes[1].name: a: the name of item [0] already"),
        ({"strategy": {"type": 1}}, "strategy.type: expected a string, found 1"),
        ({"resourceClaims": [{"name": "a", "source": {}}]}, "resourceClaims[0].source: unknown field"),
        ({"terminationGracePeriodSeconds": -1}, "terminationGracePeriodSeconds: expected 0 to"),
        (
            {"containers": [{"name": "a", "volumeMounts": [{"name": "v", "mountpath": "/a"}]}]},
            'volumeMounts[0].mountpath: unknown field; did you mean "mountPath"?',
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_place(section: Object, message: str) -> None:
    with pytest.raises(InputError) as error:
        deployment(section)
    assert message in str(error.value)


def test_every_pod_of_a_group_has_what_the_owner_says() -> None:
    own: Object = {"nodeSelector": {"pool": "h100"}, "labels": {"team": "search"}, "annotations": {"note": "x"}}
    group = test_workloads.child("decodeLeaderWorkerSet", {"decodeLeaderWorkerSet": test_workloads.LED}, decode=own)
    pods = group["spec"]["leaderWorkerTemplate"]
    for template in (pods["leaderTemplate"], pods["workerTemplate"]):
        assert template["spec"]["nodeSelector"] == own["nodeSelector"]
        assert template["metadata"]["labels"]["team"] == "search"
        assert template["metadata"]["annotations"] == own["annotations"]


def test_a_strategy_is_that_of_a_deployment() -> None:
    with pytest.raises(InputError, match=r"spec\.decode\.strategy: is that of a Deployment, .* a LeaderWorkerSet"):
        test_workloads.made({"decodeLeaderWorkerSet": test_workloads.GROUP}, decode={"strategy": {"type": "Recreate"}})
