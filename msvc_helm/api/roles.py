"""The sections of a ModelService that become pods, and the children that each of them has."""

from __future__ import annotations

from collections.abc import Mapping

from msvc_helm.typed import Final

ROLES: Final = ("prefill", "decode")
"""Sections whose pods hold the model."""

PICKER: Final = "endpointPicker"
SECTIONS: Final = (*ROLES, PICKER)

FRONT: Final = "decode"
"""The role that takes the clients' requests where nothing chooses a pod for them."""

AUTOSCALING: Final = "autoscaling"
"""The field of the spec that says who owns the roles' numbers of pods."""

ACCOUNTS: Final = "serviceAccounts"
OWNER_MAY: Final = "ownerMay"
SETTINGS: Final = (ACCOUNTS, OWNER_MAY)
"""Keys of a base config that make no object: whom the pods run as, what model owners may say."""

WORKLOADS: Final[Mapping[str, str]] = {
    "prefill": "prefillDeployment",
    "decode": "decodeDeployment",
    PICKER: "eppDeployment",
}
"""By section, the key of the Deployment with its pods, where no base config has another kind (`workloads.py`)."""

SERVICES: Final[Mapping[str, str]] = {"prefill": "prefillService", "decode": "decodeService", PICKER: "eppService"}
"""By section, the key of the Service of these pods."""
