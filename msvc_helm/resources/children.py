"""Which children there are: a row each, with how it is built, and the order that they are printed in."""

from __future__ import annotations

from functools import cache

from msvc_helm.api.roles import PICKER, ROLES, SERVICES, WORKLOADS
from msvc_helm.api.variants import KEYS as VARIANTS
from msvc_helm.api.workloads import DISAGGREGATED_SET, KEYS, OF_A_ROLE, SET_KEY
from msvc_helm.resources import (
    autoscaling,
    config_map,
    deployment,
    disaggregated_set,
    extra_objects,
    rbac,
    routing,
    variants,
)
from msvc_helm.resources import service as services
from msvc_helm.resources.kinds import (
    AUTOSCALING_API,
    EXTRA,
    GATEWAY_API,
    GIE_GROUPS,
    KEDA_API,
    OBJECTIVE_API,
    OLD_INFERENCE_API,
    RBAC_API,
    Child,
)


@cache
def children(gie: str) -> dict[str, Child]:
    """Every child by key, in the operator's order; `gie` is the version of the Inference Extension to write for."""
    inference = f"{GIE_GROUPS[gie]}/{gie}"
    table = (
        Child("configMaps", "v1", "ConfigMap", config_map.config_maps),
        *(
            Child(f"{role}{kind.suffix}", kind.api_version, kind.kind, deployment.role_workload, role)
            for kind in OF_A_ROLE
            for role in ROLES
        ),
        *(Child(key, "", "object", variants.variants, role, in_base=False) for key, role in VARIANTS.items()),
        Child(SET_KEY, DISAGGREGATED_SET.api_version, DISAGGREGATED_SET.kind, disaggregated_set.disaggregated_set),
        *(Child(SERVICES[role], "v1", "Service", services.role_service, role) for role in ROLES),
        Child("httpRoute", GATEWAY_API, "HTTPRoute", routing.http_route),
        Child("inferencePool", inference, "InferencePool", routing.inference_pool),
        Child("inferenceModel", OLD_INFERENCE_API, "InferenceModel", routing.inference_model),
        Child("inferenceObjective", OBJECTIVE_API, "InferenceObjective", routing.inference_objective),
        Child(WORKLOADS[PICKER], "apps/v1", "Deployment", deployment.epp_deployment, PICKER),
        Child(SERVICES[PICKER], "v1", "Service", services.epp_service, PICKER),
        Child("eppServiceAccount", "v1", "ServiceAccount", rbac.epp_service_account, PICKER, in_base=False),
        Child("pdServiceAccount", "v1", "ServiceAccount", rbac.pd_service_account, in_base=False),
        *(
            Child(f"{role}ServiceAccount", "v1", "ServiceAccount", rbac.role_service_account, role, in_base=False)
            for role in ROLES
        ),
        Child("eppRoleBinding", f"{RBAC_API}/v1", "RoleBinding", rbac.epp_role_binding, PICKER, in_base=False),
        *(
            Child(f"{role}{suffix}", api_version, kind, autoscaling.autoscaler, role, in_base=False)
            for suffix, api_version, kind in (
                (autoscaling.HORIZONTAL, AUTOSCALING_API, "HorizontalPodAutoscaler"),
                (autoscaling.KEDA, KEDA_API, "ScaledObject"),
            )
            for role in ROLES
        ),
        Child(EXTRA, "", "object", extra_objects.extra_objects),
    )
    return {child.key: child for child in table}


# What is referenced comes first: accounts before the pods that run as them, Services before the routes to them.
APPLY_ORDER = (
    "pdServiceAccount",
    *(f"{role}ServiceAccount" for role in ROLES),
    "eppServiceAccount",
    "eppRoleBinding",
    "configMaps",
    EXTRA,
    *SERVICES.values(),
    *(key for keys in KEYS.values() for key in keys),
    *VARIANTS,
    SET_KEY,
    *(f"{role}{suffix}" for suffix in (autoscaling.HORIZONTAL, autoscaling.KEDA) for role in ROLES),
    "inferencePool",
    "inferenceModel",
    "inferenceObjective",
    "httpRoute",
)
