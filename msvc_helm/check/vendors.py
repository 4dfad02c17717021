"""Which vendor's accelerators a container runs on, by what it asks for, where it may land, and its image."""

from __future__ import annotations

from msvc_helm.check.containers import Container
from msvc_helm.check.view import Pod
from msvc_helm.untyped import below, mapping

NVIDIA, AMD, GAUDI, INTEL, GOOGLE = "NVIDIA", "AMD", "Intel Gaudi", "Intel", "Google TPU"
NEURON, ASCEND, CPU = "AWS Neuron", "Huawei Ascend", "CPU"
_DOMAINS = {
    "nvidia.com": NVIDIA,
    "amd.com": AMD,
    "habana.ai": GAUDI,
    "gpu.intel.com": INTEL,
    "google.com": GOOGLE,
    "aws.amazon.com": NEURON,
    "huawei.com": ASCEND,
}
# Parts of an image's path, in the order in which they are looked for: `vllm-openai-rocm` is not NVIDIA's.
_IMAGES = (
    ("rocm", AMD),
    ("gaudi", GAUDI),
    ("habana", GAUDI),
    ("hpu", GAUDI),
    ("xpu", INTEL),
    ("tpu", GOOGLE),
    ("neuron", NEURON),
    ("ascend", ASCEND),
    ("cpu", CPU),
    ("cuda", NVIDIA),
    ("vllm-openai", NVIDIA),
)
_NODES = (("cloud.google.com/gke-tpu-accelerator", GOOGLE), ("cloud.google.com/gke-accelerator", NVIDIA))
"""Labels of nodes that only one vendor's have."""


def of_resource(name: str) -> str:
    """The vendor of an accelerator by its resource, such as `nvidia.com/gpu`; empty when it is not known."""
    return _DOMAINS.get(name.partition("/")[0], "")


def vendor(pod: Pod, container: Container) -> str:
    """The vendor whose accelerators a container runs on; empty when nothing shows it."""
    resources = mapping(container.spec.get("resources"))
    asked = (of_resource(name) for part in ("limits", "requests") for name in mapping(resources.get(part)))
    nodes = mapping(below(pod.spec, "nodeSelector"))
    reference = str(container.spec.get("image") or "").lower()
    return (
        next(filter(None, asked), "")
        or next((name for label, name in _NODES if label in nodes), "")
        or next((name for part, name in _IMAGES if part in reference), "")
    )
