"""ServiceAccounts and the endpoint picker's RoleBinding."""

from __future__ import annotations

from msvc_helm.api.roles import ROLES
from msvc_helm.errors import Problem
from msvc_helm.merge import Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import EXTRA, RBAC_API, Child


def pd_service_account(context: Context, child: Child) -> Object | None:
    """The ServiceAccount both roles run as."""
    if not context.names.conventions.service_account or not any(map(context.has_role, ROLES)):
        return None
    return _account(context, child.key, context.names.pd_service_account, context.options.pd_pull_secrets)


def epp_service_account(context: Context, child: Child) -> Object | None:
    """The ServiceAccount the endpoint picker runs as."""
    if not context.has_picker:
        return None
    return _account(context, child.key, context.names.epp_service_account, context.options.epp_pull_secrets)


def epp_role_binding(context: Context, child: Child) -> Object | None:
    """What lets the endpoint picker watch pods and pools: its account bound to the caller's ClusterRole."""
    if not context.has_picker:
        return None
    if not context.options.epp_cluster_role:
        _warn_unbound(context)
        return None
    out = context.identity(child.key, context.names.epp_role_binding)
    subject = {"kind": "ServiceAccount", "name": context.names.epp_service_account}
    if context.namespace:
        subject["namespace"] = context.namespace
    out["roleRef"] = {"apiGroup": RBAC_API, "kind": "ClusterRole", "name": context.options.epp_cluster_role}
    out["subjects"] = [subject]
    return out


def _warn_unbound(context: Context) -> None:
    """Warn where nothing gives the endpoint picker's account its rights."""
    if not _bound_elsewhere(context):
        account = context.names.epp_service_account
        message = f'no RoleBinding is made for the endpoint picker ("{account}"), which then cannot watch its pods'
        context.warn(Problem(message, hint="name a ClusterRole with --epp-cluster-role", rule="picker-unbound"))


def _bound_elsewhere(context: Context) -> bool:
    """Whether a binding among the base's `extraObjects` gives the endpoint picker's account its rights."""
    subjects = (
        subject
        for entry in context.base.get(EXTRA) or ()
        if entry.get("kind") in ("RoleBinding", "ClusterRoleBinding") and isinstance(entry.get("subjects"), list)
        for subject in entry["subjects"]
    )
    account, namespaces = context.names.epp_service_account, (None, "", context.namespace)
    return any(
        (subject.get("kind"), subject.get("name")) == ("ServiceAccount", account)
        and subject.get("namespace") in namespaces
        for subject in subjects
        if isinstance(subject, dict)
    )


def _account(context: Context, key: str, name: str, pull_secrets: tuple[str, ...]) -> Object:
    out = context.identity(key, name)
    if pull_secrets:
        out["imagePullSecrets"] = [{"name": secret} for secret in pull_secrets]
    return out
