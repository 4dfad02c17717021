"""What `convert` writes, through real Helm, the chart and msvc-post, against what `generate` makes of the same CR."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from msvc_helm.bases import Bases
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse, plain, split
from msvc_helm.resources.context import Options
from tests.e2e.command import CommandError
from tests.e2e.helm import MAJORS, Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import CHART, msvc_post
from tests.streams import rewrite
from tests.test_roundtrip import ACCEPTED, converted

HELMS_LABELS = ("helm.sh/", "app.kubernetes.io/")
TOGETHER = 4  # Helm waits more than it works

pytestmark = pytest.mark.skipif(not ACCEPTED, reason="../shared is not here")


@pytest.fixture(params=MAJORS, ids=lambda major: f"helm{major}")
def helm(request: pytest.FixtureRequest, tmp_path: Path) -> Helm:
    """Helm 3, then Helm 4, without a cluster."""
    return Helm(request.param, tmp_path / "home", Kubectl(tmp_path / "no-cluster", "default"))


def without_helms_labels(obj: dict[str, Any]) -> dict[str, Any]:
    """The object without what Helm's users expect on everything a release makes."""
    labels = {k: v for k, v in obj["metadata"].get("labels", {}).items() if not k.startswith(HELMS_LABELS)}
    rest = {key: value for key, value in obj["metadata"].items() if key != "labels"}
    return {**obj, "metadata": {**rest, **({"labels": labels} if labels else {})}}


def objects(stream: bytes) -> list[dict[str, Any]]:
    nodes = [parse(part.raw) for part in split(stream)]
    return [value for node in nodes if node is not None and isinstance(value := plain(node), dict)]


def comparable(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what Helm adds, and in no order: Helm 4 puts what a post-renderer gives it into an order of its own."""
    return sorted(map(without_helms_labels, found), key=lambda o: (o["kind"], o["metadata"]["name"]))


def difference(template: Callable[[str, Path], str], pair: dict[str, Any], folder: Path) -> str:
    """Why a pair does not come out the same; nothing when it does."""
    want = converted(pair)
    values = folder / f"{pair['modelservice']}+{pair['baseconfig']}"
    values.write_text(want.values, encoding="utf-8", newline="")
    try:
        found = objects(template(want.namespace, values).encode())
    except (CommandError, InputError) as error:
        if not want.objects and "makes no objects" in str(error):
            return ""  # printing nothing would have Helm delete the release
        return f"{values.name}: {error}"
    return "" if comparable(found) == comparable(want.objects) else f"{values.name}: other objects"


def test_all_that_the_api_server_accepts(helm: Helm, tmp_path: Path) -> None:
    """With msvc-post's work done in this process: hundreds of runs of it would take a minute."""

    def template(namespace: str, values: Path) -> str:
        carrier = helm.template("any", CHART, "--values", values, "--namespace", namespace)
        return rewrite(carrier.encode(), Bases(), Options(), lambda _: None).decode()

    with ThreadPoolExecutor(TOGETHER) as pool:
        found = list(pool.map(lambda pair: difference(template, pair, tmp_path), ACCEPTED))
    assert len(found) > 100
    assert [each for each in found if each] == []


def test_through_the_post_renderer_itself(helm: Helm, tmp_path: Path) -> None:
    post = msvc_post(helm)

    def template(namespace: str, values: Path) -> str:
        return helm.template("any", CHART, "--values", values, "--namespace", namespace, post=post)

    found = [difference(template, pair, tmp_path) for pair in ACCEPTED[:: len(ACCEPTED) // 6]]
    assert [each for each in found if each] == []
