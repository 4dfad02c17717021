"""Which flags a program knows in a release, as far as that is recorded (`known_flags.py`)."""

from __future__ import annotations

from functools import cache

from msvc_helm.check import known_flags as recorded

Release = tuple[int, ...]


class Vocabulary:
    """The flags of a program by name, each with the first and the last recorded release that has it."""

    __slots__ = ("flags", "releases")

    def __init__(self, releases: str, text: str) -> None:
        self.releases = [numbers(release) for release in releases.split()]
        self.flags: dict[str, tuple[Release, Release]] = {}
        for word in text.split():
            name, _, span = word.partition("@")
            first, _, last = span.partition("-")
            self.flags[name.replace("_", "-")] = (
                numbers(first) if first else self.releases[0],
                numbers(last) if last else self.releases[-1],
            )

    @property
    def newest(self) -> Release:
        """The newest recorded release."""
        return self.releases[-1]

    def knows(self, name: str) -> bool:
        """Whether any recorded release has the flag, `--no-x` with `--x`, and `--x.y` with `--x`."""
        head = name.partition(".")[0].rstrip("+")
        return head in self.flags or head.removeprefix("no-") in self.flags

    def beginning(self, prefix: str, release: Release | None) -> list[str]:
        """The flags that begin so in the recorded release next below the given one (None: in the newest)."""
        at = max((r for r in self.releases if release is None or r <= release), default=self.releases[0])
        return [name for name, (first, last) in self.flags.items() if first <= at <= last and name.startswith(prefix)]


def numbers(release: str) -> Release:
    """`0.10.2` as (0, 10, 2)."""
    return tuple(map(int, release.split(".")))


@cache
def vocabulary(program: str) -> Vocabulary:
    """The flags of `vllm`, `simulator`, `sidecar` or `picker`."""
    name = program.upper()
    return Vocabulary(getattr(recorded, f"{name}_RELEASES"), getattr(recorded, name))


def completed(name: str) -> str:
    """The flag of vLLM that a name means: itself, or the only flag that begins so, as argparse takes it."""
    known = vocabulary("vllm")
    if known.knows(name):
        return name
    found = known.beginning(name, None)
    return found[0] if len(found) == 1 else name
