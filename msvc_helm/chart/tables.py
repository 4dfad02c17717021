"""facts.json of a generated chart: what its templates know of Kubernetes, from the expansion's own tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from msvc_helm.api.adapters import SCHEMES as OF_ADAPTERS
from msvc_helm.api.model_source import CACHED_HF, FORMS, FROM_HUGGING_FACE, HF, OCI, PVC, READ_ONLY, ROOT
from msvc_helm.api.parallelism import FORM, TPU
from msvc_helm.chart import demands
from msvc_helm.chart.constants import constants
from msvc_helm.immutable import IMMUTABLE, SET_ONCE
from msvc_helm.resources.children import APPLY_ORDER, children
from msvc_helm.resources.extra_objects import CLUSTER_WIDE
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.resources.routing import PRIORITIES
from msvc_helm.starters import PATTERN
from msvc_helm.types import data, image
from msvc_helm.types.coercion import SERVER_SET
from msvc_helm.types.structs import SCALARS

_LONG = 1000  # characters of a line


def facts() -> dict[str, Any]:
    """The children of either API, the order they are applied in, and the types of the kinds that are known."""
    return {
        "order": list(APPLY_ORDER),
        "priorities": PRIORITIES,
        "immutable": {kind: list(paths) for kind, paths in IMMUTABLE.items()},
        "setOnce": list(SET_ONCE),
        **constants(),
        "sources": {scheme: _source(scheme) for scheme in FORMS},
        "image": {
            "reference": f"^(?:{image.REFERENCE})$",
            "pinned": f"^(?:{image.PINNED})/",
            "host": f"^{image.HOST}$",
        },
        "starters": PATTERN,
        "accelerators": {"form": FORM, "uncounted": TPU},
        "clusterWide": sorted(CLUSTER_WIDE),
        "children": {gie: _children(gie) for gie in GIE_GROUPS},
        "kinds": {kind: [api_version, struct] for kind, (api_version, struct) in data.KINDS.items()},
        "structs": {name: _fields(name) for name in _reachable()},
        "refusals": demands.refusals(),
        "demands": demands.structs(),
    }


_AFTER = {
    HF: "^[^/]+/[^/]+$",
    PVC: "(?s)^[^/]+/.*$",
    CACHED_HF: "^[^/]+/([^/]+/)*[^/]+/[^/]+$",
    OCI: f"^(?:{image.REFERENCE}|{image.PINNED}/({image.FOLDER}/?)?)$",
}
"""By scheme of a model's URI, the pattern of what comes after it."""


def _source(scheme: str) -> dict[str, Any]:
    """What is known of a scheme: what to write, what holds the model, and whether an adapter may have it."""
    return {
        "form": f"{FORMS[scheme]} ({ROOT})" if scheme == PVC else FORMS[scheme],
        "pattern": _AFTER[scheme],
        "inClaim": scheme in (PVC, CACHED_HF),
        "inImage": scheme == OCI,
        "fromHuggingFace": scheme in FROM_HUGGING_FACE,
        "readOnly": scheme in READ_ONLY,
        "ofAdapters": scheme in OF_ADAPTERS,
    }


def text(comment: str) -> str:
    """The file: JSON, a line for each entry of its tables."""
    return written({"$comment": comment, **facts()})


def written(whole: dict[str, Any]) -> str:
    """Tables as JSON, a line for each entry."""
    return "{\n" + ",\n".join(_entry(key, value) for key, value in whole.items()) + "\n}\n"


def _entry(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
    rows = ",\n".join(f"  {json.dumps(name)}: {_lines(entry, '  ')}" for name, entry in value.items())
    return f"{json.dumps(key)}: {{\n{rows}\n}}"


def _lines(value: Any, indent: str) -> str:
    """A value as JSON on one line, or one of too many characters as lines of its entries."""
    text = json.dumps(value)
    if len(text) <= _LONG or not value or not isinstance(value, dict | list):
        return text
    below = f"{indent}  "
    if isinstance(value, list):
        rows, ends = [f"{below}{_lines(item, below)}" for item in value], "[]"
    else:
        rows, ends = [f"{below}{json.dumps(key)}: {_lines(item, below)}" for key, item in value.items()], "{}"
    return f"{ends[0]}\n{(',' + chr(10)).join(rows)}\n{indent}{ends[1]}"


def _children(gie: str) -> dict[str, dict[str, str]]:
    return {
        key: {"apiVersion": child.api_version, "kind": child.kind}
        for key, child in children(gie).items()
        if not child.any_kind
    }


def _fields(name: str) -> dict[str, str]:
    """A struct's fields, with the codes of templates/_types.tpl; without those that only the API server sets."""
    dropped = SERVER_SET if name == "ObjectMeta" else frozenset({"status"}) if _is_kind(name) else frozenset()
    fields = (field.partition(":") for field in data.STRUCTS[name].split())
    coded = {mark.rstrip("!~"): _code(type_, promoted="~" in mark) for mark, _, type_ in fields}
    return {field: code for field, code in coded.items() if field not in dropped}


def _is_kind(name: str) -> bool:
    return any(name == struct for _, struct in data.KINDS.values())


def _code(type_: str, *, promoted: bool) -> str:
    """A type's code without what only merging and validating need: keys of lists, sets, allowed texts."""
    bare = re.split("[@%|+]", type_)[0]
    if not promoted or bare in SCALARS.keys() - {"s"}:
        return bare
    return "S" if bare == "s" else f"!{bare}"


def _reachable() -> Iterator[str]:
    """The structs that the known kinds consist of, each once."""
    seen: dict[str, None] = {}
    pending = [struct for _, struct in data.KINDS.values()]
    while pending:
        name = pending.pop()
        if name in data.STRUCTS and name not in seen:
            seen[name] = None
            pending += [code.lstrip("![{") for code in _fields(name).values()]
    return iter(sorted(seen))
