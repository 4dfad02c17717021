"""What a model owner says of the pods: where it goes, what wins, and what is wrong in the owner's own words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse
from msvc_helm.pipeline import Expanded, expand_document
from msvc_helm.read import Document, ValuesDocument
from msvc_helm.resources.context import Options
from tests import presets, test_workloads
from tests.agreement.in_process import RenderedChart

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


PROBE: Object = {"httpGet": {"path": "/ready", "port": 9400}}
SIDECAR: Object = {
    "name": "cache",
    "image": "example.test/cache:1",
    "restartPolicy": "Always",
    "ports": [{"name": "cache", "containerPort": 9400}],
    "startupProbe": {**PROBE, "failureThreshold": 60},
    "readinessProbe": PROBE,
    "livenessProbe": {"exec": {"command": ["check"]}, "periodSeconds": None},
}


@pytest.mark.parametrize("key", ["decodeDeployment", "eppDeployment"])
def test_a_sidecar_of_the_owner(key: str) -> None:
    found = pod({"initContainers": [SIDECAR]}, key=key)["initContainers"][-1]
    assert found == {**SIDECAR, "livenessProbe": {"exec": {"command": ["check"]}}}


def test_a_sidecar_of_the_base_is_changed_by_its_name() -> None:
    before = next(each for each in pod({}, preset="gpu-pd")["initContainers"] if each.get("restartPolicy") == "Always")
    own = {"name": before["name"], "readinessProbe": {"exec": {"command": ["x"]}}, "ports": [{"containerPort": 9400}]}
    after = next(each for each in pod({"initContainers": [own]}, preset="gpu-pd")["initContainers"])
    assert after["ports"] == [*before["ports"], *own["ports"]]
    assert after["readinessProbe"] == {
        **without(before.get("readinessProbe", {}), "httpGet"),
        "exec": {"command": ["x"]},
    }


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
        (
            {"initContainers": [{"name": "a", "ports": [{"containerport": 1}]}]},
            'initContainers[0].ports[0].containerport: unknown field; did you mean "containerPort"?',
        ),
        (
            {"initContainers": [{"name": "a", "startupProbe": {"httpGet": {"pathh": "/"}}}]},
            'initContainers[0].startupProbe.httpGet.pathh: unknown field; did you mean "path"?',
        ),
        ({"initContainers": [{"name": "a", "restartPolicy": True}]}, "restartPolicy: expected a string, found the"),
        (
            {"containers": [{"name": "a", "livenessProbe": {}}]},
            "set it in the base config: decodeDeployment, spec.template.spec.containers[].livenessProbe",
        ),
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


BASE = """\
kind: ConfigMap
data:
  ownerMay: |
    [labels, tolerations]
  decodeDeployment: |
    spec:
      template:
        metadata: {labels: {team: {{ get .ModelServiceLabels "team" | quote }}}}
        spec:
          serviceAccountName: models-reader
          containers: [{name: vllm, image: example.test/vllm:1}]
  inferencePool: |
    apiVersion: inference.networking.k8s.io/v1
    spec:
      targetPorts: [{number: 8000}]
      endpointPickerRef: {name: shared-picker, port: {number: 9002}}
"""


def over(base: str, **more: Any) -> Expanded:
    """What values become over a base config."""
    document = Document("values.yaml", 1, 1, json.dumps(presets.values(**more)).encode())
    return expand_document(ValuesDocument(document, "m"), Bases((given(base),)), Options(namespace="models"))


def given(text: str) -> Candidate:
    """A base config as if a file had been given."""
    node = parse(text)
    assert node is not None
    return Candidate(node, Document("base.yaml", 1, 1, text.encode()))


def children(base: str, **more: Any) -> Object:
    """The children; nothing is wrong with the values or the base config."""
    done = over(base, **more)
    assert not done.problems
    (only,) = done.expansions
    found: Object = only.children
    return found


def accounts(found: Object) -> Object:
    """The accounts that are made, by key."""
    return {key: child["metadata"] for key, child in found.items() if key.endswith("ServiceAccount")}


def test_what_the_base_config_does_not_allow_is_an_error_that_names_field_and_list(tmp_path: Path) -> None:
    section = {
        "labels": {"team": "a"},
        "nodeSelector": {"a": "b"},
        "containers": [{"name": "vllm", "volumeMounts": [{"name": "a", "mountPath": "/a"}]}],
    }
    allowed = "ownerMay lists: labels, tolerations"
    assert [(each.path, each.message, each.hint) for each in over(BASE, decode=section).problems] == [
        ("decode.nodeSelector", "the base config allows no nodeSelector", allowed),
        ("decode.containers[0].volumeMounts", "the base config allows no volumeMounts", allowed),
    ]
    chart = RenderedChart(0, tmp_path, given(BASE))
    rendered = chart.template(chart.values(presets.values(decode=section)))
    assert f"decode.nodeSelector: the base config allows no nodeSelector; {allowed}" in rendered.stderr


def test_a_variant_is_no_way_around_it(tmp_path: Path) -> None:
    section = {"variants": [{"name": "b", "nodeSelector": {"a": "b"}, "labels": {"team": "b"}}]}
    (problem,) = over(BASE, decode=section).problems
    assert problem.path == "decode.variants[0].nodeSelector"
    chart = RenderedChart(0, tmp_path, given(BASE))
    rendered = chart.template(chart.values(presets.values(decode=section)))
    assert "decode.variants[0].nodeSelector: the base config allows no nodeSelector" in rendered.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[nodeSelectors]", 'base.yaml:4: ownerMay: [0]: expected the name of a field; did you mean "nodeSelector"?'),
        ("labels", "ownerMay: expected a list of fields"),
    ],
)
def test_an_owner_may_that_is_none(text: str, message: str) -> None:
    assert message in str(over(BASE.replace("[labels, tolerations]", text)).problems[0])


def test_templates_see_the_labels_of_the_model_service() -> None:
    found = children(BASE, labels={"team": "search", "gone": None})
    assert found["decodeDeployment"]["spec"]["template"]["metadata"]["labels"]["team"] == "search"


def test_a_picker_that_somebody_else_makes_stays_the_pools() -> None:
    done = over(BASE)
    (only,) = done.expansions
    assert only.children["inferencePool"]["spec"]["endpointPickerRef"]["name"] == "shared-picker"
    assert not [problem for problem in done.warnings if problem.path.startswith("inferencePool")]


NAMED = BASE.replace("ownerMay: |\n    [labels, tolerations]", "serviceAccounts: |\n    decode: {name: models-reader}")


def test_the_account_of_the_base_is_kept_where_it_says_so_and_else_replaced_with_a_warning() -> None:
    found = children(NAMED)
    assert found["decodeDeployment"]["spec"]["template"]["spec"]["serviceAccountName"] == "models-reader"
    assert accounts(found) == {}
    (warning,) = [str(problem) for problem in over(BASE).warnings if "serviceAccountName" in problem.path]
    assert '"models-reader" is replaced by "m-sa"; to keep it, name it in the base config\'s serviceAccounts' in warning


@pytest.mark.parametrize(
    ("said", "name", "made"),
    [
        ({}, "m-sa", {"pdServiceAccount": {"name": "m-sa", "namespace": "models"}}),
        ({"name": "mine"}, "mine", {}),
        ({"create": False}, "m-sa", {}),
        ({"name": "mine", "create": True}, "mine", {"decodeServiceAccount": {"name": "mine", "namespace": "models"}}),
        (
            {"annotations": {"role": "a"}},
            "m-sa",
            {"pdServiceAccount": {"name": "m-sa", "namespace": "models", "annotations": {"role": "a"}}},
        ),
    ],
)
def test_whom_the_pods_run_as(said: Object, name: str, made: Object) -> None:
    found = children(BASE.replace("[labels", "[serviceAccount, labels"), decode={"serviceAccount": said})
    assert found["decodeDeployment"]["spec"]["template"]["spec"]["serviceAccountName"] == name
    assert accounts(found) == made


def test_the_pickers_account_is_that_of_its_binding_and_of_templates() -> None:
    values = presets.values(endpointPicker={"serviceAccount": {"name": "mine", "automount": True}}) | {
        "rbac": {"eppClusterRole": "epp"}
    }
    found = presets.expand(values, "gpu", quiet=False).children
    spec = found["eppDeployment"]["spec"]["template"]["spec"]
    assert (spec["serviceAccountName"], spec["automountServiceAccountToken"]) == ("mine", True)
    assert "eppServiceAccount" not in found
    bindings = [found["eppRoleBinding"], *(each for each in found["extraObjects"] if each["kind"] == "RoleBinding")]
    assert [subject["name"] for each in bindings for subject in each["subjects"]] == ["mine"] * len(bindings)
    assert len(bindings) > 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"decode": {"serviceAccount": {"name": "a", "annotations": {"b": "c"}}}}, 'the account "a" is not created'),
        (
            {
                "prefill": {"serviceAccount": {"annotations": {"role": "a"}}},
                "decode": {"serviceAccount": {"annotations": {"role": "b"}}},
            },
            'decode.serviceAccount.annotations.role: the other role annotates the same account with "a"',
        ),
    ],
)
def test_accounts_that_contradict_each_other(more: Object, message: str) -> None:
    assert message in str(over(NAMED.replace("{name: models-reader}", "{}"), **more).problems[0])
