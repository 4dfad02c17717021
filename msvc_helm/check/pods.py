"""Probes, deadlines and environment of the pods."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.workloads import DEPLOYMENT
from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, INFO, WARNING, Found, in_child, in_container, listed, rule
from msvc_helm.check.programs import ENGINES
from msvc_helm.check.served import servers
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

LOADING = 600  # seconds: what loading a model of some size takes at least, with its download
DEADLINE = 600  # seconds, of a Deployment that names none


def budget(probe: dict[str, Any]) -> int:
    """How many seconds a probe lets a container fail from its start on (Kubernetes' defaults)."""
    delay, period, failures = (
        probe.get("initialDelaySeconds"),
        probe.get("periodSeconds"),
        probe.get("failureThreshold"),
    )
    return _number(delay, 0) + _number(period, 10) * _number(failures, 3)


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default


@rule("killed-while-loading", WARNING)
def killed_while_loading(view: View) -> Iterator[Found]:
    """Liveness probes that kill vLLM before it has loaded its model.

    Why: Loading takes minutes; a killed pod starts again.

        livenessProbe: # killed after a minute, and no startupProbe
          httpGet: {path: /health, port: 8000}
          periodSeconds: 10
          failureThreshold: 6
    """
    for pod, container in servers(view):
        if container.program.name not in ENGINES:
            continue
        name = container.program.name
        startup, liveness = mapping(container.spec.get("startupProbe")), mapping(container.spec.get("livenessProbe"))
        if startup and budget(startup) < LOADING:
            message = f"{name} in the {pod.role} pods is killed when it is not up after {budget(startup)} seconds"
            yield Found(message, in_container(container, "startupProbe", "startupProbe:"), "loading takes minutes")
        elif liveness and not startup and budget(liveness) < LOADING:
            message = (
                f"{name} in the {pod.role} pods is killed when it does not answer after {budget(liveness)} seconds"
            )
            hint = "give it a startupProbe of 10 minutes or more"
            yield Found(message, in_container(container, "livenessProbe", "livenessProbe:"), hint)


@rule("progress-deadline", WARNING)
def deadline_short(view: View) -> Iterator[Found]:
    """Rollouts whose deadline is shorter than the start-up probe.

    Why: Helm reports a rollout as failed if its deadline passes too early.

        spec: # the default of progressDeadlineSeconds is 600
          template:
            spec:
              containers:
                - startupProbe: {periodSeconds: 15, failureThreshold: 240} # an hour
    """
    for pod in view.roles:
        if pod.kind != DEPLOYMENT.kind:
            continue
        deadline = below(pod.workload, "spec", "progressDeadlineSeconds")
        seconds = _number(deadline, DEADLINE)
        longest = max((budget(probe) for c in pod.containers if (probe := _startup(c))), default=0)
        if longest > seconds:
            message = (
                f"the {pod.role} pods may take {longest} seconds to start, and the rollout is given up after {seconds}"
            )
            yield Found(message, in_child(pod.key, "spec.progressDeadlineSeconds", "progressDeadlineSeconds"))


def _startup(container: Container) -> dict[str, Any]:
    return mapping(container.spec.get("startupProbe"))


@rule("readiness-missing", INFO)
def readiness_missing(view: View) -> Iterator[Found]:
    """Model servers that get requests before they have a model.

    Why: Requests should wait for the model.

        name: vllm # without startupProbe and readinessProbe
    """
    for pod, container in servers(view):
        if pod.serves and container.program.name in ENGINES and not container.spec.get("readinessProbe"):
            if container.spec.get("startupProbe"):
                continue  # not ready before that succeeds
            name = container.program.name
            message = f"the {pod.role} pods count as ready, and get requests, while {name} still loads the model"
            hint = "add a readinessProbe on /health"
            yield Found(message, in_container(container, "readinessProbe"), hint)


@rule("config-map-key", ERROR)
def key_missing(view: View) -> Iterator[Found]:
    """Missing keys of a ConfigMap: the container does not start.

    Why: A container does not start without the key that it refers to.

        env:
          - name: SETTINGS
            valueFrom: {configMapKeyRef: {name: settings, key: json}} # configMaps makes it with the key settings.json
    """
    for pod in view.pods:
        for container in pod.containers:
            for entry in maps(container.spec.get("env")):
                ref = mapping(below(entry, "valueFrom", "configMapKeyRef"))
                for message in _lacking(view, ref, [ref.get("key")]):
                    yield Found(message, in_container(container, "env", str(entry.get("name"))))
        for index, volume in enumerate(maps(pod.spec.get("volumes"))):
            source = mapping(volume.get("configMap"))
            for message in _lacking(view, source, [item.get("key") for item in maps(source.get("items"))]):
                yield Found(message, in_child(pod.key, f"{pod.at}.spec.volumes[{index}].configMap", "items:"))


def _lacking(view: View, ref: dict[str, Any], wanted: list[Any]) -> Iterator[str]:
    """A message for each key that the ConfigMap of a reference does not have, when it is made here."""
    made = view.named("ConfigMap", ref.get("name")) if ref and not ref.get("optional") else None
    keys = [*mapping(made.get("data")), *mapping(made.get("binaryData"))] if made else wanted
    for key in wanted:
        if key not in keys:
            yield f'the ConfigMap "{ref.get("name")}" has no key "{key}" (it has {listed(keys)})'
