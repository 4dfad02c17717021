"""Taking models over, one at a time, until done or until the first surprise. How far a model is, the cluster says."""

from __future__ import annotations

import os

from msvc_helm import write
from msvc_helm.adopt import proof
from msvc_helm.adopt.applying import GOES_ON, apply, helm_words, server_side, stream, to_apply
from msvc_helm.adopt.findings import blocking
from msvc_helm.adopt.models import Model
from msvc_helm.adopt.objects import COLLECTOR, finalizers, key_of, owners, release_patch, restorable, written_by
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.session import AdoptRun
from msvc_helm.adopt.steps import file_of, reference
from msvc_helm.adopt.tools import one, ran
from msvc_helm.adopt.ways import APPLY, FLUX, compact
from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files import write_file
from msvc_helm.merge import Object
from msvc_helm.untyped import title_of

ATTEMPTS = 5
SECONDS = 60  # that the controller manager has for what it does within one
PAUSE = 1.0


def take_over(model: Model, run: AdoptRun) -> None:
    """All that is left to do for a model. Raises InputError at the first surprise."""
    model = run.read(model)
    if found := list(blocking(model, run.allowed)):
        raise InputError(Problem(text) for text in found)
    before = list(model.live)
    _save(model, run)
    if to_apply(model, run):
        apply(model, run)
        model = _settled(model, run)
        _kept(before, model, run)
        run.say(f"{model}: taken over, {len(model.live)} objects")
    _free(model, run)
    model = run.again(model)
    _is_free(model)
    _again(model, run)
    model = _settled(model, run)
    _is_free(model)
    _kept(before, model, run)
    run.say(f"{model}: done; no object is the operator's any more, and a second {_verb(run)} changed nothing")


def _verb(run: AdoptRun) -> str:
    return "apply" if run.to == APPLY else "upgrade"


def _save(model: Model, run: AdoptRun) -> None:
    """The objects and the values in the folder of the user, where an earlier run has not put them."""
    kept = [model.service, *model.live]
    for folder, items in (("saved", kept), ("restore", list(map(restorable, kept)))):
        _once(run, f"{folder}/{file_of(model)}", write.dump({"apiVersion": "v1", "kind": "List", "items": items}))
    _once(run, f"values/{file_of(model)}", model.values)
    write_file(os.path.join(run.values, file_of(model)), model.values, parents=True)


def _once(run: AdoptRun, path: str, text: str) -> None:
    place = os.path.join(run.directory, path)
    if not os.path.exists(place):
        write_file(place, text, parents=True)


def _settled(model: Model, run: AdoptRun) -> Model:
    """The model once the controller manager has seen its Deployments. Raises InputError when that does not happen."""
    for _ in range(SECONDS):
        model = run.again(model)
        waiting = proof.unseen(model.live)
        if not waiting:
            return model
        run.sleep(PAUSE)
    hint = "nothing is lost; run the same command again once it does"
    message = f"the controller manager does not answer: it has not seen {', '.join(waiting)} in {SECONDS} s"
    raise InputError(Problem(message, hint=hint))


def _kept(before: list[Object], model: Model, run: AdoptRun) -> None:
    if found := list(proof.lost(before, Objects(model.live), rolls=run.allowed.rolls(model))):
        raise InputError(Problem(text) for text in found)


def _free(model: Model, run: AdoptRun) -> None:
    """Take the operator's marks off each object, in one patch each, once the new owner has applied it."""
    for child in model.children:
        if child.live is not None and (owners(child.live) or written_by(child.live, model.leaving)):
            if child.wanted is not None and not run.applied(child.live):
                raise InputError(
                    Problem(f"{title_of(child.live)} was not applied by its new owner: nothing is taken off")
                )
            _patch(child.live, model, run)


def _patch(obj: Object, model: Model, run: AdoptRun) -> None:
    now: Object | None = obj
    done = None
    for _ in range(ATTEMPTS):
        patch = release_patch(now, model.uid, model.leaving) if now is not None else []
        if not patch:
            return
        words = ("patch", reference(obj), "--namespace", model.namespace, "--type=json", "--patch", compact(patch))
        done = run.tools.kubectl(*words)
        if not done.code:
            return
        run.sleep(PAUSE)
        now = one(run.tools, reference(obj), model.namespace)
    if done is not None:
        ran(done, f"the patch of {title_of(obj)}", "somebody changes it all the time: does the operator run?")


def _is_free(model: Model) -> None:
    marked = [title_of(each) for each in model.live if owners(each) or written_by(each, model.leaving)]
    if marked:
        who = "somebody with kubectl" if model.imported else "the operator"
        hint = f"{who} is at work again: stop that for good, then run the same command again"
        raise InputError(Problem(f"{who} has put marks back on {', '.join(marked)}", hint=hint))


def _again(model: Model, run: AdoptRun) -> None:
    """The same once more, which must change nothing."""
    if run.to == FLUX:
        return  # Flux itself does it at every interval
    before = list(model.live)
    if run.to == APPLY:
        server_side(model, run, stream(model), force=False)
    else:
        done = run.tools.helm(*helm_words(model, run, "upgrade"), post=not run.chart.generated)
        ran(done, f"helm upgrade {model.release}", GOES_ON)
    scaled = {
        key_of(c.live) for c in model.children if c.live and c.wanted and "replicas" not in c.wanted.get("spec", {})
    }
    if found := proof.changed(before, Objects(run.again(model).live), scaled):
        raise InputError(
            Problem(f"a second {_verb(run)} changed {', '.join(found)}", hint="compare with the saved objects")
        )


def delete_service(model: Model, run: AdoptRun) -> None:
    """The end of a ModelService whose objects are free. Raises InputError when it does not end."""
    model = run.read(model)
    _is_free(model)
    before = list(model.live)
    name = f"modelservices.llm-d.ai/{model.name}"
    words = ("delete", name, "--namespace", model.namespace, "--cascade=orphan", "--wait=false")
    ran(run.tools.kubectl(*words), f"kubectl delete {name}")
    for _ in range(SECONDS):
        left = one(run.tools, name, model.namespace)
        if left is None:
            break
        run.sleep(PAUSE)
    else:
        raise InputError(_stays(left or {}))
    after = Objects(each for each in (one(run.tools, reference(obj), model.namespace) for obj in before) if each)
    if found := list(proof.lost(before, after, rolls=False)):
        raise InputError(Problem(text) for text in found)
    run.say(f"{model}: the ModelService is deleted, its {len(before)} objects are all there")


def _stays(service: Object) -> Problem:
    """Why a ModelService that was deleted is still there."""
    message = f"the ModelService is not gone after {SECONDS} s"
    if others := [each for each in finalizers(service) if each not in COLLECTOR]:
        hint = "whatever added it must remove it; its objects no longer refer to it"
        return Problem(f"{message}: {', '.join(others)} holds it", hint=hint)
    hint = "wait until it does; do not take the finalizer off by hand, which races with the garbage collector"
    return Problem(f"{message}: the controller manager does not answer", hint=hint)
