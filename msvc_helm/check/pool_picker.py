"""The InferencePool and the endpoint picker in front of it, and what else names a pool."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER, SERVICES, WORKLOADS
from msvc_helm.check.finding import ERROR, Found, in_child, listed, rule
from msvc_helm.check.pools import in_pool
from msvc_helm.check.view import View
from msvc_helm.resources.kinds import EXTRA
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

OLD_PICKER_PORT = 9002  # v1alpha2's default


def picker_ref(pool: dict[str, Any]) -> tuple[str, dict[str, Any], int | None]:
    """The pool's reference to its picker: the field, the reference, the port."""
    spec = mapping(pool.get("spec"))
    if "endpointPickerRef" in spec:
        ref = mapping(spec["endpointPickerRef"])
        return "spec.endpointPickerRef", ref, below(ref, "port", "number")
    ref = mapping(spec.get("extensionRef"))
    return "spec.extensionRef", ref, ref.get("portNumber") or OLD_PICKER_PORT


@rule("picker-missing", ERROR)
def picker_missing(view: View) -> Iterator[Found]:
    """Pools whose endpoint picker has no Service.

    Why: A pool without its endpoint picker serves nothing.

        inferencePool: | # and neither eppDeployment nor eppService
          spec:
            targetPortNumber: 8000
    """
    for key, pool in view.pools():
        field, ref, _ = picker_ref(pool)
        if ref.get("kind", "Service") == "Service" and not view.named("Service", ref.get("name")):
            absent = [key for key in (WORKLOADS[PICKER], SERVICES[PICKER]) if key not in view.children]
            hint = f"the base config has no {' and no '.join(absent)}" if absent and key != EXTRA else ""
            message = f'the pool asks the endpoint picker of the Service "{ref.get("name", "")}", which is not made'
            yield Found(message, in_pool(key, f"{field}.name", *(["name: "] if key == EXTRA else [])), hint)


@rule("picker-port", ERROR)
def picker_port(view: View) -> Iterator[Found]:
    """Pools that call the endpoint picker at a port that its Service does not have.

    Why: The Gateway calls the endpoint picker at that port.

        inferencePool: |
          spec:
            endpointPickerRef: {port: {number: 9002}}
        eppService: |
          spec:
            ports: [{name: grpc, port: 9000}]
    """
    for key, pool in view.pools():
        field, ref, port = picker_ref(pool)
        service = view.named("Service", ref.get("name"))
        ports = [p.get("port") for p in maps(below(service, "spec", "ports"))]
        if service and port not in ports:
            message = f"the pool asks the endpoint picker on port {port}, and its Service has {listed(ports)}"
            yield Found(message, in_pool(key, f"{field}.port", "port"))


@rule("pool-missing", ERROR)
def pool_missing(view: View) -> Iterator[Found]:
    """Objects that refer to a missing pool.

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
