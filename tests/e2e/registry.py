"""A real OCI registry for charts, on loopback and without TLS."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import yaml

from tests.e2e import build
from tests.e2e.servers import free_ports, serving, wait_until

PLUGIN = "application/vnd.helm.plugin.v1+json"
EMPTY = "application/vnd.oci.empty.v1+json"


def push_plugin(repository: str, tag: str, archive: Path) -> None:
    """Push an archive of `helm plugin package` as `oras push --artifact-type` does; Helm itself pushes charts only."""
    address, _, name = repository.removeprefix("oci://").partition("/")
    base = f"http://{address}/v2/{name}"

    def send(method: str, url: str, data: bytes, kind: str) -> str:
        request = urllib.request.Request(url, data, {"Content-Type": kind}, method=method)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            return str(answer.headers.get("Location", ""))

    def blob(data: bytes, kind: str) -> dict[str, Any]:
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        where = urljoin(base, send("POST", f"{base}/blobs/uploads/", b"", "application/octet-stream"))
        send("PUT", f"{where}{'&' if '?' in where else '?'}digest={quote(digest)}", data, "application/octet-stream")
        return {"mediaType": kind, "digest": digest, "size": len(data)}

    layer = blob(archive.read_bytes(), "application/vnd.oci.image.layer.v1.tar")
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = {
        "schemaVersion": 2,
        "mediaType": kind,
        "artifactType": PLUGIN,
        "config": blob(b"{}", EMPTY),
        "layers": [{**layer, "annotations": {"org.opencontainers.image.title": archive.name}}],
    }
    send("PUT", f"{base}/manifests/{tag}", json.dumps(manifest).encode(), kind)


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
