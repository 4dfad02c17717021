"""ModelService, the API: the CRD, its validation and defaults, and where each field is in the text."""

from __future__ import annotations

from msvc_helm.api.model import API_VERSION, ModelService, is_modelservice, load, locate

__all__ = ["API_VERSION", "ModelService", "is_modelservice", "load", "locate"]
