"""How deep a document may nest and how much of it aliases may make up."""

from __future__ import annotations

from msvc_helm.typed import Final

MAX_DEPTH: Final = 200
"""Collections inside one another, aliases expanded. Kubernetes objects need some 30; Go allows 10,000."""

MAX_COPIED: Final = 16 * 1024 * 1024
"""Characters of one document that aliases may stand for. An object of Kubernetes has 1.5 million; Go has no bound."""

MUCH_COPIED: Final = f"aliases stand for more than {MAX_COPIED >> 20} MiB of text"
TOO_DEEP: Final = f"more than {MAX_DEPTH} lists and maps inside one another"


def excessive(before: int, decoded: int, aliased: int) -> bool:
    """Whether go-yaml stops for "excessive aliasing" while it decodes nodes number `before` to `decoded`.

    `aliased` of all nodes decoded so far come from aliases; within this span the share of aliases only falls, or only
    rises, so that its ends tell.
    """
    if aliased <= 100:
        return False
    ends = (min(max(before, 1001), decoded), decoded)
    return any(n > 1000 and aliased / n > _allowed_share(n) for n in ends)


def _allowed_share(decoded: int) -> float:
    """The share of nodes that may come from aliases (go-yaml's): 99% up to 400,000 nodes, 10% from 4,000,000."""
    if decoded <= 400_000:
        return 0.99
    if decoded >= 4_000_000:
        return 0.10
    return 0.99 - 0.89 * (decoded - 400_000) / 3_600_000
