"""The InferencePool against the pods behind it."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER
from msvc_helm.check.finding import ERROR, WARNING, Found, Location, in_child, listed, rule
from msvc_helm.check.programs import SIDECAR
from msvc_helm.check.view import Pod, View
from msvc_helm.resources.kinds import EXTRA
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

KIND = "InferencePool"


def selector(pool: dict[str, Any]) -> dict[str, Any]:
    """The labels a pool selects by, in either API."""
    found = mapping(below(pool, "spec", "selector"))
    return mapping(found["matchLabels"]) if isinstance(found.get("matchLabels"), dict) else found


def target_ports(pool: dict[str, Any]) -> list[int]:
    """The ports of the pods that requests go to, in either API."""
    spec = mapping(pool.get("spec"))
    numbers = [port.get("number") for port in maps(spec.get("targetPorts"))] or [spec.get("targetPortNumber")]
    return [number for number in numbers if isinstance(number, int) and number]


@rule("pool-misses-pods", ERROR)
def misses_pods(view: View) -> Iterator[Found]:
    """Pods of a role that the pool does not select.

    Why: Pods outside the pool never get a request.

        inferencePool: |
          spec:
            selector: {app: vllm} # no pod has this label
    """
    pools = view.pools()
    for pod in view.serving:
        lacking = [[f"{k}={v}" for k, v in selector(pool).items() if pod.labels.get(k) != v] for _, pool in pools]
        if lacking and all(lacking):
            missing = min(lacking, key=len)
            message = f"the pool does not select the {pod.role} pods: they lack the label {listed(missing)}"
            yield Found(message, in_pool(pools[0][0], "spec.selector", missing[0].partition("=")[0]))


def in_pool(key: str, path: str, *needles: str) -> Location:
    """A field of a pool: the child's own, or one among the further objects."""
    return in_child(key, path, *((KIND,) if key == EXTRA else ()), *needles)


@rule("pool-selects-others", ERROR)
def selects_others(view: View) -> Iterator[Found]:
    """Pods in the pool that do not serve the model.

    Why: Requests for the model must not go to other pods.

        eppDeployment: |
          spec:
            template:
              metadata:
                labels: # those of the pods that serve
                  llm-d.ai/inferenceServing: "true"
                  llm-d.ai/model: {{ .SanitizedModelName }}
    """
    for pod in (pod for _, pool in view.pools() for pod in view.selected(selector(pool))):
        if not pod.role and not pod.servers():
            what = "the endpoint picker's pods" if pod.section == PICKER else f"the pods of {pod.kind} {pod.name}"
            message = f"the pool selects {what} too, and requests for the model would go there"
            yield Found(message, in_child(pod.key, f"{pod.at}.metadata.labels", "labels"))


@rule("pool-port-closed", ERROR)
def port_closed(view: View) -> Iterator[Found]:
    """Target ports that no container of the pods opens.

    Why: A request to a closed port fails.

        inferencePool: |
          spec:
            targetPortNumber: 8080 # vLLM runs with --port=8000
    """
    for key, pool, pod, ports in _reaching(view):
        closed = _closed(pod, ports)
        if closed and closed == ports:
            yield Found(_lost(pod, closed), in_pool(key, *_port_field(pool)))


@rule("pool-port-idle", WARNING)
def port_idle(view: View) -> Iterator[Found]:
    """Target ports of which only some are open in the pods: each rank needs its own port.

    Why: Some requests go to closed ports.

        inferencePool: |
          spec:
            targetPorts: [{number: 8000}, {number: 8001}] # vLLM runs without --data-parallel-multi-port-external-lb
    """
    for key, pool, pod, ports in _reaching(view):
        closed = _closed(pod, ports)
        if closed and closed != ports:
            yield Found(_lost(pod, closed), in_pool(key, *_port_field(pool)))


def _lost(pod: Pod, closed: list[int]) -> str:
    opened = listed(sorted(reached(pod) or ()))
    return f"the pool sends requests to port {listed(closed)}, and the {pod.role} pods open {opened}"


def _closed(pod: Pod, ports: list[int]) -> list[int]:
    """The ports that are known to be closed."""
    opened = reached(pod)
    return [port for port in ports if opened is not None and port not in opened and not _past_sidecar(pod, port)]


def _reaching(view: View) -> Iterator[tuple[str, dict[str, Any], Pod, list[int]]]:
    """The target ports of each pool with each kind of pod behind it that serves: all where the pool selects none."""
    for key, pool in view.pools():
        mine = [pod for pod in view.selected(selector(pool)) if pod.role and pod.serves]
        yield from ((key, pool, pod, target_ports(pool)) for pod in mine or view.serving)


@rule("pool-port-past-sidecar", ERROR)
def past_sidecar(view: View) -> Iterator[Found]:
    """Target ports of the model server that bypass the routing sidecar.

    Why: Only the routing sidecar calls the prefill pods.

        inferencePool: |
          spec:
            targetPortNumber: 8200 # vLLM's own port; the routing sidecar has --port=8000 and --model-server-port=8200
    """
    for key, pool, pod, ports in _reaching(view):
        for port in (port for port in ports if _past_sidecar(pod, port)):
            sidecar = pod.running(SIDECAR)[0]
            message = (
                f"the pool sends requests to port {port}, past the routing sidecar"
                f" (port {listed(sorted(sidecar.listens or ()))}): nothing is ever prefilled elsewhere"
            )
            yield Found(message, in_pool(key, *_port_field(pool)))


def reached(pod: Pod) -> set[int] | None:
    """The ports that a request can reach in a pod; None when a container may open ports that nothing shows."""
    out: set[int] = set()
    for container in pod.front():
        listening = container.listens
        if listening is None:
            if container.secret or container.program.name:
                return None
            listening = container.opens
        out |= listening
    return out


def _past_sidecar(pod: Pod, port: int) -> bool:
    sidecars, servers = pod.running(SIDECAR), pod.servers()
    if not sidecars or any(port in (c.listens or {port}) for c in sidecars):
        return False
    return any(port in (c.listens or ()) for c in servers)


def _port_field(pool: dict[str, Any]) -> tuple[str, str]:
    """The field that names the ports, and the text to look for in a base config of either API."""
    return ("spec.targetPorts", "target") if below(pool, "spec", "targetPorts") else ("spec.targetPortNumber", "target")
