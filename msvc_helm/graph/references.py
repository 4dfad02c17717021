"""Which objects refer to which: by name, in fields that Kubernetes' APIs have for it, and by labels of pods."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER
from msvc_helm.api.workloads import KINDS
from msvc_helm.check import pools
from msvc_helm.check.view import Pod, View
from msvc_helm.typed import Any, NamedTuple
from msvc_helm.untyped import below, mapping, maps

Key = tuple[str, str]  # kind and name


class Reference(NamedTuple):
    """One object refers to another."""

    start: Key
    label: str
    end: Key


class Naming(NamedTuple):
    """A field that names an object: of which kind where it does not say so, in which of its fields the name is.

    `reversed_` is set where the object that is named is the one that acts.
    """

    kind: str
    label: str
    name: str = "name"
    reversed_: bool = False


REQUESTS, READS, SELECTS = "sends requests to", "reads", "selects"
FIELDS = {
    "backendRefs": Naming("Service", REQUESTS),
    "parentRefs": Naming("Gateway", REQUESTS, reversed_=True),
    "endpointPickerRef": Naming("Service", "asks"),
    "extensionRef": Naming("Service", "asks"),
    "poolRef": Naming("InferencePool", "applies to"),
    "targetRef": Naming("Service", "applies to"),
    "targetRefs": Naming("Service", "applies to"),
    "scaleTargetRef": Naming("Deployment", "scales"),
    "roleRef": Naming("Role", "grants"),
    "subjects": Naming("ServiceAccount", "grants to"),
    "configMap": Naming("ConfigMap", READS),
    "configMapRef": Naming("ConfigMap", READS),
    "configMapKeyRef": Naming("ConfigMap", READS),
    "secret": Naming("Secret", READS, "secretName"),
    "secretRef": Naming("Secret", READS),
    "secretKeyRef": Naming("Secret", READS),
    "imagePullSecrets": Naming("Secret", "pulls images with"),
    "persistentVolumeClaim": Naming("PersistentVolumeClaim", "mounts", "claimName"),
}
ACCOUNT = Naming("ServiceAccount", "runs as")


def references(view: View) -> Iterator[Reference]:
    """Every reference, in the order of the objects."""
    for _, obj in view.objects:
        start = (str(obj.get("kind")), str(below(obj, "metadata", "name")))
        for reference in (*_selected(view, obj, start), *_named(obj, start)):
            if reference.start != reference.end:
                yield reference


def _named(value: Any, start: Key, field: str = "") -> Iterator[Reference]:
    """The references in the value of a field."""
    known = FIELDS.get(field)
    for each in maps(value if isinstance(value, list) else [value]):
        name = known and each.get(known.name)
        if known and isinstance(name, str):
            end = (str(each.get("kind") or known.kind), name)
            yield Reference(end, known.label, start) if known.reversed_ else Reference(start, known.label, end)
            continue
        for key, inner in each.items():
            if key == "serviceAccountName" and isinstance(inner, str) and inner:
                yield Reference(start, ACCOUNT.label, (ACCOUNT.kind, inner))
            elif key != "metadata" and isinstance(inner, dict | list):
                yield from _named(inner, start, key)


def _selected(view: View, obj: dict[str, Any], start: Key) -> Iterator[Reference]:
    """The workloads whose pods an object selects by labels, and the Service that it selects by a host name."""
    kind = start[0]
    if kind in KINDS:
        return
    if kind == "DestinationRule":  # names a Service by its host
        yield Reference(start, "applies to", ("Service", str(below(obj, "spec", "host")).partition(".")[0]))
    selector = mapping(below(obj, "spec", "selector")) or mapping(below(obj, "spec", "podSelector"))
    labels = pools.selector(obj) if kind == pools.KIND else mapping(selector.get("matchLabels")) or selector
    for pod in view.selected(labels):
        doing = REQUESTS if kind in ("Service", pools.KIND) else SELECTS
        yield Reference(start, f"{doing} {_role(pod)}".strip(), (pod.kind, pod.name))


def _role(pod: Pod) -> str:
    """Which pods of the model they are, in words."""
    return "" if pod.section == PICKER or not pod.role else f"the {pod.role} pods of"
