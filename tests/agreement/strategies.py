"""Random values for the chart: every value of its schema, most of them such that they meet what a base config has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st

from msvc_helm.api.kubernetes_fields import PROBES, TYPES
from msvc_helm.schema import read_crd, values_schema

Object = dict[str, Any]
Strategy = st.SearchStrategy[Any]

WITHOUT_EFFECT = ("baseConfig", "baseConfigFile", "preset", "baseConfigMapRef")  # in a chart that holds its base config
TEXTS = st.sampled_from(
    ["", "a", "vllm", "1", "1.10", "0755", "yes", "null", "~", "a: b", "# a", " a ", "a\nb", "a\n", "é", '"', "'", "\\",
     "{a}", "- a", "1e3", "x" * 90, "%", "a,b", "a=b", "[0]", "|", "🚀", "2024-01-01"]
)  # fmt: skip
ARGUMENTS = st.sampled_from(
    ["serve", "--port=8000", "{{ .ModelName }}", '--port={{ getPort "http" }}', "--path={{ .MountedModelPath }}", "1",
     "{{ if .AuthSecretName }}--token{{ end }}", "{{ .DecodeReplicas | add 1 }}", "tp={{ .PrefillTensorParallelism }}",
     "{{ range $n, $p := .Ports }}{{ $n }}={{ $p }},{{ end }}", "{{ .ModelPath | upper | quote }}", "{{", "}}", "a\nb",
     "{{ range .GatewayRefs }}{{ .name }}{{ end }}", "{{ .EPPServiceName }}.{{ .ModelServiceNamespace }}", "",
     "{{ .Nope }}", '{{ "internal" | getPort }}', "{{ printf `%05d` .DecodeAcceleratorCount }}"]
)  # fmt: skip
QUANTITIES = st.sampled_from(
    [1, 2, "500m", "0.5", "1.5Gi", "1e3", "2E", "1000Ki", "010", "4", 0, "1", "3", "1500m"]
) | st.integers(0, 2**53)
WHOLE = st.integers(0, 9) | st.sampled_from([2**31 - 1, 2**31, 1_000_000, 10**15])
QUANTITY_MAPS = st.dictionaries(
    st.sampled_from(["cpu", "memory", "nvidia.com/gpu", "example.com/gpu"]), st.none() | QUANTITIES, max_size=3
)
METRICS = st.sampled_from(
    [
        {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}},
        {"type": "Pods", "pods": {"metric": {"name": "m"}, "target": {"type": "AverageValue", "averageValue": "0.50"}}},
        {
            "type": "External",
            "external": {
                "metric": {"name": "q", "selector": {"matchLabels": {"a": "1", "b": None}}},
                "target": {"type": "AverageValue", "averageValue": 1.5, "value": None},
            },
        },
        {"type": "Pods", "pods": {"target": {"averageValue": 5}}, "unknown": {"a": [1, "1", None, 1.5, True]}},
        {},
    ]
)
BEHAVIOURS = st.sampled_from(
    [{"scaleDown": {"stabilizationWindowSeconds": 600, "policies": [{"type": "Pods", "value": 1}]}}, {"a": None}, {}]
)
OWN_LABELS = st.dictionaries(
    st.sampled_from(["team", "llm-d.ai/role"]), st.sampled_from(["a", "decode", None]), max_size=2
)
# What a value is made of, by where it stands; `[]` is any element, `*` any key. What is not here goes by its schema.
SPECIAL: dict[str, Strategy] = {
    "routing.modelName": st.sampled_from(
        ["opt", "facebook/opt-125m", "Qwen/Qwen3-8B", "a b", "1", "true", "İstanbul", "日本", "___", "x/" + "y" * 100,
         "-a-", " padded ", "ends-in-" + "z" * 54 + "-z", "a\tb"]
    ),
    "routing.ports[].name": st.sampled_from(["http", "internal", "metrics", "app_port"]),
    "routing.ports[].port": st.sampled_from([80, 8000, 8200, 65535, 2**31 - 1]),
    "routing.gatewayRefs[].name": st.sampled_from(["gateway", "other", "new"]),
    "routing.gatewayRefs[].namespace": st.sampled_from(["infra", "elsewhere"]),
    "routing.gatewayRefs[].group": st.sampled_from(["", "gateway.networking.k8s.io", "example.com"]),
    "routing.gatewayRefs[].kind": st.sampled_from(["Gateway", "Service"]),
    "routing.gatewayRefs[].sectionName": st.sampled_from(["https", "a.b"]),
    "modelArtifacts.uri": st.sampled_from(
        ["hf://facebook/opt-125m", "hf://a/b", "pvc://models/ibm/granite", "pvc://models/", "pvc+hf://cache/hub/a/b",
         "pvc+hf://cache/a/b", "oci://registry.example.com/models/opt:v1", "pvc://m/a//b/", "pvc+hf://c/x/y/z/a/b"]
        * 3
        + ["s3://a/b", "hf://a", "pvc://", "pvc+hf://c/a", "oci://a b", "oci://", "hf://", "hf:a/b", "pvc+hf://c//a/b"]
    ),
    "adapters[].name": st.sampled_from(["support", "Acme/Legal", "acme-legal", "opt", "___", "日本"]),
    "adapters[].uri": st.sampled_from(
        ["hf://acme/lora", "pvc://adapters/a", "pvc://adapters/", "oci://registry.example.com/a:v1/w"] * 3
        + ["s3://a/b", "pvc+hf://c/a/b", "hf://a"]
    ),
    "modelArtifacts.authSecretName": st.sampled_from(["hf-token", "", "yes", "012"]),
    "modelArtifacts.size": QUANTITIES,
    "parallelism.tensor": st.integers(0, 8),
    "acceleratorTypes.labelKey": st.sampled_from(["nvidia.com/gpu.product", "zone"]),
    "acceleratorTypes.labelValues[]": st.sampled_from(["A100", "1", "yes"]),
    "nodeSelector": st.dictionaries(st.sampled_from(["pool", "gpu"]), st.sampled_from(["a", "", None]), max_size=2),
    "decode.labels": OWN_LABELS,
    "prefill.labels": OWN_LABELS,
    "endpointPicker.labels": OWN_LABELS,
    "tolerations[]": st.sampled_from([{"key": "a", "operator": "Exists"}, {"effect": "NoSchedule", "key": None}]),
    "topologySpreadConstraints[]": st.sampled_from(
        [{"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway"} for key in ("zone", "host")]
    ),
    "strategy": st.sampled_from([{"type": "Recreate"}, {"rollingUpdate": {"maxSurge": "25%"}}, {}]),
    "volumes[]": st.sampled_from(
        [{"name": name, "emptyDir": {"sizeLimit": "1Gi"}} for name in ("scratch", "shm", "model-storage")]
    ),
    "resourceClaims[]": st.sampled_from([{"name": "gpus", "resourceClaimName": "a"}]),
    "volumeMounts[]": st.sampled_from(
        [{"name": "scratch", "mountPath": path, "readOnly": None} for path in ("/scratch", "/model-cache")]
    ),
    "restartPolicy": st.sampled_from(["Always", ""]),
    "initContainers[].ports[]": st.sampled_from([{"name": "mine", "containerPort": 9400, "protocol": None}]),
    **{
        probe: st.sampled_from([{"httpGet": {"port": 1, "path": None}}, {"exec": {"command": ["a"]}}, {}])
        for probe in PROBES
    },
    "terminationGracePeriodSeconds": st.sampled_from([0, 30, 1_000_000]),
    "serviceAccount.name": st.sampled_from(["", "mine", "yours"]),
    "serviceAccount.annotations": st.dictionaries(st.just("role"), st.sampled_from(["a", "b", None]), max_size=1),
    "containers[].name": st.sampled_from(["vllm", "proxy", "epp", "other", "mine"]),
    "initContainers[].name": st.sampled_from(["init", "sidecar", "mine"]),
    "image": st.sampled_from(["example.test/mine:2", ""]),
    "command[]": TEXTS,
    "args[]": ARGUMENTS,
    "env[].name": st.sampled_from(["A", "B", "C", "D", "E", "HF_TOKEN", "HF_HOME"]),
    "env[].value": TEXTS,
    "fieldRef.fieldPath": st.sampled_from(["metadata.name", "status.podIP"]),
    "resourceFieldRef.divisor": QUANTITIES,
    "resources.limits": QUANTITY_MAPS,
    "resources.requests": QUANTITY_MAPS,
    "labels": st.dictionaries(
        st.sampled_from(["team", "example.com/tier", "llm-d.ai/model", "helm.sh/chart", "a"]),
        st.sampled_from(["", "ml", "1", "true", None, "x" * 63]),
        max_size=3,
    ),
    "annotations": st.dictionaries(
        st.sampled_from(["note", "example.com/note", "prometheus.io/port", "kept"]), st.none() | TEXTS, max_size=3
    ),
    "nameOverride": st.sampled_from(["", "a", "part-2", "n" * 60]),
    "fullnameOverride": st.sampled_from(["", "full", "a.b.c", "dots.and-dashes", "f" * 80, "e" * 53 + ".x"]),
    "rbac.eppClusterRole": st.sampled_from(["", "epp-role"]),
    "minReplicas": st.integers(0, 4),
    "maxReplicas": st.integers(1, 9) | st.just(10**12),
    "metrics[]": METRICS,
    "behavior": BEHAVIOURS,
    "keda.serverAddress": st.sampled_from(["http://prometheus:9090", ""]),
    "triggers[].metric": st.sampled_from(
        ["vllm:num_requests_waiting", "inference_pool_average_queue_size", "inference_model_request_total", "", "a b"]
    ),
    "triggers[].query": st.sampled_from(["", 'sum(a{b="c"})', "a\nb"]),
    "idleReplicaCount": st.integers(0, 2),
    "fallback": st.sampled_from([{"failureThreshold": 3, "replicas": 2}]),
    "advanced": st.sampled_from([{"restoreToOriginalReplicaCount": True}, {"horizontalPodAutoscalerConfig": {}}]),
    "authenticationRef": st.sampled_from([{"name": "thanos"}]),
    "triggers[].type": st.sampled_from(["prometheus"] * 3 + ["cron"]),
    "triggers[].metadata": st.dictionaries(st.sampled_from(["a", "query"]), st.sampled_from(["b", 3]), max_size=2),
    "metricType": st.sampled_from(["Value", "AverageValue"]),
    "threshold": st.sampled_from(["1", "0.5", "1e3", 5, "-1", "five", 1_000_000, 10_000_000]),
    "activationThreshold": st.sampled_from(["1", 0, "x", 12_345_678]),
    "variants[]": st.sampled_from(
        [{"name": "canary", "containers": [{"name": "vllm", "image": "i:2"}]},
         {"name": "small", "replicas": 0, "labels": {"a": "1"}, "parallelism": {"tensor": 2}}]
    ),
    "global": st.sampled_from([{}, {"a": 1}]),
    **{name: st.none() for name in WITHOUT_EFFECT},
}  # fmt: skip


@cache
def schema() -> Object:
    """The schema of the chart's values."""
    return values_schema(read_crd())


def values() -> Strategy:
    """Values for the chart."""
    return below(schema(), "")


def below(node: Object, path: str) -> Strategy:
    """What may stand at a path of the schema."""
    while "$ref" in node:
        node = schema()["definitions"][node["$ref"].rpartition("/")[2]]
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    special = [SPECIAL[end] for end in endings(path) if end in SPECIAL]
    strategy = special[0] if special else st.one_of(*(of_kind(kind, node, path) for kind in kinds if kind != "null"))
    return st.one_of(strategy, strategy, strategy, st.none()) if "null" in kinds else strategy


def endings(path: str) -> list[str]:
    """A path and each of its ends, the longest first."""
    parts = path.split(".")
    return [".".join(parts[index:]) for index in range(len(parts))]


def of_kind(kind: str, node: Object, path: str) -> Strategy:
    """A value of one of JSON's types."""
    if kind == "object":
        required = set(node.get("required", ()))
        fields = {name: below(entry, f"{path}.{name}" if path else name) for name, entry in node["properties"].items()}
        some = st.fixed_dictionaries(
            {name: fields[name] for name in fields if name in required},
            optional={name: fields[name] for name in fields if name not in required},
        )
        is_deep = "[]" in path or "autoscaling" in path  # few values get there, and shall tell much
        return some | st.fixed_dictionaries(fields) if is_deep else some
    if kind == "array":
        return st.lists(below(node["items"], f"{path}[]"), min_size=node.get("minItems", 0), max_size=2)
    if kind == "integer":
        return WHOLE.filter(lambda number: node.get("minimum", 0) <= number <= node.get("maximum", number))
    if kind == "boolean":
        return st.booleans()
    if "enum" in node:
        return st.sampled_from([entry for entry in node["enum"] if entry is not None])
    return TEXTS.filter(lambda text: len(text) >= node.get("minLength", 0) and fits(text, node))


def paths(node: Object | None = None, path: str = "") -> Iterator[str]:
    """The path of every value that the schema has, and of each value in it, but for those whose inside is free.

    So is the inside of a field that is Kubernetes' own.
    """
    node = schema() if node is None else node
    while "$ref" in node:
        node = schema()["definitions"][node["$ref"].rpartition("/")[2]]
    last = path.removesuffix("[]").rpartition(".")[2]
    if last == "variants":
        return
    if path:
        yield path
    if last in TYPES:
        return
    for name, entry in node.get("properties", {}).items():
        yield from paths(entry, f"{path}.{name}" if path else name)
    if "items" in node:
        yield from paths(node["items"], f"{path}[]")


def found(value: Any, path: str = "") -> Iterator[str]:
    """The path of every value that is there and not null."""
    if path and value is not None:
        yield path
    if isinstance(value, dict):
        for name, item in value.items():
            yield from found(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from found(item, f"{path}[]")


def fits(text: str, node: Object) -> bool:
    """Whether the schema's pattern takes the text."""
    return len(text) <= node.get("maxLength", 1000) and bool(re.search(node.get("pattern", ""), text))
