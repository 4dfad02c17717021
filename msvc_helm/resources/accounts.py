"""Whom the pods run as: the accounts of a model, those that it makes and those that are there."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Mapping

from msvc_helm.api import ModelService
from msvc_helm.api.names import Names
from msvc_helm.api.roles import PICKER, SECTIONS
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Object, merge
from msvc_helm.typed import NamedTuple


class Account(NamedTuple):
    """The ServiceAccount of a section's pods; no `name`: that which the base config gives the pods, if any.

    `automount` is whether they get its token, None where nobody says.
    """

    name: str
    create: bool = False
    annotations: Mapping[str, str] = {}
    automount: bool | None = None


def accounts_of(service: ModelService, said: Mapping[str, Object], names: Names) -> dict[str, Account]:
    """The accounts by section. `said` is what the base config says of them, which the ModelService's sections are over.

    Raises InputError for annotations of an account that is not made.
    """
    return {section: _account(service, section, said.get(section) or {}, names) for section in SECTIONS}


def _account(service: ModelService, section: str, below: Object, names: Names) -> Account:
    usual = names.epp_service_account if section == PICKER else names.pd_service_account
    made = section == PICKER or names.conventions.service_account
    own = (service.spec.get(section) or {}).get("serviceAccount") or {}
    if not own and not below:
        return Account(usual, create=True) if made else Account("")
    about = merge(below, own)
    name = about.get("name") or (usual if made or about.get("create") else "")
    create = about.get("create", name == usual)
    annotations = about.get("annotations") or {}
    if annotations and not create:
        message = f'the account "{name}" is not created, so its annotations have no effect'
        hint = "set create: true to create it"
        raise InputError(Problem(message, f"spec.{section}.serviceAccount.annotations", hint=hint))
    return Account(name, create, annotations, about.get("automount"))


def account_fields(account: Account) -> Object:
    """What the pods' spec says of their account."""
    out: Object = {"serviceAccountName": account.name} if account.name else {}
    return out if account.automount is None else {**out, "automountServiceAccountToken": account.automount}
