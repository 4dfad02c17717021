"""Models whose ways to their objects are compared: samples, the chart's examples, features, the parity corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from msvc_helm.bases import Bases, Candidate, given_bases
from msvc_helm.inputs import Inputs
from msvc_helm.programs import Helm
from msvc_helm.read import inputs
from msvc_helm.resources.context import Options
from msvc_helm.verify.models import ComparedModel, Read, read
from msvc_helm.verify.ways import Ways
from tests.conftest import REPO
from tests.presets import PRESETS, TWO_ROLES
from tests.test_parity import CORPUS, OPTIONS, PAIRS

Object = dict[str, Any]
TOLD = OPTIONS._replace(namespace="default")
SAMPLES = sorted(path.parent.name for path in REPO.glob("samples/*/baseconfig.yaml"))
CI = sorted(path.name for path in REPO.glob("charts/modelservice/ci/*-values.yaml"))
GATEWAY = {"name": "gateway", "namespace": "infra"}
KEDA = {
    "serverAddress": "http://prometheus:9090",
    "triggers": [{"metric": "vllm:num_requests_waiting", "threshold": 5}],
}
WIDE: Object = {
    **KEDA,
    "pollingInterval": 5,
    "initialCooldownPeriod": 60,
    "idleReplicaCount": 0,
    "fallback": {"failureThreshold": 3, "replicas": 6, "behavior": "currentReplicasIfHigher"},
    "advanced": {"restoreToOriginalReplicaCount": True, "horizontalPodAutoscalerConfig": {"name": "mine"}},
    "triggers": [
        *(
            {"metric": metric, "threshold": 1}
            for metric in (
                "llm_d_epp_average_queue_size",
                "llm_d_epp_flow_control_queue_size",
                "inference_extension_flow_control_pool_saturation",
                "inference_pool_average_queue_size",
                "llm_d_epp_request_running",
                "llm_d_epp_scheduler_attempts_total",
                "inference_extension_prefix_indexer_size",
                "my:own",
            )
        ),
        {
            "query": "sum(up)",
            "threshold": "16",
            "activationThreshold": 0.5,
            "metricType": "AverageValue",
            "authModes": "bearer",
            "unsafeSsl": True,
            "timeout": 1000,
            "authenticationRef": {"name": "thanos", "kind": "ClusterTriggerAuthentication"},
            "name": "up",
            "useCachedMetrics": True,
            "metadata": {"customAuthHeader": "a", "threshold": 17},
        },
        {
            "type": "cron",
            "metadata": {"timezone": "UTC", "start": "0 8 * * *", "end": "0 18 * * *", "desiredReplicas": 2},
        },
    ],
}


def scaled(keda: Object) -> Object:
    """An autoscaler's values, with the HPA's behaviour besides."""
    return {
        "minReplicas": 1,
        "maxReplicas": 4,
        "keda": keda,
        "behavior": {"scaleUp": {"stabilizationWindowSeconds": 0}},
    }


PODS: Object = {
    "labels": {"team": "search"},
    "annotations": {"note": "a: b"},
    "nodeSelector": {"pool": "h100", "gpu": None},
    "tolerations": [{"key": "dedicated", "operator": "Equal", "value": "ml", "tolerationSeconds": 30}],
    "priorityClassName": "high",
    "schedulerName": "volcano",
    "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}],
    "terminationGracePeriodSeconds": 1_000_000,
    "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 1}},
    "volumes": [{"name": "scratch", "emptyDir": {"sizeLimit": "1024Mi"}}, {"name": "shm", "emptyDir": {}}],
    "resourceClaims": [{"name": "gpus", "resourceClaimTemplateName": "gpu"}],
    "initContainers": [{"name": "fetch", "volumeMounts": [{"name": "scratch", "mountPath": "/s", "readOnly": True}]}],
    "containers": [
        {
            "name": "vllm",
            "mountModelVolume": True,
            "volumeMounts": [
                {"name": "scratch", "mountPath": "/dev/shm"},  # noqa: S108 - of the base
                {"name": "scratch", "mountPath": "/model-cache"},
            ],
        },
        {
            "name": "epp",
            "volumeMounts": [{"name": "scratch", "mountPath": "/s"}],
            "resources": {"claims": [{"name": "gpus"}]},
        },
    ],
}
FEWER: Object = {
    "name": "vllm",
    "resources": {
        "limits": {"nvidia.com/gpu": None, "amd.com/gpu": 1, "memory": None},
        "requests": {"cpu": None, "memory": None},
    },
}
SIDECARS: Object = {
    "initContainers": [
        {
            "name": name,
            "image": "example.test/cache:1",
            "restartPolicy": "Always",
            "ports": [{"name": "cache", "containerPort": 9400, "protocol": None}],
            "livenessProbe": {"exec": {"command": ["check"]}, "periodSeconds": 5},
            "readinessProbe": {"tcpSocket": {"port": "cache"}},
            "startupProbe": {"failureThreshold": 100, "httpGet": {"path": "/", "port": 9400, "host": None}},
        }
        for name in ("mine", "wait", "routing-sidecar", "sidecar")
    ]
}
MORE: dict[str, Object] = {
    "gateway": {"routing": {"modelName": "opt", "gatewayRefs": [GATEWAY, {"name": "other", "port": 80}]}},
    "ports": {"routing": {"modelName": "opt", "ports": [{"name": "http", "port": 9000}]}},
    "no-label": {"routing": {"modelName": "___"}},
    "long-model": {"routing": {"modelName": "org/" + "m" * 90}},
    "hpa": {"autoscaling": {"decode": {"minReplicas": 1, "maxReplicas": 4}}, "decode": {}},
    "keda": {"autoscaling": {"decode": {"minReplicas": 0, "maxReplicas": 4, "keda": KEDA}}, "decode": {}},
    "wide-keda": {"autoscaling": {"prefill": scaled(WIDE), "decode": scaled(WIDE)}, "prefill": {}, "decode": {}},
    "old-api": {"gie": "v1alpha2"},
    "access": {"rbac": {"eppClusterRole": "epp"}, "eppPullSecrets": ["a"], "pdPullSecrets": ["b", "c"]},
    "objective": {"gie": "v1", "inferenceObjective": True},
    "operator-defaults": {"gie": "v1alpha2", "operatorDefaults": True},
    "operator-defaults-of-a-route": {
        "operatorDefaults": True,
        "routing": {"modelName": "opt", "gatewayRefs": [GATEWAY, {"name": "other", "port": 80}]},
    },
    "metadata": {"labels": {"team": "ml"}, "annotations": {"note": "a\nb\n", "number": "1"}},
    "name": {"nameOverride": "second"},
    "full-name": {"fullnameOverride": "dots.and-a-name-with-more-characters-than-a-label-may-have-by-far"},
    "null-replicas": {"decode": {"replicas": None}},
    "zero-replicas": {"decode": {"replicas": 0}},
    "decoupled": {"decoupleScaling": True},
    "accelerators": {"decode": {"acceleratorTypes": {"labelKey": "gpu", "labelValues": ["A100", "H100"]}}},
    "picker": {"endpointPicker": {"replicas": 2, "containers": [{"name": "epp", "args": ["-v", "4"]}]}},
    "tensor": {"decode": {"parallelism": {"tensor": 8}}},
    "pods": {"decode": PODS, "endpointPicker": PODS},
    "sidecars": {"decode": SIDECARS, "endpointPicker": SIDECARS},
    "accounts": {
        "pdPullSecrets": ["a"],
        "prefill": {"serviceAccount": {"annotations": {"role": "a"}, "automount": True}},
        "decode": {"serviceAccount": {"annotations": {"role": "a", "other": "b"}}},
        "endpointPicker": {"serviceAccount": {"name": "picker", "create": True, "automount": False}},
        "rbac": {"eppClusterRole": "epp"},
    },
    "accounts-that-are-there": {
        "decode": {"serviceAccount": {"name": "models-reader"}},
        "endpointPicker": {"serviceAccount": {"create": False}},
    },
    "an-account-each": {
        "prefill": {"serviceAccount": {"name": "one", "create": True}},
        "decode": {"serviceAccount": {"name": "two", "create": True, "annotations": {"role": "b"}}},
    },
    "adapters": {
        "modelArtifacts": {
            "uri": "pvc://models/llama",
            "adapters": [
                {"name": "support", "uri": "hf://acme/support"},
                {"name": "Acme/Legal", "uri": "pvc://adapters/legal/v1"},
                {"name": "root", "uri": "pvc://adapters/"},
                {"name": "packed", "uri": "oci://registry.example.com/adapters/packed:v1/weights"},
                {"name": "whole", "uri": "oci://registry.example.com/adapters/whole:v1"},
            ],
        },
        "decode": {"containers": [{"name": "vllm", "mountModelVolume": True}]},
        "prefill": {"volumes": [{"name": "adapter-root", "emptyDir": {}}]},
    },
    "variants": {
        "decode": {
            "replicas": 2,
            "variants": [
                {"name": "canary", "containers": [{"name": "vllm", "image": "example.test/vllm:3", "args": ["-v"]}]},
                {"name": "small", "replicas": 0, "labels": {"team": "b"}, "nodeSelector": {"pool": "l40s"}},
            ],
        }
    },
    "own-model-volume": {"decode": {"volumes": [{"name": "model-storage", "hostPath": {"path": "/m"}}]}},
    "no-grace": {"decode": {"terminationGracePeriodSeconds": 0, "priorityClassName": "", "tolerations": []}},
    "fewer-resources": {"decode": {"containers": [FEWER, {**FEWER, "name": "x"}]}},
    "arguments": {"decode": {"containers": [{"name": "vllm", "args": ["--name={{ .ModelName }}"]}]}},
}  # fmt: skip


def features(base: str) -> dict[str, Object]:
    """The cases of MORE as a base config takes them: some presets have one role, what is no Deployment no strategy.

    A DisaggregatedSet is not scaled, and has no variants.
    """
    if base in PRESETS and base not in TWO_ROLES:
        return {name: more for name, more in MORE.items() if "prefill" not in more}
    if base not in ("groups", "set"):
        return MORE
    without = {field: value for field, value in PODS.items() if field != "strategy"}
    found = {**MORE, "pods": {"decode": without, "endpointPicker": PODS}}
    if base == "groups":
        return found
    scaled = ("autoscaling", "decoupleScaling")
    return {n: more for n, more in found.items() if n != "variants" and not any(field in more for field in scaled)}


def pairs(outcome: str) -> dict[str, list[str]]:
    """The ModelServices of the corpus by base config."""
    out: dict[str, list[str]] = {}
    for pair in PAIRS:
        if pair["outcome"] == outcome:
            out.setdefault(pair["baseconfig"], []).append(pair["modelservice"])
    return out


@cache
def corpus_base(name: str) -> Candidate:
    """A base config of the corpus: one object, of which one chart is made."""
    (only,) = given_bases(inputs([str(CORPUS / "baseconfigs" / name)]))
    return only


@cache
def read_pair(service: str, base: str) -> Read:
    """The model of a pair of the corpus."""
    files = inputs([str(CORPUS / "modelservices" / service)])
    return read(Inputs(files, [], "", Bases((corpus_base(base),))), TOLD)


def sample(name: str) -> Inputs:
    """All models of a sample with its base config."""
    folder = REPO / "samples" / name
    services = [str(path) for path in (folder / "modelservice.yaml",) if path.exists()]
    values = [str(path) for path in sorted(folder.glob("values*.yaml"))]
    assert services or values
    bases = Bases(given_bases(inputs([str(folder / "baseconfig.yaml")])))
    return Inputs(inputs(services), inputs(values), "", bases)


def values_files(*paths: Path) -> Inputs:
    """Values that give their own base config."""
    return Inputs([], inputs([str(path) for path in paths]), "", Bases())


def all_ways_agree(asked: Inputs, helms: Iterable[Helm], folder: Path) -> None:
    """Assert that every way gives the objects of `generate` for every model."""
    options = Options(namespace="models", epp_cluster_role="epp")
    found = read(asked, options)
    assert not found.problems
    assert found.models
    ways_agree(found.models, Ways(list(helms), options, str(folder)))


def ways_agree(models: Iterable[ComparedModel], ways: Ways) -> None:
    """Assert that `generate`, the chart with msvc-post, and the generated chart give each model the same objects."""
    for model in models:
        outcomes = list(ways.outcomes(model))
        assert all(each.agrees for each in outcomes), json.dumps([model.title, *map(str, outcomes)], indent=1)
        assert len(outcomes) == 3
