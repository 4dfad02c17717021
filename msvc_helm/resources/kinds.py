"""What a child is: its key, apiVersion and kind; and the APIs that children are of."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable

from msvc_helm.api.variants import KEYS as VARIANTS
from msvc_helm.typed import Any, NamedTuple

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
    """One child: its key in base configs and in `-o children`, its apiVersion and kind, and how it is built.

    `build` is called with the Context and the row; None where the child is not made. `section` is that of the
    ModelService which it belongs to.
    """

    key: str
    api_version: str
    kind: str
    build: Callable[[Any, "Child"], Any]
    section: str = ""
    in_base: bool = True

    @property
    def is_list(self) -> bool:
        """Whether the key holds a list of objects."""
        return self.key in ("configMaps", EXTRA, *VARIANTS)

    @property
    def any_kind(self) -> bool:
        """Whether the objects name their own apiVersion and kind."""
        return self.key in (EXTRA, *VARIANTS)


def gie_version(choice: str, otherwise: str = "") -> str:
    """The version that one of GIE_CHOICES stands for; `otherwise` is what `auto` means here, if that is known."""
    return choice if choice in GIE_GROUPS else otherwise or GIE_DEFAULT
