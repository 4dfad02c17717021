"""Names and labels that know that they are such, and what they are made of."""

from __future__ import annotations

from msvc_helm.api.names import Names
from msvc_helm.explain.asked import Asked
from msvc_helm.explain.base import TracedBase
from msvc_helm.explain.marks import RULE, Origin, made_of, mark, origin_of, plain
from msvc_helm.explain.rules import LABELS, NAMES

_OF_CONVENTIONS = {
    "prefill": "prefill_deployment",
    "decode": "decode_deployment",
    "disaggregatedSet": "disaggregated_set",
}
_NO_NAMES = ("conventions", "variants", "model_label", "inference_model")


class TracedNames(Names):
    """The names of a ModelService's children and their labels, marked."""

    def __init__(self, names: Names, asked: Asked, base: TracedBase | None) -> None:
        for field in Names.__slots__:
            setattr(self, field, getattr(names, field))
        self._name = asked.name
        for field in Names.__slots__:
            if field not in _NO_NAMES:
                self._mark(field, made_of(NAMES, self._name))
        for key, field in _OF_CONVENTIONS.items():
            if key in names.conventions.names and base is not None:
                self._mark(field, base.convention(("names", key)))
        self._mark("inference_model", self._name)
        self._mark("model_label", made_of(LABELS, asked.field(("spec", "routing", "modelName"))))

    def common_labels(self) -> dict[str, str]:
        """The labels of every object that serves this model."""
        return _labels(super().common_labels())

    def role_labels(self, role: str) -> dict[str, str]:
        """The labels of one role's pods."""
        return _labels(super().role_labels(role))

    def epp_labels(self) -> dict[str, str]:
        """The label of the endpoint picker."""
        return {key: mark(value, made_of(LABELS, self._name)) for key, value in super().epp_labels().items()}

    def of_variant(self, role: str, variant: str) -> Names:
        """The same names for a variant of a role."""
        found = super().of_variant(role, variant)
        field = f"{role}_deployment"
        setattr(found, field, mark(getattr(found, field), made_of(NAMES, origin_of(variant) or self._name)))
        return found

    def _mark(self, field: str, origin: Origin) -> None:
        setattr(self, field, mark(plain(getattr(self, field)), origin))


def _labels(labels: dict[str, str]) -> dict[str, str]:
    return {key: value if origin_of(value) else mark(value, Origin(RULE, LABELS)) for key, value in labels.items()}
