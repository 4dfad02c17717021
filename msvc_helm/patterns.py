"""Regular expressions that are compiled when they are first used: a run needs few of them, and each takes its time."""

from __future__ import annotations

import re

from msvc_helm.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    later = re.compile
else:

    class later:  # noqa: N801 - stands for re.compile
        """A compiled pattern, in time."""

        def __init__(self, pattern: str, flags: int = 0) -> None:
            self._text = pattern, flags

        def __getattr__(self, name: str) -> Any:
            """What the compiled pattern has; from then on without this detour."""
            found = getattr(re.compile(*self._text), name)
            setattr(self, name, found)
            return found
