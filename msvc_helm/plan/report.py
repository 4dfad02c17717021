"""A plan as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msvc_helm.diff.changes import ABSENT, Change
from msvc_helm.diff.output import BOLD, GREEN, RED, Paint, fenced, heading, shown_path, sides, text_of
from msvc_helm.plan.entries import Amount, Entry, verdict
from msvc_helm.plan.words import CREATED, DELETED, IN_PLACE, ORDER, REFUSED, REPLACED, ROLLS, SCALED, UNCHANGED
from msvc_helm.visible import shortened, visible

YELLOW = "yellow"
COLOURS = {IN_PLACE: GREEN, CREATED: GREEN, SCALED: YELLOW, ROLLS: YELLOW}
_LONGEST = 100  # characters of a value
_MOST = 20  # causes of one object that people are shown


def as_json(entries: Sequence[Entry]) -> str:
    """The verdict, and the objects of which there is something to say."""
    objects = [_entry(entry) for entry in entries if _counts(entry)]
    return json.dumps({"verdict": verdict(entries), "objects": objects}, indent=2) + "\n"


def _counts(entry: Entry) -> bool:
    return entry.verdict != UNCHANGED or bool(entry.notes)


def _entry(entry: Entry) -> dict[str, Any]:
    manifest = entry.manifest
    out: dict[str, Any] = {"object": manifest.title, "namespace": manifest.namespace or None, "verdict": entry.verdict}
    if entry.pods:
        out["pods"] = entry.pods._asdict()
        out["accelerators"] = {name: amount._asdict() for name, amount in entry.accelerators.items()}
    causes = [{"path": list(each.path), **sides(each), "source": _source(each, entry)} for each in entry.causes]
    return {**out, "causes": causes, "notes": entry.notes}


def _source(change: Change, entry: Entry) -> dict[str, Any]:
    """The file and line of a field: in the new manifest, or in the old one where it goes away."""
    old, new = entry.pairing
    manifest = old if old and (new is None or change.after is ABSENT) else entry.manifest
    return {"file": manifest.source, "line": manifest.line(change.path)}


def as_text(entries: Sequence[Entry], paint: Paint) -> str:
    """The objects of which there is something to say, the worst last, and the verdict."""
    order = list(ORDER)
    shown = sorted(filter(_counts, entries), key=lambda entry: order.index(entry.verdict))
    lines = [line for entry in shown for line in (*_lines(entry, paint), "")]
    return "".join(f"{line}\n" for line in [*lines, summary(entries, paint)])


def _lines(entry: Entry, paint: Paint) -> Iterator[str]:
    word = paint(entry.verdict, COLOURS.get(entry.verdict, RED)) if entry.verdict != UNCHANGED else UNCHANGED
    yield f"{paint(visible(heading(entry.manifest)), BOLD)}: {word}"
    yield from (f"  {line}" for line in _details(entry))


def _details(entry: Entry) -> Iterator[str]:
    for change in entry.causes[:_MOST]:
        yield _cause(change, entry)
    if len(entry.causes) > _MOST:
        yield f"… and {len(entry.causes) - _MOST} more fields"
    amounts = {"pods": entry.pods, **entry.accelerators}
    moves = entry.verdict not in (UNCHANGED, IN_PLACE, REFUSED)
    yield from (f"{name}: {_amount(amount)}" for name, amount in amounts.items() if amount and moves)
    yield from (f"note: {visible(note)}" for note in entry.notes)


def _cause(change: Change, entry: Entry) -> str:
    source = _source(change, entry)
    before, after = (_short(side) for side in change[1:])
    values = f"{before} → {after}" if ABSENT not in change[1:] else f"- {before}" if change.after is ABSENT else after
    if entry.verdict not in (REFUSED, REPLACED) and change.before is ABSENT:
        values = f"+ {after}"
    place = shown_path(change, entry.manifest)
    return visible(f"{place}: {values}") + f"  ({visible(str(source['file']))}:{source['line']})"


def _short(value: Any) -> str:
    if value is ABSENT:
        return ""
    text = text_of(value)
    return shortened(text, _LONGEST) if "\n" not in text else f"({len(text.splitlines())} lines)"


def _amount(amount: Amount) -> str:
    before, after, spare = amount
    text = str(after) if before == after else f"{before} → {after}"
    return f"{text}, and {spare} more during the rollout" if spare else text


def summary(entries: Sequence[Entry], paint: Paint = lambda text, _: text) -> str:
    """The verdict on one line: `rolls: 1 object rolls, 2 change in place; needs 2 spare nvidia.com/gpu`."""
    word = verdict(entries)
    counts = Counter(entry.verdict for entry in entries)
    parts = [f"{counts[each]} {each}" for each in reversed(ORDER) if counts[each]]
    spare: Counter[str] = Counter()
    for entry in entries:
        spare.update({name: amount.spare for name, amount in entry.accelerators.items() if amount.spare})
    need = "".join(f"; {number} spare {name} during the rollout" for name, number in sorted(spare.items()))
    colour = COLOURS.get(word, RED) if word != UNCHANGED else BOLD
    return f"{paint(f'verdict: {word}', colour)} ({', '.join(parts) or 'no objects'}{need})"


def as_markdown(entries: Sequence[Entry]) -> str:
    """The verdict, a table of the objects, and the causes below it."""
    shown = [entry for entry in entries if _counts(entry)]
    out = [f"**{summary(entries)}**\n"]
    if shown:
        out.append("\n| object | what happens | pods | accelerators |\n|---|---|---|---|\n")
        out += [_row(entry) for entry in shown]
    for entry in shown:
        lines = list(_details(entry))
        if lines:
            title = visible(heading(entry.manifest)).replace("`", "")
            out.append(f"\n`{title}`\n{fenced(f'  {line}' for line in lines)}")
    return "".join(out)


def _row(entry: Entry) -> str:
    pods = _amount(entry.pods) if entry.pods else ""
    used = "<br>".join(f"{name}: {_amount(amount)}" for name, amount in entry.accelerators.items())
    word = f"**{entry.verdict}**" if entry.verdict in (ROLLS, DELETED, REPLACED, REFUSED) else entry.verdict
    cells = (visible(heading(entry.manifest)), word, pods, used)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
