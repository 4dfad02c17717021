"""The plan as JSON, for programs that decide whether a move may go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from msvc_helm.adopt.findings import blocking, state, worth_knowing
from msvc_helm.adopt.models import LiveChild, Model
from msvc_helm.adopt.script import Fleet, before_models, ready
from msvc_helm.adopt.steps import AdoptionStep, Way, steps
from msvc_helm.diff.output import sides
from msvc_helm.plan.pods import accelerators, number, pods
from msvc_helm.plan.words import ROLLS
from msvc_helm.untyped import title_of


def as_json(fleet: Fleet, way: Way) -> str:
    """What stops all models and what to know, then each model."""
    out = {
        "surprises": list(fleet.blocked),
        "notes": list(fleet.notes),
        "operators": [_operator(each._asdict()) for each in fleet.running],
        "steps": list(map(_step, before_models(fleet))),
        "models": [_model(each, fleet, way) for each in fleet.models],
    }
    return json.dumps(out, indent=2) + "\n"


def _operator(running: dict[str, Any]) -> dict[str, Any]:
    return {**running, "origins": list(running["origins"])}


def _model(model: Model, fleet: Fleet, way: Way) -> dict[str, Any]:
    templates = [template for each in model.live for template in pods(each)]
    free = ready(fleet, model)
    return {
        "model": model.name,
        "namespace": model.namespace,
        "release": model.release,
        "state": state(model),
        "verdict": None if model.problems else model.word,
        "ready": free,
        "pods": number(templates),
        "accelerators": dict(sorted(accelerators(templates).items())),
        "objects": [_object(child) for child in model.children],
        "rolls": [title_of(child.obj) for child in model.children if child.word == ROLLS],
        "creates": list(map(title_of, model.missing)),
        "surprises": list(blocking(model, fleet.allowed)),
        "notes": list(worth_knowing(model)),
        "steps": list(_steps(model, way)) if free else [],
    }


def _steps(model: Model, way: Way) -> Iterator[dict[str, Any]]:
    return map(_step, steps(model, way))


def _step(step: AdoptionStep) -> dict[str, Any]:
    return {"title": step.title, "commands": step.commands, "check": step.check, "back": step.back}


def _object(child: LiveChild) -> dict[str, Any]:
    """What happens to one object, and the fields that are the reason; one that is left alone has no causes."""
    causes = child.entry.causes if child.entry else []
    return {
        "object": title_of(child.obj),
        "verdict": child.word,
        "causes": [{"path": list(each.path), **sides(each)} for each in causes],
        "notes": child.entry.notes if child.entry else [],
    }
