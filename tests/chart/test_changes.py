"""What a change of the base config changes in a generated chart: no more files than differ in content."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from msvc_helm.baseconfig import BaseConfig
from msvc_helm.chart.build import build
from msvc_helm.chart.definition import Recipe
from msvc_helm.presets import candidate
from tests.presets import PRESETS


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The files whose text differs, or that only one of the two has."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_one_field_changes_its_template_and_the_chart_s_version(preset: str) -> None:
    base = candidate(preset).base()
    key, text = next((key, text) for key, text in base.texts.items() if "value:" in text)
    other = BaseConfig({**base.texts, key: re.sub("value: .*", "value: /other", text, count=1)}, name=base.name)
    before, _ = build(Recipe(base, "c"))
    after, _ = build(Recipe(other, "c"))
    assert changed(before, after) == {"Chart.yaml", f"templates/base/_{key}.tpl"}
    (line,) = set(after["Chart.yaml"].splitlines()) & {
        f'  msvc-helm/base-config-digest: "{Recipe(other, "c").digest()}"'
    }
    assert line not in before["Chart.yaml"]


def test_the_base_config_s_digest_stands_once(preset: str) -> None:
    recipe = Recipe(candidate(preset).base(), "c", version="1.0.0")
    files, _ = build(recipe)
    assert [path for path, text in files.items() if recipe.digest() in text] == ["Chart.yaml"]
    assert files["Chart.yaml"].count(recipe.digest()) == 1


def test_another_version_changes_no_template(preset: str) -> None:
    recipe = Recipe(candidate(preset).base(), "c", version="1.0.0")
    before, after = (build(one)[0] for one in (recipe, recipe._replace(version="1.0.1")))
    assert changed(before, after) == {"Chart.yaml"}


def test_another_name_of_the_base_config_changes_no_template() -> None:
    text = {"decodeService": "spec: {ports: [{port: 1}]}"}
    before, after = (build(Recipe(BaseConfig(text, name=name), "c", description="d"))[0] for name in ("a", "b"))
    assert changed(before, after) == {"Chart.yaml"}


@pytest.fixture(params=sorted(PRESETS))
def preset(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name
