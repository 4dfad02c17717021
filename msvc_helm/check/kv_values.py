"""Words in the settings of KV transfers that mean nothing to the programs that read them."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, Found, rule
from msvc_helm.check.kv_transfer import CONFIG, Transfer
from msvc_helm.check.location import arg
from msvc_helm.check.near import near
from msvc_helm.check.programs import SIDECAR, VLLM, version
from msvc_helm.check.view import View

# vLLM 0.8 to 0.33: config/kv_transfer.py, and the connectors of distributed/kv_transfer/kv_connector/factory.py.
ROLES = ("kv_producer", "kv_consumer", "kv_both")
KEYS = (
    "kv_connector",
    "kv_role",
    "kv_connector_extra_config",
    "kv_connector_module_path",
    "kv_load_failure_policy",
    "kv_buffer_device",
    "kv_buffer_size",
    "kv_parallel_size",
    "kv_rank",
    "kv_ip",
    "kv_port",
    "engine_id",
    "enable_permute_local_kv",
)
CONNECTORS = (
    "NixlConnector",
    "NixlPullConnector",
    "NixlPushConnector",
    "MoRIIOConnector",
    "MooncakeConnector",
    "MooncakeStoreConnector",
    "MultiConnector",
    "LMCacheConnectorV1",
    "LMCacheMPConnector",
    "OffloadingConnector",
    "SimpleCPUOffloadConnector",
    "SharedStorageConnector",
    "ExampleConnector",
    "P2pNcclConnector",
    "FlexKVConnectorV1",
    "DecodeBenchConnector",
    "TPUConnector",
    "TPUConnectorHMA",
    "TPUOffloadConnector",
)
FORMER = ("LMCacheConnector", "PyNcclConnector")  # of vLLM's first engine, which 0.11 no longer has
LAST = (0, 11)
# What the routing sidecar can do, of whichever version.
SIDECARS = ("nixlv2", "nixl", "lmcache", "shared-storage", "mooncake", "offloading", "sglang", "moriio", "p2p")


@rule("kv-word", ERROR)
def unknown_words(view: View) -> Iterator[Found]:
    """Misspelt roles, connectors and keys of `--kv-transfer-config`, and connectors of the routing sidecar.

    Why: vLLM does not start with a connector or a role that it does not know.

        args: ['--kv-transfer-config={"kv_connector":"NixlConector","kv_role":"kv_both"}']
    """
    for pod in view.pods:
        for container in pod.running(VLLM):
            if CONFIG in container.program.flags:
                transfer = Transfer(pod, container)
                for message in _wrong(transfer):
                    yield Found(f'--{CONFIG} of container "{container.name}": {message}', transfer.spot)
        for container in pod.running(SIDECAR):
            for flag in ("kv-connector", "connector"):
                word = container.program.flags.get(flag)
                right = near(word, SIDECARS)
                if right:
                    spot = arg(container, container.program.flags.position(flag))
                    yield Found(
                        f'the routing sidecar does not support the connector "{word}"', spot, f'did you mean "{right}"?'
                    )


def _wrong(transfer: Transfer) -> Iterator[str]:
    for key in transfer.config:
        if right := near(key, KEYS):
            yield f'"{key}" is not a setting (did you mean "{right}"?)'
    release = version(transfer.container.tag)
    former = FORMER if release is None or release < LAST else ()
    for name in sorted(transfer.names.difference(former)):
        if right := near(name, CONNECTORS):
            yield f'there is no connector "{name}" (did you mean "{right}"?)'
    if transfer.role and transfer.role not in ROLES and "$" not in transfer.role:
        yield f'kv_role is "{transfer.role}", and must be one of {", ".join(ROLES)}'
