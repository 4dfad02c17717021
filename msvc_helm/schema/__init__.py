"""JSON schemas (draft-07) for the chart's values and for a ModelService, made from the CRD; off the hot path."""

from __future__ import annotations

from msvc_helm.schema.build import modelservice_schema, text, values_schema
from msvc_helm.schema.crd import read_crd
from msvc_helm.schema.markdown import values_tables

__all__ = ["modelservice_schema", "read_crd", "text", "values_schema", "values_tables"]
