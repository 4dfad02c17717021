"""Containers as processes: the programs that play their images, in file systems and network namespaces of their own."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.e2e import build
from tests.e2e.servers import Server, serving

HERE = Path(__file__).parent
POOL_OF_FLAGS = "of-flags"
CONFIG_OLD, CONFIG_NEW = "inference.networking.x-k8s.io/v1alpha1", "llm-d.ai/v1alpha1"


def config_of_the_picker(text: str) -> str:
    """Its configuration under the API group that it had in the Inference Extension."""
    config = yaml.safe_load(text)
    if config["apiVersion"] == CONFIG_NEW:
        config["apiVersion"] = CONFIG_OLD
    return yaml.safe_dump(config)


def flags_of_the_picker(words: list[str]) -> list[str]:
    """Release 1.5.0 does not start with a selector in place of a pool: a pool of this name, made of the two flags."""
    kept = [word for word in words if not word.startswith(("--endpoint-selector=", "--endpoint-target-ports="))]
    return words if kept == words else [*kept, f"--pool-name={POOL_OF_FLAGS}"]


@dataclass(frozen=True, slots=True)
class Program:
    """What runs in place of an image: its entrypoint, the files it is made of (inside → here), what it takes otherwise.

    `keys` has what changes in files of ConfigMaps, `flags` what in the words; nothing else of a container is changed.
    """

    words: tuple[str, ...]
    made_of: dict[str, Path]
    keys: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    flags: Callable[[list[str]], list[str]] = list


def _python(script: str) -> Program:
    """A script of this folder, by the interpreter of these tests."""
    interpreter = os.path.realpath(sys.executable)
    inside = f"/app/{script}"
    return Program((interpreter, "-I", inside), {sys.base_prefix: Path(sys.base_prefix), inside: HERE / script})


def programs() -> dict[str, Program]:
    """Which program plays which image of the presets, and what of its input is translated. llm-d's are not run here."""
    parts, keys = {"/app/epp": build.binary("epp")}, {"plugins.yaml": config_of_the_picker}
    picker = Program(("/app/epp",), parts, keys, flags_of_the_picker)
    return {
        "ghcr.io/llm-d/llm-d-router-endpoint-picker": picker,
        "ghcr.io/llm-d/llm-d-inference-sim": _python("model_server.py"),
        "ghcr.io/llm-d/llm-d-router-disagg-sidecar": _python("sidecar.py"),
        "docker.io/envoyproxy/envoy": Program(("envoy",), {"/app/envoy": build.envoy()}),
    }


@dataclass(frozen=True, slots=True)
class Container:
    """A container as it is to run; mounts are paths inside → folders here."""

    name: str
    program: Program
    command: list[str]  # with its arguments
    environment: dict[str, str]
    mounts: dict[str, Path]
    user: int
    read_only: bool

    def script(self, root: Path) -> str:
        """A shell script that becomes the program, with a file system on `root` that nobody else sees."""
        lines = [
            "set -e",
            f"mount -t tmpfs tmpfs {root}",
            f"cd {root}",
            "mkdir usr dev proc etc && mkdir -m 1777 tmp && mount --rbind /usr usr",
            "mount --rbind /dev dev && mount -t tmpfs tmpfs dev/shm && mount --rbind /proc proc",
            "for d in bin lib lib64 sbin; do "
            "if [ -L /$d ]; then cp -P /$d .; elif [ -d /$d ]; then mkdir $d && mount --rbind /$d $d; fi; done",
            *(_bind(inside, outside) for inside, outside in {**self.program.made_of, **self.mounts}.items()),
        ]
        if self.read_only:
            lines.append(f"mount -o remount,ro {root}")
        user = f"setpriv --reuid {self.user} --regid {self.user} --clear-groups --pdeathsig KILL"
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        command = shlex.join(["env", "-i", *variables, *self.command])
        return "\n".join([*lines, f"exec chroot {root} {user} {command}"])

    @contextmanager
    def running(self, space: str, folder: Path) -> Iterator[Server]:
        """The process, in a network namespace, its log in `folder`."""
        (root := folder / f"root-{self.name}").mkdir()
        command = ["ip", "netns", "exec", space, "sh", "-c", self.script(root)]
        with serving(self.name, command, folder) as server:
            yield server


def _bind(inside: str, outside: Path) -> str:
    """The line that makes a file or folder appear inside."""
    target, source = shlex.quote(f".{inside}"), shlex.quote(str(outside))
    make = f"mkdir -p {target}" if outside.is_dir() else f"mkdir -p $(dirname {target}) && touch {target}"
    return f"{make} && mount --rbind {source} {target}"


def image_name(image: str) -> str:
    """An image without its tag and digest."""
    name, _, _ = image.partition("@")
    head, _, last = name.rpartition("/")
    return f"{head}/{last.partition(':')[0]}"
