"""What templates see: the variables and the function of base configs and of container arguments."""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.gotemplate import FunctionError, Struct
from msvc_helm.gotemplate.values import Int32
from msvc_helm.names import suggestion
from msvc_helm.resources.children import GIE_GROUPS
from msvc_helm.spec import ModelService
from msvc_helm.spec.model_source import ModelSource
from msvc_helm.spec.names import Names
from msvc_helm.typed import Any


def variables(service: ModelService, namespace: str, names: Names, source: ModelSource, gie: str) -> Struct:
    """The data of every template of one ModelService: a struct, so that a misspelt name is an error and not empty."""
    routing, artifacts = service.spec["routing"], service.spec["modelArtifacts"]
    fields: dict[str, Any] = {
        "ModelServiceName": service.name,
        "ModelServiceNamespace": namespace,
        "ModelName": routing["modelName"],
        "HFModelName": source.path if source.from_hugging_face else "",
        "SanitizedModelName": names.model_label,
        "ModelPath": source.path,
        "MountedModelPath": source.mounted_path,
        "AuthSecretName": artifacts.get("authSecretName", ""),
        "EPPServiceName": names.epp_service,
        "EPPDeploymentName": names.epp_deployment,
        "PrefillDeploymentName": names.prefill_deployment,
        "DecodeDeploymentName": names.decode_deployment,
        "PrefillServiceName": names.prefill_service,
        "DecodeServiceName": names.decode_service,
        "InferencePoolName": names.inference_pool,
        "InferenceModelName": names.inference_model,
    }
    return Struct("TemplateVars", fields | _ours(service, names, gie))


def _ours(service: ModelService, names: Names, gie: str) -> dict[str, Any]:
    """The variables that the operator did not have."""
    fields: dict[str, Any] = {
        "EPPServiceAccountName": names.epp_service_account,
        "GatewayRefs": service.spec["routing"].get("gatewayRefs") or [],
        "Ports": {port["name"]: Int32(port["port"]) for port in reversed(service.spec["routing"].get("ports") or [])},
        "GIEGroup": GIE_GROUPS[gie],
        "GIEVersion": gie,
    }
    for role in ("prefill", "decode"):
        section = service.spec.get(role) or {}
        tensor = (section.get("parallelism") or {}).get("tensor") or 1
        prefix = role.capitalize()
        fields[f"{prefix}Replicas"] = section.get("replicas") or 0
        fields[f"{prefix}TensorParallelism"] = tensor
        fields[f"{prefix}AcceleratorCount"] = _devices(section) or tensor
    return fields


def _devices(section: dict[str, Any]) -> int:
    """How many devices (resources with a domain, such as nvidia.com/gpu) the section's containers ask for."""
    total = 0
    for container in section.get("containers") or []:
        limits = (container.get("resources") or {}).get("limits") or {}
        total += sum(int(number) for name, number in limits.items() if "/" in name and str(number).isdigit())
    return total


def functions(service: ModelService) -> dict[str, Callable[..., Any]]:
    """`getPort NAME`: the number of the port in `routing.ports`, the first of two of one name."""
    ports: dict[str, int] = {}
    for port in service.spec["routing"].get("ports") or []:
        ports.setdefault(port["name"], port["port"])

    def get_port(name: str) -> Int32:
        if name not in ports:
            known = ", ".join(ports) or "none"
            hint = suggestion(name, ports)
            raise FunctionError(
                f'no port "{name}" in spec.routing.ports (known: {known})' + (f"; {hint}" if hint else "")
            )
        return Int32(ports[name])

    return {"getPort": get_port}
