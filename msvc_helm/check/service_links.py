"""What Kubernetes tells every container of the Services of its namespace, against what its program reads."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, Found, in_child, rule
from msvc_helm.check.programs import SGLANG, VLLM
from msvc_helm.check.view import Pod, View
from msvc_helm.untyped import below

# Variables that a server reads as numbers, and that a Service of that name sets to an address, `tcp://10.0.0.1:8000`:
# in releases that have them it stops there. https://docs.vllm.ai/en/stable/configuration/env_vars.html
PORTS = (
    "VLLM_PORT",
    "VLLM_DP_MASTER_PORT",
    "VLLM_NIXL_SIDE_CHANNEL_PORT",
    "VLLM_EC_SIDE_CHANNEL_PORT",
    "VLLM_MOONCAKE_BOOTSTRAP_PORT",
    "SGLANG_PORT",
)
_READERS = {"VLLM": VLLM, "SGLANG": SGLANG}
NAMES = {variable.removesuffix("_PORT").lower().replace("_", "-"): variable for variable in PORTS}


@rule("service-links", ERROR)
def service_links(view: View) -> Iterator[Found]:
    """Services whose name makes Kubernetes set a variable that vLLM or SGLang misreads.

    Why: A Service named vllm sets VLLM_PORT to tcp://10.0.0.1:8000, and vLLM does not start with it.

        extraObjects: |
          - kind: Service
            metadata: {name: vllm} # and the pods have no enableServiceLinks: false
    """
    for key, service in view.of_kind("Service"):
        name = str(below(service, "metadata", "name"))
        variable = NAMES.get(name)
        headless = below(service, "spec", "clusterIP") == "None" or below(service, "spec", "type") == "ExternalName"
        for pod in view.pods if variable and not headless and service.get("apiVersion") == "v1" else ():
            if _reads(pod, variable or ""):
                reader = _reader(variable or "")
                message = (
                    f'the Service "{name}" sets {variable} in the {pod.role or pod.name} pods, which {reader} reads'
                )
                hint = "set enableServiceLinks: false in the pods, or give the Service another name"
                yield Found(message, in_child(key, "metadata.name", "kind: Service", f"name: {name}"), hint)


def _reads(pod: Pod, variable: str) -> bool:
    if pod.spec.get("enableServiceLinks") is False:
        return False
    return any(variable not in container.env for container in pod.running(_reader(variable)))


def _reader(variable: str) -> str:
    """The server that reads a variable."""
    return _READERS[variable.partition("_")[0]]
