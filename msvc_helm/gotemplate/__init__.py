"""Go's text/template language with sprig's functions, as a library: it knows nothing of Kubernetes."""

from __future__ import annotations
