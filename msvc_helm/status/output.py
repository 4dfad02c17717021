"""The status of models as one screen each, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from msvc_helm.status.models import ServedModel
from msvc_helm.status.routing import Standing
from msvc_helm.status.workloads import RunningWorkload
from msvc_helm.untyped import title_of
from msvc_helm.visible import visible

TEXT, JSON = "text", "json"
FORMS = (TEXT, JSON)
READY, NOT_READY = "ready", "not ready"
Paint = Callable[[str, str], str]
_WIDE = 11  # the longest word that begins a line, and a blank
_LONGEST = 400  # characters of one trouble
_MOST = 12  # troubles of a model


def as_text(found: Sequence[ServedModel], now: datetime, paint: Paint) -> str:
    """A block of lines for each model."""
    return "\n".join("".join(f"{line}\n" for line in _lines(model, now, paint)) for model in found)


def _lines(model: ServedModel, now: datetime, paint: Paint) -> Iterator[str]:
    word = READY if model.is_ready else NOT_READY
    yield paint(visible(f"{model.namespace}/{model.name}: {word}"), "green" if model.is_ready else "red")
    for each in model.workloads:
        yield _line(each.part, _numbers(each), title_of(each.obj), _accelerators(each))
    for name, states in (("pool", model.pools), ("route", model.routes), ("autoscaler", model.scalers)):
        for state in states:
            yield _line(name, " ".join(filter(None, (state.word, state.more))), title_of(state.obj))
    for each in model.workloads:
        for image in each.images:
            yield _line("image", image, each.part)
    release = [part for part in (model.release, model.chart) if part]
    if release:
        yield _line("release", ", chart ".join(release) if model.release else f"chart {model.chart}")
    if model.base:
        yield _line("base config", model.base)
    if model.changed:
        yield _line("changed", f"{model.changed}{_ago(model.changed, now)}")
    if model.troubles:
        yield "  wrong:"
    for text in model.troubles[:_MOST]:
        yield paint(f"  - {visible(text, _LONGEST)}", "red")
    if len(model.troubles) > _MOST:
        yield f"  … and {len(model.troubles) - _MOST} more"


def _line(name: str, word: str, *more: str) -> str:
    rest = ", ".join(part for part in more if part)
    return visible(f"  {name:<{_WIDE}} {word}{f'  ({rest})' if rest else ''}")


def _numbers(each: RunningWorkload) -> str:
    if not each.wanted:
        return "scaled to zero"
    updated = f", {each.updated} of the newest version" if each.updated < min(each.ready, each.wanted) else ""
    return f"{each.ready}/{each.wanted} ready{updated}"


def _accelerators(each: RunningWorkload) -> str:
    asked = ((name, number) for name, number in each.accelerators.items() if number)
    return ", ".join(f"{each.placed[name]} of {number} {name}" for name, number in asked)


def _ago(time: str, now: datetime) -> str:
    """How long a time is past, in its largest unit; nothing for what is not a time."""
    try:
        seconds = (now - datetime.fromisoformat(time)).total_seconds()
    except (ValueError, TypeError):
        return ""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        if seconds >= length:
            return f", {seconds // length:.0f} {unit} ago"
    return ", now"


def as_json(found: Sequence[ServedModel]) -> str:
    """A list with an entry for each model."""
    return json.dumps([_entry(model) for model in found], indent=2) + "\n"


def _entry(model: ServedModel) -> dict[str, Any]:
    return {
        "namespace": model.namespace,
        "name": model.name,
        "model": model.label,
        "ready": model.is_ready,
        "workloads": [_workload(each) for each in model.workloads],
        "pools": [_state(each) for each in model.pools],
        "routes": [_state(each) for each in model.routes],
        "autoscalers": [_state(each) for each in model.scalers],
        "release": model.release or None,
        "chart": model.chart or None,
        "baseConfig": model.base or None,
        "changed": model.changed or None,
        "troubles": model.troubles,
    }


def _workload(each: RunningWorkload) -> dict[str, Any]:
    names = sorted({*each.accelerators, *each.placed})
    return {
        "part": each.part,
        "object": title_of(each.obj),
        "ready": each.ready,
        "wanted": each.wanted,
        "updated": each.updated,
        "accelerators": {n: {"wanted": each.accelerators[n], "placed": each.placed[n]} for n in names},
        "images": each.images,
    }


def _state(state: Standing) -> dict[str, Any]:
    return {"object": title_of(state.obj), "state": state.word, "troubles": list(state.troubles)}


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)
