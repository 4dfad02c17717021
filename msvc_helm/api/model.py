"""A ModelService: a document checked as a strict API server would check it, with the API's defaults."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from msvc_helm.api import schema
from msvc_helm.api.metadata import read_metadata
from msvc_helm.api.paths import Parts, parts_of, path_of, place
from msvc_helm.api.roles import AUTOSCALING, ROLES, SECTIONS
from msvc_helm.api.validate import Violation, duplicates, known_fields, quoted, read
from msvc_helm.api.variants import variants_of
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml.nodes import MappingNode, Node, ScalarNode
from msvc_helm.typed import Any, NamedTuple

API_VERSION = f"{schema.GROUP}/{schema.VERSION}"


class ModelService(NamedTuple):
    """One valid ModelService.

    `spec` holds JSON values as written, with the API's defaults where a present section leaves a field out and with
    quantities in their canonical form; treat it as read-only. `namespace` is None where none is given. `root` is the
    document, for `locate`; `source` and `document` say where it came from, as in `Problem`.
    """

    name: str
    namespace: str | None
    labels: dict[str, str]
    annotations: dict[str, str]
    spec: dict[str, Any]
    root: Node
    source: str = ""
    document: int = 0


def is_modelservice(root: Node | None) -> bool:
    """Whether a document is a ModelService; raises InputError for a version of it this program does not know."""
    if not isinstance(root, MappingNode) or _text(root, "kind") != schema.KIND:
        return False
    group, _, version = (_text(root, "apiVersion") or "").partition("/")
    if group == schema.GROUP and version != schema.VERSION:
        raise _error([_wrong_version(root)], root, "", 0)
    return group == schema.GROUP


def load(root: Node, *, source: str = "", document: int = 0) -> ModelService:
    """The ModelService a document holds; raises InputError with everything that is wrong, in document order.

    The verdict is that of a Kubernetes API server with strict field validation and the CRD in crd.yaml. It is
    stricter in what would come to nothing: no spec or an empty one, a container without a name, two containers of one
    name in a list. It is more lenient with what a server writes itself (`status` and, say, `resourceVersion`), so
    that the output of `kubectl get -o yaml` can be read.
    """
    found: list[Violation] = []
    if not isinstance(root, MappingNode):
        found.append(Violation((), "expected a ModelService (a map)"))
        raise _error(found, root, source, document)
    _check_type(root, found)
    node = root.items.get("metadata")
    meta = read_metadata(MappingNode({}, {}, 0, 0) if node is None or _is_null(node) else node, found)
    spec = _read_spec(root, found)
    if found:
        raise _error(found, root, source, document)
    labels, annotations = meta.get("labels", {}), meta.get("annotations", {})
    namespace = meta.get("namespace") or None
    return ModelService(meta["name"], namespace, labels, annotations, spec, root, source, document)


def locate(service: ModelService, path: str) -> tuple[int, int]:
    """The 1-based (line, column) of a field such as `spec.decode.containers[0].args[1]`, or of the nearest above it."""
    return place(service.root, parts_of(path))


def _check_type(root: MappingNode, found: list[Violation]) -> None:
    """Adds what is wrong at the top: the API version, the kind, and fields that do not belong there."""
    if _text(root, "apiVersion") != API_VERSION:
        found.append(_wrong_version(root))
    if _text(root, "kind") != schema.KIND:
        found.append(Violation(("kind",), f"expected {schema.KIND}, found {_found(root, 'kind')}"))
    top = {"properties": {"apiVersion": {}, "kind": {}, "metadata": {}, "spec": {}, "status": schema.STATUS}}
    known_fields(root, top, (), found)


def _read_spec(root: MappingNode, found: list[Violation]) -> dict[str, Any]:
    node = root.items.get("spec")
    if node is None or _is_null(node):
        found.append(Violation(("spec",), "required field is missing"))
        return {}
    spec: dict[str, Any] = read(node, schema.SPEC, ("spec",), found) or {}
    for role in ROLES:
        section = spec.get(role) or {}
        if not found and ("nodes" in section or "parallelism" in section):
            from msvc_helm.api.parallelism import contradictions  # few ModelServices say so much

            found += (Violation(("spec", role, *field.split(".")), said) for field, said in contradictions(section))
    if spec.get(AUTOSCALING) is not None:
        from msvc_helm.api.autoscaling import wrong_autoscaling  # few ModelServices have it

        found += (
            Violation(parts_of(each.path), each.message, each.hint)
            for each in wrong_autoscaling(spec[AUTOSCALING], f"spec.{AUTOSCALING}")
        )
    for role in SECTIONS:
        for kind in ("initContainers", "containers"):
            _check_containers((spec.get(role) or {}).get(kind) or [], ("spec", role, kind), found)
    for role in ROLES:
        for index, variant in enumerate(variants_of(spec.get(role))):
            for kind in ("initContainers", "containers"):
                _check_containers((variant or {}).get(kind) or [], ("spec", role, "variants", index, kind), found)
    return spec


def _check_containers(containers: list[dict[str, Any] | None], parts: Parts, found: list[Violation]) -> None:
    """Adds containers without a name, and those whose name is taken: a merge by name could not tell them apart."""
    for index, container in enumerate(containers):
        if container is not None and container.get("name") == "":
            found.append(Violation((*parts, index, "name"), "a container needs a name"))
    duplicates(containers, "name", parts, found)


def _wrong_version(root: MappingNode) -> Violation:
    return Violation(("apiVersion",), f"expected {API_VERSION}, found {_found(root, 'apiVersion')}")


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None


def _text(root: MappingNode, key: str) -> str | None:
    node = root.items.get(key)
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else None


def _found(root: MappingNode, key: str) -> str:
    from msvc_helm.api import hints

    text = _text(root, key)
    return quoted(text) if text is not None else hints.what(root.items[key]) if key in root.items else "nothing"


def _error(found: list[Violation], root: Node, source: str, document: int) -> InputError:
    """The findings as one error, in document order."""
    problems = []
    for finding in found:
        line, column = place(root, finding.parts, key=finding.key)
        path = path_of(finding.parts)
        problems.append(Problem(finding.message, path, line, column, source, document, finding.hint))
    return InputError(sorted(problems, key=lambda p: (p.line, p.column)))
