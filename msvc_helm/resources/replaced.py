"""Values of the base config that the expansion replaces by its own: a warning for each, since its author meant it."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.kubernetes_fields import POD_SPEC
from msvc_helm.api.paths import Parts, path_of
from msvc_helm.errors import Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.typed import Any

# Fields of a layer that hold the model owner's own values. Those win, as the API says.
OWNED = frozenset({"replicas", "containers", "initContainers", "parentRefs", *POD_SPEC}) - {"volumes"}
# Names are added automatically, and no child of a base config can keep its own.
_NAMES = (("metadata", "name"),)
ACCOUNT_HINT = "to keep it, name it in the base config's serviceAccounts, or in serviceAccount of the ModelService"
HINT = "msvc-helm sets this field; remove it from the base config"


def replaced(base: Object, layer: Object, at: Parts = ()) -> Iterator[Problem]:
    """A warning for each value of `base` that `layer` replaces by another; `at` is where both are."""
    for field, own in layer.items():
        here, value = (*at, field), base.get(field)
        if not value or field in OWNED or here in _NAMES or _translated(field, value, own):
            continue
        if isinstance(own, dict) and isinstance(value, dict):
            yield from replaced(value, own, here)
        elif field == "volumes":
            yield from replaced_entries(value, own, "name", here)
        elif not isinstance(own, list) and value != own:
            yield _warning(here, value, own)


def replaced_entries(base: Array, layer: Array, key: str, at: Parts) -> Iterator[Problem]:
    """The same for lists whose entries have a `key` and are replaced whole."""
    ours = {entry[key]: entry for entry in layer}
    for index, entry in enumerate(base):
        own = ours.get(entry.get(key))
        if own is not None and not _within(entry, own):
            yield _warning((*at, index), entry, own)


def left_out(base: Object, kept: Object, at: Parts) -> Iterator[Problem]:
    """A warning for each field of `base` that is missing from `kept`."""
    for field in base:
        if field not in kept:
            yield _warning((*at, field), base[field], None)


def _warning(at: Parts, value: Any, own: Any) -> Problem:
    became = f"replaced by {_shown(own)}" if own else "left out"
    hint = ACCOUNT_HINT if at[-1] == "serviceAccountName" else HINT
    return Problem(f"{_shown(value)} is {became}", path_of(at), hint=hint, rule="value-replaced")


def _within(value: Any, own: Any) -> bool:
    """Whether `own` says all that `value` says, and perhaps more."""
    if isinstance(value, dict) and isinstance(own, dict):
        return all(field in own and _within(below, own[field]) for field, below in value.items())
    return bool(value == own)


def _translated(field: str, value: Any, own: Any) -> bool:
    """Whether both are groups of the Inference Extension: one API written in the other's words."""
    return field == "group" and {value, own} <= set(GIE_GROUPS.values())


def _shown(value: Any) -> str:
    import json  # only for a warning

    return json.dumps(value, ensure_ascii=False)
