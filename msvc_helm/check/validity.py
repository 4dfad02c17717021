"""Single objects that Kubernetes would refuse."""

from __future__ import annotations

from msvc_helm.api.workloads import KINDS, SECTION_OF
from msvc_helm.check.finding import Found, Location, in_child, in_container
from msvc_helm.check.location import place
from msvc_helm.check.view import View, made_of
from msvc_helm.errors import Problem
from msvc_helm.resources.kinds import EXTRA


def placed(refusal: Problem, key: str, view: View) -> Problem:
    """A refusal of an object of the child `key` (see `validate`), with the file and line that it is about."""
    path = refusal.path.partition(": ")[2]
    spot = _spot(view, made_of(key, view.children), path)
    return place(Found(refusal.message, spot, refusal.hint or _elsewhere(view, key, path)), view)._replace(
        path=refusal.path
    )


def _elsewhere(view: View, key: str, path: str) -> str:
    """Where the containers of a role are that its own workload has none of: in one among the further objects."""
    section = SECTION_OF.get(key, "")
    if section and path.endswith("spec.containers"):
        for pod in view.pods:
            if pod.key == EXTRA and pod.role == section and pod.kind in KINDS:
                suffix = KINDS[pod.kind].suffix
                return f"{EXTRA} makes the {pod.kind} {pod.name} of this role: name it {section}{suffix} there"
    return ""


def _spot(view: View, key: str, path: str) -> Location:
    """The field of an object, of a container where the path leads into one."""
    field = path.rpartition(".")[2].partition("[")[0]
    for pod in view.pods:
        for container in pod.containers if pod.key == key else ():
            where = f"{container.at}.spec.{container.field}[{container.index}]."
            if path.startswith(where):
                return in_container(container, path.removeprefix(where), f"{field}:")
    return in_child(key, path, f"{field}:")
