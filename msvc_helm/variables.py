"""What templates see: the variables and the function of base configs and of container arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msvc_helm.gotemplate import FunctionError, Struct
from msvc_helm.gotemplate.values import Int32
from msvc_helm.names import suggestion
from msvc_helm.spec import ModelService
from msvc_helm.spec.model_source import ModelSource
from msvc_helm.spec.names import Names


def variables(service: ModelService, namespace: str, names: Names, source: ModelSource) -> Struct:
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
    return Struct("TemplateVars", fields)


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
