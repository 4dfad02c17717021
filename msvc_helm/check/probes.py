"""What probes ask of model servers and endpoint pickers, against what those answer."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, Found, in_container, listed, rule
from msvc_helm.check.ports import PROBES
from msvc_helm.check.programs import PICKER, SGLANG, SIMULATOR, TRTLLM, VLLM
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

# What answers a GET with 200: vLLM's entrypoints/openai/api_server.py and its supervisor of ranks, SGLang's
# entrypoints/http_server.py, TensorRT-LLM's serve/openai_server.py, and the simulator.
PATHS = {
    VLLM: (
        "/health",
        "/healthz",
        "/livez",
        "/readyz",
        "/load",
        "/ping",
        "/version",
        "/v1/models",
        "/metrics",
        "/server_info",
        "/is_sleeping",
        "/tokenizer_info",
        "/docs",
        "/redoc",
        "/openapi.json",
    ),
    SGLANG: (
        "/health",
        "/health_generate",
        "/ping",
        "/v1/models",
        "/metrics",
        "/model_info",
        "/get_model_info",
        "/server_info",
        "/get_server_info",
        "/get_load",
        "/v1/loads",
        "/weight_version",
        "/get_weight_version",
        "/docs",
        "/redoc",
        "/openapi.json",
    ),
    TRTLLM: (
        "/health",
        "/health_generate",
        "/version",
        "/v1/models",
        "/metrics",
        "/perf_metrics",
        "/prometheus/metrics",
        "/server_info",
        "/steady_clock_offset",
        "/docs",
        "/redoc",
        "/openapi.json",
    ),
    SIMULATOR: ("/health", "/health/ready", "/ready", "/v1/models", "/metrics", "/version", "/is_sleeping", "/ping"),
}
# The health service of the picker's own port: gRPC answers any other name with NOT_FOUND.
SERVICES = ("", "inference-extension", "envoy.service.ext_proc.v3.ExternalProcessor", "liveness", "readiness")
_KEYS = ("api-key", "VLLM_API_KEY")


def _probes(view: View, *programs: str) -> Iterator[tuple[Container, str, dict[str, Any]]]:
    """Each probe of the programs' containers, with its field."""
    for pod in view.pods:
        for container in pod.running(*programs):
            for field in PROBES:
                probe = mapping(container.spec.get(field))
                if probe:
                    yield container, field, probe


def answers(container: Container, path: str) -> bool:
    """Whether a server answers a GET of a path, or may do so."""
    known = PATHS.get(container.program.name)
    changed = {"root-path", "middleware"} & container.program.flags.given.keys()
    return not known or bool(changed) or path.partition("?")[0] in known or "$" in path


@rule("probe-path", ERROR)
def paths(view: View) -> Iterator[Found]:
    """Probes of a path that the model server does not have.

    Why: It answers 404, and the pod never becomes ready.

        readinessProbe:
          httpGet: {path: /healthy, port: 8000} # vLLM has /health
    """
    for container, field, probe in _probes(view, *PATHS):
        path = below(probe, "httpGet", "path")
        if container.secret or any(isinstance(path, str) and answers(other, path) for other in container.beside):
            continue  # another program of its script may answer
        if isinstance(path, str) and not answers(container, path):
            known = PATHS[container.program.name]
            message = (
                f'the {field} of container "{container.name}" asks for {path}, which {container.program.name} does'
            )
            message += " not have"
            yield Found(message, in_container(container, field, f"path: {path}"), f"it has {listed(known[:1])}")


@rule("probe-service", ERROR)
def services(view: View) -> Iterator[Found]:
    """Probes of a gRPC service that the endpoint picker does not have.

    Why: gRPC answers NOT_FOUND, and the pod never becomes ready.

        readinessProbe:
          grpc: {port: 9003, service: inference} # the service is called inference-extension
    """
    for container, field, probe in _probes(view, PICKER):
        service = below(probe, "grpc", "service")
        if isinstance(service, str) and service not in SERVICES:
            message = f'the {field} of container "{container.name}" asks for the service "{service}"'
            spot = in_container(container, field, f"service: {service}")
            yield Found(message, spot, f'the endpoint picker has "{SERVICES[1]}"')


@rule("probe-key", ERROR)
def keys(view: View) -> Iterator[Found]:
    """Probes without the API key that vLLM requires for the path.

    Why: vLLM answers 401 below /v1, and the pod never becomes ready.

        env: [{name: VLLM_API_KEY, valueFrom: {secretKeyRef: {name: keys, key: vllm}}}]
        readinessProbe:
          httpGet: {path: /v1/models, port: 8000} # /health needs no key
    """
    for container, field, probe in _probes(view, VLLM):
        path = str(below(probe, "httpGet", "path") or "")
        guarded = _KEYS[0] in container.program.flags or _KEYS[1] in container.env
        headers = [str(header.get("name")).lower() for header in maps(below(probe, "httpGet", "httpHeaders"))]
        if guarded and path.startswith("/v1") and "authorization" not in headers:
            message = (
                f'the {field} of container "{container.name}" asks for {path} without the API key that vLLM requires'
            )
            yield Found(message, in_container(container, field, f"path: {path}"), "/health needs no key")
