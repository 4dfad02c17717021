"""Keys of a base config that make no object: what its model owners may say, whom the pods run as."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msvc_helm.api.kubernetes_fields import OWNER
from msvc_helm.api.paths import path_of, place
from msvc_helm.api.roles import ACCOUNTS, OWNER_MAY, SECTIONS
from msvc_helm.api.schema import SPEC
from msvc_helm.api.validate import Schema, Violation, read
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Node, ScalarNode, SequenceNode
from msvc_helm.suggest import suggestion
from msvc_helm.typed import Any, Final

_ACCOUNT: Schema = SPEC["properties"]["decode"]["properties"]["serviceAccount"]
_ACCOUNTS: Schema = {
    "type": "object",
    "properties": dict.fromkeys(SECTIONS, _ACCOUNT),
    "required": [],
    "defaults": {},
}


def owner_may(node: Node) -> tuple[str, ...]:
    """The fields that a base config allows. Raises InputError for what is not a list of such fields."""
    if not isinstance(node, SequenceNode):
        raise InputError(Problem("expected a list of fields", line=node.line, column=node.column))
    problems: list[Problem] = []
    out: list[str] = []
    for index, item in enumerate(node.items):
        name = item.text if isinstance(item, ScalarNode) else ""
        if name not in OWNER:
            hint = suggestion(name, OWNER) or f"known: {', '.join(OWNER)}"
            problems.append(Problem("expected the name of a field", f"[{index}]", item.line, item.column, hint=hint))
        out.append(name)
    if problems:
        raise InputError(problems)
    return tuple(out)


def accounts(node: Node) -> dict[str, Any]:
    """What a base config says of the ServiceAccounts, by section. Raises InputError for what no section could say."""
    found: list[Violation] = []
    out: dict[str, Any] | None = read(node, _ACCOUNTS, (), found)
    if found:
        raise InputError(_placed(node, each) for each in found)
    return out or {}


def _placed(root: Node, found: Violation) -> Problem:
    line, column = place(root, found.parts, key=found.key)
    return Problem(found.message, path_of(found.parts), line, column, hint=found.hint)


READERS: Final[Mapping[str, Callable[[Node], Any]]] = {OWNER_MAY: owner_may, ACCOUNTS: accounts}
