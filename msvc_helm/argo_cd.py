"""Argo CD's plugin: `msvc-helm generate` in an Application's directory, with what Argo CD says in variables.

No shell reads the variables, so no parameter of an Application can be more than the value of an option.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from msvc_helm import cli
from msvc_helm.errors import UsageError
from msvc_helm.report import OK, guarded, leave
from msvc_helm.resources.kinds import GIE_GROUPS

NAMESPACE = "ARGOCD_APP_NAMESPACE"
PARAMETERS = {
    "PARAM_BASECONFIG": "--base-config",
    "PARAM_EPP_CLUSTER_ROLE": "--epp-cluster-role",
    "KUBE_VERSION": "--kube-version",
}


def words(variables: Mapping[str, str]) -> list[str]:
    """The command line of `generate`: models of the directory, options of the Application, facts of its cluster.

    Raises UsageError where it is not Argo CD that calls.
    """
    if NAMESPACE not in variables:
        raise UsageError(f"{NAMESPACE} is not set: Argo CD runs this as a plugin")
    options = {**{flag: variables.get(name, "") for name, flag in PARAMETERS.items()}, "--gie": _gie(variables)}
    given = [f"{flag}={value}" for flag, value in options.items() if value]
    return ["generate", "--modelservice", ".", f"--namespace={variables[NAMESPACE]}", *given]


def _gie(variables: Mapping[str, str]) -> str:
    """The Inference Extension that the cluster serves, the newest first; empty where it serves none."""
    served = variables.get("KUBE_API_VERSIONS", "").split(",")
    return next((version for version, group in GIE_GROUPS.items() if f"{group}/{version}" in served), "")


def main() -> None:
    """Run the plugin and exit as `msvc-helm generate` does."""
    if code := guarded(_take_over):
        leave(code)
    cli.main()


def _take_over() -> int:
    sys.argv[1:] = words(os.environ)
    return OK


if __name__ == "__main__":
    main()
