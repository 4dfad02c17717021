"""The metadata of a ModelService: the fields and the syntax an API server accepts."""

from __future__ import annotations

from collections.abc import Mapping

from msvc_helm.api.paths import Parts
from msvc_helm.api.validate import INT64, Schema, Violation, quoted, read
from msvc_helm.goyaml.nodes import Node
from msvc_helm.typed import Any

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"  # kubectl's annotation

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_ALNUM = _LOWER | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LABEL = _LOWER | {"-"}
_NAME = _ALNUM | frozenset("-_.")

_STRING: Schema = {"type": "string"}
_BOOLEAN: Schema = {"type": "boolean"}
_INTEGER: Schema = {"type": "integer", "minimum": INT64.start, "maximum": INT64.stop - 1}
_FILLED: Schema = {"type": "string", "minLength": 1}
_TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_STRINGS: Schema = {"type": "map", "values": _STRING, "null": ""}  # a Go map of strings: null is its zero value


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "defaults": {}}


# ObjectMeta of k8s.io/apimachinery. What the server writes is accepted, so that `kubectl get -o yaml` can be read back.
_OWNER = _object(
    {
        "apiVersion": _FILLED,
        "kind": _FILLED,
        "name": _FILLED,
        "uid": _FILLED,
        "controller": _BOOLEAN,
        "blockOwnerDeletion": _BOOLEAN,
    },
    ("apiVersion", "kind", "name", "uid"),
)
_MANAGED = _object(
    {
        "manager": {"type": "string", "maxLength": 128},
        "operation": {"type": "string", "pattern": "^(Apply|Update)$"},
        "apiVersion": _STRING,
        "time": _TIME,
        "fieldsType": {"type": "string", "pattern": "^(FieldsV1)?$"},
        "fieldsV1": {"type": "any"},
        "subresource": _STRING,
    },
    ("operation",),
)
OBJECT_META = _object(
    {
        "name": _STRING,
        "generateName": _STRING,
        "namespace": _STRING,
        "labels": _STRINGS,
        "annotations": _STRINGS,
        "finalizers": {"type": "array", "items": _STRING},
        "ownerReferences": {"type": "array", "items": _OWNER},
        "managedFields": {"type": "array", "items": _MANAGED},
        "uid": _STRING,
        "resourceVersion": _STRING,
        "generation": _INTEGER,
        "selfLink": _STRING,
        "creationTimestamp": _TIME,
        "deletionTimestamp": _TIME,
        "deletionGracePeriodSeconds": _INTEGER,
    }
)


def read_metadata(node: Node, found: list[Violation]) -> dict[str, Any]:
    """The metadata, without fields that are absent; what is wrong is added to `found`."""
    meta: dict[str, Any] = read(node, OBJECT_META, ("metadata",), found) or {}
    # A value of the wrong type is None here: it has been found and needs no second look.
    _check_names(meta, found)
    check_labels(meta.get("labels") or {}, ("metadata", "labels"), found)
    check_annotations(meta.get("annotations") or {}, ("metadata", "annotations"), found)
    for index, name in enumerate(meta.get("finalizers") or ()):
        if name is not None:
            _check_key(name, ("metadata", "finalizers", index), "a finalizer", found)
    controllers = [owner for owner in meta.get("ownerReferences") or () if owner and owner.get("controller")]
    if len(controllers) > 1:
        found.append(Violation(("metadata", "ownerReferences"), "more than one owner has controller: true"))
    return meta


def check_labels(labels: Mapping[str, str | None], parts: Parts, found: list[Violation]) -> None:
    """Adds what is wrong with the keys and values of labels that are at `parts`."""
    for key, value in labels.items():
        _check_key(key, (*parts, key), "a label key", found)
        if value is not None and not is_label_value(value):
            _add(found, (*parts, key), value, "a label value", _VALUE_RULE)


def check_annotations(annotations: Mapping[str, str | None], parts: Parts, found: list[Violation]) -> None:
    """Adds what is wrong with the keys of annotations that are at `parts`, and with the length of all."""
    for key in annotations:
        _check_key(key.lower(), (*parts, key), "an annotation key", found)
    if sum(len(f"{key}{value or ''}".encode()) for key, value in annotations.items()) > 256 * 1024:
        found.append(Violation(parts, "longer than 256 KiB in all"))


def is_dns_label(text: str) -> bool:
    """Whether `text` is an RFC 1123 label: what a namespace must be."""
    return len(text) <= 63 and _is_lower(text)


def is_dns_subdomain(text: str) -> bool:
    """Whether `text` is an RFC 1123 subdomain: what the name of most objects must be."""
    return len(text) <= 253 and all(map(_is_lower, text.split(".")))


def wrong_names(name: str, namespace: str) -> list[Violation]:
    """What keeps two texts from being an object's name and namespace; one that is empty is not looked at."""
    found: list[Violation] = []
    if name and not is_dns_subdomain(name):
        _add(found, ("metadata", "name"), name, "a name", NAME_RULE)
    if namespace and not is_dns_label(namespace):
        _add(found, ("metadata", "namespace"), namespace, "a namespace", NAMESPACE_RULE)
    return found


def is_label_value(text: str) -> bool:
    """Whether `text` may be the value of a label."""
    return not text or (len(text) <= 63 and _is_name(text))


def is_qualified_name(text: str) -> bool:
    """Whether `text` may be the key of a label: a name, or a DNS subdomain, a slash and a name."""
    prefix, slash, name = text.rpartition("/")
    return len(name) <= 63 and _is_name(name) and (not slash or is_dns_subdomain(prefix))


def _is_lower(text: str) -> bool:
    return bool(text) and _LABEL.issuperset(text) and text[0] != "-" and text[-1] != "-"


def _is_name(text: str) -> bool:
    return bool(text) and _NAME.issuperset(text) and text[0] in _ALNUM and text[-1] in _ALNUM


NAME_RULE = "lower-case letters, digits, - and ., at most 253, a letter or digit at the ends and beside each dot"
NAMESPACE_RULE = "lower-case letters, digits and -, at most 63, a letter or digit at both ends"
_VALUE_RULE = "letters, digits, -, _ and ., at most 63, a letter or digit at both ends"
_KEY_RULE = f"{_VALUE_RULE}; before it there may be a DNS name and a slash"


def _check_names(meta: dict[str, Any], found: list[Violation]) -> None:
    if meta.get("name", "") == "":
        hint = "generateName works only on a cluster" if "generateName" in meta else ""
        found.append(Violation(("metadata", "name"), "required field is missing", hint))
    found += wrong_names(meta.get("name") or "", meta.get("namespace") or "")
    prefix = meta.get("generateName") or "a"
    # Kubernetes puts a letter in place of a dash at the end and of what is before it.
    if not is_dns_subdomain(f"{prefix[:-2]}a" if prefix[1:].endswith("-") else prefix):
        _add(found, ("metadata", "generateName"), prefix, "the beginning of a name", NAME_RULE)


def _check_key(key: str, parts: Parts, noun: str, found: list[Violation]) -> None:
    if not is_qualified_name(key):
        _add(found, parts, key, noun, _KEY_RULE, key=True)


def _add(found: list[Violation], parts: Parts, text: str, noun: str, rule: str, *, key: bool = False) -> None:
    found.append(Violation(parts, f"{quoted(text)} cannot be {noun}", f"allowed: {rule}", key=key))
