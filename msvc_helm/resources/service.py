"""Services in front of prefill, decode and the endpoint picker."""

from __future__ import annotations

from msvc_helm.api.roles import PICKER, SERVICES
from msvc_helm.merge import Object
from msvc_helm.resources.context import Context


def role_service(context: Context, role: str) -> Object:
    """The Service of a role: the base's, selecting the role's pods."""
    layer = {"spec": {"selector": context.names.role_labels(role)}}
    return context.build(SERVICES[role], context.names.service(role), layer)


def epp_service(context: Context) -> Object:
    """The endpoint picker's Service."""
    labels = context.names.epp_labels()
    return context.build(
        SERVICES[PICKER], context.names.epp_service, {"metadata": {"labels": labels}, "spec": {"selector": labels}}
    )
