"""The Kubernetes types of the children: which fields exist, what is a string, what is a list keyed by what."""

from __future__ import annotations

from msvc_helm.types.coercion import coerce
from msvc_helm.types.schema import kinds, schema

__all__ = ["coerce", "kinds", "schema"]
