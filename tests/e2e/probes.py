"""Readiness probes, asked as a node asks them."""

from __future__ import annotations

import http.client
from collections.abc import Iterable
from typing import Any

from tests.e2e.command import run

Object = dict[str, Any]


def answers(container: Object, address: str) -> bool:
    """Whether a container's readiness probe passes; without one it does."""
    match container.get("readinessProbe", {}):
        case {"httpGet": {"path": path, "port": port}}:
            return _http(address, _number(port, container["ports"]), path)
        case {"grpc": {"port": port, "service": service}}:
            return _grpc(address, port, service)
        case probe:
            assert not probe, f"not known here: {probe}"
            return True


def _number(port: int | str, ports: Iterable[Object]) -> int:
    """A port's number; a name must be one of the container's."""
    return port if isinstance(port, int) else {each["name"]: int(each["containerPort"]) for each in ports}[port]


def _http(address: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _grpc(address: str, port: int, service: str) -> bool:
    """Ask grpc.health.v1.Health: the one field of the question is the service, that of the answer SERVING (1)."""
    question = f"\0\0\0\0{chr(len(service) + 2)}\n{chr(len(service))}{service}"
    headers = ["--header", "Content-Type: application/grpc", "--header", "TE: trailers"]
    url = f"http://{address}:{port}/grpc.health.v1.Health/Check"
    words = ["--silent", "--max-time", "2", "--http2-prior-knowledge", *headers, "--data-binary", "@-", url]
    return run(["curl", *words], stdin=question, check=False).stdout == "\0\0\0\0\2\b\1"
