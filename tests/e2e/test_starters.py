"""Arguments between a shell or Python and what it starts: a generated chart refuses them where `generate` does."""

from __future__ import annotations

from pathlib import Path

from msvc_helm.bases import Candidate
from msvc_helm.read import Document
from tests.agreement.charts import Chart
from tests.e2e.test_any_value import both_helms
from tests.test_starters import LINES, base

OWNERS: tuple[list[str], ...] = (["--max-model-len=8192"], ["-c", "exec echo"], ["-m", "this"], ["exec echo"], [])
# Where a program of the owner's own makes a difference.
TELLING = ("bash -c", "-c in args", "python -m in args")
IMAGES = (
    "m:1/models",
    "m:1/a/b/",
    "m:1",
    "registry:5000/m",
    "m:1/../x",
    "m:1/",
    "Acme/M",
    "registry:5000/M/x",
    "m@sha256:0/x",
)


@both_helms
def test_both_refuse_the_same_arguments(major: int, tmp_path: Path) -> None:
    for number, (name, (command, args, _)) in enumerate(LINES.items()):
        document = Document("base.yaml", 1, 1, base(command, args).encode())
        folder = tmp_path / str(number)
        folder.mkdir()
        chart = Chart(major, folder, Candidate(document.parse()[0], document))
        for own in OWNERS if name in TELLING else OWNERS[:1]:
            container = {"name": "main", "args": own}
            values = {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": "hf://a/m"}}
            found = chart.disagreement({**values, "decode": {"containers": [container]}})
            assert not found, (command, args, own, found)


@both_helms
def test_both_read_the_same_images(major: int, tmp_path: Path) -> None:
    document = Document("base.yaml", 1, 1, base(["x"], []).encode())
    chart = Chart(major, tmp_path, Candidate(document.parse()[0], document))
    for image in IMAGES:
        container = {"name": "main", "mountModelVolume": True, "args": ["{{ .MountedModelPath }} {{ .ModelPath }}"]}
        values = {"routing": {"modelName": "m"}, "modelArtifacts": {"uri": f"oci://{image}"}}
        found = chart.disagreement({**values, "decode": {"containers": [container]}})
        assert not found, (image, found)
