"""How deep a document may nest and how much of it aliases may make up."""

from __future__ import annotations

from typing import Final

from msvc_helm.errors import InputError, Problem

MAX_DEPTH: Final = 200
"""Collections inside one another, aliases expanded. Kubernetes objects need some 30; Go allows 10,000."""


def allowed_alias_ratio(decoded: int) -> float:
    """The share of decoded nodes that may come from aliases (go-yaml's): 99% to 400,000 nodes, 10% from 4,000,000."""
    if decoded <= 400_000:
        return 0.99
    if decoded >= 4_000_000:
        return 0.10
    return 0.99 - 0.89 * (decoded - 400_000) / 3_600_000


def excessive(decoded: int, aliased: int) -> bool:
    """Whether go-yaml would stop here, having decoded so many nodes, `aliased` of them inside an alias."""
    return aliased > 100 and decoded > 1000 and aliased / decoded > allowed_alias_ratio(decoded)


def too_deep(line: int, column: int) -> InputError:
    """The error for a document nested beyond MAX_DEPTH."""
    return InputError(Problem(f"more than {MAX_DEPTH} lists and maps inside one another", line=line, column=column))
