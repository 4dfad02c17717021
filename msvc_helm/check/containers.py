"""A container of a pod: its program, its ports, and what the ModelService says of it."""

from __future__ import annotations

from msvc_helm.check.programs import ENGINES, PICKER, SGLANG, UNKNOWN, Program, program_of
from msvc_helm.typed import Any
from msvc_helm.types.image import name_and_tag
from msvc_helm.untyped import maps, texts

SERVING_PORT = 8000  # where nothing says otherwise, and but for these:
SERVING_PORTS = {SGLANG: 30000}
MOST_RANKS = 64  # ports of data-parallel ranks that are looked at
MULTI_PORT = "data-parallel-multi-port-external-lb"
PICKER_PORTS = (("grpc-port", 9002), ("grpc-health-port", 9003), ("metrics-port", 9090))


class Container:
    """A container of a pod.

    `key` is the child's, `at` the field of its pod template there, `field` and `index` its place in the pod, `owner`
    what the ModelService says of it (None: nothing) and `owner_path` where; `native` says that it is a native sidecar,
    `runs` that it runs as long as the pod.
    `name`, `image` (the last part of the reference, without tag) and `tag` are empty where there is none.
    `declared` are its ports with their names, `listens` those its program serves on (None: unknown), `opens` all that
    are known to be open; `secret` says that it may open others, which nothing here shows.
    `variables` are those it has without its `env`; `beside` is the same container for each other program that
    its script starts for the same time.
    """

    __slots__ = (
        "args",
        "at",
        "beside",
        "command",
        "declared",
        "env",
        "field",
        "image",
        "index",
        "key",
        "listens",
        "name",
        "native",
        "opens",
        "owner",
        "owner_path",
        "program",
        "runs",
        "secret",
        "spec",
        "tag",
    )

    def __init__(
        self,
        key: str,
        at: str,
        field: str,
        index: int,
        spec: dict[str, Any],
        owner: tuple[str, dict[str, Any]] | None,
        variables: dict[str, str] | None = None,
    ):
        self.key = key
        self.at = at
        self.field = field
        self.index = index
        self.spec = spec
        self.owner_path = owner[0] if owner else ""
        self.owner = owner[1] if owner else None
        self.name = str(spec.get("name") or "")
        self.image, self.tag = name_and_tag(spec.get("image"))
        self.native = field == "initContainers" and spec.get("restartPolicy") == "Always"
        self.env = {entry["name"]: entry for entry in maps(spec.get("env")) if isinstance(entry.get("name"), str)}
        self.command = texts(spec.get("command"))
        self.args = texts(spec.get("args"))
        known = {**(variables or {}), **{name: _value(name, entry) for name, entry in self.env.items()}}
        self.program: Program = program_of(self.command, self.args, self.image, known, self.own_args)
        ports = maps(spec.get("ports"))
        self.runs = self.native or field == "containers"
        self.declared = {
            p["containerPort"]: str(p.get("name") or "") for p in ports if isinstance(p.get("containerPort"), int)
        }
        self.listens = _listens(self.program)
        self.opens = self.declared.keys() | (self.listens or set())
        self.secret = self.program.name == UNKNOWN and not self.declared
        self.beside: tuple[Container, ...] = ()
        if self.program.beside or self.program.company:
            self._in_company()

    def _in_company(self) -> None:
        """Know the container by each of the programs that run at once, each with its own ports."""
        self.secret = self.program.company
        self.beside = tuple(self._as(program) for program in self.program.beside)
        for other in self.beside:
            other.beside = (self, *(each for each in self.beside if each is not other))
            self.opens = self.opens | other.opens
        if self.program.company:
            self.listens = None

    def _as(self, program: Program) -> Container:
        """The same container as the one of another program."""
        out = object.__new__(Container)
        for name in Container.__slots__:
            if name != "beside":
                setattr(out, name, getattr(self, name))
        out.program, out.listens = program, _listens(program)
        out.opens = self.declared.keys() | (out.listens or set())
        return out

    @property
    def own_args(self) -> int:
        """How many of its arguments, the first ones, are the ModelService's."""
        return len((self.owner or {}).get("args") or ())

    def mount_at(self, path: str) -> dict[str, Any] | None:
        """The volume mount that holds a path."""
        mounts = maps(self.spec.get("volumeMounts"))
        return next((m for m in mounts if holds(m, path)), None)


def _value(name: str, entry: dict[str, Any]) -> str:
    """The value of a variable; where only the cluster knows it, a reference to itself, which stays as it is."""
    value = entry.get("value", "$" if "valueFrom" in entry else "")
    return value if isinstance(value, str) and value != "$" else f"$({name})"


def _listens(program: Program) -> set[int] | None:
    """The ports that a program serves on, from its flags; None when that cannot be known."""
    if program.name == UNKNOWN:
        return None
    flags = program.flags
    if program.name == PICKER:
        return {n for name, default in PICKER_PORTS if (n := flags.number(name, default)) is not None}
    port = flags.number("port", SERVING_PORTS.get(program.name, SERVING_PORT))
    if (
        port is None
        or "uds" in flags
        or (MULTI_PORT not in flags and any("external-lb" in flag for flag in flags.given))
    ):
        return None
    if MULTI_PORT in flags:
        return _of_ranks(program, port)
    ranks = 1 if program.name in ENGINES else flags.number("data-parallel-size", 1) or 1
    return set(range(port, port + min(ranks, MOST_RANKS)))


def _of_ranks(program: Program, port: int) -> set[int] | None:
    """The ports of the ranks that one vLLM starts in a pod, and of their supervisor."""
    flags = program.flags
    local = "data-parallel-size-local" if "data-parallel-size-local" in flags else "data-parallel-size"
    ranks, supervisor = flags.number(local, 1), flags.number("data-parallel-supervisor-port", None)
    return {*range(port, port + min(ranks, MOST_RANKS)), supervisor} if ranks and supervisor else None


def holds(mount: dict[str, Any], path: str) -> bool:
    """Whether a path of the container is in what is mounted."""
    return f"{path}/".startswith(f"{str(mount.get('mountPath') or '/').rstrip('/')}/")
