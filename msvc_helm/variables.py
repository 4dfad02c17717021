"""What templates see: the variables and the function of base configs and of container arguments."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable

from msvc_helm.api import ModelService
from msvc_helm.api.model_source import ModelSource
from msvc_helm.api.names import Names
from msvc_helm.api.parallelism import Split, is_accelerator, split_of
from msvc_helm.api.roles import ROLES
from msvc_helm.gotemplate import FunctionError, Struct
from msvc_helm.gotemplate.values import Int32
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.suggest import some, suggestion
from msvc_helm.typed import Any, NamedTuple


class _Inputs(NamedTuple):
    service: ModelService
    namespace: str
    names: Names
    source: ModelSource
    gie: str
    variant: str = ""

    def routing(self, field: str) -> list[dict[str, Any]]:
        """A list of the routing section."""
        return self.service.spec["routing"].get(field) or []

    def role(self, role: str) -> dict[str, Any]:
        """The section of a role, empty when the ModelService has none."""
        return self.service.spec.get(role) or {}


_OF_THE_OPERATOR: dict[str, Callable[[_Inputs], Any]] = {
    "ModelServiceName": lambda of: of.service.name,
    "ModelServiceNamespace": lambda of: of.namespace,
    "ModelName": lambda of: of.service.spec["routing"]["modelName"],
    "HFModelName": lambda of: of.source.path if of.source.from_hugging_face else "",
    "SanitizedModelName": lambda of: of.names.model_label,
    "ModelPath": lambda of: of.source.path,
    "MountedModelPath": lambda of: of.source.mounted_path,
    "AuthSecretName": lambda of: of.service.spec["modelArtifacts"].get("authSecretName", ""),
    "EPPServiceName": lambda of: of.names.epp_service,
    "EPPDeploymentName": lambda of: of.names.epp_deployment,
    "PrefillDeploymentName": lambda of: of.names.prefill_deployment,
    "DecodeDeploymentName": lambda of: of.names.decode_deployment,
    "PrefillServiceName": lambda of: of.names.prefill_service,
    "DecodeServiceName": lambda of: of.names.decode_service,
    "InferencePoolName": lambda of: of.names.inference_pool,
    "InferenceModelName": lambda of: of.names.inference_model,
}
_OURS: dict[str, Callable[[_Inputs], Any]] = {
    "EPPServiceAccountName": lambda of: of.names.epp_service_account,
    "ModelClaimName": lambda of: of.source.claim,
    "Adapters": lambda of: _adapters(of.service.spec),
    "ModelServiceLabels": lambda of: dict(of.service.labels),
    "ModelServiceAnnotations": lambda of: dict(of.service.annotations),
    "GatewayRefs": lambda of: of.routing("gatewayRefs"),
    "Ports": lambda of: {port["name"]: Int32(port["port"]) for port in reversed(of.routing("ports"))},
    "Variant": lambda of: of.variant,
    "GIEGroup": lambda of: GIE_GROUPS[of.gie],
    "GIEVersion": lambda of: of.gie,
}
_OF_A_ROLE: dict[str, Callable[[dict[str, Any], Split], Any]] = {
    "Replicas": lambda section, _: section.get("replicas") or 0,
    "Nodes": lambda _, split: split.nodes,
    "TensorParallelism": lambda _, split: split.tensor,
    "PipelineParallelism": lambda _, split: split.pipeline,
    "DataParallelism": lambda _, split: split.data,
    "DataLocalParallelism": lambda _, split: split.data_local,
    "ExpertParallelism": lambda _, split: split.expert,
    "AcceleratorCount": lambda section, split: _devices(section) or split.of_a_pod,
}
_VARIABLES = _OF_THE_OPERATOR | _OURS

NAMES = (*_VARIABLES, *(f"{role.title()}{name}" for role in ROLES for name in _OF_A_ROLE))
"""Every variable there is."""


def variables(
    service: ModelService, namespace: str, names: Names, source: ModelSource, gie: str, variant: str = ""
) -> Struct:
    """The data of every template of one ModelService: a struct, so that a misspelt name is an error and not empty.

    For a variant of a role `service` has its section in the place of the role's.
    """
    inputs = _Inputs(service, namespace, names, source, gie, variant)
    found = {name: value(inputs) for name, value in _VARIABLES.items()}
    for role in ROLES:
        section = inputs.role(role)
        split = split_of(section)
        found |= {f"{role.title()}{name}": value(section, split) for name, value in _OF_A_ROLE.items()}
    return Struct("TemplateVars", found)


def _adapters(spec: dict[str, Any]) -> list[dict[str, str]]:
    """Name and path of each LoRA adapter."""
    if not spec["modelArtifacts"].get("adapters"):
        return []
    from msvc_helm.api.adapters import adapters_of  # few models have any

    return [{"name": each.name, "path": each.path} for each in adapters_of(spec)]


def _devices(section: dict[str, Any]) -> int:
    """How many accelerators (nvidia.com/gpu and the like, but no rdma/ib) the section's containers ask for."""
    total = 0
    for container in section.get("containers") or []:
        limits = (container.get("resources") or {}).get("limits") or {}
        total += sum(int(number) for name, number in limits.items() if is_accelerator(name) and str(number).isdigit())
    return total


def functions(service: ModelService) -> dict[str, Callable[..., Any]]:
    """`getPort NAME`: the number of the port in `routing.ports`, the first of two of one name."""
    ports: dict[str, int] = {}
    for port in service.spec["routing"].get("ports") or []:
        ports.setdefault(port["name"], port["port"])

    def get_port(name: str) -> Int32:
        if name not in ports:
            known = some(ports)
            hint = suggestion(name, ports)
            raise FunctionError(
                f'no port "{name}" in spec.routing.ports (known: {known})' + (f"; {hint}" if hint else "")
            )
        return Int32(ports[name])

    return {"getPort": get_port}
