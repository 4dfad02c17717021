"""Workloads among the objects, their pods, and which of them are the roles of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from msvc_helm.api.names import ROLE_LABEL
from msvc_helm.api.roles import ROLES
from msvc_helm.api.workloads import KINDS, entries, templates
from msvc_helm.check.flags import parse
from msvc_helm.check.kv_transfer import CONFIG
from msvc_helm.errors import Problem, UsageError
from msvc_helm.importer.engines import Server, command_lines, server_of
from msvc_helm.importer.objects import Item
from msvc_helm.suggest import suggestion
from msvc_helm.untyped import below, mapping, maps

DECODE, PREFILL = "decode", "prefill"
ANY = ("spec", "template")
"""Where kinds that no role can be have their pod template, but for a Pod, which is one itself."""

# What the value of a label, of a flag, or of a part of a connector's settings says of a role.
_WORDS = {
    "prefill": PREFILL,
    "prefiller": PREFILL,
    "decode": DECODE,
    "decoder": DECODE,
    "both": DECODE,
    "prefill-decode": DECODE,
    "encode-prefill-decode": DECODE,
    "kv_producer": PREFILL,
    "kv_consumer": DECODE,
}
_NOT_A_ROLE = ("encode", "encoder")
_SIDECARS = ("--vllm-port", "--model-server-port", "--decoder-url")


@dataclass(frozen=True, slots=True)
class FoundWorkload:
    """A workload and its model servers; `pods` are its pod templates. `entry` is the role of a DisaggregatedSet."""

    item: Item
    pods: tuple[dict[str, Any], ...]
    servers: tuple[Server, ...]
    entry: str = ""

    @property
    def spec(self) -> dict[str, Any]:
        """What holds its number of replicas."""
        found = (entry for _, name, entry in entries(self.item.value) if name == self.entry)
        return mapping((next(found) if self.entry else self.item.value).get("spec"))


def workloads(items: list[Item]) -> list[FoundWorkload]:
    """Every workload among the objects; each role of a DisaggregatedSet is one."""
    return [workload for item in items for workload in _workloads(item)]


def _workloads(item: Item) -> Iterator[FoundWorkload]:
    if item.kind == "Pod":
        yield _workload(item, [item.value])
    elif item.kind in KINDS:
        found = list(templates(item.value, KINDS[item.kind]))
        for role in dict.fromkeys(template.role for template in found):
            yield _workload(item, [template.value for template in found if template.role == role], role)
    elif maps(below(item.value, *ANY, "spec", "containers")):
        yield _workload(item, [below(item.value, *ANY)])


def _workload(item: Item, pods: list[Any], role: str = "") -> FoundWorkload:
    known = tuple(filter(None, map(mapping, pods)))
    found = (server_of(container) for pod in known for container in containers(pod, "containers"))
    return FoundWorkload(item, known, tuple(filter(None, found)), role)


def containers(pod: dict[str, Any], *fields: str) -> Iterator[dict[str, Any]]:
    """The containers of a pod template, of both lists where none is named."""
    for field in fields or ("initContainers", "containers"):
        yield from maps(below(pod, "spec", field))


def roles(found: list[FoundWorkload], told: Mapping[str, str], warn: list[Problem]) -> dict[str, FoundWorkload]:
    """The workload of each role, all of one model. `told` says the role of objects by name or `Kind/name`.

    Raises UsageError for names that no workload has. Workloads that serve and are left are told as warnings.
    """
    _check(found, told)
    out = {role: w for w in found if (role := told.get(w.item.title) or told.get(w.item.name))}
    seen = [(w, role_of(w)) for w in found if (w.servers or _labelled(w)) and w not in out.values()]
    for workload, role in seen:
        if role in ROLES and role not in out and _same_model(workload, out):
            out[role] = workload
    unsure = [workload for workload, role in seen if not role]
    if unsure and not out:
        out[DECODE] = unsure[0]
        if len(seen) > 1:
            warn.append(unsure[0].item.problem("taken for the decode role", hint=HINT, rule="role-guessed"))
    warn += (_left(w, out) for w in found if w.servers and w not in out.values())
    return {role: out[role] for role in ROLES if role in out}


def _same_model(workload: FoundWorkload, others: Mapping[str, FoundWorkload]) -> bool:
    models = {server.model for w in (workload, *others.values()) for server in w.servers if server.model}
    return len(models) < 2


def _left(workload: FoundWorkload, roles: Mapping[str, FoundWorkload]) -> Problem:
    stays = "it stays as it is, in extraObjects"
    if _same_model(workload, roles):
        return workload.item.problem(f"serves the model in no role of its own: {stays}", hint=HINT, rule="role-left")
    message = f'serves another model, "{workload.servers[0].model}": {stays}'
    hint = "a ModelService has one model: import the objects of each by themselves, or choose one with --role"
    return workload.item.problem(message, hint=hint, rule="model-left")


HINT = "--role NAME=decode or --role NAME=prefill decides"


def _check(found: list[FoundWorkload], told: Mapping[str, str]) -> None:
    known = {name for w in found for name in (w.item.name, w.item.title)}
    titles = ", ".join(w.item.title for w in found) or "none"
    problems = [
        Problem(f'--role: no workload is called "{name}"', hint=suggestion(name, known) or f"there are {titles}")
        for name in told
        if name not in known
    ]
    twice = [role for role in ROLES if list(told.values()).count(role) > 1]
    problems += [Problem(f"--role: {role} is said of two objects, and a ModelService has one") for role in twice]
    if problems:
        raise UsageError(problems)


def _labelled(workload: FoundWorkload) -> bool:
    """Whether its pods bear the label of a role, whatever runs in them."""
    return any(_word(below(pod, "metadata", "labels", ROLE_LABEL)) in ROLES for pod in workload.pods)


def role_of(workload: FoundWorkload) -> str:
    """The role that labels, settings, a sidecar or the name tell; `encode` is one that a ModelService does not have."""
    return next(filter(None, _signs(workload)), "")


def _signs(workload: FoundWorkload) -> Iterator[str]:
    yield _word(workload.entry)
    for pod in workload.pods:
        labels = mapping(below(pod, "metadata", "labels"))
        yield _word(labels.get(ROLE_LABEL))
    for server in workload.servers:
        yield _word(server.flags.get("disaggregation-mode"))
        yield from (_word(part) for part in _settings(server) if part in ("kv_producer", "kv_consumer"))
    for pod in workload.pods:
        if any(_is_sidecar(container) for container in containers(pod)):
            yield DECODE
        yield from map(_word, mapping(below(pod, "metadata", "labels")).values())
    yield from (_word(part) for part in reversed(workload.item.name.split("-")))


def _word(value: object) -> str:
    text = str(value or "").lower()
    return _NOT_A_ROLE[0] if text in _NOT_A_ROLE else _WORDS.get(text, "")


def _settings(server: Server) -> list[str]:
    """The words of the settings of KV transfer."""
    text = server.flags.get(CONFIG)
    return text.replace('"', " ").replace(":", " ").replace(",", " ").replace("}", " ").split()


def _is_sidecar(container: dict[str, Any]) -> bool:
    """Whether a container is the routing sidecar, which runs in front of decode servers only."""
    words = [word.partition("=")[0] for line in command_lines(container) for word in line]
    return any(flag in words for flag in _SIDECARS)


def sidecar_port(workload: FoundWorkload) -> int | None:
    """The port of a workload's routing sidecar, None where it has none or does not say."""
    for pod in workload.pods:
        for container in containers(pod):
            if _is_sidecar(container):
                words = [word for line in command_lines(container) for word in line]
                return parse(list(enumerate(words)), switches=False).number("port", None)
    return None
