"""A generated chart in a directory next to what would be generated now: which files differ, and in what."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice

from msvc_helm.chart import previous
from msvc_helm.chart.definition import COMMAND, EARLIER, Recipe
from msvc_helm.colour import BOLD, paint
from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files import MARK, RECORD, Plan, State, digests, plan, regular
from msvc_helm.report import printable

MOST_LINES = 1000  # of a difference that is shown
_LONGEST = 2000  # characters of a line that is shown
_MOST_CHARACTERS = 500_000  # of a file that is compared line by line
_MOST_BYTES = 4 * _MOST_CHARACTERS + 4  # of such a file
_NOT_RENDERED = ("Chart.yaml", "README.md", ".helmignore")  # no object and no value depends on these
_KINDS = {
    State.NEW: "missing",
    State.OURS: "is out of date",
    State.CHANGED: "changed by hand",
    State.FOREIGN: "not made by msvc-helm",
    State.STALE: "would not be made any more",
    State.KEPT: "changed by hand",
}
_STYLES = {"---": BOLD, "+++": BOLD, "@@ ": "cyan", "-": "red", "+": "green"}


def problems(directory: str, files: Mapping[str, str]) -> list[Problem]:
    """What is not as it would be generated, one problem for each kind of difference."""
    if not os.path.isfile(os.path.join(directory, "Chart.yaml")):
        return [Problem("there is no chart", source=directory)]
    found: dict[str, list[str]] = {}
    seen = _plan(directory, files)
    for path, state in seen.states.items():
        if state is not State.SAME:
            found.setdefault(_KINDS[state], []).append(path)
    if not found and not seen.recorded:
        exists = os.path.lexists(os.path.join(directory, RECORD))
        found[_KINDS[State.OURS if exists else State.NEW]] = [RECORD]
    hint = "generate the chart again"
    return [Problem(f"{what}: {', '.join(paths)}", source=directory, hint=hint) for what, paths in found.items()]


def lines(directory: str, files: Mapping[str, str]) -> Iterator[str]:
    """The differences as a unified diff from what is there to what would be generated, MOST_LINES at most."""
    shown = (line for path, there, wanted in _different(directory, files) for line in _unified(path, there, wanted))
    yield from map(_coloured, islice(shown, MOST_LINES))
    if left := sum(1 for _ in shown):
        yield f"... {left} more lines; to see them, generate into another directory and compare both with diff -r"


def unchanged_version(directory: str, recipe: Recipe, files: Mapping[str, str]) -> list[Problem]:
    """A warning where the chart there renders differently under the version that the new one has."""
    version = recipe.full_version()
    if previous.version(directory) != version:
        return []
    different = [
        path
        for path, there, wanted in _different(directory, files)
        if _rendered(path) and _content(there) != _content(wanted)
    ]
    return [stale_version(directory, version, different)] if different else []


def stale_version(source: str, version: str, paths: list[str]) -> Problem:
    """The warning that something changes and its version does not: two charts that nobody can tell apart."""
    what = f"{', '.join(paths[:3])} and {len(paths) - 3} more" if len(paths) > 3 else ", ".join(paths)
    hint = "set the new version with --version"
    return Problem(f"the version stays {version}, and its content changes: {what}", source=source, hint=hint)


def _different(directory: str, files: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    """Path, text there and text wanted (None: no file) of each file that differs; other people's files do not count."""
    for path, state in _plan(directory, files).states.items():
        if state is not State.SAME:
            yield path, _text(os.path.join(directory, path)), files.get(path)


def _plan(directory: str, files: Mapping[str, str]) -> Plan:
    """How the files there are. Raises InputError where that cannot be told."""
    seen = plan(directory, COMMAND, digests(files), force=True, earlier=EARLIER)
    if seen.problems and not seen.states:
        raise InputError(seen.problems)
    return seen


def _text(path: str) -> str | None:
    """A file's text, cut where it is too large to show; None where there is no file."""
    try:
        with regular(path) as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return "" if os.path.lexists(path) else None


def _rendered(path: str) -> bool:
    return path not in _NOT_RENDERED and not path.startswith("ci/")


def _content(text: str | None) -> str | None:
    """A file's text without the line that says who wrote it."""
    return None if text is None else "".join(line for line in text.splitlines(True) if MARK not in line)


def _unified(path: str, there: str | None, wanted: str | None) -> Iterator[str]:
    from difflib import unified_diff  # costs milliseconds, and only a difference needs it

    before = "/dev/null" if there is None else f"a/{path}"
    after = "/dev/null" if wanted is None else f"b/{path}"
    if len(there or "") > _MOST_CHARACTERS:
        yield printable(f"Files {before} and {after} differ, and the first is too large to show")
        return
    for line in unified_diff(_lines(there), _lines(wanted), before, after, lineterm=""):
        cut = f"{line[:_LONGEST]}... ({len(line) - _LONGEST} more characters)" if len(line) > _LONGEST else line
        yield "\n".join("\t".join(map(printable, part.split("\t"))) for part in cut.split("\n"))


def _lines(text: str | None) -> list[str]:
    """The lines as diff prints them: only a line feed ends one, and it is said where the last has none."""
    parts = (text or "").split("\n")
    last = parts.pop()
    return [*parts, *([f"{last}\n\\ No newline at end of file"] if last else [])]


def _coloured(line: str) -> str:
    style = next((style for start, style in _STYLES.items() if line.startswith(start)), "")
    return paint(line, style) if style else line
