"""The key `conventions` of a base config: what msvc-helm would add or name by itself, and does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msvc_helm.api.conventions import FIELDS, Conventions
from msvc_helm.api.metadata import NAME_RULE, is_dns_subdomain
from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import SET_KEY
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, parse
from msvc_helm.suggest import suggestion
from msvc_helm.typed import Any

NAMES = "names"
NAMED = (*ROLES, SET_KEY)  # what may have a name of its own


def read(text: str) -> Conventions:
    """What the rendered text of the key says. Raises InputError with every problem, each with its line in the text."""
    root = parse(text)
    if root is None or (isinstance(root, ScalarNode) and root.value is None):
        return Conventions()
    if not isinstance(root, MappingNode):
        raise InputError(Problem("expected a map", line=root.line, column=root.column))
    problems: list[Problem] = []
    said: dict[str, Any] = {}
    for key, node in root.items.items():
        if key == NAMES:
            said["names"] = _names(node, problems)
        elif key not in FIELDS:
            problems.append(_unknown(root, key, (NAMES, *FIELDS)))
        elif not isinstance(node, ScalarNode) or not isinstance(node.value, bool):
            problems.append(Problem("expected true or false", key, node.line, node.column))
        else:
            said[FIELDS[key]] = node.value
    if problems:
        raise InputError(problems)
    return Conventions(**said)


def _names(node: Node, problems: list[Problem]) -> Mapping[str, str]:
    if not isinstance(node, MappingNode):
        problems.append(Problem("expected a map of role to name", NAMES, node.line, node.column))
        return {}
    problems += _wrong_names(node)
    return {role: name.text for role, name in node.items.items() if isinstance(name, ScalarNode)}


def _wrong_names(node: MappingNode) -> Iterator[Problem]:
    for role, name in node.items.items():
        if role not in NAMED:
            yield _unknown(node, role, NAMED, f"{NAMES}.")
        elif not isinstance(name, ScalarNode) or not is_dns_subdomain(name.text):
            found = f', found "{name.text}"' if isinstance(name, ScalarNode) else ""
            hint = f"allowed: {NAME_RULE}"
            yield Problem(
                f"expected the name of an object{found}", f"{NAMES}.{role}", name.line, name.column, hint=hint
            )


def _unknown(node: MappingNode, key: str, known: tuple[str, ...], above: str = "") -> Problem:
    line, column = node.keys[key]
    hint = suggestion(key, known) or f"known: {', '.join(known)}"
    return Problem("unknown field", f"{above}{key}", line, column, hint=hint)
