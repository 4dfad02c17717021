"""Single objects that Kubernetes would refuse."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.accelerators import limit_missing
from msvc_helm.check.finding import Found, Spot, in_child, in_container
from msvc_helm.check.view import View


def refused(view: View) -> Iterator[Found]:
    """Objects that the API server would refuse for a reason that they show."""
    if not view.thorough:
        return  # msvc-post refuses them itself; generate leaves that to the cluster
    from msvc_helm.refusals import refusals  # not on the way of an expansion

    told = {_path(found) for found in limit_missing(view)}
    for key, obj in view.objects:
        for problem in refusals(obj):
            title, _, path = problem.path.partition(": ")
            if path not in told:
                yield Found(
                    f"Kubernetes rejects {title}: {path}: {problem.message}", _spot(view, key, path), problem.hint
                )


def _spot(view: View, key: str, path: str) -> Spot:
    """The field of an object, of a container where the path leads into one."""
    field = path.rpartition(".")[2].partition("[")[0]
    for pod in view.pods:
        for container in pod.containers if pod.key == key else ():
            where = f"spec.template.spec.{container.field}[{container.index}]."
            if path.startswith(where):
                return in_container(container, path.removeprefix(where), f"{field}:")
    return in_child(key, path, f"{field}:")


def _path(found: Found) -> str:
    """The field of a device without limit, as refusals write it."""
    container = found.spot.container
    name = found.spot.path.partition('["')[2].removesuffix('"]')
    where = f"{container.field}[{container.index}]" if container else ""
    return f"spec.template.spec.{where}.resources.requests.{name}"
