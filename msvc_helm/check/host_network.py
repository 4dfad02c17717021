"""Pods in their node's network, whose ports are one space."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import WARNING, Found, in_child, listed, rule
from msvc_helm.check.numbers import in_replica, replicas
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, maps

FIELD = "hostNetwork"
DNS = "ClusterFirstWithHostNet"
NODE = "kubernetes.io/hostname"


@rule("host-port", WARNING)
def ports(view: View) -> Iterator[Found]:
    """Pods that open the same port of their node: two of them cannot run on one node.

    Why: The second one is not scheduled, or does not start.

        prefillDeployment: |
          spec: {template: {spec: {hostNetwork: true}}} # vLLM on port 8000, and so is the sidecar of decode
    """
    taken = [(pod, found) for pod in view.pods if (found := _of_node(pod)) and not _apart(pod)]
    for index, (pod, mine) in enumerate(taken):
        count = replicas(pod) * in_replica(pod)
        if count > 1:
            yield _found(pod, f"{count} {_title(pod)} pods", mine)
        for other, theirs in taken[:index]:
            if mine & theirs:
                yield _found(pod, f"the {_title(other)} pods and the {_title(pod)} pods", mine & theirs)


def _found(pod: Pod, who: str, ports: set[int]) -> Found:
    message = f"{who} open port {listed(sorted(ports))} of their node: no two of them can be on one node"
    return Found(message, in_child(pod.key, f"{pod.at}.spec.{FIELD}", FIELD))


def _title(pod: Pod) -> str:
    return pod.role or pod.section or pod.name


def _of_node(pod: Pod) -> set[int]:
    """The ports of the node that a pod opens."""
    running = [container for container in pod.containers if container.runs]
    if pod.spec.get(FIELD) is True:
        return {port for container in running for port in (*container.declared, *(container.listens or ()))}
    ports = (port.get("hostPort") for container in running for port in maps(container.spec.get("ports")))
    return {port for port in ports if isinstance(port, int) and port}


def _apart(pod: Pod) -> bool:
    """Whether its own rules keep a pod from a node with others."""
    terms: Any = below(pod.spec, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    return any(term.get("topologyKey") == NODE for term in maps(terms))


@rule("host-dns", WARNING)
def dns(view: View) -> Iterator[Found]:
    """Pods in their node's network that cannot resolve Service names.

    Why: Such pods use the node's name servers, which do not know the cluster's Services.

        spec:
          hostNetwork: true # and no dnsPolicy: ClusterFirstWithHostNet
    """
    for pod in view.pods:
        if pod.spec.get(FIELD) is True and pod.spec.get("dnsPolicy", "ClusterFirst") == "ClusterFirst":
            message = f"the {_title(pod)} pods are in their node's network, and find no Service by its name"
            yield Found(message, in_child(pod.key, f"{pod.at}.spec.dnsPolicy", FIELD), f"set dnsPolicy: {DNS}")
