"""What Kubernetes would refuse in an object for a reason that the object itself shows.

Helm applies object by object and stops at the first refusal, half-way; so an expansion that cannot be applied whole
is better refused before anything is applied. The rules are those of the API server's validation (Kubernetes 1.36) as
far as they need nothing but the object; what they let pass may still be refused.

`rules`, `formats` and `messages` are data, which generated charts hold as well: their `_validate.tpl` does what `walk`
and `checks` do.
"""

from __future__ import annotations

from msvc_helm import types
from msvc_helm.errors import Problem
from msvc_helm.typed import Any
from msvc_helm.validation.checks import form
from msvc_helm.validation.messages import told
from msvc_helm.validation.rules import NAMES
from msvc_helm.validation.walk import check_value, struct_of


def validate(obj: dict[str, Any]) -> list[Problem]:
    """Why the API server would refuse the object: paths begin with the object's kind and name; none is good."""
    metadata = obj.get("metadata") or {}
    found: list[Problem] = []
    if not metadata.get("name"):
        found.append(told("required", "metadata.name"))
    found += form(metadata.get("name") or "", "metadata.name", NAMES.get(obj["kind"], "subdomain"))
    found += form(metadata.get("namespace") or "", "metadata.namespace", "label")
    struct = struct_of(obj)
    if struct is None:
        check_value(metadata, types.schema("Deployment").at("metadata"), "metadata", found)
    else:
        check_value(obj, struct, "", found)
    prefix = f"{obj['kind']} {metadata.get('name') or '?'}: "
    return [Problem(p.message, prefix + p.path, hint=p.hint) for p in dict.fromkeys(found)]
