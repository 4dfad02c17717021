"""One layer over another: a table, the laws that hold for any input, and what kubectl makes of the same patches."""

from __future__ import annotations

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.errors import Problem
from msvc_helm.merge import merge
from msvc_helm.patch import put_over
from msvc_helm.write import as_json

REPLACE, DELETE = {"$patch": "replace"}, "delete"
CASES: dict[str, tuple[Any, Any, Any]] = {
    "null takes a field away": ({"a": 1, "b": 2}, {"a": None}, {"b": 2}),
    "null deep down": ({"m": {"a": 1, "b": {"c": 1}}}, {"m": {"b": {"c": None}}}, {"m": {"a": 1, "b": {}}}),
    "null in what is new": ({}, {"m": {"a": None, "b": 1}}, {"m": {"b": 1}}),
    "a map deleted": ({"m": {"a": 1}, "n": 1}, {"m": {"$patch": "delete"}}, {"n": 1}),
    "a map replaced": ({"m": {"a": 1, "b": 1}}, {"m": {"$patch": "replace", "a": 2}}, {"m": {"a": 2}}),
    "an entry deleted by its key": (
        {"containers": [{"name": "a", "image": "1"}, {"name": "b"}]},
        {"containers": [{"name": "a", "$patch": "delete"}]},
        {"containers": [{"name": "b"}]},
    ),
    "an entry deleted and another added": (
        {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]},
        {"env": [{"name": "A", "$patch": "delete"}, {"name": "C", "value": "3"}]},
        {"env": [{"name": "B", "value": "2"}, {"name": "C", "value": "3"}]},
    ),
    "a field of an entry": (
        {"containers": [{"name": "a", "image": "1", "command": ["x"]}]},
        {"containers": [{"name": "a", "command": None, "image": "2"}]},
        {"containers": [{"name": "a", "image": "2"}]},
    ),
    "an entry replaced in its place": (
        {"containers": [{"name": "a", "image": "1"}, {"name": "b"}]},
        {"containers": [{"name": "a", "$patch": "replace", "command": ["y"]}]},
        {"containers": [{"name": "a", "command": ["y"]}, {"name": "b"}]},
    ),
    "a list of maps replaced": (
        {"tolerations": [{"key": "a"}]},
        {"tolerations": [REPLACE, {"key": "b"}]},
        {"tolerations": [{"key": "b"}]},
    ),
    "a list of texts replaced": ({"args": ["--a"]}, {"args": [REPLACE, "--b"]}, {"args": ["--b"]}),
    "a list emptied": ({"args": ["--a"], "b": 1}, {"args": [REPLACE]}, {"b": 1}),
    "an entry without a key, by its fields": (
        {"tolerations": [{"key": "a", "effect": "NoSchedule"}, {"key": "b"}]},
        {"tolerations": [{"key": "a", "$patch": "delete"}]},
        {"tolerations": [{"key": "b"}]},
    ),
    "a map and an entry only where they are": (
        {"containers": [{"name": "a"}], "m": {"x": 1}},
        {
            "containers": [{"name": "a", "$patch": "merge", "image": "1"}, {"name": "b", "$patch": "merge"}],
            "m": {"$patch": "merge", "y": 2},
            "n": {"$patch": "merge", "y": 2},
        },
        {"containers": [{"name": "a", "image": "1"}], "m": {"x": 1, "y": 2}},
    ),
    "gateways by name": (
        {"parentRefs": [{"name": "a", "namespace": "x"}, {"name": "b"}]},
        {"parentRefs": [{"name": "a", "$patch": "delete"}, {"name": "b", "sectionName": "s"}]},
        {"parentRefs": [{"name": "b", "sectionName": "s"}]},
    ),
    "a volume's other source": (
        {"volumes": [{"name": "v", "emptyDir": {}}]},
        {"volumes": [{"name": "v", "configMap": {"name": "c"}}]},
        {"volumes": [{"name": "v", "configMap": {"name": "c"}}]},
    ),
    "objects by kind and name": (
        [{"kind": "A", "metadata": {"name": "x"}, "spec": {"a": 1}}, {"kind": "B", "metadata": {"name": "x"}}],
        [
            {"kind": "A", "metadata": {"name": "x"}, "spec": {"b": 2}},
            {"kind": "B", "metadata": {"name": "x"}, "$patch": "delete"},
            {"kind": "B", "metadata": {"name": "y"}},
        ],
        [{"kind": "A", "metadata": {"name": "x"}, "spec": {"a": 1, "b": 2}}, {"kind": "B", "metadata": {"name": "y"}}],
    ),
    "all objects": ([{"kind": "A"}], [REPLACE, {"kind": "B"}], [{"kind": "B"}]),
}
NO_EFFECT: dict[str, tuple[Any, Any, str]] = {
    "a field": ({"m": {}}, {"m": {"a": None}}, "m.a: takes nothing away: no layer below has it"),
    "an entry": (
        {"containers": [{"name": "a"}]},
        {"containers": [{"name": "b", "$patch": "delete"}]},
        "containers[0]: takes nothing away: no layer below has name: b",
    ),
    "an object": (
        [{"kind": "A", "metadata": {"name": "x"}}],
        [{"kind": "A", "metadata": {"name": "y"}, "$patch": "delete"}],
        "[0]: takes nothing away: no layer below has it",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_table(case: str) -> None:
    lower, upper, wanted = CASES[case]
    before = copy.deepcopy((lower, upper))
    assert put_over(lower, upper, lambda _: None) == wanted
    assert (lower, upper) == before


@pytest.mark.parametrize("case", NO_EFFECT)
def test_what_takes_nothing_away_is_said(case: str) -> None:
    lower, upper, wanted = NO_EFFECT[case]
    found: list[Problem] = []
    assert put_over(lower, upper, found.append) == lower
    assert [str(problem) for problem in found] == [wanted]


NAMES = st.sampled_from("abc")
ENTRIES = st.fixed_dictionaries({"name": NAMES}, optional={"value": st.text(max_size=2), "image": st.text(max_size=2)})
FIELDS = st.sampled_from(["containers", "env", "volumes", "args", "tolerations", "spec", "m", "image"])
PLAIN = st.recursive(
    st.integers(0, 3) | st.text(max_size=2),
    lambda inner: st.dictionaries(NAMES | FIELDS, inner, max_size=4) | st.lists(ENTRIES, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES | FIELDS, PLAIN, max_size=4)
WORDS = st.sampled_from(
    [None, *({"$patch": word, "a": 1} for word in ("merge", "delete", "replace")), [REPLACE]]
    + [[{"name": "a", "$patch": word}] for word in ("merge", DELETE)]
)
PATCHES = st.dictionaries(NAMES | FIELDS, PLAIN | WORDS | st.dictionaries(NAMES, PLAIN | WORDS, max_size=3), max_size=4)


@given(OBJECTS, OBJECTS)
def test_without_words_it_is_the_merge(lower: Any, upper: Any) -> None:
    assert put_over(lower, upper, lambda _: None) == merge(lower, upper)


@given(OBJECTS, PATCHES)
def test_nothing_of_the_words_is_left_and_nothing_is_changed(lower: Any, upper: Any) -> None:
    before = copy.deepcopy((lower, upper))
    assert not _words(put_over(lower, upper, lambda _: None))
    assert (lower, upper) == before


def _words(value: Any) -> bool:
    if isinstance(value, dict):
        return "$patch" in value or any(_words(item) for item in value.values())
    return any(map(_words, value)) if isinstance(value, list) else value is None


POD = """
containers:
  - {name: vllm, image: "v:1", command: [vllm], args: [--a], env: [{name: A, value: "1"}, {name: B, value: "2"}],
     resources: {limits: {cpu: "1", memory: 1Gi}}, volumeMounts: [{name: d, mountPath: /d}, {name: e, mountPath: /e}]}
  - {name: helper, image: "h:1"}
nodeSelector: {pool: a, zone: b}
volumes: [{name: d, emptyDir: {}}, {name: e, emptyDir: {}}]
serviceAccountName: one
"""
PATCHED = [
    "{nodeSelector: {pool: null}}",
    "{nodeSelector: null}",
    "{nodeSelector: {$patch: replace, disk: c}}",
    "{serviceAccountName: null}",
    "{containers: [{name: helper, $patch: delete}]}",
    "{containers: [{name: vllm, image: 'v:2', env: [{name: A, $patch: delete}, {name: C, value: '3'}]}]}",
    "{containers: [{name: vllm, resources: {limits: {memory: null}}}]}",
    "{containers: [{name: vllm, command: null}]}",
    "{containers: [{name: vllm, volumeMounts: [{mountPath: /d, $patch: delete}]}],"
    " volumes: [{name: d, $patch: delete}]}",
    "{containers: [{name: vllm, env: [{$patch: replace}, {name: Z, value: z}]}]}",
    "{containers: [{$patch: replace}, {name: only, image: 'o:1'}]}",
]


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
@pytest.mark.parametrize("patch", PATCHED)
def test_kubectl_understands_the_same(patch: str, tmp_path: Path) -> None:
    """Where the merges of lists agree: kubectl knows no rule for `args`, and replaces lists without keys."""
    template = {"metadata": {"labels": {"a": "b"}}, "spec": yaml.safe_load(POD)}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    whole = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": spec}
    over = {"spec": {"template": {"spec": yaml.safe_load(patch)}}}
    (tmp_path / "lower.json").write_text(as_json(whole), encoding="utf-8")
    words = ["kubectl", "patch", "--local", "-f", str(tmp_path / "lower.json"), "--type=strategic", "-o", "json"]
    done = subprocess.run([*words, "-p", as_json(over)], capture_output=True, text=True, check=True)
    found = yaml.safe_load(done.stdout)["spec"]["template"]["spec"]
    mine = put_over(whole, over, lambda _: None)["spec"]["template"]["spec"]
    assert _filled(mine) == _filled(found)


def _filled(value: Any) -> Any:
    """The value without what says nothing, which kubectl writes or leaves out as Go's types have it; sorted by name."""
    if isinstance(value, dict):
        return {key: out for key, item in value.items() if (out := _filled(item)) not in ({}, [], None)}
    if isinstance(value, list):
        items = [_filled(item) for item in value]
        return sorted(items, key=lambda item: str(item.get("name", item)) if isinstance(item, dict) else str(item))
    return value
