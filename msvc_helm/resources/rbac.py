"""ServiceAccounts and the endpoint picker's RoleBinding."""

from __future__ import annotations

from msvc_helm.api.paths import path_of
from msvc_helm.api.roles import PICKER, ROLES
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object
from msvc_helm.resources.accounts import Account
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import EXTRA, RBAC_API, Child


def pd_service_account(context: Context, child: Child) -> Object | None:
    """The ServiceAccount of the model's own name, which both roles run as unless they say otherwise."""
    roles = [role for role in _made(context) if context.accounts[role].name == context.names.pd_service_account]
    return _of_roles(context, child, roles)


def role_service_account(context: Context, child: Child) -> Object | None:
    """A ServiceAccount of another name that is made for a role; for both, where they share it, under the first."""
    name = context.accounts[child.section].name
    roles = [role for role in _made(context) if context.accounts[role].name == name]
    if name == context.names.pd_service_account or roles[:1] != [child.section]:
        return None
    return _of_roles(context, child, roles)


def _made(context: Context) -> list[str]:
    return [role for role in ROLES if context.has_role(role) and context.accounts[role].create]


def _of_roles(context: Context, child: Child, roles: list[str]) -> Object | None:
    """The account that these roles share; None where there are none. Raises InputError where they disagree on it."""
    annotations: dict[str, str] = {}
    for role in roles:
        for key, value in context.accounts[role].annotations.items():
            if annotations.setdefault(key, value) != value:
                message = f'the other role annotates the same account with "{annotations[key]}"'
                path = path_of(("spec", role, "serviceAccount", "annotations", key))
                hint = "give each role its own account, with name and create: true"
                raise InputError(Problem(message, path, hint=hint))
    if not roles:
        return None
    account = context.accounts[roles[0]]._replace(annotations=annotations)
    return _account(context, child.key, account, context.options.pd_pull_secrets)


def epp_service_account(context: Context, child: Child) -> Object | None:
    """The ServiceAccount the endpoint picker runs as."""
    if not context.has_picker or not context.accounts[PICKER].create:
        return None
    return _account(context, child.key, context.accounts[PICKER], context.options.epp_pull_secrets)


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


def _account(context: Context, key: str, account: Account, pull_secrets: tuple[str, ...]) -> Object:
    out = context.identity(key, account.name)
    if account.annotations:
        out["metadata"]["annotations"] = dict(account.annotations)
    if pull_secrets:
        out["imagePullSecrets"] = [{"name": secret} for secret in pull_secrets]
    return out
