"""Differences as text for a terminal, as Markdown for a pull request, as JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import unified_diff
from typing import Any, NamedTuple

from msvc_helm.diff.changes import ABSENT, Change
from msvc_helm.diff.differences import Difference
from msvc_helm.diff.manifests import Manifest
from msvc_helm.report import counted
from msvc_helm.visible import visible
from msvc_helm.write import dump

Paint = Callable[[str, str], str]
RED, GREEN, BOLD = "red", "green", "bold"
TEXT, MARKDOWN, JSON = "text", "markdown", "json"
FORMS = (TEXT, MARKDOWN, JSON)
_SHORT = 60  # characters of two values that are shown on one line


def as_json(found: Sequence[Difference]) -> str:
    """A list of changes: `object`, `namespace`, `path`, and of `before` and `after` the sides that there are."""
    return (
        json.dumps([_entry(each.pairing.either, change) for each in found for change in each.changes], indent=2) + "\n"
    )


def _entry(manifest: Manifest, change: Change) -> dict[str, Any]:
    out = {"object": manifest.title, "namespace": manifest.namespace or None, "path": list(change.path)}
    return {**out, **sides(change)}


def sides(change: Change) -> dict[str, Any]:
    """`before` and `after`, without a side that is missing."""
    pairs = (("before", change.before), ("after", change.after))
    return {name: value for name, value in pairs if value is not ABSENT}


class Line(NamedTuple):
    """A line of a change: `-` before, `+` after, or a blank for both; `inline` has both sides of a short one."""

    mark: str
    text: str
    inline: tuple[str, str] | None = None


def as_text(found: Sequence[Difference], paint: Paint) -> str:
    """Each object with its changes below it."""
    parts = []
    for each in found:
        parts.append(paint(visible(f"{_sign(each)} {heading(each.pairing.either)}"), BOLD))
        parts += [_painted(line, paint) for line in _lines_of(each)]
        parts.append("")
    return "".join(f"{part}\n" for part in [*parts, summary(found)])


def _painted(line: Line, paint: Paint) -> str:
    if line.inline:
        return f"  {line.text} {paint(line.inline[0], RED)} → {paint(line.inline[1], GREEN)}"
    if line.mark == " ":
        return f"  {line.text}"
    return paint(f"  {line.mark} {line.text}", RED if line.mark == "-" else GREEN)


def as_markdown(found: Sequence[Difference]) -> str:
    """A summary, and for each object a block of lines that GitHub and GitLab colour."""
    parts = [f"**{summary(found)}**\n"]
    for each in found:
        title = visible(f"{_sign(each)} {heading(each.pairing.either)}").replace("`", "")
        parts.append(f"\n`{title}`\n{fenced(line for each_ in _lines_of(each) for line in _marked(each_))}")
    return "".join(parts)


def fenced(lines: Iterable[str]) -> str:
    """Lines as a block in Markdown that shows `-` and `+` in colour, whatever the lines hold."""
    body = "\n".join(lines)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", body))])
    return f"{fence}diff\n{body}\n{fence}\n" if body else ""


def _marked(line: Line) -> Iterator[str]:
    if line.inline:
        yield from (f"  {line.text}", f"-   {line.inline[0]}", f"+   {line.inline[1]}")
    else:
        yield f"{line.mark} {line.text}"


def _lines_of(difference: Difference) -> Iterator[Line]:
    manifest = difference.pairing.either
    for change in difference.changes:
        if change.path:
            yield from _change(change, manifest)
        elif change.before is ABSENT:
            yield from (Line("+", visible(line)) for line in text_of(change.after).splitlines())


def heading(manifest: Manifest) -> str:
    """`Deployment/qwen-decode`, with its namespace where it has one."""
    return f"{manifest.title} in {manifest.namespace}" if manifest.namespace else manifest.title


def _sign(difference: Difference) -> str:
    old, new = difference.pairing
    return "+" if old is None else "-" if new is None else "~"


def _change(change: Change, manifest: Manifest) -> Iterator[Line]:
    place = f"{visible(shown_path(change, manifest))}:"
    before, after = (None if side is ABSENT else text_of(side) for side in change[1:])
    if before is not None and after is not None and _is_short(before) and _is_short(after):
        yield Line(" ", place, (visible(before), visible(after)))
        return
    yield Line(" ", place)
    for line in _lines(before, after):
        yield Line(line[0], f"  {visible(line[1:])}")


def _is_short(text: str) -> bool:
    return "\n" not in text and len(text) <= _SHORT


def _lines(before: str | None, after: str | None) -> Iterator[str]:
    """The lines of both texts behind `-`, `+` or a blank; of those that are the same only the nearest."""
    if before is None or after is None:
        yield from (f"-{line}" for line in (before or "").splitlines())
        yield from (f"+{line}" for line in (after or "").splitlines())
        return
    for line in unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield " …" if line.startswith("@@") else line


def text_of(value: Any) -> str:
    """A value as YAML, text of several lines as it is."""
    if isinstance(value, str) and "\n" in value:
        return value
    return dump(value).rstrip("\n")


def shown_path(change: Change, manifest: Manifest) -> str:
    """`spec.template.spec.containers[vllm].image`: entries of lists by their name, where they have one."""
    out, found = "", manifest.written
    for number, step in enumerate(change.path, 1):
        removed = number == len(change.path) and change.after is ABSENT
        found = change.before if removed else _into(found, step)
        if isinstance(step, int):
            name = found.get("name") if isinstance(found, dict) else None
            out += f"[{name if isinstance(name, str) else step}]"
        else:
            out += f"{'.' if out else ''}{step}" if step.replace("_", "").isalnum() else f'["{step}"]'
    return out


def _into(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None


def summary(found: Sequence[Difference]) -> str:
    """`1 object added, 2 objects changed`."""
    words = {"+": "added", "~": "changed", "-": "removed"}
    signs = [_sign(each) for each in found]
    counts = [f"{counted(signs.count(sign), 'object')} {word}" for sign, word in words.items() if sign in signs]
    return ", ".join(counts) or "no difference"
