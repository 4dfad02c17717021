"""Charts rendered without Helm: this project's own template engine with what Helm adds to it.

It knows no dependencies, no .helmignore and no schema of values, and `lookup` finds nothing, as in `helm template`.
"""

from __future__ import annotations

from .charts import Chart, RenderError, Settings

__all__ = ["Chart", "RenderError", "Settings"]
