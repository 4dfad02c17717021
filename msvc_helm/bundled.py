"""Where the chart is that this program ships, with the presets in it."""

from __future__ import annotations

import os


def chart(*parts: str) -> str:
    """A path in charts/modelservice: in the installed package, or in a checkout, from which the package has it."""
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(here, "data", "chart")
    folder = installed if os.path.isdir(installed) else os.path.join(os.path.dirname(here), "charts", "modelservice")
    return os.path.join(folder, *parts)
