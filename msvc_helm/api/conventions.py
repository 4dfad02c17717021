"""What msvc-helm adds to every model's objects by itself, and what of it a base config leaves out."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Mapping

from msvc_helm.typed import NamedTuple

KEY = "conventions"  # of a base config; the operator ignores it
NO_NAMES: Mapping[str, str] = {}


class Conventions(NamedTuple):
    """`names` are the workloads' own names by role; the others say whether something is added.

    `labels` are those that tie a model's objects together, in selectors too; `service_account` is that of both roles;
    `model_volume` is the pods' volume for the model: without it, it is added where a container mounts it.
    `validation` is whether objects that Kubernetes would refuse are errors, and not only warnings.
    """

    names: Mapping[str, str] = NO_NAMES
    labels: bool = True
    service_account: bool = True
    model_volume: bool = True
    validation: bool = True


USUAL = Conventions()
FIELDS = {
    "labels": "labels",
    "serviceAccount": "service_account",
    "modelVolume": "model_volume",
    "validation": "validation",
}
"""The switches by the name that a base config gives them."""
