"""YAML as Kubernetes' Go stack reads it (sigs.k8s.io/yaml over go-yaml v2), with the position of every node."""

from __future__ import annotations

from msvc_helm.goyaml.compose import parse
from msvc_helm.goyaml.floats import json_float
from msvc_helm.goyaml.nodes import Mapping, Node, Scalar, Sequence
from msvc_helm.goyaml.stream import RawDocument, split
from msvc_helm.goyaml.values import plain, string_of

__all__ = ["Mapping", "Node", "RawDocument", "Scalar", "Sequence", "json_float", "parse", "plain", "split", "string_of"]
