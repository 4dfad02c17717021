"""Services in front of prefill, decode and the endpoint picker."""

from __future__ import annotations

from msvc_helm.merge import Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import Child


def role_service(context: Context, child: Child) -> Object | None:
    """The Service of a role: the base's, selecting the role's pods."""
    role = child.section
    if child.key not in context.base or not context.has_role(role):
        return None
    layer = {"spec": {"selector": context.names.role_labels(role)}}
    return context.build(child.key, context.names.service(role), layer)


def epp_service(context: Context, child: Child) -> Object | None:
    """The endpoint picker's Service."""
    if child.key not in context.base or not context.has_picker:
        return None
    labels = context.names.epp_labels()
    layer = {"metadata": {"labels": labels}, "spec": {"selector": labels}}
    return context.build(child.key, context.names.epp_service, layer)
