"""A real OCI registry for charts, on loopback and without TLS."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.e2e import build
from tests.e2e.servers import free_ports, serving, wait_until


@contextlib.contextmanager
def registry(folder: Path) -> Iterator[None]:
    """A registry on loopback, without TLS; its address is in `folder`/address."""
    (port,) = free_ports(1)
    settings = {
        "version": "0.1",
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    (folder / "registry.yaml").write_text(yaml.safe_dump(settings))
    command: list[str | Path] = ["env", "OTEL_TRACES_EXPORTER=none", build.binary("registry"), "serve", "registry.yaml"]
    with serving("registry", command, folder) as server:

        def answers() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
            return False

        wait_until(answers, "the registry", [server], 30)
        (folder / "address").write_text(f"127.0.0.1:{port}")
        yield
