"""Write the chart's presets, which have most of their text in common, from one template and one list of images.

With `--check` nothing is written, and the exit code says whether the files are what would be.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from msvc_helm.chart.render import jinja

REPO = Path(__file__).parent.parent
SOURCE = REPO / "scripts" / "presets"
TARGET = REPO / "charts" / "modelservice" / "presets"

LAYER = ".yaml.jinja"  # ends the name of a layer's source

ONE_PORT = 'Port of routing.ports, which may be left out: "http" (8000).'
TWO_PORTS = 'Ports of routing.ports, which may be left out: "http" (8000), and "internal" (8200) behind the sidecar.'
PRESETS: dict[str, dict[str, Any]] = {
    # `gpu`: vLLM instead of the simulator; `pd`: prefill and decode on pods of their own
    "sim": {
        "title": "A simulated model server behind an endpoint picker: no GPU, no download; runs on kind.",
        "ports": ONE_PORT,
        "gpu": False,
        "pd": False,
    },
    "sim-pd": {
        "title": "The simulator as prefill and decode, with the routing sidecar and an endpoint picker; runs on kind.",
        "ports": TWO_PORTS,
        "gpu": False,
        "pd": True,
    },
    "gpu": {
        "title": "vLLM on NVIDIA GPUs in one role, behind an endpoint picker.",
        "ports": ONE_PORT,
        "gpu": True,
        "pd": False,
    },
    "gpu-pd": {
        "title": "vLLM on NVIDIA GPUs as prefill and decode, KV cache over NIXL, behind an endpoint picker.",
        "ports": TWO_PORTS,
        "gpu": True,
        "pd": True,
    },
}


def generated() -> dict[Path, str]:
    """Every preset's file with the text it should have."""
    template = jinja(str(SOURCE), trim=True).get_template("preset.yaml.jinja")
    images = yaml.safe_load((SOURCE / "versions.yaml").read_text(encoding="utf-8"))
    layers = jinja(str(SOURCE / "layers"), trim=True)
    pods = template.make_module({"name": "gpu-pd", "images": images, **PRESETS["gpu-pd"]}).pod  # type: ignore[attr-defined]
    names = [path.name.removesuffix(LAYER) for path in sorted((SOURCE / "layers").glob(f"*{LAYER}"))]
    texts = {name: template.render(name=name, images=images, **about) for name, about in PRESETS.items()}
    texts |= {name: layers.get_template(name + LAYER).render(name=name, images=images, pod=pods) for name in names}
    return {TARGET / f"{name}.yaml": text.rstrip("\n") + "\n" for name, text in texts.items()}


def main() -> int:
    """Writes or checks; the exit code is 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file is stale")
    arguments = parser.parse_args()
    wanted = generated()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    gone = [path for path in sorted(TARGET.glob("*")) if path not in wanted]
    for path in [*stale, *gone]:
        if arguments.check:
            print(f"{path.relative_to(REPO)} is stale: run `make schema`", file=sys.stderr)
        elif path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return 1 if arguments.check and (stale or gone) else 0


if __name__ == "__main__":
    sys.exit(main())
