"""`msvc-helm flux --layout`: the directory for a fleet, written again and again beside other people's files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.flux.difference import difference
from msvc_helm.managed_files import RECORD
from tests.conftest import REPO, Finished, run_program
from tests.properties import examples
from tests.test_docs import blocks, commands

from .test_releases import CHART, VALUES, service

SAMPLE = REPO / "samples" / "flux"
GENERATED = ("clusters/", "models/", "sources/")
OLD = 1_000_000_000  # seconds since 1970: a file with this time was not written anew


def layout(at: Path, *words: str, code: int = 0) -> Finished:
    done = run_program("flux", *words, *CHART, "--layout", "fleet", cwd=at)
    assert done.code == code, done.stderr
    assert done.stdout == ""
    return done


def tree(root: Path) -> dict[str, str]:
    """The text of every file but the record, by its path below `root`."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name != RECORD)
    return {str(path.relative_to(root)): path.read_text() for path in files}


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Two models for all clusters; `staging` has one of them with less, `edge` a third one."""
    for folder in ("all", "staging", "edge"):
        (tmp_path / folder).mkdir()
    (tmp_path / "all" / "qwen.yaml").write_text(service())
    (tmp_path / "all" / "other_llama.yaml").write_text(VALUES)
    (tmp_path / "staging" / "qwen.yaml").write_text(service(decode={"replicas": 1}))
    (tmp_path / "edge" / "small.yaml").write_text(service("small"))
    return tmp_path


ALL = ("all", "--cluster=production", "--cluster=staging=staging", "--cluster=edge=edge")


def test_models_once_and_what_differs_by_cluster(here: Path) -> None:
    layout(here, *ALL)
    fleet = here / "fleet"
    assert set(tree(fleet)) == {
        "clusters/edge/models.yaml",
        "clusters/production/models.yaml",
        "clusters/staging/models.yaml",
        *[
            f"models/base/{model}/{name}.yaml"
            for model in ("other/llama", "search/qwen", "search/small")
            for name in ("helmrelease", "kustomization")
        ],
        "models/edge/kustomization.yaml",
        "models/production/kustomization.yaml",
        "models/staging/kustomization.yaml",
        "models/staging/search_qwen.yaml",
        "sources/kustomization.yaml",
        "sources/llm.yaml",
    }
    base = ["../base/other/llama", "../base/search/qwen"]
    assert parsed(fleet / "models/production/kustomization.yaml")["resources"] == base
    assert parsed(fleet / "models/edge/kustomization.yaml")["resources"] == [*base, "../base/search/small"]
    assert parsed(fleet / "models/staging/search_qwen.yaml") == [
        {"op": "replace", "path": "/spec/values/decode/replicas", "value": 1}
    ]


def test_flux_is_told_where_it_all_is(here: Path) -> None:
    layout(here, *ALL, "--path-in-repo", "deploy/fleet/")
    first, second = yaml.safe_load_all((here / "fleet/clusters/edge/models.yaml").read_text())
    paths = [each["spec"]["path"] for each in (first, second)]
    assert paths == ["./deploy/fleet/sources", "./deploy/fleet/models/edge"]
    assert second["spec"]["dependsOn"] == [{"name": first["metadata"]["name"]}]
    assert {each["metadata"]["namespace"] for each in (first, second)} == {"flux-system"}
    source = parsed(here / "fleet/sources/llm.yaml")
    reference = parsed(here / "fleet/models/base/search/qwen/helmrelease.yaml")["spec"]["chartRef"]
    assert source["metadata"]["namespace"] == reference["namespace"] == "flux-system"


def test_a_source_that_is_there_already_is_not_written(here: Path) -> None:
    done = run_program("flux", *ALL, "--chart=OCIRepository/flux-system/llm", "--layout=fleet", cwd=here)
    assert (done.code, done.stderr) == (0, "fleet: 13 files written, 0 unchanged, 0 removed\n")
    assert not (here / "fleet" / "sources").exists()
    (models,) = yaml.safe_load_all((here / "fleet/clusters/edge/models.yaml").read_text())
    assert "dependsOn" not in models["spec"]


def test_large_values_that_differ_are_a_copy(here: Path) -> None:
    for folder, letter in (("all", "a"), ("staging", "b")):
        container = {"name": "x", "args": [letter * 20_000]}
        (here / folder / "qwen.yaml").write_text(service(decode={"containers": [container]}))
    layout(here, *ALL)
    resources = parsed(here / "fleet/models/staging/kustomization.yaml")["resources"]
    assert resources == ["../base/other/llama", "search/qwen"]
    copy = here / "fleet/models/staging/search/qwen"
    assert parsed(copy / "kustomization.yaml")["resources"] == ["configmap.yaml", "helmrelease.yaml"]
    name = parsed(copy / "configmap.yaml")["metadata"]["name"]
    assert parsed(copy / "helmrelease.yaml")["spec"]["valuesFrom"][0]["name"] == name


def test_the_same_again_touches_no_file(here: Path) -> None:
    layout(here, *ALL)
    before = tree(here / "fleet")
    for name in before:
        os.utime(here / "fleet" / name, (OLD, OLD))
    assert layout(here, *ALL).stderr == f"fleet: 0 files written, {len(before)} unchanged, 0 removed\n"
    assert tree(here / "fleet") == before
    assert {(here / "fleet" / name).stat().st_mtime for name in before} == {OLD}


def test_what_others_wrote_stays(here: Path) -> None:
    notes = here / "fleet/models/edge/notes.md"
    notes.parent.mkdir(parents=True)
    notes.write_text("mine")
    assert "fleet: is not empty, and `msvc-helm flux` did not write it" in layout(here, *ALL, code=1).stderr
    layout(here, *ALL, "--force")
    layout(here, "all", "--cluster=production", "--prune")
    assert notes.read_text() == "mine"
    assert [name for name in tree(here / "fleet") if "edge" in name] == ["models/edge/notes.md"]


@pytest.mark.parametrize("force", [False, True])
def test_a_file_of_somebody_elses_is_in_the_way(here: Path, force: bool) -> None:
    theirs = here / "fleet/sources/llm.yaml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("kind: Mine\n")
    said = "fleet/sources/llm.yaml: already exists, and msvc-helm did not write it" if force else "fleet: is not empty"
    assert said in layout(here, *ALL, *(["--force"] if force else []), code=1).stderr
    assert tree(here / "fleet") == {"sources/llm.yaml": "kind: Mine\n"}


def test_what_was_changed_by_hand_is_not_lost(here: Path) -> None:
    layout(here, *ALL)
    file = here / "fleet/models/base/search/qwen/helmrelease.yaml"
    good = file.read_text()
    file.write_text(good.replace("interval: 10m", "interval: 1m"))
    (here / "all" / "other_llama.yaml").write_text(VALUES + "labels: {a: b}\n")
    before = tree(here / "fleet")
    done = layout(here, *ALL, code=1)
    assert "helmrelease.yaml: was changed since msvc-helm wrote it" in done.stderr
    assert tree(here / "fleet") == before
    layout(here, *ALL, "--force")
    assert file.read_text() == good


def test_what_is_not_made_any_more_is_named_and_deleted_on_demand(here: Path) -> None:
    layout(here, *ALL)
    (here / "edge" / "small.yaml").unlink()
    (here / "edge" / "tiny.yaml").write_text(service("tiny"))
    done = layout(here, *ALL)
    old = here / "fleet/models/base/search/small/helmrelease.yaml"
    assert f"{old.relative_to(here)}: is not made any more; --prune deletes it" in done.stderr
    assert old.exists()
    done = layout(here, *ALL, "--prune")
    assert f"removed {old.relative_to(here)}\n" in done.stderr
    assert "warning" not in done.stderr
    assert not old.parent.exists()


def test_what_is_not_made_any_more_but_was_changed_is_kept(here: Path) -> None:
    layout(here, *ALL)
    old = here / "fleet/models/base/search/small/helmrelease.yaml"
    old.write_text(old.read_text() + "# why\n")
    (here / "edge" / "small.yaml").write_text(service("tiny"))
    done = layout(here, *ALL, "--prune")
    assert "small/helmrelease.yaml: is no longer generated, but was edited" in done.stderr
    assert old.exists()


def test_a_cluster_that_is_not_named_is_not_changed_below(here: Path) -> None:
    layout(here, *ALL)
    before = tree(here / "fleet")
    done = layout(here, "all", "--cluster=production", code=1)
    assert "there is also the cluster edge, staging, which shares models/base" in done.stderr
    assert tree(here / "fleet") == before
    layout(here, "all", "--cluster=production", "--prune")
    assert {name.split("/")[1] for name in tree(here / "fleet") if name.startswith("clusters/")} == {"production"}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("all",), 2, "--layout needs the clusters"),
        (("--cluster=a",), 2, "nothing to release"),
        (("all", "--cluster=base"), 2, "models/base is what the clusters have in common"),
        (("all", "--cluster=a", "--cluster=a=b"), 2, "--cluster a is named twice"),
        (("all", "--cluster=A"), 2, '--cluster "A" cannot be the name'),
        (("all", "--cluster=../a"), 2, '--cluster "../a" cannot be the name'),
        (("--cluster=a=-", "--cluster=b=-"), 2, "can be read only once"),
        (("all", "--cluster=a=nowhere"), 1, "nowhere: cannot be read"),
        (("lost.yaml", "--cluster=a"), 1, "a directory for a fleet needs the model's namespace; give -n"),
    ],
)
def test_what_does_not_make_a_fleet(here: Path, words: tuple[str, ...], code: int, message: str) -> None:
    (here / "lost.yaml").write_text(service(namespace=""))
    assert message in layout(here, *words, code=code).stderr
    assert not (here / "fleet").exists()


def test_three_clusters_of_twenty_models(tmp_path: Path) -> None:
    for index in range(20):
        name, namespace = f"model-{index:02}", f"team-{index % 4}"
        for folder, replicas in (("all", 3), ("staging", 1 + index % 3)):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"{name}.yaml").write_text(service(name, namespace, decode={"replicas": replicas}))
    layout(tmp_path, "all", "--cluster=eu", "--cluster=us", "--cluster=staging=staging")
    files = tree(tmp_path / "fleet")
    assert len([name for name in files if name.endswith("/helmrelease.yaml")]) == 20
    assert len([name for name in files if name.startswith("models/staging/team-")]) == 14  # 3 replicas need no patch
    assert layout(tmp_path, "all", "--cluster=eu", "--cluster=us", "--cluster=staging=staging").code == 0
    assert tree(tmp_path / "fleet") == files


def test_the_sample_is_what_its_page_says_how_to_make(tmp_path: Path) -> None:
    page = (SAMPLE / "README.md").read_text()
    every = [each.line for block in blocks(page) if block.language == "sh" for each in commands(block)]
    (line,) = [line for line in every if line.startswith("msvc-helm flux")]
    assert " --layout fleet " in f"{line} "
    (tmp_path / "samples").symlink_to(REPO / "samples")
    done = run_program(*line.split()[1:], cwd=tmp_path)
    assert (done.code, done.stdout) == (0, "")
    kept = {name: text for name, text in tree(SAMPLE).items() if name.startswith(GENERATED)}
    assert done.stderr == f"fleet: {len(kept)} files written, 0 unchanged, 0 removed\n"
    assert tree(tmp_path / "fleet") == kept
    assert (tmp_path / "fleet" / RECORD).read_text() == (SAMPLE / RECORD).read_text()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.text("ab/~", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=3),
    max_leaves=12,
)


@given(json_values, json_values)
@examples(300)
def test_a_difference_makes_the_one_of_the_other(old: Any, new: Any) -> None:
    made = patched({"": old}, difference(old, new))
    assert (made, repr(made)) == (new, repr(new)) or sorted_repr(made) == sorted_repr(new)
    assert difference(new, new) == []


def sorted_repr(value: Any) -> str:
    """True is not 1, and the order of keys means nothing."""
    if isinstance(value, dict):
        return repr(sorted((key, sorted_repr(item)) for key, item in value.items()))
    return repr([sorted_repr(item) for item in value]) if isinstance(value, list) else repr(value)


def patched(root: dict[str, Any], operations: list[dict[str, Any]]) -> Any:
    """RFC 6902's add, remove and replace, applied to the one value of `root`; kustomize does so in tests/e2e."""
    for operation in operations:
        at: Any = root
        parts: list[str] = ["", *operation["path"].split("/")[1:]]
        last = parts.pop()
        for part in parts:
            at = at[int(part)] if isinstance(at, list) else at[unescaped(part)]
        key: Any = int(last) if isinstance(at, list) else unescaped(last)
        if operation["op"] != "add":
            at.pop(key)
        if operation["op"] != "remove":
            at.insert(key, operation["value"]) if isinstance(at, list) else at.update({key: operation["value"]})
    return root[""]


def unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
