"""Addresses of their own for pods that run as processes: network namespaces on a bridge of this machine.

Loopback addresses would do without root, but a picker listens on all addresses, and the API server takes no loopback
address into an EndpointSlice: two pickers could not run, and no Service would lead anywhere.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import crds
from tests.e2e.cluster import Cluster, running
from tests.e2e.command import run

PROGRAMS = ("ip", "mount", "chroot", "setpriv", "env", "curl")  # curl asks probes of gRPC


def _ip(*words: str) -> None:
    run(["ip", *words])


@functools.cache
def why_not() -> str | None:
    """Why pods cannot run on this machine, or None when they can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "pods run in network namespaces, which only root on Linux can make"
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        return f"pods run in network namespaces: not on PATH: {', '.join(missing)}"
    name = f"msvc-{secrets.token_hex(3)}"
    if not (made := run(["ip", "netns", "add", name], check=False)).ok:
        return f"no network namespace can be made here: {made.stderr.strip()}"
    _ip("netns", "delete", name)
    return None


@dataclass(frozen=True, slots=True)
class Network:
    """A bridge: `prefix` is what its addresses begin with, and `folder` has the number of those given out."""

    name: str
    prefix: str
    folder: Path

    @property
    def address(self) -> str:
        """That of this machine, seen from every host of the bridge."""
        return f"{self.prefix}.1"

    def save(self) -> None:
        """Write down which it is, for other processes."""
        (self.folder / "network").write_text(f"{self.name} {self.prefix}")

    @classmethod
    def of(cls, folder: Path) -> Network:
        """The one that was saved in a folder."""
        name, prefix = (folder / "network").read_text().split()
        return cls(name, prefix, folder)

    def _next(self) -> int:
        with (self.folder / "network-hosts").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            number = int(file.read() or 1) + 1
            assert number < 255, "no address left: too many pods for one network"
            file.truncate(0)
            file.write(str(number))
        return number

    @contextlib.contextmanager
    def host(self) -> Iterator[tuple[str, str]]:
        """A new host: the name of its network namespace, and its address."""
        number = self._next()
        space, address = f"{self.name}-{number}", f"{self.prefix}.{number}"
        near = f"v{self.name.removeprefix('msvc')}-{number}"
        _ip("netns", "add", space)
        try:
            _ip("link", "add", near, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", near, "master", self.name, "up")
            _ip("-n", space, "addr", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", space, "link", "set", "eth0", "up")
            _ip("-n", space, "link", "set", "lo", "up")
            yield space, address
        finally:
            run(["ip", "link", "delete", near], check=False)
            _ip("netns", "delete", space)


@contextlib.contextmanager
def bridge(folder: Path) -> Iterator[Network]:
    """A new bridge with this machine on it, gone at the end of the block."""
    name = f"msvc-{secrets.token_hex(3)}"
    network = Network(name, f"10.{192 + secrets.randbelow(60)}.{secrets.randbelow(256)}", folder)
    _ip("link", "add", name, "type", "bridge")
    try:
        _ip("addr", "add", f"{network.address}/24", "dev", name)
        _ip("link", "set", name, "up")
        yield network
    finally:
        _ip("link", "delete", name)


@contextlib.contextmanager
def running_network(folder: Path) -> Iterator[Cluster]:
    """A new control plane whose pods the caller runs, its API server where pods of this network reach it."""
    folder.mkdir(parents=True, exist_ok=True)
    apis = [crds.folder(name) for name in ("gateway-api", "inference-v1", "inference-alpha")]
    with bridge(folder) as network, running(folder, apis, network.address, pretend=False) as cluster:
        network.save()
        yield cluster
