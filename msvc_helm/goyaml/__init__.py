"""YAML as Kubernetes' Go stack reads it (sigs.k8s.io/yaml over go-yaml v2), with the position of every node.

Scalars, keys, merges, aliases and tags follow go-yaml. The syntax is libyaml's, of which go-yaml v2 is an older port;
the few texts on which they differ are refused by one and read by the other:

- within `{}` and `[]`, a plain scalar may contain `? ` here and may end in `:` before a comma there;
- `\\/` within double quotes is a slash here;
- a byte order mark is accepted at the start of a text only, and `[]: x` is refused rather than read as `[]`.

On purpose, null as a key is refused even where a later key of that name replaces the map that holds it, and of two keys
that become the same string (`1` and `"1"`) the last wins, where Go picks one at random.
"""

from __future__ import annotations

from msvc_helm.goyaml.compose import parse
from msvc_helm.goyaml.floats import json_float
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from msvc_helm.goyaml.stream import RawDocument, split
from msvc_helm.goyaml.values import plain, string_of

__all__ = [
    "MappingNode",
    "Node",
    "RawDocument",
    "ScalarNode",
    "SequenceNode",
    "json_float",
    "parse",
    "plain",
    "split",
    "string_of",
]
