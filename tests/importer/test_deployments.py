"""Small deployments of many kinds: what an import makes of them, and that the result makes the same objects again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPO, Finished

DEPLOYMENTS = Path(__file__).parent / "deployments"
GOLDEN = REPO / "tests" / "golden" / "importer"
CASES = sorted(DEPLOYMENTS.glob("*.yaml"))
SERVER = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")
GONE = ("ReplicaSet/mistral-7c9d8", "Secret/hugging-face", "ConfigMap/kube-root-ca.crt")


def by_title(documents: list[Any]) -> dict[str, Any]:
    """Objects by kind and name, nulls left out; Lists are taken apart."""
    flat = [o for d in documents for o in (d["items"] if d["kind"] == "List" else [d])]
    return {f"{o['kind']}/{o['metadata']['name']}": without_nulls(o) for o in flat}


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def applied(objects: dict[str, Any]) -> dict[str, Any]:
    """The objects of `from-server` as somebody once applied them: what a server adds is known here, not found out."""
    out = {title: obj for title, obj in objects.items() if title not in GONE}
    for obj in out.values():
        obj.pop("status", None)
        for field in SERVER:
            obj["metadata"].pop(field, None)
        for name in list(obj["metadata"].get("annotations", {})):
            if "kubernetes.io/" in name:
                del obj["metadata"]["annotations"][name]
        if obj["metadata"].get("annotations") == {}:
            del obj["metadata"]["annotations"]
    if service := out.get("Service/mistral"):
        for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            del service["spec"][field]
        del service["spec"]["ports"][1]["nodePort"]  # nobody asked for it
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_comes(case: Path, run: Callable[..., Finished], golden: Callable[[Path, str], None]) -> None:
    done = run("import", case.name, cwd=DEPLOYMENTS)
    assert done.code == 0, done.stderr
    golden(GOLDEN / case.name, "".join(f"# {line}\n" for line in done.stderr.splitlines()) + done.stdout)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_same_objects_come_again(case: Path, run: Callable[..., Finished], tmp_path: Path) -> None:
    wanted = applied(by_title(list(yaml.safe_load_all(case.read_text(encoding="utf-8")))))
    done = run("import", case, "--output-dir", tmp_path / "out")
    assert done.code == 0, done.stderr
    namespaces = {o["metadata"].get("namespace", "") for o in wanted.values()} - {""}
    of_values = [word for name in namespaces for word in ("-n", name)]
    for given in (["-m", "modelservice.yaml"], ["-f", "values.yaml", *of_values]):
        again = run("generate", *given, "-b", "baseconfig.yaml", cwd=tmp_path / "out")
        assert again.code == 0, again.stderr
        assert by_title(list(yaml.safe_load_all(again.stdout))) == wanted


def test_no_secret_is_written(run: Callable[..., Finished], tmp_path: Path) -> None:
    done = run("import", DEPLOYMENTS / "from-server.yaml", "--output-dir", tmp_path / "out")
    assert "Secret/hugging-face: a Secret is not taken over" in done.stderr
    assert not any("dG9wLXNlY3JldA" in path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())


def test_a_name_of_ones_own(run: Callable[..., Finished], tmp_path: Path) -> None:
    """Objects keep their names when the ModelService is called otherwise."""
    done = run("import", DEPLOYMENTS / "plain.yaml", "--name", "other", "--output-dir", tmp_path)
    assert done.code == 0, done.stderr
    again = run("generate", "-m", tmp_path / "modelservice.yaml", "-b", tmp_path / "baseconfig.yaml")
    wanted = by_title(list(yaml.safe_load_all((DEPLOYMENTS / "plain.yaml").read_text(encoding="utf-8"))))
    assert by_title(list(yaml.safe_load_all(again.stdout))) == wanted
