"""The InferencePool against the pods behind it and the endpoint picker in front of it."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER, SERVICES, WORKLOADS
from msvc_helm.check.finding import ERROR, Found, in_child, listed, rule
from msvc_helm.check.programs import SIDECAR
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

POOL = "inferencePool"
OLD_PICKER_PORT = 9002  # v1alpha2's default


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
    """Pods of a role that the pool leaves out.

    Why: Pods that the pool leaves out never get a request.

        inferencePool: |
          spec:
            selector: {app: vllm} # no pod has this label
    """
    pool = view.child(POOL)
    if not pool:
        return
    wanted = selector(pool)
    for pod in view.serving:
        missing = [f"{k}={v}" for k, v in wanted.items() if pod.labels.get(k) != v]
        if missing:
            message = f"the pool does not select the {pod.role} pods: they lack the label {listed(missing)}"
            yield Found(message, in_child(POOL, "spec.selector", missing[0].partition("=")[0]))


@rule("pool-selects-others", ERROR)
def selects_others(view: View) -> Iterator[Found]:
    """Pods that serve no model and are in the pool all the same.

    Why: Requests for the model must not go to other pods.

        eppDeployment: |
          spec:
            template:
              metadata:
                labels: # those of the pods that serve
                  llm-d.ai/inferenceServing: "true"
                  llm-d.ai/model: {{ .SanitizedModelName }}
    """
    pool = view.child(POOL)
    for pod in view.selected(selector(pool)) if pool else ():
        if not pod.role:
            what = "the endpoint picker's pods" if pod.section == PICKER else f"the pods of {pod.kind} {pod.name}"
            message = f"the pool selects {what} too, and requests for the model would go there"
            yield Found(message, in_child(pod.key, f"{pod.at}.metadata.labels", "labels"))


@rule("pool-port-closed", ERROR)
def port_closed(view: View) -> Iterator[Found]:
    """Target ports on which nothing in the pods listens.

    Why: A request to a port that nobody opens fails.

        inferencePool: |
          spec:
            targetPortNumber: 8080 # vLLM runs with --port=8000
    """
    pool = view.child(POOL)
    if not pool:
        return
    ports = target_ports(pool)
    for pod in view.serving:
        for port in ports:
            opened = _reached(pod)
            if opened is not None and port not in opened and not _past_sidecar(pod, port):
                message = (
                    f"the pool sends requests to port {port}, and the {pod.role} pods open {listed(sorted(opened))}"
                )
                yield Found(message, in_child(POOL, *_port_field(pool)))


@rule("pool-port-past-sidecar", ERROR)
def past_sidecar(view: View) -> Iterator[Found]:
    """Target ports that are the model server's own, behind the routing sidecar.

    Why: Only the routing sidecar calls the prefill pods.

        inferencePool: |
          spec:
            targetPortNumber: 8200 # vLLM's own port; the routing sidecar has --port=8000 and --model-server-port=8200
    """
    pool = view.child(POOL)
    for pod in view.serving:
        for port in target_ports(pool):
            if _past_sidecar(pod, port):
                sidecar = pod.running(SIDECAR)[0]
                message = (
                    f"the pool sends requests to port {port}, past the routing sidecar"
                    f" (port {listed(sorted(sidecar.listens or ()))}): nothing is ever prefilled elsewhere"
                )
                yield Found(message, in_child(POOL, *_port_field(pool)))


def _reached(pod: Pod) -> set[int] | None:
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


def _picker_ref(pool: dict[str, Any]) -> tuple[str, dict[str, Any], int | None]:
    """The pool's reference to its picker: the field, the reference, the port."""
    spec = mapping(pool.get("spec"))
    if "endpointPickerRef" in spec:
        ref = mapping(spec["endpointPickerRef"])
        return "spec.endpointPickerRef", ref, below(ref, "port", "number")
    ref = mapping(spec.get("extensionRef"))
    return "spec.extensionRef", ref, ref.get("portNumber") or OLD_PICKER_PORT


@rule("picker-missing", ERROR)
def picker_missing(view: View) -> Iterator[Found]:
    """Pools whose picker's Service is not made.

    Why: A pool without its endpoint picker serves nothing.

        inferencePool: | # and neither eppDeployment nor eppService
          spec:
            targetPortNumber: 8000
    """
    pool = view.child(POOL)
    if not pool:
        return
    field, ref, _ = _picker_ref(pool)
    if ref.get("kind", "Service") == "Service" and not view.named("Service", ref.get("name")):
        absent = [key for key in (WORKLOADS[PICKER], SERVICES[PICKER]) if key not in view.children]
        hint = f"the base config has no {' and no '.join(absent)}" if absent else ""
        message = f'the pool asks the endpoint picker of the Service "{ref.get("name", "")}", which is not made'
        yield Found(message, in_child(POOL, f"{field}.name"), hint)


@rule("picker-port", ERROR)
def picker_port(view: View) -> Iterator[Found]:
    """Pools that ask their picker on a port that its Service does not have.

    Why: The Gateway asks the endpoint picker on that port.

        inferencePool: |
          spec:
            endpointPickerRef: {port: {number: 9002}}
        eppService: |
          spec:
            ports: [{name: grpc, port: 9000}]
    """
    pool = view.child(POOL)
    field, ref, port = _picker_ref(pool)
    service = view.named("Service", ref.get("name")) if pool else None
    if service is None:
        return
    ports = [p.get("port") for p in maps(below(service, "spec", "ports"))]
    if port not in ports:
        message = f"the pool asks the endpoint picker on port {port}, and its Service has {listed(ports)}"
        yield Found(message, in_child(POOL, f"{field}.port", "port"))


@rule("pool-missing", ERROR)
def pool_missing(view: View) -> Iterator[Found]:
    """Objects that name a pool which is not made.

    Why: A model or an objective without its pool has no effect.

        extraObjects: |
          - apiVersion: llm-d.ai/v1alpha2
            kind: InferenceObjective
            metadata: {name: urgent}
            spec: {priority: 10, poolRef: {name: qwen-pool}} # the pool is called {{ .InferencePoolName }}
    """
    for key, obj in view.objects:
        name = below(obj, "spec", "poolRef", "name")
        if isinstance(name, str) and not view.named("InferencePool", name):
            message = (
                f'{obj.get("kind")} {below(obj, "metadata", "name")} belongs to the pool "{name}", which is not made'
            )
            yield Found(message, in_child(key, "spec.poolRef.name", "poolRef"))
