"""A preset through the chart and msvc-post gives the objects that `generate` gives."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.conftest import REPO, run_program
from tests.modelservice_chart.conftest import Helm, as_json
from tests.presets import LAYERS, NAMESPACE, PRESETS, TWO_ROLES, Object, values

FOLDER = REPO / "charts" / "modelservice" / "presets"
CHARTS_OWN = ("app.kubernetes.io/", "helm.sh/")


def named(stream: str) -> dict[str, Object]:
    """The objects by kind and name, without the labels that the chart puts on whatever it makes."""
    found = {}
    for obj in yaml.safe_load_all(stream):
        labels = obj["metadata"].get("labels") or {}
        obj["metadata"]["labels"] = {k: v for k, v in labels.items() if not k.startswith(CHARTS_OWN)}
        found[f"{obj['kind']}/{obj['metadata']['name']}"] = obj
    return found


@pytest.mark.parametrize("preset", PRESETS)
def test_the_chart_makes_what_generate_makes(preset: str, helm: Helm, tmp_path: Path) -> None:
    given = values("hf-private", "both" if preset in TWO_ROLES else "decode")
    carrier = helm.template(given, "--set", f"preset={preset}", "--namespace", NAMESPACE, release="m")
    posted = run_program(module="msvc_helm.post", stdin=carrier)
    assert (posted.code, posted.stderr) == (0, "")
    (tmp_path / "m.yaml").write_text(as_json(given), encoding="utf-8")
    generated = run_program("generate", "-f", str(tmp_path / "m.yaml"), "--preset", preset, "-n", NAMESPACE)
    assert (generated.code, generated.stderr) == (0, "")
    assert named(posted.stdout) == named(generated.stdout)


def test_an_unknown_preset_is_named_with_those_there_are(helm: Helm) -> None:
    message = helm.error(values(), "--set", "preset=gpu-dp")
    known = ", ".join(sorted((*PRESETS, *LAYERS)))
    assert f'preset "gpu-dp" is not in this chart; presets there are: {known}' in message


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_taken_out_goes_back_as_a_file(preset: str, helm: Helm) -> None:
    shipped = helm.carrier(values(), "--set", f"preset={preset}")["baseConfig"]
    own = helm.carrier(values(), "--set-file", f"baseConfigFile={FOLDER / preset}.yaml")["baseConfig"]
    assert own["configMap"] == shipped["configMap"]
