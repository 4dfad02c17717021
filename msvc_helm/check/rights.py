"""What the endpoint picker's account may do against what its version watches."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.epp import TODAYS
from msvc_helm.check.finding import ERROR, Found, Location, in_child, listed, rule
from msvc_helm.check.view import Pod, View
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.typed import Any
from msvc_helm.untyped import below, maps, texts

WATCH = ("get", "list", "watch")
ROLES, BINDINGS = ("Role", "ClusterRole"), ("RoleBinding", "ClusterRoleBinding")
_OURS = ("inferenceobjectives", "inferencemodelrewrites")


@rule("role-unbound", ERROR)
def unbound(view: View) -> Iterator[Found]:
    """Roles that no binding refers to by kind and name.

    Why: A binding to a missing role grants nothing.

        extraObjects: |
          - {kind: Role, metadata: {name: picker}, rules: []}
          - kind: RoleBinding
            roleRef: {kind: Role, name: pickers} # the Role is called picker
    """
    bindings = [obj for _, obj in view.of_kind(*BINDINGS)]
    given = {(below(b, "roleRef", "kind"), below(b, "roleRef", "name")) for b in bindings}
    for key, role in view.of_kind(*ROLES) if bindings else ():
        kind, name = str(role.get("kind")), below(role, "metadata", "name")
        if (kind, name) not in given and "aggregationRule" not in role and not _aggregated(role):
            message = f'no binding gives anybody the {kind} "{name}" (given: {listed(f"{k} {n}" for k, n in given)})'
            yield Found(message, in_child(key, "metadata.name", f"kind: {kind}", str(name)))


def _aggregated(role: dict[str, Any]) -> bool:
    """Whether another role takes its rules by label."""
    labels = below(role, "metadata", "labels") or {}
    return any(str(label).startswith("rbac.authorization.k8s.io/aggregate") for label in labels)


@rule("picker-rights", ERROR)
def picker_rights(view: View) -> Iterator[Found]:
    """Rights that the endpoint picker needs, and that none of the roles made here gives its account.

    Why: Without them the endpoint picker finds no pods, or does not start.

        extraObjects: |
          - kind: Role
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [get, list]} # watch is missing
    """
    for pod, picker in view.picked():
        bindings = [(key, b) for key, b in view.of_kind(*BINDINGS) if _for_account(view, b, pod)]
        rules = list(_rules(view, [binding for _, binding in bindings]))
        if None in rules or not list(view.of_kind(*BINDINGS)):
            continue  # by a role that is in the cluster already
        missing = [lacking for need in _needs(view, picker) if (lacking := _lacking(need, rules))]
        if missing:
            account = pod.spec.get("serviceAccountName") or "default"
            message = f'the endpoint picker\'s account "{account}" may not {"; ".join(map(_words, missing))}'
            yield Found(message, _spot(view, pod), "give it these rights by a Role and a RoleBinding")


Need = tuple[str, str, tuple[str, ...]]


def _needs(view: View, picker: Container) -> Iterator[Need]:
    """The API groups, resources and verbs that a picker needs.

    Seen with the picker of llm-d-router 0.10; of others only what all of them watch is asked.
    """
    yield "", "pods", WATCH
    if "endpoint-selector" not in picker.program.flags and view.pools():
        yield picker.program.flags.get("pool-group") or GIE_GROUPS["v1"], "inferencepools", WATCH
    if picker.image == TODAYS and "endpoint-selector" not in picker.program.flags:
        for group in ("llm-d.ai", GIE_GROUPS["v1alpha2"]):
            yield from ((group, resource, WATCH) for resource in _OURS)


def _words(need: Need) -> str:
    group, resource, verbs = need
    return f"{', '.join(verbs)} {resource}{f' of {group}' if group else ''}"


def _for_account(view: View, binding: dict[str, Any], pod: Pod) -> bool:
    account = pod.spec.get("serviceAccountName") or "default"
    home = below(binding, "metadata", "namespace") or view.namespace
    for subject in maps(binding.get("subjects")):
        namespace = subject.get("namespace") or home
        if (subject.get("kind"), subject.get("name")) == ("ServiceAccount", account) and namespace == view.namespace:
            return True
    return False


def _rules(view: View, bindings: list[dict[str, Any]]) -> Iterator[dict[str, Any] | None]:
    """The rules of the bindings' roles; None for a role that is not made here, and may be in the cluster."""
    unbound = [role for _, role in view.of_kind(*ROLES)]
    for binding in bindings:
        ref = binding.get("roleRef") or {}
        made = [
            r for r in unbound if (r.get("kind"), below(r, "metadata", "name")) == (ref.get("kind"), ref.get("name"))
        ]
        if not made and ref.get("kind") == "ClusterRole":
            yield None
        for role in made:
            yield from maps(role.get("rules"))


def _lacking(need: Need, rules: list[dict[str, Any] | None]) -> Need | None:
    """What of a need no rule allows."""
    group, resource, verbs = need
    given: set[str] = set()
    for each in rules:
        if each and _has(each.get("apiGroups"), group) and _has(each.get("resources"), resource):
            given.update(texts(each.get("verbs")) if not each.get("resourceNames") else ())
    lacking = () if "*" in given else tuple(verb for verb in verbs if verb not in given)
    return (group, resource, lacking) if lacking else None


def _has(named: Any, one: str) -> bool:
    return any(word in (one, "*") for word in texts(named))


def _spot(view: View, pod: Pod) -> Location:
    """Where the first role is, else the picker's pods."""
    for key, role in view.of_kind(*ROLES):
        return in_child(key, "rules", f"kind: {role.get('kind')}", "rules")
    return in_child(pod.key, f"{pod.at}.spec.serviceAccountName", "serviceAccountName")
