"""Rendered objects against the Kubernetes types this package knows, and against kubeconform's schemas where it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from msvc_helm import types
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node
from msvc_helm.lint.step import FAILED, NOT_RUN, OK, Step, missing
from msvc_helm.programs import is_there, run
from msvc_helm.read import Input, kind_of, scalar
from msvc_helm.validation import validate

OFFLINE = "failed downloading schema"  # kubeconform, where there is no network


def check(rendered: dict[str, str], locations: tuple[str, ...]) -> Iterator[Step]:
    """The verdicts on rendered files, which are given with the name of each one's rendering."""
    if not rendered:
        yield Step("schemas", NOT_RUN, "nothing was rendered")
        return
    for path, name in rendered.items():
        yield _bundled(path, name.replace("rendering", "objects of", 1))
    if is_there("kubeconform"):
        yield _kubeconform(rendered, locations)
    else:
        yield Step("kubeconform", NOT_RUN, missing("kubeconform"))


def _bundled(path: str, name: str) -> Step:
    """One file against the bundled types; kinds they do not hold are named."""
    problems: list[Problem] = []
    known, unknown = 0, Counter[str]()
    for document in Input(path).documents():
        for node in document.parse():
            kind = _known_kind(node)
            problems += _problems(node, kind) if kind else []
            known += bool(kind)
            unknown.update([] if kind else [kind_of(node) or "no kind"])
    if problems:
        return Step(name, FAILED, "\n".join(map(str, dict.fromkeys(problems))), 1)
    if not known and not unknown:
        return Step(name, FAILED, "no object comes out: with that Helm deletes the whole release", 1)
    return Step(name, OK, f"{known} checked" + (f", not checked: {', '.join(unknown)}" if unknown else ""))


def _known_kind(node: Node) -> str:
    """The name that an object's type has among those known; empty when it is not known."""
    kind, version = kind_of(node), scalar(node, "apiVersion")
    return types.kind_of(version, kind)


def _problems(node: Node, kind: str) -> list[Problem]:
    """Why an API server, checking strictly, would refuse the object."""
    metadata = node.items.get("metadata") if isinstance(node, MappingNode) else None
    found: list[Problem] = []
    try:
        obj = types.coerce(node, kind, found.append, lenient=False)
    except InputError as error:
        found += error.problems
    else:
        found = [p._replace(message=p.message.removesuffix(", dropped")) for p in found]
        found = [*found, *(p._replace(path=p.path.partition(": ")[2]) for p in validate(obj))]
    prefix = f"{kind_of(node)} {scalar(metadata, 'name') or '?'}: "
    return [Problem(p.message, prefix + p.path, hint=p.hint) for p in found]


def _kubeconform(rendered: dict[str, str], locations: tuple[str, ...]) -> Step:
    flags = [word for location in locations for word in ("-schema-location", location)]
    done = run(["kubeconform", "-strict", "-ignore-missing-schemas", "-output", "json", *flags, *rendered])
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return Step("kubeconform", FAILED, done.text, done.code or 1)
    wrong = [each for each in answer.get("resources") or [] if each["status"] in ("statusInvalid", "statusError")]
    if wrong and all(OFFLINE in each["msg"] for each in wrong):
        return Step("kubeconform", NOT_RUN, "it cannot fetch its schemas; from a copy: --schema-location DIR")
    lines = [f"{rendered[r['filename']]}: {r['kind']} {r['name']}: {r['msg']}" for r in wrong]
    return Step("kubeconform", FAILED if done.code else OK, "\n".join(lines), done.code)
