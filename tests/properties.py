"""How many examples a property is tried with: a few in `make test`, all of them in `make thorough` and on its own."""

from __future__ import annotations

from hypothesis import settings

SHARE = 5
"""One example in so many."""
USUAL = 100  # Hypothesis' own number


class Run:
    """What is known of this run of the tests."""

    few = False


def few_examples() -> None:
    """Have the properties of this run tried with few examples."""
    Run.few = True
    settings.register_profile("few", max_examples=USUAL // SHARE, deadline=None)
    settings.load_profile("few")


def examples(number: int) -> settings:
    """The settings of a property that is worth so many examples."""
    return settings(max_examples=number // SHARE if Run.few else number, deadline=None)
