"""Names of objects that are made here, and nobody refers to, or that are nearly those which somebody refers to."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, INFO, WARNING, Found, Location, in_child, rule
from msvc_helm.check.near import near
from msvc_helm.check.prerequisites import references
from msvc_helm.check.view import View
from msvc_helm.untyped import below, maps

KINDS = ("ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim", "ResourceClaimTemplate")
DEFAULT = "default"  # the account that every namespace has


@rule("name-nearly", ERROR)
def nearly(view: View) -> Iterator[Found]:
    """Names in pods that are similar to the names of generated objects.

    Why: A pod waits for the missing object.

        serviceAccountName: qwen3-epp-acount # the ServiceAccount that is made is called qwen3-epp-account
    """
    for kind, name, spot in _lost(view):
        found = near(name, _made(view, kind), names=True)
        if found:
            yield Found(f'there is no {kind} "{name}", and "{found}" is made', spot, f'did you mean "{found}"?')


@rule("made-for-nobody", WARNING)
def for_nobody(view: View) -> Iterator[Found]:
    """Missing objects that pods refer to, while an object of the same kind is generated and unused.

    Why: One of the two names is probably wrong.

        serviceAccountName: models # while the ServiceAccount that is made is called picker
    """
    used = {(kind, name) for kind, name, _ in _referred(view)}
    for kind, name, spot in _lost(view):
        idle = [each for each in _made(view, kind) if (kind, each) not in used]
        if idle and not near(name, _made(view, kind), names=True):
            yield Found(f'there is no {kind} "{name}", and nothing refers to "{idle[0]}", which is made', spot)


@rule("needs-account", INFO)
def accounts(view: View) -> Iterator[Found]:
    """ServiceAccounts.

    Why: Pods are not created without their account.

        serviceAccountName: models-reader
    """
    where = f' in the namespace "{view.namespace}"' if view.namespace else ""
    for name, spot in {name: spot for kind, name, spot in _lost(view) if kind == KINDS[0]}.items():
        yield Found(f'ServiceAccount "{name}"{where} must exist', spot)


@rule("needs-claim-template", INFO)
def claim_templates(view: View) -> Iterator[Found]:
    """ResourceClaimTemplates that must exist.

    Why: Pods wait for a claim whose template is missing.

        resourceClaims: [{name: gpu, resourceClaimTemplateName: gpus}] # and nothing makes it
    """
    where = f' in the namespace "{view.namespace}"' if view.namespace else ""
    for name, spot in {name: spot for kind, name, spot in _lost(view) if kind == KINDS[-1]}.items():
        yield Found(f'ResourceClaimTemplate "{name}"{where} must exist', spot)


def _lost(view: View) -> Iterator[tuple[str, str, Location]]:
    """The references to what is not made here."""
    return ((kind, name, spot) for kind, name, spot in _referred(view) if name not in _made(view, kind))


def _made(view: View, kind: str) -> list[str]:
    def names(view: View) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for _, obj in view.of_kind(*KINDS):
            out[str(obj.get("kind"))].append(str(below(obj, "metadata", "name")))
        return out

    found: list[str] = view.once("made names", names)[kind]
    return found


def _referred(view: View) -> list[tuple[str, str, Location]]:
    found: list[tuple[str, str, Location]] = view.once("references", lambda view: list(_each(view)))
    return found


def _each(view: View) -> Iterator[tuple[str, str, Location]]:
    """What pods refer to by name: the kind, the name, and where."""
    yield from ((kind, name, spot) for kind, name, _, spot in references(view))
    for pod in view.pods:
        account = pod.spec.get("serviceAccountName")
        if isinstance(account, str) and account not in ("", DEFAULT):
            spot = in_child(pod.key, f"{pod.at}.spec.serviceAccountName", "serviceAccountName")
            yield KINDS[0], account, spot
        for index, claim in enumerate(maps(pod.spec.get("resourceClaims"))):
            template = claim.get("resourceClaimTemplateName")
            if isinstance(template, str):
                path = f"{pod.at}.spec.resourceClaims[{index}].resourceClaimTemplateName"
                yield KINDS[-1], template, in_child(pod.key, path, "resourceClaimTemplateName")
