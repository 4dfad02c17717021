"""The flags of all releases of a program, as its file here has them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path


def record(program: str, target: Path, folder: str, arguments: list[str], flags: Callable[[Path], set[str]]) -> int:
    """Write the file of a program in Python from `RELEASE=DIRECTORY` arguments; the exit status.

    Each directory must hold `folder`; `flags` finds the flags in it.
    """
    pairs = [argument.partition("=")[::2] for argument in arguments]
    if not pairs or not all(Path(directory, folder).is_dir() for _, directory in pairs):
        print(sys.modules["__main__"].__doc__, file=sys.stderr)
        return 2
    found = {release: flags(Path(directory)) for release, directory in sorted(pairs, key=lambda pair: number(pair[0]))}
    target.write_text("\n".join(lines(program, found)) + "\n", encoding="utf-8")
    return 0


def number(release: str) -> tuple[int, ...]:
    """What releases are sorted by."""
    return tuple(map(int, release.split(".")))


def lines(program: str, by_release: dict[str, set[str]]) -> Iterator[str]:
    """The lines of a file: a flag that takes no value in any release ends with a question mark, as `tracing?`."""
    first, *_, last = (*by_release, *by_release)
    yield f"# {program} {', '.join(by_release)}: each flag, with the first and the last that has it where not all do"
    names = set().union(*by_release.values())
    for name in sorted(name for name in names if f"{name}?" not in names):
        having = [release for release, of in by_release.items() if of & {name, name.rstrip("?")}]
        yield name if (having[0], having[-1]) == (first, last) else f"{name} {having[0]} {having[-1]}"
