"""Where the samples in `samples/field` differ from the deployments they are made after, and why."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

# Which objects of the field a sample is compared with.
DEPLOYMENTS = {
    "amd-istio": ("guide-pd-disaggregation_amd_vllm_amd-ci", "router-pd-disaggregation-istio"),
    "gke": ("guide-optimized-baseline_gpu_vllm_gke", "router-optimized-baseline-gke"),
    "precise-prefix-cache": ("guide-precise-prefix-cache-routing_gpu_vllm_base",),
}

GONE = "-"  # not there
ANY = "*"


class Meant(NamedTuple):
    """A difference that is meant: in which samples, at which path, what the field and what we have there."""

    sample: str
    path: str
    field: str
    ours: str
    why: str


MEANT = (
    # The parts in common: images
    Meant("*", "*/vllm/tag", "v0.23.0", "v0.26.0", "the presets' vLLM is a later one"),
    Meant("*", "epp/epp/tag", "main", "v0.10.0", "a release, not whatever is built today"),
    Meant("*", "decode/routing-proxy/tag", "v0.9.0", "v0.10.0", "the presets' sidecar is a later one"),
    # The server
    Meant("*", "*/vllm/env/HF_HOME", GONE, "/model-cache", "the download goes into the model volume"),
    Meant("*", "*/vllm/env/USER", "llm-d", GONE, "the presets run as a user that the image has a name for"),
    Meant("*", "*/vllm/env/NAMESPACE", "<metadata.namespace>", GONE, "nothing in the server reads it"),
    Meant("*", "*/tolerations", GONE, ANY, "nodes with accelerators have a taint on most platforms"),
    Meant("*", "*/vllm/env/VLLM_NIXL_SIDE_CHANNEL_PORT", GONE, "5557", "its port is said, not left to vLLM"),
    Meant("*", "*/vllm/ports", "[[]5600, 8[02]00]", "[[]5557, 8[02]00]", "that port: vLLM's own is 5600"),
    # The sidecar
    Meant("*", "decode/routing-proxy/env/POD_IP", GONE, "<status.podIP>", "the later sidecar reads it"),
    Meant("*", "decode/routing-proxy/flags/--zap-log-level", "1", GONE, "its log says what it says by itself"),
    Meant("*", "decode/routing-proxy/re*/*", GONE, ANY, "a container without requests is the first to be evicted"),
    Meant("*", "decode/routing-proxy/limits/memory", GONE, ANY, "a limit, as every container of the presets has"),
    # The picker
    Meant("*", "epp/epp/flags/--config-file", ANY, "/config/plugins.yaml", "where its configuration is mounted"),
    Meant("*", "epp/epp/flags/--metrics-endpoint-auth", GONE, "false", "the alternative needs rights on the cluster"),
    Meant("*", "epp/epp/flags/--pool-name", "r", "field-inference-pool", "the pool's name"),
    Meant("*", "epp/epp/flags/--pool-namespace", "models", GONE, "the variable NAMESPACE says it"),
    Meant("*", "epp/epp/flags/--v", "2", GONE, "its log says what it says by itself"),
    # The route
    Meant("*", "route/matches", '*"value": "/"*', '*"value": "/v1"*', "only the API, not metrics and health"),
    Meant("*", "route/timeouts", '{"request": "300s"}', '{"request": "600s"}', "a long answer takes minutes"),
)  # fmt: skip


def meant(sample: str, path: str, field: str, ours: str) -> Meant | None:
    """The row that a difference is in."""
    for row in MEANT:
        pairs = zip((sample, path, field, ours), row[:4], strict=True)
        if all(fnmatchcase(value, pattern) for value, pattern in pairs):
            return row
    return None
