"""The plan as a script that a person reads and can run, with the table of the fleet at its top."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msvc_helm import write
from msvc_helm.adopt.findings import Allowed, blocking, state, worth_knowing
from msvc_helm.adopt.models import Model
from msvc_helm.adopt.objects import resource
from msvc_helm.adopt.operator import Running
from msvc_helm.adopt.read import BESIDE, MODELS
from msvc_helm.adopt.steps import AdoptionStep, Way, delete, file_of, steps
from msvc_helm.adopt.ways import APPLY, HELM, Chart, quoted
from msvc_helm.plan.pods import accelerators, number, pods
from msvc_helm.visible import visible

_END = "END_OF_FILE"
HEADER = ("MODEL", "RELEASE", "OBJECTS", "PODS", "ACCELERATORS", "STATE", "WHAT HAPPENS")


class Fleet(NamedTuple):
    """All models of a run: what stops every one of them, what to know, and the operator."""

    models: Sequence[Model]
    blocked: Sequence[str]
    notes: Sequence[str]
    running: Sequence[Running]
    allowed: Allowed = Allowed()


def ready(fleet: Fleet, model: Model) -> bool:
    """Whether nothing is in the way of a model itself."""
    return not any(blocking(model, fleet.allowed))


def table(fleet: Fleet) -> list[str]:
    """A line for each model."""
    rows = [HEADER, *(_row(model, fleet) for model in fleet.models)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(model: Model, fleet: Fleet) -> tuple[str, ...]:
    templates = [template for each in model.live for template in pods(each)]
    shown = ", ".join(f"{amount} {name}" for name, amount in sorted(accelerators(templates).items())) or "-"
    happens = model.word if ready(fleet, model) else f"{model.word}: in the way, see below"
    missing = f"{len(model.live)} of {len(model.children)}" if model.missing else str(len(model.live))
    return (
        str(model),
        model.release,
        missing,
        str(number(templates)),
        shown,
        state(model),
        "?" if model.problems else happens,
    )


def findings(fleet: Fleet) -> Iterator[str]:
    """What is in the way, and what to know, below the table."""
    for text in fleet.blocked:
        yield f"in the way: {text}"
    for model in fleet.models:
        for text in blocking(model, fleet.allowed):
            yield f"in the way: {model}: {text}"
    for text in fleet.notes:
        yield f"to know: {text}"
    for model in fleet.models:
        for text in worth_knowing(model):
            yield f"to know: {model}: {text}"


def script(fleet: Fleet, way: Way, chart: Chart) -> str:
    """The whole script. A model that something is in the way of has no steps."""
    doable = [model for model in fleet.models if ready(fleet, model)]
    parts = ["#!/bin/sh", *_comments(_head(fleet)), "set -eu", 'DIR="${DIR:-adopt}"']
    if way.to == HELM:
        parts.append(f'CHART="${{CHART:-{_plain(chart)}}}"')
    parts += ['mkdir -p "$DIR/values" "$DIR/manifests" "$DIR/saved"', "", _functions()]
    number_ = 0
    for step in before_models(fleet):
        parts += _shown(step, number_)
        number_ += 1
    for model in doable:
        parts += [f"# ---- {model} ----", "", *_files(model, way)]
        for step in steps(model, way):
            parts += _shown(step, number_)
            number_ += 1
    parts += _end([model for model in doable if not model.imported])
    return "\n".join(parts) + "\n"


def before_models(fleet: Fleet) -> Iterator[AdoptionStep]:
    """The steps that come once, before those of any model."""
    doable = [model for model in fleet.models if ready(fleet, model)]
    if not all(model.imported for model in doable):
        yield _stop(fleet)
    if doable:
        yield _save(doable)


def _head(fleet: Fleet) -> Iterator[str]:
    count = f"{len(fleet.models)} running model{'s' if len(fleet.models) != 1 else ''}"
    yield f"Take over {count}: read this, then run it with sh."
    yield "It stops at the first surprise, and can be run again."
    yield ""
    yield from table(fleet)
    yield ""
    yield from findings(fleet)


def _plain(chart: Chart) -> str:
    return " ".join(chart.words())


def _functions() -> str:
    with open(os.path.join(os.path.dirname(__file__), "script.sh"), encoding="utf-8") as file:
        return file.read()


def _stop(fleet: Fleet) -> AdoptionStep:
    found = [each for each in fleet.running if not each.stopped]
    commands = [
        quoted(["kubectl", "scale", "deployment", each.name, "--namespace", each.namespace, "--replicas=0"])
        for each in found
    ]
    check = [
        quoted(["kubectl", "wait", f"deployment/{each.name}", "--namespace", each.namespace])
        + " --for=jsonpath='{.status.observedGeneration}' --timeout=60s && "
        + f'test -z "$({_pods(each)})"'
        for each in fleet.running
    ]
    back = "; ".join(
        f"kubectl scale deployment {e.name} --namespace {e.namespace} --replicas={e.replicas}" for e in found
    )
    nothing = ["# No operator was found: make sure that none runs outside of what was read."]
    return AdoptionStep(
        "stop the operator; the models go on serving", commands or nothing, check, back or "nothing has changed"
    )


def _pods(each: Running) -> str:
    where = quoted(["kubectl", "get", "deployment", each.name, "--namespace", each.namespace])
    return f"{where} -o 'jsonpath={{.status.replicas}}'"


def _save(models: Iterable[Model]) -> AdoptionStep:
    models = list(models)
    places = sorted({model.namespace for model in models})
    found = {resource(child.obj) for model in models for child in model.children}
    own = [] if all(model.imported for model in models) else [MODELS, "configmaps"]
    kinds = ",".join([*own, *sorted(found - {"ConfigMap"}), *BESIDE])
    commands = [
        f'kubectl get {kinds} --namespace {place} --show-managed-fields -o yaml > "$DIR/saved/{place}.yaml"'
        for place in places
    ]
    return AdoptionStep(
        "save what there is (to read, not to apply: an owner reference that is restored deletes)", commands
    )


def _files(model: Model, way: Way) -> Iterator[str]:
    stream = "---\n".join(write.dump(child.wanted) for child in model.children if child.wanted is not None)
    yield from _file(f"manifests/{file_of(model)}", stream)
    if way.to != APPLY:
        yield from _file(f"values/{file_of(model)}", model.values)


def _file(path: str, text: str) -> list[str]:
    end = _END
    while end in text:
        end += "_"
    return [f"cat > \"$DIR/{path}\" <<'{end}'", text.rstrip("\n"), end, ""]


def _shown(step: AdoptionStep, number_: int) -> list[str]:
    lines = [*_comments([f"{number_}. {step.title}"])]
    lines += step.commands
    if step.check:
        lines += ["# Check:", *step.check]
    return [*lines, *_comments([f"Way back: {step.back}"]), ""]


def _end(models: Sequence[Model]) -> Iterator[str]:
    if not models:
        return
    yield from _comments(
        [
            "---- When all of this is done, and you have seen the models serve ----",
            "Take the # away. The ModelServices come first; the CRD goes last, and never while one model is not taken",
            "over: to delete it deletes every ModelService, and with it all objects that still name it as their owner.",
        ]
    )
    for model in models:
        step = delete(model)
        yield from (f"# {line}" for line in [*step.commands, *step.check])
    yield '# test -z "$(kubectl get modelservices.llm-d.ai --all-namespaces -o name)" &&'
    yield "#   kubectl delete customresourcedefinition modelservices.llm-d.ai"


def _comments(lines: Iterable[str]) -> list[str]:
    return [f"# {visible(line)}".rstrip() for line in lines]
