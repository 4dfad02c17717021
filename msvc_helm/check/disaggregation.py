"""Prefill and decode on separate pods: whether the KV cache can get from one to the other."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, WARNING, Found, in_child, in_container, in_service, rule
from msvc_helm.check.kv_transfer import CONFIG, MODE, Transfer, only_known_later, transfers
from msvc_helm.check.location import arg
from msvc_helm.check.programs import SGLANG, SIDECAR, VLLM, version
from msvc_helm.check.served import served_names
from msvc_helm.check.sidecars import sidecars
from msvc_helm.check.vendors import vendor
from msvc_helm.check.view import View

# What the sidecar's --kv-connector needs of vLLM.
CONNECTORS = {
    "nixlv2": (
        "NixlConnector",
        "NixlPullConnector",
        "NixlPushConnector",
        "MoRIIOConnector",
        "TPUConnector",
        "TPUConnectorHMA",
    ),
    "mooncake": ("MooncakeConnector",),
    "shared-storage": ("SharedStorageConnector", "ExampleConnector", "OffloadingConnector", "LMCacheConnectorV1"),
    "offloading": ("OffloadingConnector",),
}
# Flags that both roles must agree on.
SAME = ("kv-cache-dtype", "dtype", "quantization", "page-size", "disaggregation-bootstrap-port")
DEFAULTS = {"disaggregation-bootstrap-port": "8998"}  # where the flag is not given, as far as it matters here
BLOCKS = "block-size"
ANY_BLOCKS = (0, 12)  # the vLLM from which on its NixlConnector copies between blocks of different sizes
WRONG_WAY = {"prefill": "kv_consumer", "decode": "kv_producer"}


@rule("kv-config-broken", ERROR)
def config_broken(view: View) -> Iterator[Found]:
    """Settings that are not valid JSON, usually because of missing quotes.

    Why: vLLM does not start with settings it cannot read.

        args:
          - --kv-transfer-config={kv_connector:NixlConnector} # JSON requires double quotes
    """
    for pod in view.roles:
        for container in pod.running(VLLM):
            transfer = Transfer(pod, container) if CONFIG in container.program.flags else None
            text = container.program.flags.get(CONFIG)
            if transfer and not transfer.readable and not only_known_later(text):
                message = f'--{CONFIG} of container "{container.name}" is not a JSON map: {text or "nothing"}'
                yield Found(
                    message, transfer.spot, """write '--kv-transfer-config={"kv_connector": …}' in one pair of quotes"""
                )


@rule("kv-connector-one-sided", ERROR)
def one_sided(view: View) -> Iterator[Found]:
    """A connector on only one role: the caches are computed and never moved.

    Why: Without a connector decode computes everything again.

        prefillDeployment: |
          args: ['--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}']
        decodeDeployment: |
          args: [] # no --kv-transfer-config
    """
    found = [t for t in transfers(view) if t.readable]
    if any(t.names for t in found):
        for transfer in found:
            if not transfer.names:
                other = next(t for t in found if t.names)
                message = (
                    f"the {transfer.pod.role} pods have no KV connector, and the {other.pod.role} pods have"
                    f" {', '.join(sorted(other.names))}: no cache is ever moved"
                )
                yield Found(message, transfer.spot, f"give vLLM the same --{CONFIG}")


@rule("kv-connectors-differ", ERROR)
def connectors_differ(view: View) -> Iterator[Found]:
    """Connectors that do not speak to each other.

    Why: Only equal connectors understand each other.

        prefillDeployment: |
          args: ['--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}']
        decodeDeployment: |
          args: ['--kv-transfer-config={"kv_connector":"MooncakeConnector","kv_role":"kv_both"}']
    """
    found = [t for t in transfers(view) if t.names]
    for transfer in found[1:]:
        if not transfer.names & found[0].names:
            pairs = [f"{t.pod.role}: {', '.join(sorted(t.names))}" for t in (found[0], transfer)]
            yield Found(f"the roles have different KV connectors ({'; '.join(pairs)})", transfer.spot)


@rule("kv-sidecar", ERROR)
def sidecar_differs(view: View) -> Iterator[Found]:
    """A sidecar that asks for transfers which vLLM cannot do, or none where it could.

    Why: The sidecar starts the transfers that vLLM carries out.

        initContainers:
          - name: routing-proxy
            args: [--kv-connector=mooncake] # while vLLM has the NixlConnector
    """
    found = transfers(view)
    decode = [t for t in found if t.pod.role == "decode" and t.readable]
    if not decode:
        return
    for _, sidecar in sidecars(view):
        flags = sidecar.program.flags
        name = flags.get("kv-connector") or flags.get("connector") or "nixlv2"
        if not any(_served(t, name) for t in decode):
            has, server = ", ".join(sorted(decode[0].names)) or "none", decode[0].container.program.name
            message = (
                f'the routing sidecar transfers caches by "{name}", and {server} behind it has the connector: {has}'
            )
            position = max(flags.position("kv-connector"), flags.position("connector"))
            yield Found(message, arg(sidecar, position) if position >= 0 else in_container(sidecar, "args", "args:"))
        elif "kv-connector" not in flags and "connector" not in flags and "configuration-file" not in flags:
            message = "the routing sidecar has no connector set, and uses its version's default"
            yield Found(message, in_container(sidecar, "args", "args:"), f"give it --kv-connector={name}")
    if all(t.names for t in found) and not any(t.pod.running(SIDECAR) for t in decode) and not _proxied(view):
        message = "both roles have a KV connector, and no routing sidecar in the decode pods calls the prefill pods"
        pod = decode[0].pod
        yield Found(message, in_child(pod.key, f"{pod.at}.spec.initContainers", "spec:"))


def _proxied(view: View) -> bool:
    """Whether there are pods of no role that may call both roles: a router or proxy which is not known."""
    others = [pod for pod in view.pods if not pod.role and pod not in view.picker_pods()]
    return any(container.runs and not container.program.name for pod in others for container in pod.containers)


def _served(transfer: Transfer, name: str) -> bool:
    """Whether a server can do the transfers that a sidecar asks for; it may where the name is not known."""
    of_sglang = transfer.container.program.name == SGLANG
    if of_sglang or name == "sglang":
        return of_sglang and name == "sglang" and bool(transfer.names)
    wanted = CONNECTORS.get(name)
    return not wanted or bool(transfer.names & set(wanted))


@rule("kv-role", ERROR)
def role_reversed(view: View) -> Iterator[Found]:
    """A `kv_role` that is the other role's.

    Why: Prefill pods produce caches, decode pods consume them.

        prefillDeployment: |
          args: ['--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_consumer"}']
    """
    for transfer in transfers(view):
        if transfer.role == WRONG_WAY[transfer.pod.role]:
            message = f'the {transfer.pod.role} pods are configured as the "{transfer.role}" of KV caches'
            of_sglang = transfer.container.program.name == SGLANG
            hint = f"--{MODE}={transfer.pod.role}" if of_sglang else "kv_both suits both roles"
            yield Found(message, transfer.spot, hint)


@rule("roles-differ", ERROR)
def settings_differ(view: View) -> Iterator[Found]:
    """Settings of the cache that must be the same on both sides.

    Why: Blocks of different shapes cannot be moved.

        prefillDeployment: |
          args: [--block-size=64]
        decodeDeployment: |
          args: [--block-size=128]
    """
    found = transfers(view)
    for transfer in found[1:]:
        mine, first = transfer.container.program.flags, found[0].container.program.flags
        for flag in SAME if _any_blocks(found[0], transfer) else (BLOCKS, *SAME):
            ours, theirs = (flags.get(flag, DEFAULTS.get(flag, "")) for flags in (mine, first))
            if ours != theirs and "$" not in ours + theirs:
                said = [f"{t.pod.role}: {text or 'the default'}" for t, text in ((found[0], theirs), (transfer, ours))]
                yield Found(f"the roles must agree on --{flag} ({'; '.join(said)})", transfer.flag(flag))
        names, others = served_names(transfer.container)[0], served_names(found[0].container)[0]
        if names and others and not set(names) & set(others) and "$" not in "".join([*names, *others]):
            said = [f"{t.pod.role}: {text}" for t, text in ((found[0], others[0]), (transfer, names[0]))]
            message = f"the roles serve models of different names ({'; '.join(said)})"
            yield Found(message, arg(transfer.container, served_names(transfer.container)[1]))


def _any_blocks(*both: Transfer) -> bool:
    """Whether the connectors of both roles copy between blocks of different sizes, where one is a multiple."""
    releases = [version(transfer.container.tag) for transfer in both]
    sizes = sorted(transfer.container.program.flags.number(BLOCKS, 0) or 0 for transfer in both)
    return (
        all(any(name.startswith("Nixl") for name in transfer.names) for transfer in both)
        and all(release is None or release >= ANY_BLOCKS for release in releases)
        and (not sizes[0] or sizes[1] % sizes[0] == 0)
    )


@rule("block-sizes-differ", WARNING)
def blocks_differ(view: View) -> Iterator[Found]:
    """Different block sizes of both roles, which the NixlConnector copies between, with a loss of speed.

    Why: Blocks of one size are moved as they are, others are taken apart.

        prefillDeployment: |
          args: [--block-size=128]
        decodeDeployment: |
          args: [--block-size=16] # 128 as well, unless the accelerator cannot; or enable_permute_local_kv
    """
    found = transfers(view)
    for transfer in found[1:]:
        ours, theirs = transfer.container.program.flags.get(BLOCKS), found[0].container.program.flags.get(BLOCKS)
        meant = any("enable_permute_local_kv" in each.container.program.flags.get(CONFIG) for each in found)
        if ours != theirs and "$" not in ours + theirs and not meant and _any_blocks(found[0], transfer):
            said = [f"{t.pod.role}: {text or 'the default'}" for t, text in ((found[0], theirs), (transfer, ours))]
            yield Found(f"the roles have blocks of different sizes ({'; '.join(said)})", transfer.flag(BLOCKS))


@rule("role-images-differ", WARNING)
def images_differ(view: View) -> Iterator[Found]:
    """Two versions of vLLM, whose caches need not fit together. Images of two vendors are meant to differ.

    Why: The caches of two versions need not fit together.

        prefill:
          containers: [{name: vllm, image: "vllm/vllm-openai:v0.25.0"}] # decode has v0.26.0
    """
    found = transfers(view)
    for transfer in found[1:]:
        images = [str(t.container.spec.get("image")) for t in (found[0], transfer)]
        vendors = {vendor(t.pod, t.container) for t in (found[0], transfer)}
        if images[0] != images[1] and transfer.names and len(vendors) == 1:
            roles = [t.pod.role for t in (found[0], transfer)]
            message = f"the roles run different images ({roles[0]}: {images[0]}; {roles[1]}: {images[1]})"
            yield Found(message, in_container(transfer.container, "image", "image:"))


@rule("decode-missing", WARNING)
def decode_missing(view: View) -> Iterator[Found]:
    """Prefill pods without decode pods: nothing answers.

    Why: Prefill pods answer no client.

        prefill: # and no decode
          replicas: 4
    """
    if view.role("prefill") and not view.role("decode"):
        yield Found("there are prefill pods and no decode pods to answer", in_service("spec.prefill"))
