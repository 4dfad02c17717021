"""Where a server listens, and in which language its probes ask."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.engines import labelled, of
from msvc_helm.check.finding import ERROR, Found, in_container, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import SGLANG, SIDECAR, TRTLLM
from msvc_helm.check.served import servers
from msvc_helm.check.sidecars import speaks_tls
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping

PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
LOCAL = ("127.0.0.1", "localhost", "::1")
_LOCAL_BY_ITSELF = (SGLANG, TRTLLM)  # what listens on the container's own address where nothing says otherwise
_CERTIFICATES = ("ssl-certfile", "ssl-keyfile")


@rule("server-local", ERROR)
def local(view: View) -> Iterator[Found]:
    """Servers that listen only inside their own pod, the default of SGLang and TensorRT-LLM.

    Why: Requests and probes come to the pod's address.

        command: [python3, -m, sglang.launch_server]
        args: [--model-path=Qwen/Qwen3-8B, --port=8000] # and no --host=0.0.0.0
    """
    for pod, container in servers(view):
        flags = container.program.flags
        default = LOCAL[0] if container.program.name in _LOCAL_BY_ITSELF else ""
        host = flags.get("host", default)
        inside = bool(pod.running(SIDECAR)) and not any(_asks(container, name) for name in PROBES)
        if host in LOCAL and pod.serves and not inside and "config" not in flags:
            position = flags.position("host")
            spot = arg(container, position) if position >= 0 else in_container(container, "args", "args:")
            message = f"{container.program.name} in the {pod.role} pods listens on {host} only: nothing else reaches it"
            yield Found(message, spot, "give it --host=0.0.0.0")


def _asks(container: Container, name: str) -> bool:
    """Whether a probe comes to the pod's address from outside."""
    probe = mapping(container.spec.get(name))
    return any(kind in probe and "host" not in mapping(probe[kind]) for kind in ("httpGet", "tcpSocket"))


@rule("probe-scheme", ERROR)
def scheme(view: View) -> Iterator[Found]:
    """HTTPS probes of a server with plain HTTP, or HTTP probes of a server with TLS.

    Why: A probe with the wrong protocol never succeeds.

        readinessProbe:
          httpGet: {path: /health, port: 8000, scheme: HTTPS} # while vLLM has no --ssl-certfile
    """
    for pod in labelled(view):
        for container in pod.containers:
            for name in PROBES:
                get = mapping(below(container.spec, name, "httpGet"))
                asked = _asked(pod, container, get.get("port")) if get else None
                encrypted = _encrypted(asked) if asked else None
                https = str(get.get("scheme") or "HTTP").upper() == "HTTPS"
                if asked is None or encrypted is None or https == encrypted:
                    continue
                speaks = "speaks TLS" if encrypted else "speaks plain HTTP"
                message = f"the {name} of the {of(pod)} pods asks by {'HTTPS' if https else 'HTTP'}, and"
                hint = f"scheme: {'HTTPS' if encrypted else 'HTTP'}" + _how(asked, encrypted=encrypted)
                where = in_container(container, f"{name}.httpGet.scheme", f"{name}:")
                yield Found(f"{message} {asked.program.name} {speaks}", where, hint)


def _how(container: Container, *, encrypted: bool) -> str:
    if encrypted or container.program.name == SIDECAR:
        return ""
    return ", or give it --ssl-certfile and --ssl-keyfile"


def _asked(pod: Pod, container: Container, port: Any) -> Container | None:
    """The container whose program answers on a probe's port; None when that is not known."""
    number = port
    if isinstance(port, str) and not port.isdigit():
        number = next((n for n, name in container.declared.items() if name == port), None)
    if not str(number).isdigit():
        return None
    return next((c for c in pod.programs() if c.runs and c.listens and int(str(number)) in c.listens), None)


def _encrypted(container: Container) -> bool | None:
    """Whether a server speaks TLS; None when that is not known."""
    flags = container.program.flags
    if container.program.name == SIDECAR:
        return speaks_tls(container)
    if "config" in flags or container.program.name == TRTLLM:
        return None
    return any(name in flags for name in _CERTIFICATES) or "self-signed-certs" in flags
