"""Every leaf has a source, and another value there changes that leaf: samples, presets, layers, the parity pairs."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from msvc_helm.api.paths import path_of
from msvc_helm.bases import Bases, Candidate
from msvc_helm.errors import InputError
from msvc_helm.explain.explanation import Explained, Leaf, explain_request
from msvc_helm.explain.marks import BASE, LAYER, RULE
from msvc_helm.goyaml import Node
from msvc_helm.pipeline import Expanded, Expansion, asked, expand_request
from msvc_helm.presets import candidate, preset, read
from msvc_helm.read import Document, ValuesDocument, documents
from msvc_helm.request import Request
from msvc_helm.resources.context import Options
from tests import presets
from tests.conftest import REPO
from tests.layers.stacks import STACKS, role_values
from tests.test_parity import CORPUS, OPTIONS, PAIRS

SAMPLES = sorted(path.parent for path in REPO.glob("samples/*/modelservice.yaml"))
PER_PAIR = 6  # leaves of a pair whose source is changed


class Pair:
    """A ModelService and a base config as texts."""

    def __init__(self, model: str, base: str, options: Options = OPTIONS) -> None:
        self.model = model
        self.base = base
        self.options = options

    def request(self) -> tuple[Request, Node, Bases]:
        bases = Bases(tuple(Candidate(node, each) for each in _read(self.base) for node in each.parse()))
        nodes = ((node, each) for each in _read(self.model) for node in each.parse())
        found = ((asked(node, each, self.options, Expanded()), node) for node, each in nodes)
        request, node = next((request, node) for request, node in found if request is not None)
        return request, node, bases

    def explained(self) -> list[Explained]:
        return explain_request(*self.request())

    def expanded(self) -> Expansion:
        request, _, bases = self.request()
        return expand_request(request, bases, lambda _: None)

    def changed(self, leaf: Leaf) -> Pair | None:
        """The pair with another value at the source of the leaf; None where the line has it more than once."""
        of_base = leaf.source.kind in (BASE, LAYER)
        lines = (self.base if of_base else self.model).split("\n")
        other = other_line(lines[leaf.source.line - 1], leaf.value)
        if other is None:
            return None
        lines[leaf.source.line - 1] = other
        text = "\n".join(lines)
        return Pair(self.model, text, self.options) if of_base else Pair(text, self.base, self.options)


class ValuesPair(Pair):
    """Values that name their presets."""

    def request(self) -> tuple[Request, Node, Bases]:
        document = ValuesDocument(Document("values.yaml", 1, 1, self.model.encode()), "")
        (node,) = document.parse()
        request = asked(node, document, self.options, Expanded())
        if request is None:
            raise InputError("no values")
        return request, node, Bases()

    def changed(self, leaf: Leaf) -> Pair | None:
        """The values with another value at the source of the leaf."""
        other = super().changed(leaf)
        return other and ValuesPair(other.model, "", self.options)


def _read(text: str) -> list[Document]:
    return list(documents(io.BytesIO(text.encode()), "text"))


def other_line(line: str, value: Any) -> str | None:
    """The line with another value in place of the one that it has once; None where it has it not once."""
    old = {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)
    if not old or line.count(old) != 1 or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return line.replace(old, "false" if value else "true")
    return line.replace(old, f"1{old}" if old[0].isdigit() else f"{old[:-1]}{'y' if old[-1] == 'x' else 'x'}")


MORE_VALUES = """
labels: {team: search}
rbac: {eppClusterRole: picker}
pdPullSecrets: [one, two]
"""


def values_pairs() -> Iterator[Pair]:
    for path in (*sorted(REPO.glob("samples/field/*.yaml"))[::2], *sorted(REPO.glob("samples/*/values.yaml"))):
        yield ValuesPair(path.read_text() + MORE_VALUES, "", Options(namespace="models"))


def pairs() -> Iterator[Pair]:
    for sample in SAMPLES:
        yield Pair((sample / "modelservice.yaml").read_text(), (sample / "baseconfig.yaml").read_text())
    for stack in STACKS[1::9]:
        yield Pair(*stack_texts(stack), Options(namespace="models"))
    for pair in PAIRS[::8]:
        if pair["outcome"] == "ok":
            model = (CORPUS / "modelservices" / pair["modelservice"]).read_text()
            yield Pair(model, (CORPUS / "baseconfigs" / pair["baseconfig"]).read_text())


def stack_texts(stack: tuple[str, ...]) -> tuple[str, str]:
    """A ModelService, and the layers as base configs that extend each other."""
    about = {"apiVersion": "llm-d.ai/v1alpha1", "kind": "ModelService", "metadata": {"name": "m"}}
    model = yaml.safe_dump({**about, "spec": role_values(stack)}, sort_keys=False)
    texts, below = [], ""
    for name in stack:
        text = read(name).decode()
        texts.append(text.replace("data:\n", f"data:\n  extends: {below}\n", 1) if below else text)
        below = yaml.safe_load(text)["metadata"]["name"]
    return model, "---\n".join(texts)


def value_at(made: Expansion, each: Explained, index: int, leaf: Leaf) -> Any:
    """What the same place has after a change; None where nothing is there any more."""
    child = made.children.get(each.key)
    value: Any = child if not isinstance(child, list) else child[index] if index < len(child) else None
    for part in leaf.path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def without_source(every: list[Explained]) -> list[str]:
    return [
        f"{each.title} {path_of(leaf.path)}"
        for each in every
        for leaf in each.leaves
        if leaf.source.name == "expansion"
    ]


def leaves_of_files(every: list[Explained]) -> list[tuple[Explained, int, Leaf]]:
    """The leaves that a file says, each with its object's number among those of its key."""
    counts = Counter[str]()
    out: list[tuple[Explained, int, Leaf]] = []
    for each in every:
        of_files = [leaf for leaf in each.leaves if leaf.source.file and leaf.source.kind != RULE]
        out += [(each, counts[each.key], leaf) for leaf in of_files]
        counts[each.key] += 1
    return out


def outcome(pair: Pair, each: Explained, index: int, leaf: Leaf) -> str:
    """What becomes of a leaf with another value at its source."""
    other = pair.changed(leaf)
    if other is None:
        return "not tried"
    try:
        after = value_at(other.expanded(), each, index, leaf)
    except InputError:
        return "refused"
    return "the same" if after == leaf.value else "changed"


@pytest.mark.parametrize("inputs", [pairs, values_pairs])
def test_another_value_at_the_source_changes_the_leaf(inputs: Callable[[], Iterator[Pair]]) -> None:
    chosen = random.Random(1)  # noqa: S311 - a sample
    outcomes: Counter[str] = Counter()
    for pair in inputs():
        try:
            every = pair.explained()
        except InputError:
            continue  # what the operator made and an API server refuses
        assert without_source(every) == []
        leaves = leaves_of_files(every)
        for each, index, leaf in chosen.sample(leaves, min(PER_PAIR, len(leaves))):
            found = outcome(pair, each, index, leaf)
            assert found != "the same", (each.title, path_of(leaf.path), leaf.value, leaf.source)
            outcomes[found] += 1
    assert outcomes["changed"] > 5 * (outcomes["refused"] + outcomes["not tried"])


def of_values(given: dict[str, Any], bases: Bases, gie: str) -> list[Explained]:
    document = ValuesDocument(Document("values.yaml", 1, 1, json.dumps(given).encode()), "m")
    (node,) = document.parse()
    request = asked(node, document, Options(namespace="models", gie=gie), Expanded())
    assert request is not None
    return explain_request(request, node, bases, release=True)


@pytest.mark.parametrize("gie", ["v1", "v1alpha2"])
def test_each_leaf_of_the_presets_has_a_source(gie: str) -> None:
    for name, source, roles in presets.CASES[:: 3 if gie == "v1" else 7]:
        every = of_values(presets.values(source, roles), Bases((candidate(name),)), gie)
        assert without_source(every) == []


def test_each_leaf_of_stacks_of_layers_has_a_source_and_names_its_layer() -> None:
    silent: set[str] = set()
    for stack in STACKS[::3]:
        *under, last = stack
        bases = Bases((candidate(last),), under=tuple(map(preset, under)))
        every = of_values(role_values(stack), bases, "v1")
        assert without_source(every) == []
        named = {leaf.source.name for each in every for leaf in each.leaves if leaf.source.kind == "layer"}
        assert named <= {f"preset/{name}" for name in stack}, stack
        silent |= {name for name in stack if f"preset/{name}" not in named}
    assert silent == {"openshift"}  # which only takes away
