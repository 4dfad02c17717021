"""The variants of a role: further groups of pods that a ModelService names in the role's section."""

from __future__ import annotations

from collections.abc import Mapping

from msvc_helm.api.roles import ROLES
from msvc_helm.typed import Any, Final

FIELD: Final = "variants"
KEYS: Final[Mapping[str, str]] = {f"{role}Variants": role for role in ROLES}
"""The role by the key of the child that has its variants, a list."""


def variants_of(section: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The variants that a role's section names."""
    found: list[dict[str, Any]] = (section or {}).get(FIELD) or []
    return found
