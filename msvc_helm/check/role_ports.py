"""The ports of both roles, which one pool calls."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import ROLES
from msvc_helm.check.finding import WARNING, Found, in_container, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.pools import reached
from msvc_helm.check.programs import SIDECAR
from msvc_helm.check.view import View


@rule("role-ports-differ", WARNING)
def differ(view: View) -> Iterator[Found]:
    """Prefill pods on other ports than those at which the routing sidecars of the decode pods are reached.

    Why: One pool has both, with the same target ports: the sidecar calls the prefill pods at these.

        decodeDeployment: |
          initContainers: [{name: routing-proxy, args: [--port=8000, --vllm-port=8200]}]
        prefillDeployment: |
          args: [--port=8200] # 8000, as the sidecar has it
    """
    found = {role: [pod for pod in view.serving if pod.role == role] for role in ROLES}
    if view.pools() or not any(pod.running(SIDECAR) for pod in found["decode"]):
        return  # the rules of pools tell
    front = [reached(pod) for pod in found["decode"]]
    for pod in found["prefill"]:
        own = reached(pod)
        if own is None or None in front or any(own & (ports or set()) for ports in front):
            continue
        for container in pod.servers()[:1]:
            there = sorted({port for ports in front for port in ports or ()})
            message = f"the prefill pods serve on port {listed(sorted(own))}, and the decode pods on {listed(there)}"
            position = container.program.flags.position("port")
            spot = arg(container, position) if position >= 0 else in_container(container, "args", "args:")
            yield Found(message, spot, "one pool of both calls all of its pods at the same ports")
