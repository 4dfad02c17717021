"""Where the chart is that this program ships, with the presets in it."""

from __future__ import annotations

import os


def chart(*parts: str) -> str:
    """A path in charts/modelservice: in the installed package, or in a checkout, from which the package has it."""
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(here, "data", "chart")
    folder = installed if os.path.isdir(installed) else os.path.join(os.path.dirname(here), "charts", "modelservice")
    return os.path.join(folder, *parts)


def chart_files() -> dict[str, bytes]:
    """Every file of the chart, by its path in it."""
    top = chart()
    found = {}
    for folder, _, names in os.walk(top):
        for path in (os.path.join(folder, name) for name in names):
            with open(path, "rb") as stream:
                found[os.path.relpath(path, top).replace(os.sep, "/")] = stream.read()
    return dict(sorted(found.items()))
