"""Which children there are: the base config's key, apiVersion and kind of each, and the order they are printed in."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from msvc_helm.api.roles import PICKER, ROLES, SERVICES, WORKLOADS
from msvc_helm.typed import NamedTuple

GATEWAY_API = "gateway.networking.k8s.io/v1"
AUTOSCALING_API = "autoscaling/v2"
OBJECTIVE_API = "llm-d.ai/v1alpha2"
EXTRA = "extraObjects"  # ours: no base config of the operator had it
KEDA_API = "keda.sh/v1alpha1"
RBAC_API = "rbac.authorization.k8s.io"
GIE_GROUPS = {"v1": "inference.networking.k8s.io", "v1alpha2": "inference.networking.x-k8s.io"}
GIE_DEFAULT = "v1"  # where nobody says which, and no cluster is there to be asked
AUTO = "auto"
GIE_CHOICES = (AUTO, *GIE_GROUPS)
OLD_INFERENCE_API = f"{GIE_GROUPS['v1alpha2']}/v1alpha2"  # where InferenceModel ended


class Child(NamedTuple):
    """One child: its key in base configs and in `-o children`, its apiVersion and kind."""

    key: str
    api_version: str
    kind: str
    in_base: bool = True

    @property
    def is_list(self) -> bool:
        """Whether the key holds a list of objects."""
        return self.key in ("configMaps", EXTRA)

    @property
    def any_kind(self) -> bool:
        """Whether the objects name their own apiVersion and kind."""
        return self.key == EXTRA


def gie_version(choice: str, otherwise: str = "") -> str:
    """The version that one of GIE_CHOICES stands for; `otherwise` is what `auto` means here, if that is known."""
    return choice if choice in GIE_GROUPS else otherwise or GIE_DEFAULT


def children(gie: str) -> dict[str, Child]:
    """Every child by key, in the operator's order; `gie` is the version of the Inference Extension to write for."""
    inference = f"{GIE_GROUPS[gie]}/{gie}"
    table = (
        Child("configMaps", "v1", "ConfigMap"),
        *(Child(WORKLOADS[role], "apps/v1", "Deployment") for role in ROLES),
        *(Child(SERVICES[role], "v1", "Service") for role in ROLES),
        Child("httpRoute", GATEWAY_API, "HTTPRoute"),
        Child("inferencePool", inference, "InferencePool"),
        Child("inferenceModel", OLD_INFERENCE_API, "InferenceModel"),
        Child("inferenceObjective", OBJECTIVE_API, "InferenceObjective"),
        Child(WORKLOADS[PICKER], "apps/v1", "Deployment"),
        Child(SERVICES[PICKER], "v1", "Service"),
        Child("eppServiceAccount", "v1", "ServiceAccount", in_base=False),
        Child("pdServiceAccount", "v1", "ServiceAccount", in_base=False),
        Child("eppRoleBinding", f"{RBAC_API}/v1", "RoleBinding", in_base=False),
        Child("prefillAutoscaler", AUTOSCALING_API, "HorizontalPodAutoscaler", in_base=False),
        Child("decodeAutoscaler", AUTOSCALING_API, "HorizontalPodAutoscaler", in_base=False),
        Child("prefillScaledObject", KEDA_API, "ScaledObject", in_base=False),
        Child("decodeScaledObject", KEDA_API, "ScaledObject", in_base=False),
        Child(EXTRA, "", "object"),
    )
    return {child.key: child for child in table}


# What is referenced comes first: accounts before the pods that run as them, Services before the routes to them.
APPLY_ORDER = (
    "pdServiceAccount",
    "eppServiceAccount",
    "eppRoleBinding",
    "configMaps",
    EXTRA,
    *SERVICES.values(),
    *WORKLOADS.values(),
    "prefillAutoscaler",
    "decodeAutoscaler",
    "prefillScaledObject",
    "decodeScaledObject",
    "inferencePool",
    "inferenceModel",
    "inferenceObjective",
    "httpRoute",
)
