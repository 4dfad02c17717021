"""The steps that take one model over, each with what it runs, how to see that it worked, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from msvc_helm.adopt.findings import FREE, TO_DO, state
from msvc_helm.adopt.models import Model
from msvc_helm.adopt.objects import RELEASE, RELEASE_NAMESPACE, owners, resource, written_by
from msvc_helm.adopt.ways import APPLIERS, APPLY, FIELD_MANAGER, HELM, quoted
from msvc_helm.merge import Object
from msvc_helm.plan.words import UNCHANGED
from msvc_helm.untyped import name_of

# Kinds whose status changes by itself: their generation tells whether the spec did.
_WITH_STATUS = ("Deployment", "HTTPRoute", "InferencePool", "InferenceModel")
MANAGED_BY = "app.kubernetes.io/managed-by"
NEVER = "never `helm uninstall`, which deletes the running model"


@dataclass(frozen=True)
class AdoptionStep:
    """One step: a title, the lines of shell that do it and those that check it, and how to go back, in a sentence."""

    title: str
    commands: list[str]
    check: list[str] = field(default_factory=list)
    back: str = "nothing has changed"


@dataclass(frozen=True)
class Way:
    """Who has the objects afterwards; `post` are the flags by which the chart's documents go through msvc-post."""

    to: str
    post: tuple[str, ...] = ()
    flux: str = "msvc-helm flux"


def steps(model: Model, way: Way) -> Iterator[AdoptionStep]:
    """What is left to do for a model."""
    if state(model) == FREE:
        yield _proof(model, way)
        return
    if state(model) == TO_DO:
        yield _prove(model, way)
        yield _take_over(model, way)
    yield _free(model, way)
    yield _proof(model, way)


def file_of(model: Model) -> str:
    """The name of a model's files."""
    return f"{model.namespace}_{model.release}.yaml"


def reference(obj: Object) -> str:
    """`Deployment.v1.apps/qwen-decode`: an object for kubectl, which finds a kind of two groups only so."""
    return f"{resource(obj)}/{name_of(obj)}"


def delete(model: Model) -> AdoptionStep:
    """The end of the ModelService, which nothing depends on any more."""
    words = ["kubectl", "delete", "modelservices.llm-d.ai", model.name, "--namespace", model.namespace]
    look = f"looks {quoted([model.namespace, *map(reference, model.live)])} > /dev/null"
    back = "none is needed: its objects are the release's; the ModelService itself is in $DIR/saved"
    return AdoptionStep(f"{model}: delete the ModelService", [quoted([*words, "--cascade=orphan"])], [look], back)


def _prove(model: Model, way: Way) -> AdoptionStep:
    manager = APPLIERS[way.to][0]
    words = ["kubectl", "diff", "--server-side", "--force-conflicts", "--field-manager", manager]
    command = f'{quoted([*words, "--namespace", model.namespace])} --filename "$DIR/manifests/{file_of(model)}"'
    if model.word == UNCHANGED:
        return AdoptionStep(
            f"{model}: ask the API server what would change; it stops unless that is nothing", [command]
        )
    title = f"{model}: ask the API server what would change; go on only if it is what the table above names"
    return AdoptionStep(title, [f"{command} || test $? -eq 1"])


def _take_over(model: Model, way: Way) -> AdoptionStep:
    before, same = _looks(model)
    if way.to == HELM:
        commands = [_helm("install", model, way, "--take-ownership")]
        back = (
            "if Helm 4 names a conflict with the field manager `manager` only, run the line again as `helm upgrade "
            "--install` with --force-conflicts; to go back, start the operator again: it takes the objects back within "
            f"seconds and no pod restarts; then `kubectl delete secret --namespace {model.namespace} "
            f"--selector owner=helm,name={model.release}`; {NEVER}"
        )
    elif way.to == APPLY:
        words = ["kubectl", "apply", "--server-side", "--field-manager", FIELD_MANAGER, "--namespace", model.namespace]
        commands = [f'{quoted(words)} --filename "$DIR/manifests/{file_of(model)}"']
        back = "if only the field manager `manager` conflicts, add --force-conflicts; or start the operator again"
    else:
        commands = [*_marks(model), f"# Merge the HelmRelease now (made by {way.flux}), and wait until it is ready:"]
        wait = ["kubectl", "wait", "--for=condition=Ready", "--timeout=15m", f"helmrelease/{model.release}"]
        commands.append(quoted([*wait, "--namespace", model.namespace]))
        back = f"flux suspend helmrelease {model.release}, then start the operator again; {NEVER}"
    return AdoptionStep(f"{model}: take over", [before, *commands], [same], back)


def _marks(model: Model) -> list[str]:
    """The labels and annotations without which Helm does not take what it has not made."""
    labels = [f"{MANAGED_BY}=Helm"]
    notes = [f"{RELEASE}={model.release}", f"{RELEASE_NAMESPACE}={model.namespace}"]
    found = [*map(reference, model.live), "--namespace", model.namespace]
    return [
        quoted(["kubectl", "label", "--overwrite", *found, *labels]),
        quoted(["kubectl", "annotate", "--overwrite", *found, *notes]),
    ]


def _free(model: Model, way: Way) -> AdoptionStep:
    marked = [each for each in model.live if owners(each) or written_by(each, model.leaving)]
    appliers, leaving = "|".join(APPLIERS[way.to]), "|".join(model.leaving)
    unmade = {id(child.live) for child in model.children if child.wanted is None}
    lines = [
        quoted(["free", model.namespace, reference(each), model.uid, "" if id(each) in unmade else appliers, leaving])
        for each in marked
    ]
    check = [quoted(["is_free", model.namespace, reference(each), leaving]) for each in marked]
    back = "start the operator again while the ModelService is there: it takes its objects back"
    if model.imported:
        back = "kubectl apply of the old manifests, as before"
    return AdoptionStep(f"{model}: take the marks of the earlier owner off", lines, check, back)


def _proof(model: Model, way: Way) -> AdoptionStep:
    before, same = _looks(model, versions=True)
    if way.to == HELM:
        commands = [_helm("upgrade", model, way)]
    elif way.to == APPLY:
        words = ["kubectl", "apply", "--server-side", "--field-manager", FIELD_MANAGER, "--namespace", model.namespace]
        commands = [f'{quoted(words)} --filename "$DIR/manifests/{file_of(model)}"']
    else:
        commands = [f"flux reconcile helmrelease {model.release} --namespace {model.namespace} --force"]
    return AdoptionStep(f"{model}: prove that the same once more changes nothing", [before, *commands], [same])


def _looks(model: Model, *, versions: bool = False) -> tuple[str, str]:
    """The lines that write down what the objects are, and that compare."""
    found = [*map(reference, model.live)]
    what = "looks"
    fixed = [reference(each) for each in model.live if each.get("kind") not in _WITH_STATUS]
    more = f"; versions {quoted([model.namespace, *fixed])}" if versions and fixed else ""
    line = f"{{ {what} {quoted([model.namespace, *found])}{more}; }}"
    return f'{line} > "$DIR/before"', f'{line} > "$DIR/after"; same "$DIR/before" "$DIR/after"'


def _helm(verb: str, model: Model, way: Way, *flags: str) -> str:
    words = ["helm", verb, model.release]
    rest = [*way.post, *flags]
    values = f'--values "$DIR/values/{file_of(model)}"'
    place = quoted(["--namespace", model.namespace])
    return " ".join(filter(None, [quoted(words), "$CHART", place, values, quoted(rest)]))
