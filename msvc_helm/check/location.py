"""The place of a finding in the files: on the ModelService's line when it says so, else on the base config's."""

from __future__ import annotations

from msvc_helm.api import locate
from msvc_helm.api.paths import parts_of
from msvc_helm.api.workloads import SECTION_OF
from msvc_helm.check.containers import Container
from msvc_helm.check.finding import Found, Location
from msvc_helm.check.programs import InScript
from msvc_helm.check.view import View
from msvc_helm.errors import Problem

_KEPT = ("args", "command")  # lists in which the ModelService's entries keep their places


def place(found: Found, view: View) -> Problem:
    """The finding as a problem with file, line and field."""
    spot = found.spot
    own = _own_path(spot) if spot.container else spot.path
    if not spot.key or (own and spot.container):
        return _in_service(found, own, view)
    if view.base is None or not view.base.has(spot.key):
        return _in_service(found, _made_from(spot, view), view)
    where = _path(spot)
    path = f"{spot.key}: {where}" if where else spot.key
    return view.base.find(Problem(found.message, path, hint=found.hint), spot.key, _needles(spot))


def _in_service(found: Found, path: str, view: View) -> Problem:
    service = view.service
    line, column = locate(service, path)
    if view.of_values:
        path = path.removeprefix("spec.")
    return Problem(found.message, path, line, column, service.source, service.document, found.hint)


def _own_path(spot: Location) -> str:
    """The field's path in the ModelService, when it is the ModelService that sets it."""
    container = spot.container
    if container is None or container.owner is None:
        return ""
    node: object = container.owner
    if spot.path == "env":
        names = [entry.get("name") for entry in container.owner.get("env") or ()]
        return f"{container.owner_path}.env[{names.index(spot.needles[0])}]" if spot.needles[0] in names else ""
    parts = parts_of(spot.path)
    if not parts or (parts[0] not in _KEPT and any(isinstance(part, int) for part in parts)):
        return ""
    for part in parts:
        in_map = isinstance(node, dict) and part in node
        in_list = isinstance(node, list) and isinstance(part, int) and part < len(node)
        if not in_map and not in_list:
            return ""
        node = node[part]  # type: ignore[index] # seen to be there
    return f"{container.owner_path}.{spot.path}"


def _path(spot: Location) -> str:
    if spot.container is None:
        return spot.path
    where = f"{spot.container.at}.spec.{spot.container.field}[{spot.container.index}]"
    return f"{where}.{spot.path}" if spot.path else where


def _needles(spot: Location) -> tuple[str, ...]:
    """The container's name first: the same flag may be in several."""
    return (f"name: {spot.container.name}", *spot.needles) if spot.container else spot.needles


def _made_from(spot: Location, view: View) -> str:
    """The part of the ModelService that a child comes from when no base config has it."""
    if spot.container and spot.container.owner_path:
        return spot.container.owner_path
    role = SECTION_OF.get(spot.key, "")
    if role in view.service.spec:
        return f"spec.{role}"
    return "spec.routing.gatewayRefs" if spot.key == "httpRoute" else "metadata.name"


def arg(container: Container, position: int, flag: str = "") -> Location:
    """A word of a container's command line, by its position in command and args together."""
    command, words = len(container.command), [*container.command, *container.args]
    path = f"args[{position - command}]" if position >= command else f"command[{position}]"
    if position < 0 or position >= len(words):
        path = "args" if container.args else "command" if command else ""
    word = position.word if isinstance(position, InScript) else words[position] if 0 <= position < len(words) else ""
    needle = flag or (word.partition("=")[0] if word.startswith("-") and "\n" not in word else "")
    return Location(container.key, path, (needle,) if needle else (), container)
