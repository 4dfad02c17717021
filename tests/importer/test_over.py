"""An import over shipped layers says only what differs, and a layer that says it makes the objects again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.importer.difference import SAME, difference, of_objects
from msvc_helm.patch import put_over
from tests.conftest import Finished

Run = Callable[..., Finished]
VALUES = """\
routing: {modelName: m}
modelArtifacts: {uri: "hf://o/m"}
decode: {replicas: 2}
"""
PREFILL = "prefill: {replicas: 3}\n"


def objects(text: str) -> dict[str, Any]:
    return {f"{o['kind']}/{o['metadata']['name']}": o for o in yaml.safe_load_all(text) if o}


CASES = [
    # layers, more values, what is changed in what they make, and words that the base config may not have
    ("gpu", "", ("v0.", "v9."), ["selector", "tolerations", "volumes"]),
    ("gpu", "", ("maxUnavailable: 0", "maxUnavailable: 1"), ["image:", "tolerations"]),
    ("gpu-pd", PREFILL, ("periodSeconds: 10", "periodSeconds: 20"), ["image:", "tolerations", "volumes"]),
    ("sim", "", ("cpu: 50m", "cpu: 70m"), ["image:", "volumes", "HTTPRoute"]),
    ("gpu,amd,istio", "", ("v0.", "v9."), ["selector", "tolerations"]),
    ("gpu,monitoring", "", ("periodSeconds: 10", "periodSeconds: 7"), ["image:", "PodMonitor"]),
]


@pytest.mark.parametrize(("layers", "more", "change", "absent"), CASES)
def test_only_the_difference(
    layers: str, more: str, change: tuple[str, str], absent: list[str], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "chat.yaml").write_text(VALUES + more, encoding="utf-8")
    made = run("generate", "-f", "chat.yaml", "--preset", layers, cwd=tmp_path)
    assert made.code == 0, made.stderr
    changed = made.stdout.replace(*change)
    (tmp_path / "running.yaml").write_text(changed, encoding="utf-8")
    done = run("import", "running.yaml", "--over", layers, "--output-dir", "out", cwd=tmp_path)
    assert done.code == 0, done.stderr
    base = (tmp_path / "out" / "baseconfig.yaml").read_text(encoding="utf-8")
    assert not [word for word in absent if word in base], base
    again = run("generate", "-m", "out/modelservice.yaml", "-b", "out/baseconfig.yaml", cwd=tmp_path)
    assert again.code == 0, again.stderr
    assert objects(again.stdout) == objects(changed)


@pytest.mark.parametrize("layers", ["gpu", "gpu-pd", "sim"])
def test_what_is_unlike_the_preset_comes_again_too(layers: str, run: Run, tmp_path: Path) -> None:
    plain = Path(__file__).parent / "deployments" / "plain.yaml"
    done = run("import", plain, "--over", layers, "--output-dir", tmp_path / "out")
    assert done.code == 0, done.stderr
    again = run("generate", "-m", tmp_path / "out/modelservice.yaml", "-b", tmp_path / "out/baseconfig.yaml")
    assert objects(again.stdout) == objects(plain.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("layers", "said"),
    [("gpuu", 'there is no preset "gpuu"'), ("amd", '"amd" is a layer and needs a preset below it')],
)
def test_layers_that_are_none(layers: str, said: str, run: Run) -> None:
    done = run("import", Path(__file__).parent / "deployments" / "plain.yaml", "--over", layers)
    assert (done.code, done.stdout) == (1, "")
    assert said in done.stderr


TEXTS = st.sampled_from(["a", "b", "c"])
NAMED = st.fixed_dictionaries(
    {"name": TEXTS}, optional={"value": TEXTS, "valueFrom": st.just({"fieldRef": {"x": "y"}})}
)
MOUNTS = st.lists(st.fixed_dictionaries({"mountPath": TEXTS, "name": TEXTS}), max_size=3)
CONTAINER = st.fixed_dictionaries(
    {"name": TEXTS},
    optional={
        "image": TEXTS,
        "command": st.lists(TEXTS, min_size=1, max_size=2),
        "args": st.lists(TEXTS, min_size=1, max_size=3),
        "env": st.lists(NAMED, min_size=1, max_size=3),
        "volumeMounts": MOUNTS,
        "resources": st.dictionaries(st.sampled_from(["limits", "requests"]), st.dictionaries(TEXTS, TEXTS)),
    },
)
POD = st.fixed_dictionaries(
    {"containers": st.lists(CONTAINER, min_size=1, max_size=3)},
    optional={"tolerations": st.lists(st.dictionaries(TEXTS, TEXTS, min_size=1), max_size=2), "n": st.integers(0, 2)},
)


@given(lower=POD, wanted=POD)
def test_a_difference_makes_one_of_the_other(lower: dict[str, Any], wanted: dict[str, Any]) -> None:
    made = difference(lower, wanted)
    assert (made is SAME) == (lower == wanted)
    assert put_over(lower, {} if made is SAME else made, lambda _: None) == wanted


OBJECTS = st.lists(st.sampled_from("abcd"), unique=True).flatmap(
    lambda names: st.tuples(
        *(st.fixed_dictionaries({"kind": st.just("K"), "metadata": st.just({"name": n}), "spec": POD}) for n in names)
    )
)


@given(lower=OBJECTS, wanted=OBJECTS)
def test_a_difference_of_lists_of_objects(lower: tuple[Any, ...], wanted: tuple[Any, ...]) -> None:
    made = of_objects(list(lower), list(wanted), str)
    again = put_over(list(lower), [] if made is SAME else made, lambda _: None)
    assert {o["metadata"]["name"]: o for o in again} == {o["metadata"]["name"]: o for o in wanted}
