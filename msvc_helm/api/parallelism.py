"""How a role is split over accelerators: the size of its groups, what follows from what, and sums that are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msvc_helm.typed import Any, Final, NamedTuple

NEW: Final = ("pipeline", "data", "dataLocal", "expert")
"""The fields of `parallelism` that the operator did not have."""

TPU: Final = "google.com/tpu"
_GPUS = ("gpu", "tpu", "npu", "gaudi", "i915", "xe", "neuron", "neurondevice", "dcu", "ppu")
FORM: Final = rf"(?i)^.*/(?:(?:{'|'.join(_GPUS)})(?:[.][^/]*)?|(?:mig-|ascend)[^/]*)$"
"""The same as `is_accelerator` for generated charts, but for Kubernetes' own domain."""


class Split(NamedTuple):
    """A role's split, all that was left out worked out; `size` is the number of pods of a group, None if nobody says.

    `data` are the copies of the model in a group, `data_local` those of them in one pod.
    """

    size: int | None
    tensor: int
    pipeline: int
    data: int
    data_local: int
    expert: bool

    @property
    def nodes(self) -> int:
        """The number of pods of a group."""
        return self.size or 1

    @property
    def total(self) -> int:
        """The accelerators of a group."""
        return self.tensor * self.pipeline * self.data

    @property
    def of_a_pod(self) -> int:
        """The accelerators of a pod."""
        return max(self.total // self.nodes, 1)

    def __str__(self) -> str:
        return f"tensor × pipeline × data = {self.tensor} × {self.pipeline} × {self.data} = {self.total} accelerators"


def split_of(section: Mapping[str, Any]) -> Split:
    """The split that a role's section says. Where it contradicts itself (`contradictions`), no number is right."""
    said = section.get("parallelism") or {}
    data, local, size = said.get("data") or 1, said.get("dataLocal"), section.get("nodes")
    if size is None and local and said.get("data"):
        size = max(data // local, 1)
    local = local or max(data // (size or 1), 1)
    return Split(size, said.get("tensor") or 1, said.get("pipeline") or 1, data, local, bool(said.get("expert")))


def is_split(section: Mapping[str, Any]) -> bool:
    """Whether a section says more of its split than the operator's API could, so that the sum has to come out."""
    said = section.get("parallelism") or {}
    return bool(said) and ("nodes" in section or any(field in said for field in NEW))


def contradictions(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What does not come out in a section: the field below it, and the sum."""
    if not is_split(section):
        return
    split, said = split_of(section), section["parallelism"]
    nodes, local, data = section.get("nodes"), said.get("dataLocal"), split.data
    if nodes is None and local and data % local:
        yield "parallelism.dataLocal", f"data / dataLocal = {data} / {local} is not a whole number of nodes"
    elif nodes and local and nodes * local != data:
        message = f"nodes × dataLocal = {nodes} × {local} = {nodes * local}, and data is {data}"
        yield "parallelism.dataLocal", message
    elif nodes and not local and data > 1 and data % nodes:
        yield "parallelism.data", f"data / nodes = {data} / {nodes} is not a whole number for each pod"
    elif split.total % split.nodes:
        yield "nodes" if nodes else "parallelism", f"{split} cannot be split evenly between {split.nodes} pods"


def is_accelerator(resource: str) -> bool:
    """Whether a resource's name is an accelerator's: `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`, `google.com/tpu`."""
    domain, slash, name = resource.rpartition("/")
    if not slash or domain.endswith("kubernetes.io"):
        return False
    name = name.lower()
    return name.partition(".")[0] in _GPUS or name.startswith(("mig-", "ascend"))
