"""The merge: a base under, the ModelService's layer over it. Neither is changed."""

from __future__ import annotations

from collections.abc import Callable

from msvc_helm.api.kubernetes_fields import PROBES
from msvc_helm.typed import Any, TypeAlias

Object: TypeAlias = dict[str, Any]
Array: TypeAlias = list[Any]


def merge(base: Object, over: Object) -> Object:
    """A new object with everything of `base`, and of `over` what it sets.

    Maps merge by key, a scalar of `over` wins, an empty string or list of `over` keeps the base's,
    lists follow `LISTS`. A probe of another kind goes in the place of the base's.
    """
    out = dict(base)
    for key, value in over.items():
        below = base.get(key)
        if below is None:
            out[key] = value
        elif isinstance(value, dict) and isinstance(below, dict):
            out[key] = merge(_one_kind(below, value) if key in PROBES else below, value)
        elif isinstance(value, list) and isinstance(below, list):
            out[key] = LISTS.get(key, append)(below, value)
        elif value != "":
            out[key] = value
    return out


def append(base: Array, over: Array) -> Array:
    """The base's entries, then the others."""
    return [*base, *over]


def prepend(base: Array, over: Array) -> Array:
    """The base's entries last: what the model owner writes comes before them on the command line."""
    return [*over, *base]


def replace(base: Array, over: Array) -> Array:
    """The others instead of the base's, unless there are none."""
    return list(over) if over else base


def by_key(key: str, combine: Callable[[Object, Object], Object]) -> Callable[[Array, Array], Array]:
    """Entries with the same `key` are combined in the base's place (each, where it occurs twice); others follow."""

    def rule(base: Array, over: Array) -> Array:
        layers: dict[Any, Object] = {}
        for entry in over:
            name = entry[key]
            layers[name] = combine(layers[name], entry) if name in layers else entry
        # The key stays the base's own: the same text, but `explain` tells where from.
        out = [
            {**combine(entry, layers[entry[key]]), key: entry[key]} if entry.get(key) in layers else entry
            for entry in base
        ]
        present = {entry.get(key) for entry in base}
        return out + [entry for name, entry in layers.items() if name not in present]

    return rule


def take_over(_base: Object, over: Object) -> Object:
    """The ModelService's entry whole: volumes and mounts, where two sources in one entry are an invalid object."""
    return over


def merge_env(base: Object, over: Object) -> Object:
    """One environment variable: `value: ""` blanks, a source of another kind replaces, of the same kind merges."""
    if "value" in over:
        return over
    source = over.get("valueFrom")
    if not source:
        return base
    below = base.get("valueFrom")
    if below and below.keys() == source.keys():
        return merge(base, over)
    return over


def _one_kind(base: Object, over: Object) -> Object:
    """The base's probe, without what it asks where `over` asks otherwise."""
    asked = [kind for kind in PROBE_KINDS if kind in over]
    return {key: value for key, value in base.items() if key not in PROBE_KINDS or key in asked} if asked else base


def merge_parents(base: Array, over: Array) -> Array:
    """Gateways by name, and by namespace where both say one; the first of a name merges, further ones stand alone."""
    out, taken = list(base), set[int]()
    for entry in over:
        same = [i for i, below in enumerate(base) if _same_gateway(below, entry) and i not in taken]
        taken.update(same)
        for i in same:
            out[i] = {**merge(base[i], entry), "name": base[i]["name"]}
        if not same:
            out.append(entry)
    return out


def _same_gateway(base: Object, over: Object) -> bool:
    if base.get("name") != over.get("name"):
        return False
    return not base.get("namespace") or not over.get("namespace") or base["namespace"] == over["namespace"]


# How a list merges, by the name of its field: by which key of its entries and how an entry merges, or the list's own
# way. Every other list is appended to the base's. The templates of charts read this table too.
RULES: dict[str, tuple[str, ...]] = {
    "containers": ("name", "merge"),
    "initContainers": ("name", "merge"),
    "env": ("name", "variable"),
    "volumes": ("name", "take"),
    "resourceClaims": ("name", "take"),
    "volumeMounts": ("mountPath", "take"),
    "parentRefs": ("parents",),
    "command": ("replace",),
    "args": ("prepend",),
}
PROBE_KINDS = ("exec", "grpc", "httpGet", "tcpSocket")  # of which a probe has one
_ENTRIES: dict[str, Callable[[Object, Object], Object]] = {"merge": merge, "variable": merge_env, "take": take_over}
_WHOLE: dict[str, Callable[[Array, Array], Array]] = {"parents": merge_parents, "replace": replace, "prepend": prepend}
LISTS = {
    field: _WHOLE[rule[0]] if len(rule) == 1 else by_key(rule[0], _ENTRIES[rule[1]]) for field, rule in RULES.items()
}
