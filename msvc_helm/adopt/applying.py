"""The new owner's first apply: whether it is due, whether it is safe, and how it is done."""

from __future__ import annotations

import json
import os

from msvc_helm import write
from msvc_helm.adopt import proof
from msvc_helm.adopt.models import Model
from msvc_helm.adopt.objects import RELEASE, RELEASE_NAMESPACE, release_of
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.session import AdoptRun, ours
from msvc_helm.adopt.steps import MANAGED_BY, file_of, reference
from msvc_helm.adopt.tools import ran, status
from msvc_helm.adopt.ways import APPLIERS, APPLY, FIELD_MANAGER, FLUX
from msvc_helm.errors import InputError, MsvcError, Problem
from msvc_helm.untyped import title_of

GOES_ON = "no pod has restarted; settle that, and the same command run again goes on"
_FIRST = "upgrade --install"


class WaitingForFluxError(MsvcError):
    """It is Flux's turn, which is not a mistake."""


def to_apply(model: Model, run: AdoptRun) -> bool:
    """Whether the new owner has yet to apply. Raises InputError where somebody must look first."""
    if run.to == FLUX:
        return _flux(model, run)
    if run.to == APPLY:
        return not all(run.applied(each) for each in ours(model))
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
    return found != "deployed" or not all(run.applied(each) for each in ours(model))


def _flux(model: Model, run: AdoptRun) -> bool:
    """Mark the objects, so that Flux's Helm may take them. Raises WaitingForFluxError until it has."""
    if all(run.applied(each) and release_of(each)[0] == model.release for each in ours(model)):
        return False
    bare = [each for each in ours(model) if not release_of(each)[0]]
    if bare:
        _dry_run(model, run, stream(model))
    for each in bare:
        for words in (
            ("label", f"{MANAGED_BY}=Helm"),
            ("annotate", f"{RELEASE}={model.release}", f"{RELEASE_NAMESPACE}={model.namespace}"),
        ):
            command = (words[0], reference(each), "--namespace", model.namespace, "--overwrite", *words[1:])
            ran(run.tools.kubectl(*command), f"kubectl {words[0]} {title_of(each)}")
    raise WaitingForFluxError("its objects are labelled; the HelmRelease has not applied them yet")


def stream(model: Model) -> str:
    """The manifests of a model."""
    return "---\n".join(write.dump(child.wanted) for child in model.children if child.wanted is not None)


def apply(model: Model, run: AdoptRun) -> None:
    """The first apply, proved safe before. Raises InputError where it is not, or fails."""
    manifest = stream(model) if run.to == APPLY else _rendered(model, run)
    forced = _dry_run(model, run, manifest)
    run.say(
        f"{model}: the API server confirms that {'only what is allowed' if _allowed(model, run) else 'no pod'} changes"
    )
    if run.to == APPLY:
        server_side(model, run, manifest, force=forced)
        return
    flags = ["--force-conflicts"] if forced and run.tools.major > 3 else []
    done = run.tools.helm(*helm_words(model, run, _FIRST), "--take-ownership", *flags, post=not run.chart.generated)
    ran(done, f"helm {_FIRST} {model.release}", f"never helm uninstall, which deletes the running model; {GOES_ON}")


def _allowed(model: Model, run: AdoptRun) -> bool:
    return run.allowed.rolls(model) or run.allowed.creates(model)


def server_side(model: Model, run: AdoptRun, manifest: str, *, force: bool) -> None:
    """Apply manifests on the server as their new owner. Raises InputError."""
    words = ("apply", "--server-side", f"--field-manager={FIELD_MANAGER}", "--namespace", model.namespace)
    flags = ("--force-conflicts",) if force else ()
    ran(run.tools.kubectl(*words, *flags, "--filename", "-", stdin=manifest), "kubectl apply", GOES_ON)


def helm_words(model: Model, run: AdoptRun, verb: str) -> list[str]:
    """A command of Helm's for the model's release, with its chart and values."""
    values = os.path.join(run.values, file_of(model))
    return [*verb.split(), model.release, *run.chart.words(), "--namespace", model.namespace, "--values", values]


def _rendered(model: Model, run: AdoptRun) -> str:
    """What Helm would send, rendered with the cluster's answers."""
    words = [*helm_words(model, run, _FIRST), "--take-ownership", "--dry-run=server", "-o", "json"]
    done = ran(run.tools.helm(*words, post=not run.chart.generated), f"helm {_FIRST} --dry-run=server {model.release}")
    return str(json.loads(done.stdout).get("manifest", ""))


def _dry_run(model: Model, run: AdoptRun, manifest: str) -> bool:
    """Whether force is needed. Raises InputError where the API server shows what must not be."""
    made, forced = proof.dry_run(run.tools, manifest, model.namespace, APPLIERS[run.to][0], model.leaving)
    rolls, creates = run.allowed.rolls(model), run.allowed.creates(model)
    if found := list(proof.surprises(made, Objects(model.live), rolls=rolls, creates=creates)):
        raise InputError(Problem(f"the API server says: {text}") for text in found)
    return forced
