"""What a role's variants say: the role's section, under the words of each."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.variants import FIELD, variants_of
from msvc_helm.merge import Object, merge
from msvc_helm.typed import Final

OF_THE_ROLE: Final = (FIELD, "replicas")
"""Fields of a role's section that no variant takes over."""
WHOLE: Final = ("acceleratorTypes", "strategy")
"""Fields of which a variant has its own or the role's, and no mixture."""


def sections(section: Object | None) -> Iterator[tuple[str, Object]]:
    """Each variant's name, and its section."""
    for variant in variants_of(section):
        own = {key: value for key, value in variant.items() if key != "name"}
        under = {k: v for k, v in (section or {}).items() if k not in OF_THE_ROLE and not (k in WHOLE and k in own)}
        yield variant["name"], merge(under, own)
