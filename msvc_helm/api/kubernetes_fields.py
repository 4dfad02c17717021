"""Fields of a ModelService that are fields of Kubernetes' own objects: which, and where in them they are."""

from __future__ import annotations

from collections.abc import Mapping

from msvc_helm.typed import Final

POD_SPEC: Final = (
    "nodeSelector",
    "tolerations",
    "priorityClassName",
    "schedulerName",
    "topologySpreadConstraints",
    "terminationGracePeriodSeconds",
    "volumes",
    "resourceClaims",
)
"""Fields of a section that its pods' spec has under the same name."""

POD_METADATA: Final = ("labels", "annotations")
"""Fields of a section that its pods' metadata has under the same name."""

PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
"""Fields of an init container that are probes."""

OWNER: Final = (
    *POD_METADATA, *POD_SPEC, "strategy", "serviceAccount", "volumeMounts", "restartPolicy", "ports", *PROBES
)  # fmt: skip
"""All that a model owner may say of the pods, as `ownerMay` of a base config names it."""

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "strategy": ("Deployment", "spec.strategy"),
    "volumeMounts": ("Deployment", "spec.template.spec.containers.volumeMounts"),
    **{field: ("Deployment", f"spec.template.spec.initContainers.{field}") for field in ("ports", *PROBES)},
    **{field: ("HorizontalPodAutoscaler", f"spec.{field}") for field in ("metrics", "behavior")},
    **{field: ("ScaledObject", f"spec.{field}") for field in ("fallback", "advanced")},
    "authenticationRef": ("ScaledObject", "spec.triggers.authenticationRef"),
    **{
        field: ("Deployment", f"spec.template.spec.{field}")
        for field in ("tolerations", "topologySpreadConstraints", "volumes", "resourceClaims")
    },
}
"""Fields that crd.yaml leaves open, by name: the kind that has the type, and the path in it."""
