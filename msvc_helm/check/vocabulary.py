"""Which flags a program knows in a release, as far as that is recorded (`known_flags.py`)."""

from __future__ import annotations

from functools import cache, lru_cache

from msvc_helm.check import known_flags as recorded

Release = tuple[int, ...]


class Vocabulary:
    """The flags of a program by name, each with the first and the last recorded release that has it.

    `switches` are those that take no value after a space.
    """

    __slots__ = ("flags", "releases", "switches")

    def __init__(self, releases: str, text: str) -> None:
        self.releases = [numbers(release) for release in releases.split()]
        self.flags: dict[str, tuple[Release, Release]] = {}
        self.switches = set[str]()
        for word in text.split():
            name, _, span = word.partition("@")
            first, _, last = span.partition("-")
            known = name.rstrip("?").replace("_", "-")
            if name.endswith("?"):
                self.switches.add(known)
            self.flags[known] = (
                numbers(first) if first else self.releases[0],
                numbers(last) if last else self.releases[-1],
            )

    @property
    def newest(self) -> Release:
        """The newest recorded release."""
        return self.releases[-1]

    def knows(self, name: str) -> bool:
        """Whether any recorded release has the flag, `--no-x` with `--x`, and `--x.y` with `--x`.

        A flag of one letter is known with one dash and with two: Go makes no difference there.
        """
        return self.entry(name) in self.flags

    def entry(self, name: str) -> str:
        """The recorded flag that a name means, the name itself where there is none."""
        if name in self.flags:
            return name
        head = name.partition(".")[0].rstrip("+")
        return next((n for n in (head, head.removeprefix("no-"), f"-{head}") if n in self.flags), name)

    def has(self, name: str, release: Release | None) -> bool:
        """Whether a release (None: any) may have a flag: one that is recorded, and not known to be absent there."""
        return _has(self, name, release)

    def nearest(self, release: Release) -> Release:
        """The newest recorded release that is not newer, else the oldest."""
        return max((r for r in self.releases if r[: len(release)] <= release), default=self.releases[0])

    def recorded(self, release: Release) -> bool:
        """Whether a release is one of the recorded, or a part of one (0.10.2 of 0.10)."""
        return any(release[: len(r)] == r for r in self.releases)

    def lacks(self, name: str, release: Release) -> bool:
        """Whether a release certainly does not have a flag, known or not.

        One between two recorded releases lacks what both lack; one that is newer than all may have anything.
        """
        first, last = self.flags.get(self.entry(name), ((10**9,), (-1,)))
        after = next((r for r in self.releases if r > release), None)
        before = self.nearest(release)
        if release < self.releases[0] or (after is None and not self.recorded(release)):
            return False
        around = [before] if self.recorded(release) or after is None else [before, after]
        return not any(first <= each <= last for each in around)

    def beginning(self, prefix: str, release: Release | None) -> list[str]:
        """The flags that begin so in the recorded release next below the given one (None: in the newest)."""
        at = max((r for r in self.releases if release is None or r <= release), default=self.releases[0])
        return [name for name, (first, last) in self.flags.items() if first <= at <= last and name.startswith(prefix)]


@lru_cache(maxsize=4096)
def _has(known: Vocabulary, name: str, release: Release | None) -> bool:
    """The same flags are asked for in one model after another."""
    return known.knows(name) and not (release and known.lacks(name, release))


def numbers(release: str) -> Release:
    """`0.10.2` as (0, 10, 2)."""
    return tuple(map(int, release.split(".")))


@cache
def vocabulary(program: str) -> Vocabulary:
    """The flags of a program in `scripts/flags`."""
    name = program.upper()
    return Vocabulary(getattr(recorded, f"{name}_RELEASES"), getattr(recorded, name))


def completed(name: str, program: str = "vllm") -> str:
    """The flag that a name means: itself, or the only flag that begins so, as argparse takes it."""
    known = vocabulary(program)
    if known.knows(name):
        return name
    found = known.beginning(name, None)
    return found[0] if len(found) == 1 else name
