"""One running model: its ModelService, what msvc-helm makes of it, and for each object what taking it over does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from msvc_helm import write
from msvc_helm.adopt.objects import LAST_RESORT, OPERATOR, key_of, metadata
from msvc_helm.adopt.read import Objects
from msvc_helm.api import ModelService, load
from msvc_helm.api.names import Names
from msvc_helm.bases import Bases, Candidate, config_maps
from msvc_helm.convert import convert
from msvc_helm.diff.applied import APPLY, taken_over
from msvc_helm.diff.manifests import Manifest
from msvc_helm.errors import InputError, Problem
from msvc_helm.excerpt import SourceText
from msvc_helm.expand import objects
from msvc_helm.goyaml import MappingNode
from msvc_helm.merge import Object
from msvc_helm.options import LONGEST_RELEASE
from msvc_helm.pipeline import Expansion, expand_document
from msvc_helm.plan.entries import Entry, judged
from msvc_helm.plan.words import CREATED, UNCHANGED, worst
from msvc_helm.read import Document
from msvc_helm.resources.children import APPLY_ORDER
from msvc_helm.resources.context import Options
from msvc_helm.resources.gie import NEW, OLD
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.untyped import below, mapping, maps, name_of, namespace_of


class LiveChild(NamedTuple):
    """One object of a model: as it is (None: missing), as it would be made, and what happens to it.

    `wanted` is None for an object that the operator made and msvc-helm does not.
    """

    live: Object | None
    wanted: Object | None
    entry: Entry | None

    @property
    def obj(self) -> Object:
        """The object, whichever there is."""
        found = self.wanted if self.live is None else self.live
        assert found is not None  # noqa: S101 - a child has one side at least
        return found

    @property
    def word(self) -> str:
        """What happens to it, in the words of a plan."""
        return self.entry.verdict if self.entry else UNCHANGED


@dataclass
class Model:
    """A model that runs. `values` are those for the chart, `problems` what keeps it from being expanded.

    `leaving` are the field managers of its earlier owner, and of what lost them too early; `imported` is whether that
    was not the operator.
    """

    service: Object
    release: str
    values: str = ""
    children: list[LiveChild] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    leaving: tuple[str, ...] = (OPERATOR, LAST_RESORT)
    imported: bool = False

    @property
    def name(self) -> str:
        """The name of its ModelService."""
        return name_of(self.service)

    @property
    def namespace(self) -> str:
        """The namespace of its ModelService."""
        return namespace_of(self.service) or "default"

    @property
    def uid(self) -> str:
        """The UID of its ModelService, by which its objects name it as their owner."""
        return str(metadata(self.service).get("uid") or "")

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def word(self) -> str:
        """The worst of what happens to its objects."""
        return worst(child.word for child in self.children)

    @property
    def live(self) -> list[Object]:
        """Its objects that are in the cluster."""
        return [child.live for child in self.children if child.live is not None]

    @property
    def missing(self) -> list[Object]:
        """Its objects that are not in the cluster."""
        return [child.obj for child in self.children if child.word == CREATED]


class LiveReader:
    """Makes models of objects; base configs are read once. `inline` puts them into the values."""

    def __init__(self, found: Objects, options: Options, *, inline: bool, names: dict[str, str] | None = None) -> None:
        self._found = found
        self._options = options
        self._inline = inline
        self._names = names or {}
        self._bases: dict[tuple[str, str], tuple[Candidate, ...]] = {}

    def model(self, service: Object) -> Model:
        """The model of a ModelService, with everything that is wrong with it."""
        name, namespace = name_of(service), namespace_of(service) or "default"
        release = self._names.get(f"{namespace}/{name}") or self._names.get(name) or self._names.get("") or name
        model = Model(service, release)
        if len(release) > LONGEST_RELEASE:
            message = f'"{release}" has {len(release)} characters, and the name of a release at most {LONGEST_RELEASE}'
            model.problems.append(Problem(message, hint=f"give another one: --release {model}=NAME"))
        owned = self._found.owned_by(model.uid)
        options = told(service, self._found, self._options)._replace(namespace=namespace)
        document = document_of(service, str(model))
        done = expand_document(document, self._base(service, namespace), options)
        model.warnings += done.warnings
        model.problems += done.problems
        for made in done.expansions:
            model.problems += made.refused
            model.children = self._children(made, owned, namespace)
            if not done.problems:
                model.values = self._values(document, made, options, model.problems)
        return model

    def _values(self, document: Document, made: Expansion, options: Options, problems: list[Problem]) -> str:
        service: ModelService = load(document.parse()[0])
        try:
            base = made.base if self._inline else None
            return convert(service, SourceText(document), options, base=base, gie=options.gie, titled=False).text
        except InputError as error:
            problems += error.problems
            return ""

    def _base(self, service: Object, namespace: str) -> Bases:
        ref = mapping(below(service, "spec", "baseConfigMapRef"))
        name, place = str(ref.get("name") or ""), str(ref.get("namespace") or namespace)
        if name and (place, name) not in self._bases:
            like = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": place}}
            found = self._found.get(like)
            self._bases[place, name] = (
                () if found is None else tuple(config_maps(document_of({"data": {}, **found}, f"{place}/{name}")))
            )
        return Bases(beside=self._bases.get((place, name), ()))

    def _children(self, made: Expansion, owned: list[Object], namespace: str) -> list[LiveChild]:
        out: list[LiveChild] = []
        for wanted in objects(made.children, APPLY_ORDER):
            out.append(child_of(self._found.get(wanted), wanted, namespace))
        seen = {key_of(child.obj) for child in out}
        return [*out, *(LiveChild(each, None, None) for each in owned if key_of(each) not in seen and _counts(each))]


def told(service: Object, found: Objects, otherwise: Options) -> Options:
    """The options that the operator was started with, seen in what it made; what the caller says goes before.

    The objects are found by their names: how they were made is seen also when nobody owns them any more.
    """
    names = Names(name_of(service), "", lambda _: None)

    def seen(api_version: str, kind: str, name: str) -> Object:
        about = {"name": name, "namespace": namespace_of(service)}
        return found.get({"apiVersion": api_version, "kind": kind, "metadata": about}) or {}

    def secrets(account: str) -> tuple[str, ...]:
        pulled = maps(seen("v1", "ServiceAccount", account).get("imagePullSecrets"))
        return tuple(str(each.get("name")) for each in pulled)

    binding = seen("rbac.authorization.k8s.io/v1", "RoleBinding", names.epp_role_binding)
    pools = {gie: seen(f"{group}/{gie}", "InferencePool", names.inference_pool) for gie, group in GIE_GROUPS.items()}
    options: dict[str, Any] = {
        "operator_defaults": True,
        "epp_cluster_role": str(below(binding, "roleRef", "name") or ""),
        "epp_pull_secrets": secrets(names.epp_service_account),
        "pd_pull_secrets": secrets(names.pd_service_account),
        "gie": NEW if pools[NEW] and not pools[OLD] else OLD,
    }
    return otherwise._replace(**{key: value for key, value in options.items() if key not in otherwise.said})


def child_of(live: Object | None, wanted: Object, namespace: str) -> LiveChild:
    """An object of a model, with what happens to it."""
    new = _manifest(wanted, namespace)
    if live is None:
        return LiveChild(None, wanted, judged([], [new], APPLY)[0])
    old = _manifest(live, namespace)
    merged = taken_over(old, new)
    place = {**mapping(merged.get("metadata")), "namespace": namespace_of(wanted) or namespace}
    return LiveChild(live, wanted, judged([old], [_manifest({**merged, "metadata": place}, namespace)], APPLY)[0])


def _manifest(obj: Object, namespace: str) -> Manifest:
    document = document_of(obj, name_of(obj))
    node = document.parse()[0]
    assert isinstance(node, MappingNode)  # noqa: S101 - it is written from a map
    return Manifest(node, document, namespace)


def document_of(obj: Object, source: str) -> Document:
    """The object as a document of its own, without what the server keeps in it for itself."""
    about = {key: value for key, value in metadata(obj).items() if key != "managedFields"}
    shown = {key: value for key, value in obj.items() if key != "status"}
    return Document(source, 1, 1, write.dump({**shown, "metadata": about}).encode())


def _counts(obj: Object) -> bool:
    """Whether an owned object is the operator's own: a ReplicaSet belongs to its Deployment."""
    return obj.get("kind") not in ("ReplicaSet", "Pod", "ControllerRevision")
