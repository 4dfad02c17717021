"""What the templates of both charts have in common with the expansion."""

from __future__ import annotations

from typing import Any

from msvc_helm.api.adapters import FOLDER, PREFIX
from msvc_helm.api.keda import COUNTS, OF_KEDA, OF_PROMETHEUS, OF_TRIGGER
from msvc_helm.api.kubernetes import BY_DEFAULT, FIRST
from msvc_helm.api.kubernetes_fields import OWNER, POD_METADATA, POD_SPEC, PROBES
from msvc_helm.api.metrics import ORIGINS, UNKNOWN
from msvc_helm.api.model_source import EXAMPLE, MOUNT_PATH
from msvc_helm.api.names import (
    APART,
    ENDS,
    EPP_LABEL,
    HASH_DIGITS,
    MAX_LABEL,
    MODEL_LABEL,
    ROLE_LABEL,
    SERVING_LABEL,
    SUFFIXES,
    VARIANT_LABEL,
)
from msvc_helm.api.roles import ACCOUNTS, FRONT, OWNER_MAY, PICKER, ROLES, SECTIONS, SERVICES, WORKLOADS
from msvc_helm.api.workloads import DISAGGREGATED_SET, OF_A_ROLE, Workload
from msvc_helm.check.view import WORKER_INDEX
from msvc_helm.merge import PROBE_KINDS, RULES
from msvc_helm.resources.gie import EPP_PORT, EPP_PORT_NAMES
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.resources.operator_defaults import route_tree
from msvc_helm.resources.sections import OF_THE_ROLE, WHOLE
from msvc_helm.resources.volumes import HOME, TOKEN_KEY, VOLUME


def constants() -> dict[str, Any]:
    """The tables of facts.json that are the same for every base config and every version of the children's types."""
    return {
        "labels": {
            "serving": SERVING_LABEL,
            "model": MODEL_LABEL,
            "role": ROLE_LABEL,
            "epp": EPP_LABEL,
            "variant": VARIANT_LABEL,
            "workerIndex": WORKER_INDEX,
        },
        "suffixes": dict(SUFFIXES),
        "names": {"longest": MAX_LABEL, "digits": HASH_DIGITS, "apart": APART, "ends": ENDS},
        "sections": list(SECTIONS),
        "roles": list(ROLES),
        "front": FRONT,
        "pods": dict(WORKLOADS),
        "services": dict(SERVICES),
        "exampleURI": EXAMPLE,
        "gieGroups": GIE_GROUPS,
        "workloads": [_workload(each) for each in OF_A_ROLE],
        "setOfRoles": _workload(DISAGGREGATED_SET),
        "imageVolumes": {"first": f"1.{FIRST}", "byDefault": f"1.{BY_DEFAULT}"},
        "modelVolume": {"name": VOLUME, "mountPath": MOUNT_PATH, "token": TOKEN_KEY, "home": HOME},
        "picker": {"section": PICKER, "port": EPP_PORT, "portNames": list(EPP_PORT_NAMES)},
        "variants": {"notTaken": list(OF_THE_ROLE), "whole": list(WHOLE)},
        "owner": {"pod": list(POD_SPEC), "metadata": list(POD_METADATA), "all": list(OWNER)},
        "adapters": {"prefix": PREFIX, "folder": FOLDER},
        "settings": {"accounts": ACCOUNTS, "ownerMay": OWNER_MAY},
        "metrics": [list(row) for row in (*ORIGINS, UNKNOWN)],
        "keda": {"spec": [*COUNTS, *OF_KEDA], "trigger": list(OF_TRIGGER), "prometheus": list(OF_PROMETHEUS)},
        "routeDefaults": route_tree(),
        "lists": {
            **{field: list(rule) for field, rule in RULES.items()},
            **{probe: list(PROBE_KINDS) for probe in PROBES},
        },
    }


def _workload(kind: Workload) -> dict[str, Any]:
    """A kind of workload; its templates are the fields on the way to them below `spec`."""
    return {
        "suffix": kind.suffix,
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "templates": [list(path[1:]) for path in kind.templates],
        "selects": kind.selects,
        "scales": kind.scales,
        "grouped": kind.grouped,
    }
