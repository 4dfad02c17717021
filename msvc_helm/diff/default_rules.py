"""Defaults that hang on other fields: what the API server, or a webhook, makes of a struct that it fills in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from msvc_helm.merge import Object
from msvc_helm.untyped import below, mapping, maps


def _deployment_strategy(strategy: Object) -> None:
    if strategy["type"] == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {})


def _stateful_set(spec: Object) -> None:
    strategy = spec["updateStrategy"]
    if not strategy.get("type"):
        spec["updateStrategy"] = {"rollingUpdate": {}, **strategy, "type": "RollingUpdate"}
    claims = maps(spec.get("volumeClaimTemplates"))
    if claims:
        spec["volumeClaimTemplates"] = [{k: v for k, v in c.items() if k not in ("apiVersion", "kind")} for c in claims]


def _retired_partition(strategy: Object) -> None:
    """Under OnDelete nothing is filled into the numbers of a rolling update that is still there."""
    if strategy.get("type") == "OnDelete" and "rollingUpdate" in strategy:
        strategy["rollingUpdate"] = {"partition": 0, **strategy["rollingUpdate"]}


def _daemon_set_strategy(strategy: Object) -> None:
    if strategy["type"] == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {})


def _job(job: Object) -> None:
    """Those of a Job, of which the template in a CronJob gets none."""
    spec = job["spec"] = dict(mapping(job.get("spec")))
    for key, value in (("completionMode", "NonIndexed"), ("suspend", False), ("manualSelector", False)):
        spec.setdefault(key, value)
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 6 if spec.get("backoffLimitPerIndex") is None else 2**31 - 1)
    failed = spec.get("podFailurePolicy") is not None
    spec.setdefault("podReplacementPolicy", "Failed" if failed else "TerminatingOrFailed")


def _pod(spec: Object) -> None:
    """The service account has two names, of which the newer one counts."""
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    if spec.get("hostNetwork"):
        for field in ("initContainers", "containers"):
            if field in spec:
                spec[field] = [_on_host(container) for container in maps(spec[field])]


def _on_host(container: Object) -> Object:
    """A container whose ports are the host's."""
    ports = [{"hostPort": port.get("containerPort"), **port} for port in maps(container.get("ports"))]
    return {**container, "ports": ports}


def _container(container: Object) -> None:
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = pull_policy(container.get("image"))


def _volume(volume: Object) -> None:
    if not any(value is not None for key, value in volume.items() if key != "name"):
        volume["emptyDir"] = {}


def _image_volume(volume: Object) -> None:
    if not volume.get("pullPolicy"):
        volume["pullPolicy"] = pull_policy(volume.get("reference"))


def pull_policy(image: Any) -> str:
    """The policy that an image's tag stands for: `latest`, or no tag and no digest, is pulled each time."""
    text = image if isinstance(image, str) else ""
    name, _, digest = text.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2] or ("" if digest else "latest")
    return "Always" if tag == "latest" else "IfNotPresent"


def _with_target(port: Object) -> Object:
    return port if port.get("targetPort") not in (None, 0, "") else {**port, "targetPort": port.get("port")}


def _service(spec: Object) -> None:
    kind = spec["type"]
    if spec["sessionAffinity"] == "ClientIP":
        timeout = below(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
        spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": 10800 if timeout is None else timeout}}
    else:
        spec.pop("sessionAffinityConfig", None)
    if spec.get("ports"):
        spec["ports"] = [_with_target(port) for port in maps(spec["ports"])]
    if kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and spec.get("externalIPs")):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if kind != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if kind == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)


def _secret(secret: Object) -> None:
    """Plain text is put where the encoded data is."""
    plain = {key: b64encode(str(text).encode()).decode() for key, text in mapping(secret.get("stringData")).items()}
    if secret.pop("stringData", None) is not None:
        secret["data"] = {**mapping(secret.get("data")), **plain}


def _subject(subject: Object) -> None:
    if subject.get("kind") in ("User", "Group"):
        subject.setdefault("apiGroup", "rbac.authorization.k8s.io")


def _network_policy(spec: Object) -> None:
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]


def _scaling(behavior: Object) -> None:
    up, down = mapping(behavior.get("scaleUp")), mapping(behavior.get("scaleDown"))
    percent = {"type": "Percent", "value": 100, "periodSeconds": 15}
    pods = {"type": "Pods", "value": 4, "periodSeconds": 15}
    behavior["scaleUp"] = {"stabilizationWindowSeconds": 0, "policies": [pods, percent], **up}
    behavior["scaleDown"] = {"policies": [percent], **down}


def _namespace(obj: Object) -> None:
    metadata = mapping(obj.get("metadata"))
    labels = {**mapping(metadata.get("labels")), "kubernetes.io/metadata.name": metadata.get("name")}
    obj["metadata"] = {**metadata, "labels": labels}


RULES: Mapping[str, Callable[[Object], None]] = {
    "Container": _container,
    "DaemonSetUpdateStrategy": _daemon_set_strategy,
    "DeploymentStrategy": _deployment_strategy,
    "HorizontalPodAutoscalerBehavior": _scaling,
    "ImageVolumeSource": _image_volume,
    "Job": _job,
    "Namespace": _namespace,
    "NetworkPolicySpec": _network_policy,
    "PodSpec": _pod,
    "Secret": _secret,
    "ServiceSpec": _service,
    "StatefulSetSpec": _stateful_set,
    "StatefulSetUpdateStrategy": _retired_partition,
    "Subject": _subject,
    "Volume": _volume,
}
"""Defaults of built-in structs that hang on other fields; each fills in a copy, and changes nothing below it."""


def group_defaults(spec: Object) -> None:
    """What the webhook of LeaderWorkerSet fills in; a DisaggregatedSet has none."""
    strategy = mapping(spec.get("rolloutStrategy"))
    strategy = {"type": "RollingUpdate", "rollingUpdateConfiguration": {}, **strategy}
    spec["rolloutStrategy"] = strategy
    spec["networkConfig"] = {"subdomainPolicy": "Shared", **mapping(spec.get("networkConfig"))}
    template = mapping(spec.get("leaderWorkerTemplate"))
    if template.get("restartPolicy") == "Default":
        spec["leaderWorkerTemplate"] = {**template, "restartPolicy": "None"}
