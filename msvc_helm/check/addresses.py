"""Addresses that pods tell each other: each must be one that the others can call."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, Found, in_container, rule
from msvc_helm.check.kv_transfer import transfers
from msvc_helm.check.location import arg
from msvc_helm.check.view import Pod, View
from msvc_helm.patterns import later
from msvc_helm.typed import Any
from msvc_helm.untyped import below

NIXL_HOST = "VLLM_NIXL_SIDE_CHANNEL_HOST"
# Variables whose value is told to other pods, which then call it.
TOLD = ("VLLM_EC_SIDE_CHANNEL_HOST", "VLLM_HOST_IP", "SGLANG_HOST_IP", "POD_IP")
# Flags by which the pods of a group find the first of them.
LEADER = ("data-parallel-address", "master-addr", "dist-init-addr")
HINT = "set it from the field status.podIP"
_ANYWHERE = later(r"(0\.0\.0\.0|::|\[::\]|\*|localhost|127\.[\d.]+|::1|\[::1\])(:\d+)?")
_POD_IP = ("status.podIP", "status.podIPs")
_REFERENCE = later(r"\$\(([^()]+)\)")


@rule("nixl-host", ERROR)
def host_missing(view: View) -> Iterator[Found]:
    """NIXL without an address that other pods can reach, or with one to listen on: it would give out localhost.

    Why: Other pods cannot reach localhost.

        env: # without VLLM_NIXL_SIDE_CHANNEL_HOST
          - {name: VLLM_NIXL_SIDE_CHANNEL_PORT, value: "5557"}
    """
    for transfer in transfers(view):
        container = transfer.container
        if any(name.startswith("Nixl") for name in transfer.names) and NIXL_HOST not in container.env:
            if container.spec.get("envFrom") or _in_script(container):
                continue
            message = f"the {transfer.pod.role} pods have no {NIXL_HOST}: NIXL tells other pods to call localhost"
            yield Found(message, in_container(container, "env", NIXL_HOST), HINT)
    for pod in view.pods:
        for container in pod.containers:
            yield from _wrongly(pod, container, NIXL_HOST)


def _in_script(container: Container) -> bool:
    """Whether a script sets the variable."""
    return any(NIXL_HOST in word for word in (*container.command, *container.args))


@rule("address-told", ERROR)
def not_reachable(view: View) -> Iterator[Found]:
    """Addresses to listen on, or of something else than the pod, where other pods are told what to call.

    Why: Who is told to call 0.0.0.0 or localhost calls itself.

        env:
          - {name: VLLM_EC_SIDE_CHANNEL_HOST, value: 0.0.0.0} # wanted: fieldRef to status.podIP
    """
    for pod in view.pods:
        for container in pod.containers:
            for name in TOLD:
                yield from _wrongly(pod, container, name)
            for flag in LEADER if pod.size > 1 else ():
                text = container.program.flags.get(flag)
                if _ANYWHERE.fullmatch(text):
                    message = f"--{flag}={text} is where the other pods of the group seek the leader"
                    spot = arg(container, container.program.flags.position(flag))
                    yield Found(message, spot, "the leader's address is in $(LWS_LEADER_ADDRESS)")


def _wrongly(pod: Pod, container: Container, name: str) -> Iterator[Found]:
    wrong = _wrong(pod, container, container.env.get(name) or {})
    if wrong:
        message = f"{name} is the address that other pods call, and it is {wrong}"
        yield Found(message, in_container(container, "env", name), HINT)


def _wrong(pod: Pod, container: Container, entry: dict[str, Any]) -> str:
    """What a variable is instead of the pod's address, empty where it is that or cannot be known."""
    value = entry.get("value")
    if isinstance(value, str):
        reference = _REFERENCE.fullmatch(value) if value[:1] == "$" else None
        if reference:
            return _wrong(pod, container, _earlier(container, reference[1]))
        return f'"{value}"' if _ANYWHERE.fullmatch(value) else ""
    path = below(entry, "valueFrom", "fieldRef", "fieldPath")
    if path == "status.hostIP" and pod.spec.get("hostNetwork"):
        return ""
    return f"the field {path}" if isinstance(path, str) and path not in _POD_IP else ""


def _earlier(container: Container, name: str) -> dict[str, Any]:
    """A variable that another one refers to; nothing of one that would refer to a third."""
    entry: dict[str, Any] = container.env.get(name) or {}
    return {} if _REFERENCE.search(str(entry.get("value") or "")) else entry
