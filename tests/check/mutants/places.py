"""Where in a deployment's objects a value stands that may be changed, and the objects with it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msvc_helm.api.workloads import templates
from msvc_helm.pipeline import Expansion
from msvc_helm.untyped import below, mapping

Path = tuple[str | int, ...]


class Change(NamedTuple):
    """One value that becomes another; None takes it away."""

    path: Path
    value: Any


class Obj(NamedTuple):
    """An object with its place."""

    path: Path
    value: dict[str, Any]

    @property
    def name(self) -> str:
        return str(below(self.value, "metadata", "name"))


class Pod(NamedTuple):
    """A pod's spec with its place, its labels, and the object it is of."""

    path: Path
    spec: dict[str, Any]
    labels: dict[str, Any]
    of: Obj


class Container(NamedTuple):
    """A container with its place and its pod."""

    path: Path
    spec: dict[str, Any]
    pod: Pod

    @property
    def image(self) -> str:
        return str(self.spec.get("image"))

    @property
    def is_server(self) -> bool:
        words = " ".join(map(str, [*(self.spec.get("command") or []), *(self.spec.get("args") or [])]))
        return "vllm serve" in words

    @property
    def is_sidecar(self) -> bool:
        return "sidecar" in self.image

    @property
    def is_picker(self) -> bool:
        return "endpoint-picker" in self.image


def objects(made: Expansion, *kinds: str) -> Iterator[Obj]:
    """The objects, of some kinds."""
    for key, child in made.children.items():
        each = enumerate(child) if isinstance(child, list) else [(None, child)]
        for index, value in each:
            if not kinds or value.get("kind") in kinds:
                yield Obj((key,) if index is None else (key, index), value)


def pods(made: Expansion) -> Iterator[Pod]:
    for obj in objects(made):
        for found in templates(obj.value):
            spec = mapping(mapping(found.value).get("spec"))
            if spec.get("containers"):
                labels = mapping(below(found.value, "metadata", "labels"))
                yield Pod((*obj.path, *found.path, "spec"), spec, labels, obj)


def containers(made: Expansion) -> Iterator[Container]:
    for pod in pods(made):
        for field in ("initContainers", "containers"):
            for index, spec in enumerate(pod.spec.get(field) or []):
                yield Container((*pod.path, field, index), spec, pod)


class Flag(NamedTuple):
    """A flag of a container: the place of the text that it stands in, and what stands before and after its value."""

    path: Path
    name: str
    before: str
    value: str
    after: str

    def __call__(self, value: str) -> Change:
        return Change(self.path, f"{self.before}{value}{self.after}")


_IN_SCRIPT = re.compile(r"(?<=\s)(--?[a-z][\w-]*)([= ]+)('[^']*'|\"[^\"]*\"|\$\(\([^)]*\)\)|[^\s\\]+)")


def flags(container: Container, *names: str) -> Iterator[Flag]:
    """The flags with a value that a container's program is given, of some names."""
    for field in ("command", "args"):
        words = container.spec.get(field) or []
        for index, word in enumerate(words):
            path = (*container.path, field, index)
            for flag in _in_word(word, path, words[index + 1 : index + 2]):
                if not names or flag.name in names:
                    yield flag


def _in_word(word: str, path: Path, following: list[str]) -> Iterator[Flag]:
    if "\n" in word:
        for found in _IN_SCRIPT.finditer(word):
            if not found[3].startswith("-"):
                yield Flag(path, found[1].lstrip("-"), word[: found.start(3)], found[3], word[found.end(3) :])
    elif word.startswith("--") and "=" in word:
        name, _, value = word.partition("=")
        yield Flag(path, name.lstrip("-"), f"{name}=", value, "")
    elif word.startswith("--") and following and not following[0].startswith("--"):
        yield Flag((*path[:-1], int(path[-1]) + 1), word.lstrip("-"), "", following[0], "")


def changed(children: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The objects with one value changed; what is beside it is shared with those that are not."""
    return _with(children, change.path, change.value)  # type: ignore[no-any-return]


def _with(node: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    key, *rest = path
    copy: Any = list(node) if isinstance(node, list) else dict(node)
    if len(path) == 1 and value is None:
        del copy[key]
    else:
        copy[key] = _with(copy.get(key) if isinstance(copy, dict) else copy[key], tuple(rest), value)
    return copy


def value_at(made: Expansion, change: Change) -> Any:
    """What is there before the change."""
    node: Any = made.children
    for key in change.path:
        node = node.get(key) if isinstance(node, dict) else node[key]
    return node


def name_and_place(change: Change) -> str:
    return f"{'.'.join(map(str, change.path))} = {change.value!r}"[:300]
