"""Which label a metric has that tells one model's series from another's, by who exports it."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

import re

from msvc_helm.typed import Final, NamedTuple

POOL, SATURATED, MODEL, TARGET = "name", "inference_pool", "model_name", "target_model_name"
PICKER, SERVER = "picker", "pod"


class MetricOrigin(NamedTuple):
    """A family of metrics: a pattern for the whole name, what tells the series apart, how they are put together.

    `by` is a label that holds the pool's name (POOL, SATURATED) or the model's (MODEL, TARGET); PICKER and SERVER are
    the pods that export a metric without such a label. `share` is whether it is one pod's share already, by which an
    autoscaler must not divide once more.
    """

    pattern: str
    by: str
    function: str = "sum"
    share: bool = False


_OLD, _NEW = "inference_extension_", "llm_d_epp_"
ORIGINS: Final = (
    MetricOrigin(f"({_OLD}|{_NEW})flow_control_pool_saturation", SATURATED, "max", share=True),
    MetricOrigin(f"({_OLD}|{_NEW})flow_control_(queue_size|queue_bytes|request_queue_duration_seconds.*)", MODEL),
    MetricOrigin("inference_pool_.*", POOL, "max", share=True),
    MetricOrigin(
        f"{_NEW}(average|std_dev)_.*|{_NEW}(ready_endpoints|per_endpoint_queue_size)", POOL, "max", share=True
    ),
    MetricOrigin(f"({_OLD}|{_NEW})scheduler_attempts_total", TARGET),
    MetricOrigin("(inference_model|inference_objective)_.*", MODEL),
    MetricOrigin(f"{_NEW}request_processing_duration_.*|{_NEW}response_processing_duration_.*", PICKER),
    MetricOrigin(f"{_NEW}(request|response)_.*|(llm_d_inference_scheduler_|{_NEW})disagg_decision_total", MODEL),
    MetricOrigin(f"({_OLD}|{_NEW}).*", PICKER),
    MetricOrigin("(vllm|sglang|tgi|trtllm|lmdeploy):.*", SERVER),
)
"""Of the endpoint picker (today's names and the deprecated ones) and of model servers; the first that fits counts."""

UNKNOWN: Final = MetricOrigin(".*", SERVER)
"""Any other metric: taken for one that the model's pods export."""


def origin(metric: str) -> MetricOrigin:
    """Who exports a metric, and how its series are told apart."""
    return next((found for found in ORIGINS if re.fullmatch(found.pattern, metric)), UNKNOWN)
