"""The children of one ModelService as the rules look at them: objects, pods and the containers in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msvc_helm.api import ModelService, roles
from msvc_helm.api.model_source import ModelSource, parse_uri
from msvc_helm.api.names import ROLE_LABEL
from msvc_helm.api.paths import path_of
from msvc_helm.api.variants import KEYS as VARIANTS
from msvc_helm.api.workloads import LEADER, SECTION_OF, SET_KEY, PodTemplate, key_of, templates
from msvc_helm.baseconfig import BaseConfig
from msvc_helm.check.containers import Container
from msvc_helm.check.programs import PICKER, SERVERS, SIDECAR
from msvc_helm.resources.kinds import EXTRA
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

FIELDS = ("initContainers", "containers")
GROUP_NAME = "leaderworkerset.sigs.k8s.io/name"  # labels that the controller gives to the pods of a group
WORKER_INDEX = "leaderworkerset.sigs.k8s.io/worker-index"


class Pod:
    """The pods of one template of a workload: `key` is its child's, `at` its field there, `labels` are the pods' own.

    `section` is that of the ModelService, empty for a further object; `role` the same where the pods hold the model, by
    their labels too. `size` is the number of pods of a group, `serves` whether requests reach them: in a group with a
    leader's template they reach the leader.
    """

    __slots__ = (
        "at",
        "containers",
        "key",
        "kind",
        "labels",
        "name",
        "role",
        "section",
        "serves",
        "size",
        "spec",
        "workload",
    )

    def __init__(self, key: str, workload: dict[str, Any], found: PodTemplate, service: ModelService):
        template = mapping(found.value)
        self.key = key
        self.at = path_of(found.path)
        self.section = SECTION_OF.get(key, found.role if key == SET_KEY and found.role in roles.ROLES else "")
        owners = _owners(service, self.section)
        self.workload = workload
        self.kind = str(workload.get("kind") or "")
        self.name = str(below(workload, "metadata", "name") or "")
        self.serves = True
        self.size = 1
        self.labels = mapping(below(template, "metadata", "labels"))
        self.role = self.section if self.section in roles.ROLES else _role(key, self.labels)
        variables: dict[str, str] = {}
        group = mapping(below(_holder(workload, found), "spec", "leaderWorkerTemplate"))
        if group:
            self.size = group["size"] if isinstance(group.get("size"), int) else 1
            self.serves = found.path[-1] == LEADER[-1] or not group.get(LEADER[-1])
            name = {} if found.role else {GROUP_NAME: self.name}
            self.labels = {**self.labels, **name, WORKER_INDEX: "0" if self.serves else "1"}
            variables = {"LWS_GROUP_SIZE": str(self.size), "LWS_WORKER_INDEX": "$(LWS_WORKER_INDEX)"}
        self.spec = mapping(template.get("spec"))
        self.containers = [
            Container(key, self.at, field, index, spec, owners.get(f"{field}/{spec.get('name')}"), variables)
            for field in FIELDS
            for index, spec in enumerate(maps(self.spec.get(field)))
        ]

    def running(self, *programs: str) -> list[Container]:
        """Its long-running containers of the given programs."""
        return [c for c in self.programs() if c.runs and c.program.name in programs]

    def programs(self) -> Iterator[Container]:
        """Its containers, those that run several programs at once as the container of each."""
        for container in self.containers:
            yield container
            yield from container.beside

    def servers(self) -> list[Container]:
        """Its model servers."""
        return self.running(*SERVERS)

    def front(self) -> list[Container]:
        """The containers that requests reach first: the routing sidecar, else the model servers, else all."""
        return self.running(SIDECAR) or self.servers() or [c for c in self.containers if c.runs]

    def volume(self, name: str) -> dict[str, Any]:
        """The volume of that name, empty when there is none."""
        return next((v for v in maps(self.spec.get("volumes")) if v.get("name") == name), {})


def _role(key: str, labels: Mapping[str, Any]) -> str:
    """The role of a further object's pods, as their labels have it."""
    role = str(labels.get(ROLE_LABEL) or "")
    return role if key == EXTRA and role in roles.ROLES else ""


def _holder(workload: dict[str, Any], found: PodTemplate) -> Any:
    """The LeaderWorkerSet that a template is of: the workload itself, or the entry of a set."""
    index = found.path[2] if found.role else None
    return maps(below(workload, "spec", "roles"))[index] if isinstance(index, int) else workload


class View:
    """What became of one ModelService. `children` is never changed, `base` None where there was no base config.

    `of_values` says that it was written as the chart's values, `thorough` that time is no object.
    """

    __slots__ = (
        "_by_kind",
        "_kept",
        "base",
        "children",
        "namespace",
        "objects",
        "of_values",
        "pods",
        "roles",
        "service",
        "serving",
        "source",
        "thorough",
    )

    def __init__(
        self,
        service: ModelService,
        base: BaseConfig | None,
        children: Mapping[str, Any],
        *,
        of_values: bool = False,
        thorough: bool = True,
    ) -> None:
        self.service = service
        self.of_values = of_values
        self.thorough = thorough
        self._kept: dict[str, Any] = {}
        self.base = base
        self.children = children
        self.objects = [(key, obj) for key, child in children.items() for obj in _objects(child)]
        self._by_kind: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for each in self.objects:
            self._by_kind.setdefault(str(each[1].get("kind")), []).append(each)
        self.namespace = next((n for _, o in self.objects if (n := below(o, "metadata", "namespace"))), "")
        self.source: ModelSource = parse_uri(service.spec["modelArtifacts"]["uri"])
        self.pods = [
            Pod(made_of(key, children), obj, template, service)
            for key, obj in self.objects
            for template in templates(obj)
            if isinstance(below(template.value, "spec", "containers"), list)
        ]
        self.roles = [pod for pod in self.pods if pod.role]
        self.serving = [pod for pod in self.roles if pod.serves]

    def once(self, what: str, make: Callable[[View], Any]) -> Any:
        """What `make` finds in this view, worked out when first asked for."""
        if what not in self._kept:
            self._kept[what] = make(self)
        return self._kept[what]

    @property
    def model_name(self) -> str:
        """The name clients use."""
        name: str = self.service.spec["routing"]["modelName"]
        return name

    def role(self, role: str) -> Pod | None:
        """The pods of a role."""
        return next((pod for pod in self.roles if pod.role == role), None)

    def pickers(self) -> Iterator[Container]:
        """The endpoint picker's containers."""
        return (container for _, container in self.picked())

    def picked(self) -> Iterator[tuple[Pod, Container]]:
        """The endpoint picker's containers, each with its pods: those of further objects too."""
        return ((pod, container) for pod in self.picker_pods() for container in pod.running(PICKER))

    def picker_pods(self) -> list[Pod]:
        """The endpoint picker's pods, whatever runs in them."""
        return [pod for pod in self.pods if pod.section == roles.PICKER or (not pod.role and pod.running(PICKER))]

    def pools(self) -> list[tuple[str, dict[str, Any]]]:
        """Every InferencePool that is made, with the key of its child."""
        return list(self.of_kind("InferencePool"))

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The objects of some kinds, each with the key of its child."""
        if len(kinds) == 1:
            return iter(self._by_kind.get(kinds[0], ()))
        some = any(kind in self._by_kind for kind in kinds)
        return ((key, obj) for key, obj in self.objects if obj.get("kind") in kinds) if some else iter(())

    def child(self, key: str) -> dict[str, Any]:
        """A child, empty when it is not made."""
        return mapping(self.children.get(key))

    def named(self, kind: str, name: object) -> dict[str, Any] | None:
        """The object of that kind and name, None when it is not made here."""
        return next((o for _, o in self.of_kind(kind) if below(o, "metadata", "name") == name), None)

    def selected(self, selector: Mapping[str, Any]) -> list[Pod]:
        """The pods that labels select; an empty selector selects none."""
        return [pod for pod in self.pods if selector and selector.items() <= pod.labels.items()]


def made_of(key: str, children: Mapping[str, Any]) -> str:
    """The key of the base config that a child is made of: variants are of the role's own workload."""
    return key_of(VARIANTS[key], children) if key in VARIANTS else key


def _objects(child: Any) -> list[dict[str, Any]]:
    return maps(child if isinstance(child, list) else [child])


def _owners(service: ModelService, section: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What the ModelService says of each container, by list and name, with the path."""
    out: dict[str, tuple[str, dict[str, Any]]] = {}
    for field in FIELDS:
        for index, spec in enumerate((service.spec.get(section) or {}).get(field) or []):
            out[f"{field}/{spec['name']}"] = (f"spec.{section}.{field}[{index}]", spec)
    return out
