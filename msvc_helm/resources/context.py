"""What every child's builder is given."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable, Iterable, Mapping

from msvc_helm.api import ModelService
from msvc_helm.api.autoscaling import Autoscaling
from msvc_helm.api.model_source import ModelSource
from msvc_helm.api.names import Names
from msvc_helm.api.roles import PICKER, WORKLOADS
from msvc_helm.api.workloads import key_of, keys_of
from msvc_helm.errors import Problem
from msvc_helm.merge import Object, merge
from msvc_helm.resources.accounts import Account
from msvc_helm.resources.kinds import GIE_DEFAULT, Child
from msvc_helm.resources.replaced import replaced
from msvc_helm.typed import Any, NamedTuple


class Options(NamedTuple):
    """What the caller decides for all ModelServices of a run.

    `epp_cluster_role` is the ClusterRole that the endpoint picker is bound to (empty: no RoleBinding), the pull
    secrets are Secret names for the two ServiceAccounts, `namespace` is for ModelServices that name none, `gie` the
    version of the Gateway API Inference Extension to write for, `inference_objective`
    whether an InferenceModel that the target API no longer has becomes an InferenceObjective,
    `operator_defaults` whether objects have what the operator and the server left in them, `checked` whether the
    post-renderer says what `msvc-helm check` finds, `kube_version` the cluster's version where it is known,
    `said` the names of those that the caller gave.
    """

    epp_cluster_role: str = ""
    epp_pull_secrets: tuple[str, ...] = ()
    pd_pull_secrets: tuple[str, ...] = ()
    namespace: str = ""
    gie: str = GIE_DEFAULT
    inference_objective: bool = False
    operator_defaults: bool = False
    checked: bool = False
    kube_version: str = ""
    said: tuple[str, ...] = ()


class Context(NamedTuple):
    """One ModelService on its way to its children. `base` holds the base config's children, typed, by key.

    `render` makes an argument of a container from its template and its field path; `again` has the base config's
    children and that function for a variant: a ModelService with its section, and its name.
    """

    service: ModelService
    names: Names
    source: ModelSource
    options: Options
    base: Mapping[str, Any]
    warn: Callable[[Problem], None]
    kinds: Mapping[str, Child]
    autoscaling: Mapping[str, Autoscaling]
    render: Callable[[str, str], str]
    again: Callable[[ModelService, str], tuple[Mapping[str, Any], Callable[[str, str], str]]]
    accounts: Mapping[str, Account]

    @property
    def namespace(self) -> str:
        """The namespace of every child; empty when neither the ModelService nor the caller names one."""
        return self.service.namespace or self.options.namespace

    def role(self, role: str) -> Object | None:
        """The ModelService's section for a role (`prefill`, `decode`), None when absent."""
        section: Object | None = self.service.spec.get(role)
        return section

    def has_role(self, role: str) -> bool:
        """Whether the role's workload is made: it is in the ModelService or in the base."""
        return self.role(role) is not None or bool(keys_of(role, self.base))

    def workload(self, role: str) -> str:
        """The key of the child that has the role's pods."""
        return key_of(role, self.base)

    @property
    def has_picker(self) -> bool:
        """Whether there is an endpoint picker: it is made from the base config only."""
        return WORKLOADS[PICKER] in self.base

    def autoscaled(self, role: str) -> bool:
        """Whether an autoscaler owns the role's number of pods, so that its workload must not name one."""
        return bool(self.service.spec.get("decoupleScaling")) or role in self.autoscaling

    def identity(self, key: str, name: str) -> Object:
        """apiVersion, kind, name and namespace of the child `key`: set whatever the base says."""
        child = self.kinds[key]
        metadata = {"name": name}
        if self.namespace:
            metadata["namespace"] = self.namespace
        return {"apiVersion": child.api_version, "kind": child.kind, "metadata": metadata}

    def build(self, key: str, name: str, layer: Object, base: Object | None = None) -> Object:
        """The base's child `key` (or `base` in its place) with its identity and `layer` merged over it."""
        if base is None:
            self.warn_replaced(key, layer)
        base = dict(base or self.base.get(key) or {})
        metadata = {k: v for k, v in (base.pop("metadata", None) or {}).items() if k not in ("name", "namespace")}
        out = self.identity(key, name)
        out["metadata"] |= metadata
        for field_ in ("apiVersion", "kind"):
            base.pop(field_, None)
        return merge(out | base, layer)

    def warn_replaced(self, key: str, layer: Object) -> None:
        """Warn of what the base's child `key` says and `layer`, or the child's identity, replaces."""
        base = self.base.get(key)
        if base:
            identity = {"kind": self.kinds[key].kind, "metadata": {"namespace": self.namespace}}
            self.warn_of(key, (*replaced(base, identity), *replaced(base, layer)))

    def warn_of(self, key: str, problems: Iterable[Problem]) -> None:
        """Warn of problems of the base's child `key`."""
        for problem in problems:
            self.warn(problem._replace(path=f"{key}: {problem.path}"))
