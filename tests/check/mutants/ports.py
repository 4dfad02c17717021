"""Ports of which one alone is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msvc_helm.pipeline import Expansion
from msvc_helm.untyped import below, maps
from tests.check.mutants.places import Change, Container, containers, flags, objects, pods

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
SERVER_PORTS = ("port",)


def probes(made: Expansion) -> Iterator[tuple[Container, str, str, dict[str, Any]]]:
    """Each probe: its container, its field, how it asks, and what."""
    for container in containers(made):
        for field in PROBES:
            for how, asked in (container.spec.get(field) or {}).items():
                if isinstance(asked, dict):
                    yield container, field, how, asked


def probe_port(made: Expansion) -> Iterator[Change]:
    """A probe that asks another port."""
    for container, field, how, asked in probes(made):
        port = asked.get("port")
        other = port + 77 if isinstance(port, int) else f"{port}x"
        yield Change((*container.path, field, how, "port"), other)


def probe_path(made: Expansion) -> Iterator[Change]:
    """A probe that asks a server for a path which it does not have."""
    for container, field, how, asked in probes(made):
        if container.is_server and asked.get("path"):
            yield Change((*container.path, field, how, "path"), f"{asked['path']}s")


def probe_scheme(made: Expansion) -> Iterator[Change]:
    """A probe that speaks TLS to a server without."""
    for container, field, how, asked in probes(made):
        if container.is_server and asked.get("path"):
            yield Change((*container.path, field, how, "scheme"), "HTTPS")


def declared_port(made: Expansion) -> Iterator[Change]:
    """A container's port that a probe finds by its name."""
    for container in containers(made):
        asked = {str(probe.get("port")) for other, _, _, probe in probes(made) if other.path == container.path}
        for index, port in enumerate(container.spec.get("ports") or []):
            if port.get("name") in asked:
                yield Change((*container.path, "ports", index, "containerPort"), port["containerPort"] + 77)


def declared_name(made: Expansion) -> Iterator[Change]:
    """The name of a container's port that a probe asks by it."""
    for container in containers(made):
        asked = {str(probe.get("port")) for other, _, _, probe in probes(made) if other.path == container.path}
        names = [port.get("name") for port in container.spec.get("ports") or []]
        for index, name in enumerate(names):
            if name in asked and names.count(name) == 1:
                yield Change((*container.path, "ports", index, "name"), f"{name}x"[-15:])


def server_port(made: Expansion) -> Iterator[Change]:
    """A server that listens on another port."""
    for container in containers(made):
        for flag in flags(container, "port") if container.is_server else ():
            if flag.value.isdigit():
                yield flag(str(int(flag.value) + 77))


def sidecar_port(made: Expansion) -> Iterator[Change]:
    """A routing sidecar that listens on another port than the pool calls."""
    called = any(True for _ in objects(made, "InferencePool"))
    for container in containers(made):
        for flag in flags(container, "port") if container.is_sidecar and called else ():
            yield flag(str(int(flag.value) + 77))


def sidecar_target(made: Expansion) -> Iterator[Change]:
    """A routing sidecar that calls another port than the server's."""
    for container in containers(made):
        for flag in flags(container, "vllm-port", "model-server-port") if container.is_sidecar else ():
            yield flag(str(int(flag.value) + 77))


def pool_port(made: Expansion) -> Iterator[Change]:
    """A pool that calls another port."""
    for pool in objects(made, "InferencePool"):
        for index, port in enumerate(pool.value["spec"].get("targetPorts") or []):
            yield Change((*pool.path, "spec", "targetPorts", index, "number"), port["number"] + 77)


def pool_picker_port(made: Expansion) -> Iterator[Change]:
    """A pool that asks the picker on another port."""
    for pool in objects(made, "InferencePool"):
        port = below(pool.value, "spec", "endpointPickerRef", "port", "number")
        if port:
            yield Change((*pool.path, "spec", "endpointPickerRef", "port", "number"), port + 77)


def service_port(made: Expansion) -> Iterator[Change]:
    """The port of a picker's Service that the pool calls."""
    for pool in objects(made, "InferencePool"):
        ref = below(pool.value, "spec", "endpointPickerRef") or {}
        for service in objects(made, "Service"):
            for index, port in enumerate(maps(below(service.value, "spec", "ports"))):
                if (service.name, port.get("port")) == (ref.get("name"), below(ref, "port", "number")):
                    yield Change((*service.path, "spec", "ports", index, "port"), port["port"] + 77)
                    yield Change((*service.path, "spec", "ports", index, "targetPort"), port["port"] + 77)


def picker_port(made: Expansion) -> Iterator[Change]:
    """A picker that listens on another port than the Service and the probes call."""
    for container in containers(made):
        for flag in flags(container, "grpc-health-port") if container.is_picker else ():
            yield flag(str(int(flag.value) + 77))


def metrics_port(made: Expansion) -> Iterator[Change]:
    """A policy for health checks that asks another port."""
    for policy in objects(made, "HealthCheckPolicy"):
        path = ("spec", "default", "config", "httpHealthCheck", "port")
        port = below(policy.value, *path)
        if isinstance(port, int):
            yield Change((*policy.path, *path), port + 77)


def health_path(made: Expansion) -> Iterator[Change]:
    """A policy for health checks that asks for a path which the server does not have."""
    for policy in objects(made, "HealthCheckPolicy"):
        path = ("spec", "default", "config", "httpHealthCheck", "requestPath")
        asked = below(policy.value, *path)
        if asked:
            yield Change((*policy.path, *path), f"{asked}y")


def rank_port(made: Expansion) -> Iterator[Change]:
    """A supervisor of ranks that listens on another port than the probes ask."""
    for container in containers(made):
        for flag in flags(container, "data-parallel-supervisor-port"):
            yield flag(str(int(flag.value) + 77))


def envoy_port(made: Expansion) -> Iterator[Change]:
    """An Envoy beside the picker that listens, or calls the picker, on another port."""
    mounted = {below(v, "configMap", "name") for pod in pods(made) for v in maps(pod.spec.get("volumes"))}
    for config_map in objects(made, "ConfigMap"):
        for key, text in (config_map.value.get("data") or {}).items():
            if "ext_proc" in text and config_map.name in mounted:
                for port in ("8081", "9002"):
                    yield Change((*config_map.path, "data", key), text.replace(f"port_value: {port}", "port_value: 99"))
