"""The routing sidecar's flags against its version and the model server behind it."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, WARNING, Found, in_container, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import SIDECAR, VLLM, version
from msvc_helm.check.view import Pod, View

# Flags by the first version without them, and what does the same (release notes of llm-d-router 0.10).
REMOVED = {
    "vllm-port": ((0, 10), "--model-server-port"),
    "connector": ((0, 10), "--kv-connector"),
    "prefiller-use-tls": ((0, 10), "--enable-tls=prefiller"),
    "decoder-use-tls": ((0, 10), "--enable-tls=decoder"),
    "prefiller-tls-insecure-skip-verify": ((0, 10), "--tls-insecure-skip-verify=prefiller"),
    "decoder-tls-insecure-skip-verify": ((0, 10), "--tls-insecure-skip-verify=decoder"),
    "inference-pool-name": ((0, 10), "--inference-pool"),
    "inference-pool-namespace": ((0, 10), "--inference-pool"),
}
# Flags by the first version that has them, and what older ones call the same.
ADDED = {
    "kv-connector": ((0, 7), "--connector"),
    "model-server-port": ((0, 10), "--vllm-port"),
    "secure-serving": ((0, 11), "--secure-proxy"),
}
RANKS = "data-parallel-size"
ONE_OF_MANY = frozenset({"data-parallel-rank", "data-parallel-external-lb"})  # a vLLM for each rank
# Where the sidecar looks for the model server when it is not told: by version, newest first.
TARGETS = (((0, 9), 8200), ((0,), 8001))


def sidecars(view: View) -> Iterator[tuple[Pod, Container]]:
    """Each routing sidecar with its pods."""
    return ((pod, container) for pod in view.roles for container in pod.running(SIDECAR))


@rule("sidecar-flag", ERROR)
def flag_unknown(view: View) -> Iterator[Found]:
    """Flags that the routing sidecar's version does not have: it does not start.

    Why: A program with an unknown flag does not start.

        image: ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0
        args: [--connector=nixlv2] # --kv-connector since 0.7, and nothing else since 0.10
    """
    for _, sidecar in sidecars(view):
        release = version(sidecar.tag)
        for flag in sidecar.program.flags.given if release else ():
            gone, instead = REMOVED.get(flag, (None, ""))
            since, before = ADDED.get(flag, (None, ""))
            spot = arg(sidecar, sidecar.program.flags.position(flag))
            if gone and release and release >= gone:
                yield Found(f"the routing sidecar {sidecar.tag} no longer has --{flag}", spot, f"write {instead}")
            elif since and release and release < since:
                yield Found(f"the routing sidecar {sidecar.tag} does not have --{flag} yet", spot, f"write {before}")


def target(sidecar: Container) -> int | None:
    """The port the sidecar forwards to, None when it cannot be known."""
    flags = sidecar.program.flags
    for name in ("model-server-port", "vllm-port"):
        if name in flags:
            return flags.number(name, None)
    release = version(sidecar.tag)
    return next((port for since, port in TARGETS if release >= since), None) if release else None


@rule("sidecar-target", ERROR)
def target_closed(view: View) -> Iterator[Found]:
    """Sidecars that forward to a port on which no model server listens.

    Why: The sidecar must forward to where vLLM listens.

        initContainers:
          - name: routing-proxy
            args: [--model-server-port=8001]
        containers:
          - name: vllm
            args: [--port=8200]
    """
    for pod, sidecar in sidecars(view):
        port, opened = target(sidecar), set[int]()
        for server in pod.servers():
            listening = server.listens
            if listening is None:
                break
            opened |= listening
        else:
            if port is not None and opened and port not in opened:
                flags = sidecar.program.flags
                position = max(flags.position("model-server-port"), flags.position("vllm-port"))
                spot = arg(sidecar, position) if position >= 0 else in_container(sidecar, "args", "args:")
                message = (
                    f"the routing sidecar forwards to port {port}, and the model server listens on {listed(opened)}"
                )
                yield Found(message, spot)


@rule("sidecar-ranks", ERROR)
def ranks_differ(view: View) -> Iterator[Found]:
    """Sidecars for more or fewer ranks than vLLM serves in their pods.

    Why: The sidecar opens a port for each rank, and forwards it to that of the rank.

        initContainers:
          - name: routing-proxy
            args: [--port=8000, --data-parallel-size=8]
        containers:
          - name: vllm
            args: [--port=8200, --data-parallel-multi-port-external-lb, --data-parallel-size-local=4]
    """
    for pod, sidecar in sidecars(view):
        ranks, start = sidecar.program.flags.number(RANKS, 1), target(sidecar)
        for server in pod.servers():
            listening, flags = server.listens, server.program.flags
            alone = len(pod.servers()) == 1 and server.program.name == VLLM and not flags.given.keys() & ONE_OF_MANY
            if not ranks or not start or not listening or not alone:
                continue
            serving = listening - {flags.number("data-parallel-supervisor-port", None)}
            served = next(n for n in range(len(serving) + 1) if start + n not in serving)
            if served and served != ranks:
                message = f"the routing sidecar is for {ranks} ranks, and vLLM serves {served} in the {pod.role} pods"
                position = sidecar.program.flags.position(RANKS)
                spot = arg(sidecar, position) if position >= 0 else in_container(sidecar, "args", "args:")
                yield Found(message, spot)


def speaks_tls(sidecar: Container) -> bool | None:
    """Whether a sidecar serves TLS, as it does unless told not to; None when a file of its own may say so."""
    flags = sidecar.program.flags
    if "configuration" in flags or "configuration-file" in flags:
        return None
    for name in ("secure-serving", "secure-proxy"):
        if name in flags:
            value = flags.get(name, "true").lower()
            return None if "$" in value else value not in ("false", "0", "f")
    return True


@rule("sidecar-tls", WARNING)
def serves_tls(view: View) -> Iterator[Found]:
    """Sidecars that serve TLS, their default, although they get plain HTTP.

    Why: Gateways use plain HTTP to pods by default.

        name: routing-proxy
        args: [--port=8000] # and no --secure-proxy=false
    """
    for _, sidecar in sidecars(view):
        flags = sidecar.program.flags
        if not any(name in flags for name in ("secure-proxy", "secure-serving", "configuration", "configuration-file")):
            hint = "give it --secure-proxy=false, or =true to say that the Gateway speaks TLS to the pods"
            message = "the routing sidecar serves TLS with its own certificate by default"
            yield Found(message, in_container(sidecar, "args", "args:"), hint)
