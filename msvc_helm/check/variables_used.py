"""References to variables, `$(NAME)`, which Kubernetes leaves as they are written where there is no such variable."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import INFO, WARNING, Found, in_container, rule
from msvc_helm.check.location import arg
from msvc_helm.check.view import View
from msvc_helm.starters import SCRIPT, started
from msvc_helm.suggest import Later, suggestion

GIVEN = ("LWS_", "RBG_", "KUBERNETES_")  # how variables begin that controllers give to containers
OF_SERVICES = ("_SERVICE_HOST", "_SERVICE_PORT")  # and how those of Services end


@rule("variable-undefined", INFO)
def undefined(view: View) -> Iterator[Found]:
    """Variables in arguments that the container does not have, unless something adds them to pods in the cluster.

    Why: Kubernetes leaves such a reference as it is: the program gets the text $(NAME).

        args: [--port=$(PORT)] # and env has no PORT
    """
    for pod in view.pods:
        for container in pod.containers:
            words = [*container.command, *container.args]
            if container.spec.get("envFrom") or not any("$(" in word for word in words):
                continue
            script, names = started(words), tuple(container.env)
            for position, word in enumerate(words if not script or script.what != SCRIPT else ()):
                for name in _missing(word, names):
                    message = f'container "{container.name}" has no variable "{name}", and gets the text $({name})'
                    yield Found(message, arg(container, position), Later(suggestion, name, names))


@rule("variable-order", WARNING)
def order(view: View) -> Iterator[Found]:
    """Variables that refer to one which is defined after them.

    Why: Kubernetes knows those before it only, and leaves the reference as it is.

        env:
          - {name: URL, value: "http://$(POD_IP):8000"}
          - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}} # before URL
    """
    for pod in view.pods:
        for container in pod.containers:
            names = tuple(container.env)
            for number, (own, entry) in enumerate(container.env.items()):
                for name in _missing(str(entry.get("value") or ""), names[:number]):
                    if name in names[number + 1 :]:
                        message = f'the variable "{own}" of container "{container.name}" refers to "{name}" below it'
                        yield Found(message, in_container(container, "env", own), "put that first")


def _missing(text: str, names: tuple[str, ...]) -> list[str]:
    if "$(" not in text:
        return []
    parts = text.replace("$$", "").split("$(")[1:]
    found = [part.partition(")")[0] for part in parts if ")" in part]
    wanted = [name for name in found if name.isascii() and name.isupper() and name.replace("_", "").isalnum()]
    return [n for n in wanted if n not in names and not n.startswith(GIVEN) and not _of_service(n)]


def _of_service(name: str) -> bool:
    """Whether a variable may be one that a Service gives to the pods of its namespace."""
    return name.endswith(OF_SERVICES)
