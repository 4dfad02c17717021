"""What is in the way of taking models over, in sentences: what blocks, and what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msvc_helm.adopt.models import LiveChild, Model
from msvc_helm.adopt.objects import (
    COLLECTOR,
    finalizers,
    key_of,
    metadata,
    origins,
    owners,
    release_of,
    shows_managers,
    written_by,
)
from msvc_helm.adopt.operator import Running
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.ways import FIELD_MANAGER
from msvc_helm.diff.changes import Change
from msvc_helm.diff.output import shown_path
from msvc_helm.plan.words import CREATED, REFUSED, REPLACED, ROLLS, SCALED
from msvc_helm.untyped import namespace_of, title_of

DIFFERENCES = "docs/differences-from-the-operator.md"
ONE = "leave the namespace out of the base config's configMaps, and create that object by itself"
NUMBER = ("spec", "replicas")
TO_DO, TAKEN, FREE = "to do", "taken over", "free"


class Allowed(NamedTuple):
    """The models, by name or `namespace/name`, whose pods may roll, and whose missing objects may be created."""

    roll: tuple[str, ...] = ()
    create: tuple[str, ...] = ()

    def rolls(self, model: Model) -> bool:
        """Whether its pods may be replaced."""
        return bool({str(model), model.name} & set(self.roll))

    def creates(self, model: Model) -> bool:
        """Whether what is missing may be created."""
        return bool({str(model), model.name} & set(self.create))


def state(model: Model) -> str:
    """How far the model is, as its objects say."""
    marked = [each for each in model.live if owners(each) or written_by(each, model.leaving)]
    applied = [release_of(each)[0] == model.release or written_by(each, (FIELD_MANAGER,)) for each in model.live]
    if not applied or not all(applied):
        return TO_DO
    return TAKEN if marked else FREE


def blocking(model: Model, allowed: Allowed) -> Iterator[str]:
    """Why the model cannot be taken over as things are."""
    yield from (str(problem) for problem in model.problems)
    if ending(model) and not _held_by_others(model):
        held = ", ".join(finalizers(model.service)) or "no finalizer"
        yield f"the ModelService is being deleted ({held}): its objects may go with it; wait until it is gone"
    if not model.uid and not model.imported:
        yield "the ModelService has no UID: read it from the cluster, with kubectl get -o yaml"
    for child in model.children:
        yield from _of_child(child, model, allowed)


def ending(model: Model) -> bool:
    """Whether somebody has deleted its ModelService, which is still there."""
    return bool(metadata(model.service).get("deletionTimestamp"))


def _held_by_others(model: Model) -> bool:
    """Whether it stays until somebody else lets it go: the garbage collector has not begun with its objects."""
    found = finalizers(model.service)
    return bool(found) and not set(found) & set(COLLECTOR)


def _of_child(child: LiveChild, model: Model, allowed: Allowed) -> Iterator[str]:
    name = title_of(child.obj)
    if namespace_of(child.obj) not in ("", model.namespace):
        yield f"{name} is for the namespace {namespace_of(child.obj)}, and adopt takes over what is in one: {ONE}"
        return
    others = [each for each in owners(child.obj) if each.get("uid") != model.uid]
    if child.live is not None and others:
        yield f"{name} is owned by another ModelService as well: {', '.join(str(each.get('name')) for each in others)}"
    release, namespace = release_of(child.obj) if child.live is not None else ("", "")
    if release and (release, namespace or model.namespace) != (model.release, model.namespace):
        place = f"{namespace}/{release}" if namespace else release
        yield f"{name} belongs to the Helm release {place}; if that is this model's: --release {model}={release}"
    if child.word == CREATED and not allowed.creates(model):
        pods = ", with new pods" if child.entry and child.entry.pods else ""
        yield f"{name} is not in the cluster and would be created{pods}: --allow-create {model}"
    elif child.word == ROLLS and not allowed.rolls(model):
        why = f"somebody has changed that, or it is one of {DIFFERENCES}"
        yield f"{name} would replace its pods, because of {causes(child)} ({why}): --allow-roll {model}"
    elif child.word in (REFUSED, REPLACED):
        yield f"{name} cannot be changed so: {causes(child)}"
    numbers = [each for each in child.entry.causes if each.path == NUMBER] if child.entry else []
    if child.word == SCALED or (child.word == ROLLS and numbers):  # one that may roll may have been scaled, too
        shown = f"{numbers[0].before} to {numbers[0].after}" if numbers else causes(child)
        hint = "set decoupleScaling: true in the ModelService, or the number that runs"
        yield f"{name} would change its number of pods ({shown}): {hint}"


def worth_knowing(model: Model) -> Iterator[str]:
    """What does not stop it."""
    yield from (str(problem) for problem in model.warnings)
    if ending(model) and _held_by_others(model):
        held = ", ".join(finalizers(model.service))
        yield f"the ModelService is being deleted, and {held} holds it: its objects go with it unless taken over before"
    for origin in origins(model.service):
        yield f"the ModelService comes from {origin}: it would delete or create it again; suspend that first"
    for child in model.children:
        what = title_of(child.obj)
        if child.wanted is None:
            yield f"{what} was made by the operator and is not made here: it stays, and belongs to nobody"
        elif child.word == ROLLS:
            yield f"{what} replaces its pods, because of {causes(child)}"
    if model.live and not any(map(shows_managers, model.live)):
        yield "who wrote which field is not shown: read the objects with --show-managed-fields"


def of_the_fleet(models: Sequence[Model], running: Iterable[Running], found: Objects) -> Iterator[str]:
    """What stops all models."""
    for each in running:
        if not each.stopped:
            again = f"; it comes from {' and '.join(each.origins)}: suspend that first" if each.origins else ""
            command = f"kubectl scale deployment {each.name} --namespace {each.namespace} --replicas=0"
            yield f"the operator is running, {each.title}{again}; then: {command}"
    claimed: dict[object, Model] = {}
    for model in models:
        for child in model.children:
            other = claimed.setdefault(key_of(child.obj), model)
            if other is not model:
                yield f"{title_of(child.obj)} in {model.namespace} is made for {other} and for {model}"
    taken: dict[tuple[str, str], Model] = {}
    for model in models:
        other = taken.setdefault((model.namespace, model.release), model)
        if other is not model:
            yield f"{other} and {model} would be one release {model.release}: --release {model}=NAME"
    places = {model.namespace for model in models}
    if left := [each for each in found.owned_by_others() if namespace_of(each) in places]:
        shown = ", ".join(f"{title_of(each)} in {metadata(each).get('namespace')}" for each in left[:3])
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        yield f"objects are owned by a ModelService that is not there: {shown}{more}; read all of the namespace"


def returning(running: Iterable[Running], found: Objects) -> Iterator[str]:
    """What would start the operator again, and where it may run unseen."""
    if found.unseen:
        kinds = ", ".join(kind.partition(".")[0] for kind in found.unseen)
        yield f"you may not list all {kinds} of the cluster: see to it that the operator is stopped, wherever it runs"
    for each in running:
        for origin in each.origins:
            yield f"{each.title} comes from {origin}, which would start the operator again: suspend or remove it there"


def causes(child: LiveChild, most: int = 3) -> str:
    """The fields that are the reason."""
    found: list[Change] = child.entry.causes if child.entry else []
    notes = child.entry.notes if child.entry else []
    shown = [shown_path(each, child.entry.manifest) for each in found[:most]] if child.entry else []
    return ", ".join([*shown, *([f"{len(found) - most} more"] if len(found) > most else [])]) or "; ".join(notes[:2])
