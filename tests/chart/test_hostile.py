"""What the command line and a base config's metadata say is in a chart as text of its files, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import NO_DEFAULTS, SENTENCE, Recipe
from msvc_helm.configmap import from_document
from msvc_helm.errors import InputError
from msvc_helm.gotemplate import Template
from msvc_helm.goyaml import parse, plain
from msvc_helm.validation.formats import fits
from msvc_helm.write import as_json
from tests.chart.translate.test_hostile import HOSTILE, functions
from tests.conftest import Finished
from tests.properties import examples

KEY = "decodeDeployment"
TEMPLATE = "spec: {template: {spec: {containers: [{name: c, image: i}]}}}\n"
TOLD = ("Chart.yaml", "README.md", "values.yaml")
"""The files that say something of what was asked for; in all others there is only the chart's name."""

OFTEN_REFUSED = {
    "name": HOSTILE
    | st.sampled_from(("n", "null", "1e3", "0x1f", "007", "end", "with", "y", "-", "Acme", "a.b", "a b")),
    "namespace": HOSTILE,
    "version": HOSTILE | st.sampled_from(("1.0.0-1e3", "1", "v1.0.0", "1.0.0+a.b", "01.0.0", "1.0.0\n")),
    **dict.fromkeys(NO_DEFAULTS, HOSTILE | st.sampled_from((0, 5, None, True, 1.5, ["a"], {"a": "b"}, "\udcff", "v1"))),
}


def is_name(text: str) -> bool:
    """Whether a ClusterRole may have the name."""
    return not text or fits(text, "path part")


SAID = st.tuples(
    st.fixed_dictionaries({"notes": HOSTILE, "description": HOSTILE, "epp_cluster_role": HOSTILE.filter(is_name)}),
    st.just({})
    | st.sampled_from(sorted(OFTEN_REFUSED)).flatmap(lambda key: st.fixed_dictionaries({key: OFTEN_REFUSED[key]})),
).map(lambda parts: parts[0] | parts[1])


def base_config(name: str, namespace: str, notes: str) -> BaseConfig:
    """A base config that says hostile things about itself. Raises InputError."""
    metadata = {"name": name, "namespace": namespace, "labels": {notes: notes}, "annotations": {notes: notes}}
    whole = {"kind": "ConfigMap", "metadata": metadata, "data": {KEY: TEMPLATE, f"{notes}_": ""}}
    text = as_json(whole).encode(errors="surrogatepass")
    node = parse(text)
    return from_document(node, text, source=f"{notes}.yaml")


@cache
def plain_chart(name: str) -> Mapping[str, str]:
    """The chart of that name of a base config that says nothing else."""
    return build(Recipe(BaseConfig({KEY: TEMPLATE}), name))[0]


def read(text: str) -> Any:
    """A file's YAML as Go reads it; Python's reader has to agree."""
    node = parse(text.encode())
    assert node is not None
    assert yaml.safe_load(text) == plain(node)
    return plain(node)


def recipe_of(said: Mapping[str, Any]) -> Recipe:
    """The recipe of what is said. Raises InputError."""
    name = said.get("name", "acme")
    defaults = {key: said.get(key, default) for key, default in NO_DEFAULTS.items()}
    for key in ("epp_pull_secrets", "pd_pull_secrets"):
        defaults[key] = (said[key],) if key in said else ()
    base = base_config(name, said.get("namespace", ""), said.get("notes", ""))
    return Recipe(base, name, said.get("version", ""), said.get("description", ""), defaults)


@examples(20)
@given(SAID)
@example({"description": "\U0001f600 " * 60 + '\\ " : # ' * 30})
def test_text_is_text(said: dict[str, Any]) -> None:
    try:
        recipe = recipe_of(said)
        files, _ = build(recipe)
    except InputError:
        return
    others = plain_chart(recipe.name)
    assert files.keys() == others.keys()
    for path, text in files.items():
        if path not in TOLD:
            assert text == others[path], path
        if path.startswith("templates/") and path != "templates/NOTES.txt":
            assert functions(Template(text, functions=None)) == functions(Template(others[path])), path
    _metadata(recipe, read(files["Chart.yaml"]))
    _values(recipe, read(files["values.yaml"]), read(others["values.yaml"]))
    _readme(recipe, files["README.md"], others["README.md"])


def _metadata(recipe: Recipe, found: Any) -> None:
    assert found["name"] == recipe.name
    assert found["version"] == recipe.full_version()
    assert found["description"] == (recipe.description or f"{SENTENCE} {recipe.base.name}".strip())
    assert found["annotations"] == recipe.origin()


def _values(recipe: Recipe, found: Any, others: Any) -> None:
    defaults = recipe.defaults
    assert found == {
        **others,
        "rbac": {"eppClusterRole": defaults["epp_cluster_role"]},
        "eppPullSecrets": list(defaults["epp_pull_secrets"]),
        "pdPullSecrets": list(defaults["pd_pull_secrets"]),
        "gie": defaults["gie"],
        "inferenceObjective": defaults["inference_objective"],
    }


def _readme(recipe: Recipe, found: str, others: str) -> None:
    """One line differs, and nothing in it is markup."""
    lines, wanted = found.split("\n"), others.split("\n")
    assert len(lines) == len(wanted)
    assert [line for at, line in enumerate(lines) if at != 4] == [line for at, line in enumerate(wanted) if at != 4]
    assert not re.search(r"(?<!\\)(\\\\)*[`*_\[\]<>&#|~$]", lines[4])
    assert not re.match(r"[-+=]|[0-9]+[.)]\s", lines[4])
    words = re.sub(r"\\(.)", r"\1", lines[4]).rstrip(". ").split()
    printable = "".join(c if c.isprintable() else " " for c in recipe.sentence())
    assert " ".join(words) == " ".join(printable.split()).rstrip(". ")


REFUSED = [
    ("epp_cluster_role", "a/b", "--epp-cluster-role: expected a name without / and %, found"),
    ("epp_cluster_role", "\udcff", "--epp-cluster-role: expected a name"),
    ("epp_cluster_role", "<no value>", "--epp-cluster-role: expected a name"),
    ("epp_cluster_role", ["a"], '--epp-cluster-role: expected a name without / and %, found ["a"]'),
    ("pd_pull_secrets", ("ok", "a\n{{ now }}"), r'found "a\n{{ now }}"'),
    ("epp_pull_secrets", (5,), "--epp-pull-secrets: expected at most 253 characters"),
    ("gie", {"a": "b"}, '--gie: expected one of "auto", "v1", "v1alpha2", found {"a":"b"}'),
    ("inference_objective", "no", '--inference-objective: expected one of false, true, found "no"'),
    ("inference_objective", 0, "--inference-objective: expected one of false, true, found 0"),
]


@pytest.mark.parametrize(("option", "value", "said"), REFUSED)
def test_a_default_that_no_chart_could_use_is_refused(option: str, value: Any, said: str) -> None:
    with pytest.raises(InputError) as error:
        Recipe(BaseConfig({KEY: TEMPLATE}), "acme", defaults={**NO_DEFAULTS, option: value}).check()
    assert said in str(error.value)


def test_a_values_file_that_somebody_broke_is_no_bug(run: Callable[..., Finished], tmp_path: Path) -> None:
    base = {"kind": "ConfigMap", "metadata": {"name": "acme"}, "data": {KEY: TEMPLATE}}
    (tmp_path / "base.yaml").write_text(as_json(base))
    words = ("chart", "-b", str(tmp_path / "base.yaml"), "-o", str(tmp_path / "c"), "--force")
    assert run(*words).code == 0
    values = tmp_path / "c" / "values.yaml"
    values.write_text(values.read_text().replace("gie: ", "gie: !!map {a: b}  # "), encoding="utf-8")
    done = run(*words)
    assert (done.code, done.stdout) == (1, "")
    assert "the chart that is there" in done.stderr
    assert run(*words, "--gie", "v1").code == 0
