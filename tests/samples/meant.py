"""Where the samples in `samples/field` differ from the deployments they are made after, and why."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

# Which objects of the field a sample is compared with.
DEPLOYMENTS = {
    "amd-istio": ("guide-pd-disaggregation_amd_vllm_amd-ci", "router-pd-disaggregation-istio"),
    "cpu": ("guide-optimized-baseline_cpu_vllm", "router-optimized-baseline-gke"),
    "gaudi": ("chart-gaudi",),
    "gke": ("guide-optimized-baseline_gpu_vllm_gke", "router-optimized-baseline-gke"),
    "heterogeneous": ("chart-heterogeneous-pd",),
    "precise-prefix-cache": ("guide-precise-prefix-cache-routing_gpu_vllm_base",),
    "sglang": ("guide-optimized-baseline_gpu_sglang_base", "router-optimized-baseline-trtllm-istio"),
    "standalone": ("guide-pd-disaggregation_gpu_vllm_coreweave", "router-pd-disaggregation-standalone"),
    "tiered-cache": ("guide-tiered-prefix-cache_gpu_vllm_native_fs_gke", "router-tiered-prefix-cache-cpu-gke"),
    "tpu-v7": ("guide-precise-prefix-cache-routing_tpu_v7_vllm",),
    "wide-ep": ("guide-wide-ep-lws_gpu_vllm_coreweave", "router-wide-ep-lws-none"),
    "xpu": ("chart-xpu",),
    "xpu-dra": ("guide-optimized-baseline_xpu_vllm", "router-optimized-baseline-gke"),
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
    Meant("*", "*/vllm/mounts/.*", "disk", GONE, "for a user without a home: the presets' has one"),
    Meant("*", "*/vllm/mounts/model-cache", GONE, "disk", "the model volume"),
    Meant("*", "*/vllm/mounts/dev/shm", "memory *", "memory 8Gi", "enough for what the ranks of a pod tell each other"),
    Meant("*", "*/vllm/mounts/dev/shm", GONE, "memory 8Gi", "likewise"),
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
    Meant("*", "epp/profiles/default/no-hit-lru-scorer", "2", GONE, "the queues spread prompts that are new, too"),
    # The picker of prefill and decode: only where a prompt is new enough to be worth the way
    Meant("*", "epp/decider", "always-disagg-pd-decider", "prefix-based-pd-decider", "a known prompt needs no prefill"),
    Meant("*", "epp/profiles/prefill/prefix-cache-scorer", "3", "2", "the presets' weights"),
    Meant("*", "epp/profiles/prefill/queue-scorer", "2", "1", "likewise"),
    Meant("*", "epp/profiles/prefill/kv-cache-utilization-scorer", "2", GONE, "likewise"),
    Meant("*", "epp/profiles/decode/prefix-cache-scorer", "3", "2", "likewise"),
    Meant("*", "epp/profiles/decode/queue-scorer", GONE, "1", "likewise"),
    Meant("*", "epp/profiles/decode/active-request-scorer", "2", GONE, "likewise"),
    # The route
    Meant("*", "route/matches", '*"value": "/"*', '*"value": "/v1"*', "only the API, not metrics and health"),
    Meant("*", "route/timeouts", '{"request": "300s"}', '{"request": "600s"}', "a long answer takes minutes"),
    # One deployment each
    Meant("gaudi", "decode/vllm/limits/memory", GONE, ANY, "a limit, as every container of the presets has"),
    Meant("gaudi", "decode/vllm/requests/*", GONE, ANY, "a container without requests is the first to be evicted"),
    Meant("[gx]*", "decode/vllm/ports", "[[]8200]", "[[]8000]", "the chart declares a port that its server is not on"),
    Meant("[ghx]*", "*/vllm/env/[DT]P_SIZE*", ANY, GONE, "the chart sets it for scripts: nothing here reads it"),
    Meant("xpu", "decode/vllm/flags/--disable-log-requests", "true", GONE, "today's vLLM does so and has no such flag"),
    Meant("xpu", "decode/vllm/tag", "latest", "v0.7.0", "a release, not whatever is built today"),
    Meant("tpu-v7", "decode/vllm/*/google.com/tpu", "8", "4", "a host of 2x2x1 has four chips, as other guides say"),
    Meant("tpu-v7", "decode/vllm/flags/--disable-access-log*", ANY, GONE, "that release of vLLM has no such flag"),
    Meant("tiered-cache", "decode/fix-lustre-permissions/*", ANY, GONE, "fsGroup lets the server write to the claim"),
    Meant("tiered-cache", "decode/vllm/mounts/dev/shm", "memory 250Gi", "memory", "as much as the container has"),
    Meant("tiered-cache", "decode/vllm/mounts/workspace", "disk", GONE, "nothing is written there"),
    Meant("standalone", "epp/envoy/env/*", ANY, GONE, "nothing in its configuration reads it"),
    Meant("standalone", "epp/envoy/flags/--service-node", "envoy-sidecar", GONE, "no control plane asks for it"),
    Meant("standalone", "epp/epp/flags/--secure-serving", GONE, "false", "Envoy is in the same pod"),
    Meant("standalone", "epp/epp/flags/--endpoint-*", GONE, ANY, "no CRD, so no pool: it finds the pods by label"),
    Meant("standalone", "epp/epp/flags/--pool-*", ANY, GONE, "likewise"),
    Meant("standalone", "pool/*", ANY, GONE, "likewise"),
    Meant("wide-ep", "*/vllm/env/*", "/var/cache/*", GONE, "caches on the node's disk need a hostPath"),
    Meant("wide-ep", "*/vllm/mounts/var/cache/*", "hostPath", GONE, "likewise"),
    Meant("wide-ep", "*/vllm/env/VLLM_LOGGING_LEVEL", "INFO", GONE, "it is the default"),
    Meant("wide-ep", "*/vllm/ports", "[[]8[02]00,*]", "[[]5557, 8[02]00,*]", "the port of the KV transfer is said too"),
    Meant("wide-ep", "decode/vllm/image", "*/llm-d-cuda-dev", "*/llm-d-cuda", "a release, as prefill has"),
    Meant("wide-ep", "decode/vllm/tag", "sha-a1bcf21", "v0.8.0", "likewise"),
    Meant("heterogeneous", "decode/routing-proxy/image", "*-routing-sidecar", "*-disagg-sidecar", "its name today"),
    Meant("heterogeneous", "decode/routing-proxy/tag", "latest", "v0.10.0", "a release, not whatever is built today"),
    Meant("heterogeneous", "decode/routing-proxy/flags/--zap-*", ANY, GONE, "its log says what it says by itself"),
    Meant("heterogeneous", "decode/vllm/image", "*/llm-d", "*/vllm-openai", "the chart's example is old"),
    Meant("heterogeneous", "decode/vllm/tag", "v0.2.0", "v0.26.0", "likewise"),
    Meant("heterogeneous", "*/vllm/env/VLLM_LOGGING_LEVEL", "DEBUG", GONE, "for one who looks for an error"),
    Meant("heterogeneous", "*/vllm/env/VLLM_NIXL_SIDE_CHANNEL_PORT", "5600", "5557", "the presets' port"),
)  # fmt: skip


def meant(sample: str, path: str, field: str, ours: str) -> Meant | None:
    """The row that a difference is in."""
    for row in MEANT:
        pairs = zip((sample, path, field, ours), row[:4], strict=True)
        if all(fnmatchcase(value, pattern) for value, pattern in pairs):
            return row
    return None
