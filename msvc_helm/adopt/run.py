"""Taking models over, one at a time, until done or until the first surprise. How far a model is, the cluster says."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from msvc_helm import write
from msvc_helm.adopt import cluster, proof
from msvc_helm.adopt.command import AdoptOptions, fleet
from msvc_helm.adopt.findings import Allowed, blocking
from msvc_helm.adopt.models import LiveChild, Model
from msvc_helm.adopt.objects import (
    LAST_RESORT,
    RELEASE,
    RELEASE_NAMESPACE,
    has_operator_entry,
    key_of,
    managers,
    owners,
    release_of,
    release_patch,
    resource,
    title,
)
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.steps import MANAGED_BY, file_of, reference
from msvc_helm.adopt.tools import Tools, get, one, ran, status
from msvc_helm.adopt.ways import APPLIERS, APPLY, FIELD_MANAGER, FLUX, Chart, compact
from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files import write_file
from msvc_helm.merge import Object

ATTEMPTS = 5
SECONDS = 60  # that the controller manager has for what it does within one
PAUSE = 1.0
NOTHING_LOST = "nothing is lost: every object is as it was; run the same command again when that is settled"
_FIRST = "upgrade --install"


class Run(NamedTuple):
    """How a run takes models over: the programs, who has them afterwards, where files go, and who is told.

    `values` is a folder for the values of this run; `directory` is where people find them and the saved objects.
    """

    tools: Tools
    to: str
    chart: Chart
    asked: AdoptOptions
    values: str
    directory: str
    say: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep

    @property
    def allowed(self) -> Allowed:
        """What may happen to which model."""
        return self.asked.allowed

    def read(self, model: Model) -> Model:
        """The model as it is now."""
        found = cluster.read(self.tools, model.namespace)
        asked = self.asked._replace(names=(str(model),), releases={str(model): model.release}, allowed=Allowed())
        seen = fleet(found, asked)
        if seen.blocked:
            raise InputError(Problem(text) for text in seen.blocked)
        (now,) = seen.models
        return now

    def again(self, model: Model) -> Model:
        """The same model with its objects as they are now."""
        kinds = sorted({resource(child.obj) for child in model.children})
        found = Objects(get(self.tools, kinds, "--namespace", model.namespace))
        return replace(model, children=[LiveChild(found.get(c.obj), c.wanted, None) for c in model.children])


def take_over(model: Model, run: Run) -> None:
    """All that is left to do for a model. Raises InputError at the first surprise."""
    model = run.read(model)
    if found := list(blocking(model, run.allowed)):
        raise InputError(Problem(text) for text in found)
    before = list(model.live)
    _save(model, run)
    if _to_apply(model, run):
        _apply(model, run)
        model = run.again(model)
        _kept(before, model, run)
        run.say(f"{model}: taken over, {len(model.live)} objects")
    _free(model, run)
    model = run.again(model)
    _is_free(model)
    _again(model, run)
    model = run.again(model)
    _is_free(model)
    _kept(before, model, run)
    run.say(f"{model}: done; no object is the operator's any more, and a second {_verb(run)} changed nothing")


def _verb(run: Run) -> str:
    return "apply" if run.to == APPLY else "upgrade"


def _save(model: Model, run: Run) -> None:
    """The objects and the values in the folder of the user, where an earlier run has not put them."""
    kept = [model.service, *model.live]
    _once(run, f"saved/{file_of(model)}", write.dump({"apiVersion": "v1", "kind": "List", "items": kept}))
    _once(run, f"values/{file_of(model)}", model.values)
    write_file(os.path.join(run.values, file_of(model)), model.values, parents=True)


def _once(run: Run, path: str, text: str) -> None:
    place = os.path.join(run.directory, path)
    if not os.path.exists(place):
        write_file(place, text, parents=True)


def _to_apply(model: Model, run: Run) -> bool:
    """Whether the new owner has yet to apply. Raises InputError where somebody must look first."""
    if run.to == FLUX:
        return _flux(model, run)
    if run.to == APPLY:
        return not all(_applied(each, run) for each in _ours(model))
    found = status(run.tools, model.release, model.namespace)
    if found.startswith("pending"):
        which = f"owner=helm,name={model.release},status={found}"
        hint = f"if none runs: kubectl delete secret --namespace {model.namespace} --selector {which}"
        message = f"the release {model.release} is {found}: a Helm is at work, or was killed"
        raise InputError(Problem(message, hint=f"{hint}; that forgets the attempt and touches no object"))
    if found.startswith("uninstall"):
        raise InputError(Problem(f"the release {model.release} is {found}: look at its objects before anything else"))
    mine = [each for each in model.live if release_of(each) == (model.release, model.namespace)]
    if found == "deployed" and not mine:
        hint = f"give the model another one: --release {model}=NAME"
        raise InputError(Problem(f"there is a release {model.release} already, and it is not this model's", hint=hint))
    return found != "deployed" or not all(_applied(each, run) for each in _ours(model))


def _flux(model: Model, run: Run) -> bool:
    """Mark the objects, so that Flux's Helm may take them. Raises InputError until it has."""
    if all(_applied(each, run) and release_of(each)[0] == model.release for each in _ours(model)):
        return False
    if not any(release_of(each)[0] for each in _ours(model)):
        _dry_run(model, run, _stream(model))
        for each in _ours(model):
            for words in (
                ("label", f"{MANAGED_BY}=Helm"),
                ("annotate", f"{RELEASE}={model.release}", f"{RELEASE_NAMESPACE}={model.namespace}"),
            ):
                command = (words[0], reference(each), "--namespace", model.namespace, "--overwrite", *words[1:])
                ran(run.tools.kubectl(*command), f"kubectl {words[0]} {title(each)}")
    message = "its objects are labelled for the HelmRelease, which has not applied them yet"
    hint = "merge it (msvc-helm flux writes it), wait until it is ready, and run the same command again"
    raise InputError(Problem(message, hint=hint))


def _ours(model: Model) -> Iterator[Object]:
    """The objects in the cluster that are made here, too."""
    return (child.live for child in model.children if child.live is not None and child.wanted is not None)


def _applied(obj: Object, run: Run) -> bool:
    return bool(set(managers(obj)) & set(APPLIERS[run.to]))


def _stream(model: Model) -> str:
    return "---\n".join(write.dump(child.wanted) for child in model.children if child.wanted is not None)


def _apply(model: Model, run: Run) -> None:
    manifest = _stream(model) if run.to == APPLY else _rendered(model, run)
    forced = _dry_run(model, run, manifest)
    run.say(
        f"{model}: the API server confirms that {'only what is allowed' if _allowed(model, run) else 'no pod'} changes"
    )
    if run.to == APPLY:
        _server_side(model, run, manifest, force=forced)
        return
    flags = ["--force-conflicts"] if forced and run.tools.major > 3 else []
    done = run.tools.helm(*_helm(model, run, _FIRST), "--take-ownership", *flags, post=not run.chart.generated)
    ran(
        done, f"helm {_FIRST} {model.release}", f"never helm uninstall, which deletes the running model; {NOTHING_LOST}"
    )


def _allowed(model: Model, run: Run) -> bool:
    return run.allowed.rolls(model) or run.allowed.creates(model)


def _server_side(model: Model, run: Run, manifest: str, *, force: bool) -> None:
    words = ("apply", "--server-side", f"--field-manager={FIELD_MANAGER}", "--namespace", model.namespace)
    flags = ("--force-conflicts",) if force else ()
    ran(run.tools.kubectl(*words, *flags, "--filename", "-", stdin=manifest), "kubectl apply", NOTHING_LOST)


def _helm(model: Model, run: Run, verb: str) -> list[str]:
    values = os.path.join(run.values, file_of(model))
    return [*verb.split(), model.release, *run.chart.words(), "--namespace", model.namespace, "--values", values]


def _rendered(model: Model, run: Run) -> str:
    """What Helm would send, rendered with the cluster's answers."""
    words = [*_helm(model, run, _FIRST), "--take-ownership", "--dry-run=server", "-o", "json"]
    done = ran(run.tools.helm(*words, post=not run.chart.generated), f"helm {_FIRST} --dry-run=server {model.release}")
    return str(json.loads(done.stdout).get("manifest", ""))


def _dry_run(model: Model, run: Run, manifest: str) -> bool:
    """Whether force is needed. Raises InputError where the API server shows what must not be."""
    made, forced = proof.dry_run(run.tools, manifest, model.namespace, APPLIERS[run.to][0])
    rolls, creates = run.allowed.rolls(model), run.allowed.creates(model)
    if found := list(proof.surprises(made, Objects(model.live), rolls=rolls, creates=creates)):
        raise InputError(Problem(f"the API server says: {text}") for text in found)
    return forced


def _kept(before: list[Object], model: Model, run: Run) -> None:
    if found := list(proof.lost(before, Objects(model.live), rolls=run.allowed.rolls(model))):
        raise InputError(Problem(text) for text in found)


def _free(model: Model, run: Run) -> None:
    """Take the operator's marks off each object, in one patch each, once the new owner has applied it."""
    for child in model.children:
        if child.live is not None and (owners(child.live) or has_operator_entry(child.live)):
            if child.wanted is not None and not _applied(child.live, run):
                raise InputError(Problem(f"{title(child.live)} was not applied by its new owner: nothing is taken off"))
            _patch(child.live, model, run)


def _patch(obj: Object, model: Model, run: Run) -> None:
    now: Object | None = obj
    done = None
    for _ in range(ATTEMPTS):
        patch = release_patch(now, model.uid) if now is not None else []
        if not patch:
            return
        words = ("patch", reference(obj), "--namespace", model.namespace, "--type=json", "--patch", compact(patch))
        done = run.tools.kubectl(*words)
        if not done.code:
            return
        run.sleep(PAUSE)
        now = one(run.tools, reference(obj), model.namespace)
    if done is not None:
        ran(done, f"the patch of {title(obj)}", "somebody changes it all the time: does the operator run?")


def _is_free(model: Model) -> None:
    marked = [title(each) for each in model.live if owners(each) or has_operator_entry(each)]
    if marked:
        hint = "the operator runs again, or another one does: stop it for good, then run the same command again"
        raise InputError(Problem(f"the operator has put its marks back on {', '.join(marked)}", hint=hint))
    invented = [title(each) for each in model.live if LAST_RESORT in managers(each)]
    if invented:
        hint = f"their entry of managedFields named {LAST_RESORT} keeps whatever an upgrade removes: take it away"
        raise InputError(Problem(f"somebody took the marks off too early: {', '.join(invented)}", hint=hint))


def _again(model: Model, run: Run) -> None:
    """The same once more, which must change nothing."""
    if run.to == FLUX:
        return  # Flux itself does it at every interval
    before = list(model.live)
    if run.to == APPLY:
        _server_side(model, run, _stream(model), force=False)
    else:
        done = run.tools.helm(*_helm(model, run, "upgrade"), post=not run.chart.generated)
        ran(done, f"helm upgrade {model.release}", NOTHING_LOST)
    scaled = {
        key_of(c.live) for c in model.children if c.live and c.wanted and "replicas" not in c.wanted.get("spec", {})
    }
    if found := proof.changed(before, Objects(run.again(model).live), scaled):
        raise InputError(
            Problem(f"a second {_verb(run)} changed {', '.join(found)}", hint="compare with the saved objects")
        )


def delete_service(model: Model, run: Run) -> None:
    """The end of a ModelService whose objects are free. Raises InputError when it does not end."""
    model = run.read(model)
    _is_free(model)
    before = list(model.live)
    name = f"modelservices.llm-d.ai/{model.name}"
    words = ("delete", name, "--namespace", model.namespace, "--cascade=orphan", "--wait=false")
    ran(run.tools.kubectl(*words), f"kubectl delete {name}")
    for _ in range(SECONDS):
        if one(run.tools, name, model.namespace) is None:
            break
        run.sleep(PAUSE)
    else:
        message = f"the ModelService is not gone after {SECONDS} s: the controller manager does not answer"
        hint = "wait until it does; do not take the finalizer off by hand, which races with the garbage collector"
        raise InputError(Problem(message, hint=hint))
    after = Objects(each for each in (one(run.tools, reference(obj), model.namespace) for obj in before) if each)
    if found := list(proof.lost(before, after, rolls=False)):
        raise InputError(Problem(text) for text in found)
    run.say(f"{model}: the ModelService is deleted, its {len(before)} objects are all there")
