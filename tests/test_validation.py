"""What is refused before Helm applies it: a real API server's recorded verdicts, and a table of single faults."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from msvc_helm.expand import objects
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.validation import validate
from tests.rows import every

from .faults import Case, cases
from .test_parity import PAIRS, expand_pair, name

LABELS = {"app": "x"}
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "d"},
    "spec": {
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {
                "containers": [
                    {
                        "name": "c",
                        "image": "i:1",
                        "ports": [{"name": "http", "containerPort": 80}],
                        "env": [{"name": "A", "value": "b"}],
                        "volumeMounts": [{"name": "v", "mountPath": "/v"}],
                        "resources": {"limits": {"cpu": "1", "example.com/gpu": "1"}, "requests": {"cpu": "500m"}},
                    }
                ],
                "volumes": [{"name": "v", "emptyDir": {}}],
            },
        },
    },
}
SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "s"},
    "spec": {"selector": LABELS, "ports": [{"name": "a", "port": 80}, {"name": "b", "port": 81}]},
}
POD = "spec.template.spec"
C = f"{POD}.containers[0]"
AT_SCHEDULING = "requiredDuringSchedulingIgnoredDuringExecution"
TERM = {"matchExpressions": [{"key": "a", "operator": "In"}]}


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A fault: the field at a dotted path (numbers index lists) becomes `value`; None takes it away."""

    def fault(obj: dict[str, Any]) -> None:
        *above, last = path.replace("[", ".").replace("]", "").split(".")
        node: Any = obj
        for part in above:
            node = node[int(part)] if isinstance(node, list) else node[part]
        if isinstance(node, list):
            node[int(last) : int(last) + 1] = [value]
        elif value is None:
            del node[last]
        else:
            node[last] = value

    return fault


FAULTS: dict[str, tuple[dict[str, Any], Callable[[dict[str, Any]], None], str]] = {
    "no image": (DEPLOYMENT, put(f"{C}.image", None), f"{C}.image"),
    "no containers": (DEPLOYMENT, put(f"{POD}.containers", []), f"{POD}.containers"),
    "a container name with a capital": (DEPLOYMENT, put(f"{C}.name", "C"), f"{C}.name"),
    "two containers of one name": (
        DEPLOYMENT,
        put(f"{POD}.initContainers", [{"name": "c", "image": "i"}]),
        f"{C}.name",
    ),
    "two ports of one name": (
        DEPLOYMENT,
        put(f"{C}.ports", [{"name": "p", "containerPort": 1}, {"name": "p", "containerPort": 2}]),
        f"{C}.ports[1].name",
    ),
    "two ports of one number": (
        DEPLOYMENT,
        put(f"{C}.ports", [{"containerPort": 1}, {"containerPort": 1, "protocol": "TCP"}]),
        f"{C}.ports[1]",
    ),
    "a port beyond 65535": (DEPLOYMENT, put(f"{C}.ports[0].containerPort", 70000), f"{C}.ports[0].containerPort"),
    "a port name of 16 characters": (DEPLOYMENT, put(f"{C}.ports[0].name", "a" * 16), f"{C}.ports[0].name"),
    "two mounts at one path": (
        DEPLOYMENT,
        put(f"{C}.volumeMounts", [{"name": "v", "mountPath": "/v"}, {"name": "v", "mountPath": "/v"}]),
        f"{C}.volumeMounts[1].mountPath",
    ),
    "a mount of no volume": (DEPLOYMENT, put(f"{C}.volumeMounts[0].name", "w"), f"{C}.volumeMounts[0].name"),
    "two volumes of one name": (
        DEPLOYMENT,
        put(f"{POD}.volumes", [{"name": "v", "emptyDir": {}}, {"name": "v", "emptyDir": {}}]),
        f"{POD}.volumes[1].name",
    ),
    "a volume with two sources": (
        DEPLOYMENT,
        put(f"{POD}.volumes[0].hostPath", {"path": "/x"}),
        f"{POD}.volumes[0]",
    ),
    "value and valueFrom": (
        DEPLOYMENT,
        put(f"{C}.env[0].valueFrom", {"fieldRef": {"fieldPath": "metadata.name"}}),
        f"{C}.env[0].valueFrom",
    ),
    "a request over the limit": (
        DEPLOYMENT,
        put(f"{C}.resources.requests.cpu", "1500m"),
        f"{C}.resources.requests.cpu",
    ),
    "half a device": (
        DEPLOYMENT,
        put(f"{C}.resources.limits", {"example.com/gpu": "500m"}),
        f"{C}.resources.limits.example.com/gpu",
    ),
    "a device asked for without a limit": (
        DEPLOYMENT,
        put(f"{C}.resources", {"requests": {"example.com/gpu": "1"}}),
        f"{C}.resources.requests.example.com/gpu",
    ),
    "a selector that misses the pods": (
        DEPLOYMENT,
        put("spec.selector.matchLabels", {"app": "y"}),
        "spec.selector.matchLabels.app",
    ),
    "a selector of nothing": (DEPLOYMENT, put("spec.selector", {}), "spec.selector"),
    "a label value with a blank": (DEPLOYMENT, put("metadata.labels", {"a": "b c"}), "metadata.labels.a"),
    "a label key with two slashes": (DEPLOYMENT, put("metadata.labels", {"a/b/c": "d"}), "metadata.labels"),
    "a name with an underscore": (DEPLOYMENT, put("metadata.name", "a_b"), "metadata.name"),
    "no name": (DEPLOYMENT, put("metadata.name", None), "metadata.name"),
    "a rolling update of a strategy that has none": (
        DEPLOYMENT,
        put("spec.strategy", {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}),
        "spec.strategy.rollingUpdate",
    ),
    "a probe without a handler": (DEPLOYMENT, put(f"{C}.livenessProbe", {"periodSeconds": 5}), f"{C}.livenessProbe"),
    "a probe with two handlers": (
        DEPLOYMENT,
        put(f"{C}.livenessProbe", {"httpGet": {"port": 80}, "exec": {"command": ["a"]}}),
        f"{C}.livenessProbe",
    ),
    "a probe of port 0": (
        DEPLOYMENT,
        put(f"{C}.livenessProbe", {"httpGet": {"port": 0}}),
        f"{C}.livenessProbe.httpGet.port",
    ),
    "a variable without a name": (DEPLOYMENT, put(f"{C}.env[0].name", ""), f"{C}.env[0].name"),
    "a pull policy that does not exist": (DEPLOYMENT, put(f"{C}.imagePullPolicy", "always"), f"{C}.imagePullPolicy"),
    "a restart policy that Deployments do not have": (
        DEPLOYMENT,
        put(f"{POD}.restartPolicy", "Never"),
        f"{POD}.restartPolicy",
    ),
    "a toleration of any value with a value": (
        DEPLOYMENT,
        put(f"{POD}.tolerations", [{"key": "a", "operator": "Exists", "value": "b"}]),
        f"{POD}.tolerations[0].value",
    ),
    "a toleration of anything by value": (
        DEPLOYMENT,
        put(f"{POD}.tolerations", [{"value": "b"}]),
        f"{POD}.tolerations[0].operator",
    ),
    "a node affinity without terms": (
        DEPLOYMENT,
        put(f"{POD}.affinity", {"nodeAffinity": {AT_SCHEDULING: {"nodeSelectorTerms": []}}}),
        f"{POD}.affinity.nodeAffinity.{AT_SCHEDULING}.nodeSelectorTerms",
    ),
    "an operator In without values": (
        DEPLOYMENT,
        put(f"{POD}.affinity", {"nodeAffinity": {AT_SCHEDULING: {"nodeSelectorTerms": [TERM]}}}),
        f"{POD}.affinity.nodeAffinity.{AT_SCHEDULING}.nodeSelectorTerms[0].matchExpressions[0].values",
    ),
    "a surge that is no number": (
        DEPLOYMENT,
        put("spec.strategy", {"rollingUpdate": {"maxSurge": "one"}}),
        "spec.strategy.rollingUpdate.maxSurge",
    ),
    "fewer than no replicas": (DEPLOYMENT, put("spec.replicas", -1), "spec.replicas"),
    "a container without a name": (DEPLOYMENT, put(f"{C}.name", None), f"{C}.name"),
    "a Service of a type that does not exist": (SERVICE, put("spec.type", "Internal"), "spec.type"),
    "a Service port of a protocol that does not exist": (
        SERVICE,
        put("spec.ports[0].protocol", "HTTP"),
        "spec.ports[0].protocol",
    ),
    "a Service without ports": (SERVICE, put("spec.ports", []), "spec.ports"),
    "two Service ports of one name": (SERVICE, put("spec.ports[1].name", "a"), "spec.ports[1].name"),
    "a nameless one of two Service ports": (SERVICE, put("spec.ports[1].name", None), "spec.ports[1].name"),
    "two Service ports of one number": (SERVICE, put("spec.ports[1].port", 80), "spec.ports[1]"),
    "a Service port without a number": (SERVICE, put("spec.ports[0].port", None), "spec.ports[0].port"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_single_fault_is_found_where_it_is(case: str) -> None:
    good, fault, path = FAULTS[case]
    assert validate(good) == []
    bad = copy.deepcopy(good)
    fault(bad)
    found = validate(bad)
    assert any(p.path.split(": ", 1)[1] == path for p in found), [str(p) for p in found]


@every(cases)
def test_the_verdict_on_a_single_fault_is_a_real_api_servers(case: Case) -> None:
    found = [problem.path.split(": ", 1)[1] for problem in validate(case.obj())]
    assert bool(found) == case.rejected
    assert all(path.startswith(case.place) for path in found), found


@pytest.mark.parity
@pytest.mark.skipif(not PAIRS, reason="../shared is not here")
@pytest.mark.parametrize("pair", [p for p in PAIRS if p["outcome"] == "ok"], ids=name)
def test_the_verdict_is_a_real_api_servers(pair: dict[str, Any]) -> None:
    children, problems = expand_pair(pair)
    assert not problems
    found = [p for obj in objects(children, APPLY_ORDER) for p in validate(obj)]
    assert (not found) == (pair["apiserver"] == "ok"), ([str(p) for p in found], pair["apiserver"])


def test_a_name_that_an_api_server_takes() -> None:
    """Kinds whose names are checked only as part of a path, as a real one does."""
    about = {"name": "A b" * 100, "namespace": "n"}
    assert validate({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": about, "spec": {}}) == []
