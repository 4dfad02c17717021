"""What a template printed, read by its shape: the same as the plain way, whatever the words and their places."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm import types
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import parse, plain
from msvc_helm.shapes import Shapes

PLACES = (
    "a: @\n",
    "b: @-suffix\n",
    "c: 1@\n",
    "d: '@'\n",
    'e: "@"\n',
    'f: "\\@"\n',
    'g: "\\x4@"\n',
    "h: |\n  first @\n  @\n",
    "i: >-\n  folded @\n  @ more\n",
    "@: key\n",
    "k-@: key\n",
    "l: 1  # @\n",
    "m: [@, '@', {n: @}]\n",
    "n: &@ {o: p}\n",
    "o: *@\n",
    "p: !@ q\n",
    "q: !!binary @\n",
    "r: !!str @\n",
    "s: @: t\n",
    "t: x#@\n",
    "u: x #@\n",
    "v: @@\n",
    "w: @ @\n",
    "x:\n- @\n- y: @\n",
    "kind: @\n",
    "apiVersion: v@\n",
    "@\n",
    "--- @\n",
    "y: {\n",
)
WORDS = st.sampled_from(
    [
        *("llama", "m17", "org/Some-Model_3.1", "yes", "No", "null", "e3", "x1F", "a-b", "zq.0.z", "zqq.1.z", "y"),
        *("A", "ff", "TRUE", "1e3", "0x1F", "017", "", " ", "a: b", "x #y", "-", "~", "é", "a\nb: c", "'", '"', "a/"),
        *("---", "2026-11-30"),
    ]
)


def outcome(read: Any) -> Any:
    """What is read, or what is wrong."""
    try:
        return read()
    except InputError as error:
        return [(p.message, p.line, p.column) for p in error.problems]


def as_any_yaml(text: str) -> tuple[Any, list[Problem]]:
    """A document of no known type."""
    node = parse(text)
    return (None if node is None else plain(node)), []


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4), st.data())
def test_the_same_as_the_plain_way(lines: list[str], data: st.DataObject) -> None:
    template = "".join(lines).split("@")
    shapes = Shapes()
    for _ in range(5):
        words = data.draw(st.lists(WORDS, min_size=len(template) - 1, max_size=len(template) - 1))
        pieces = [template[0], *(piece for pair in zip(words, template[1:], strict=True) for piece in pair)]
        found = outcome(lambda given=pieces: shapes.read(given, range(1, len(given), 2), as_any_yaml))
        assert found == outcome(lambda given=pieces: as_any_yaml("".join(given)))


OBJECT = """\
metadata: {name: @-decode, creationTimestamp: @}
spec:
  replicas: @
  template:
    spec:
      nodeSelector: {pool: @}
      containers:
      - name: @
        image: example.com/@:1
        ports: [{containerPort: 8000, name: @}]
        resources: {limits: {cpu: @}}
        readinessProbe: {httpGet: {port: @}}
"""


@given(st.sets(st.integers(0, OBJECT.count("@") - 1), min_size=1), st.data())
def test_a_typed_object(where: set[int], data: st.DataObject) -> None:
    """Warnings, too, are those of the plain way: fields of other types than text are among the places."""

    def typed(text: str) -> tuple[Any, list[Problem]]:
        warnings: list[Problem] = []
        node = parse(text)
        assert node is not None
        return types.coerce(node, "Deployment", warnings.append), warnings

    template = OBJECT.split("@")
    shapes = Shapes()
    for _ in range(5):
        drawn = [data.draw(WORDS) if at in where else "4" for at in range(len(template) - 1)]
        pieces = [template[0], *(piece for pair in zip(drawn, template[1:], strict=True) for piece in pair)]
        found = outcome(lambda given=pieces: shapes.read(given, range(1, len(given), 2), typed))
        assert found == outcome(lambda given=pieces: typed("".join(given)))


def test_a_shape_is_read_once() -> None:
    """After it was seen twice; else there would be nothing to gain."""
    texts: list[str] = []

    def read(text: str) -> tuple[Any, list[Problem]]:
        texts.append(text)
        return as_any_yaml(text)

    shapes = Shapes()
    made = [shapes.read(["a: ", word, "-x\n"], [1], read)[0] for word in ("one", "two", "three", "four")]
    assert made == [{"a": f"{word}-x"} for word in ("one", "two", "three", "four")]
    assert [text for text in texts if "three" in text or "four" in text] == []


PROBES = {
    "parser only": "assert 'yaml.loader' not in sys.modules and 'yaml.reader' not in sys.modules",
    "whole when asked for": "import yaml; assert yaml.safe_load('a: [1, no]') == {'a': [1, False]}",
    "errors": "import yaml; from yaml.error import MarkedYAMLError\n"
    "try: yaml.load('a: [', yaml.CSafeLoader)\n"
    "except yaml.YAMLError as error: assert isinstance(error, MarkedYAMLError)\n"
    "else: raise SystemExit('no error')",
}


@pytest.mark.parametrize("probe", PROBES)
def test_the_parser_alone(probe: str) -> None:
    start = "import sys; from msvc_helm import libyaml; libyaml.alone(); import msvc_helm.goyaml as g\n"
    works = "assert g.plain(g.parse(b'a: [1, \"x\"]')) == {'a': [1, 'x']}\n"
    done = subprocess.run([sys.executable, "-c", f"{start}{works}{PROBES[probe]}"], capture_output=True, text=True)
    assert not done.stderr
    assert done.returncode == 0


def test_without_a_parser_in_c(tmp_path: Path) -> None:
    """The whole package then, as ever."""
    start = "import sys; sys.modules['yaml._yaml'] = None; from msvc_helm import libyaml; libyaml.alone()\n"
    works = "import yaml, msvc_helm.goyaml as g; assert g.plain(g.parse(b'a: [1]')) == {'a': [1]}; yaml.safe_load"
    done = subprocess.run([sys.executable, "-c", start + works], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
