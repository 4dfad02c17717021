"""A Gateway: a real Envoy that serves the routes of a namespace, and requests to it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e import build
from tests.e2e.envoy_config import configuration
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.servers import free_ports, serving, wait_until


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def pod(self) -> str:
        """Which pod it came from."""
        return self.headers.get("x-inference-pod", "")


@dataclass(frozen=True, slots=True)
class Envoy:
    """A running Envoy, or something else that takes requests; and its configuration where it was made here."""

    port: int
    configuration: str = ""
    host: str = "127.0.0.1"

    def first(self, model: str) -> Answer:
        """The first completion that comes: a picker calls itself healthy some seconds before it listens."""

        def asked() -> Answer | None:
            answer = self.ask(model, "hello")
            return answer if answer.status == 200 else None

        return until(asked, f"an answer of {model}", timeout=30) or Answer(0, {}, "")

    def ask(self, model: str, prompt: str, **more: Any) -> Answer:
        """A chat completion."""
        body = {"model": model, "messages": [{"role": "user", "content": prompt}], **more}
        return request(self.port, "POST", "/v1/chat/completions", json.dumps(body), self.host)


def request(port: int, method: str, path: str, body: str = "", host: str = "127.0.0.1") -> Answer:
    """One request, over a connection of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request(method, path, body.encode(), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read().decode())
    finally:
        connection.close()


@contextmanager
def gateway(kubectl: Kubectl, name: str, folder: Path) -> Iterator[Envoy]:
    """An Envoy that serves the routes of a namespace whose parent is the Gateway of this name."""
    port, admin = free_ports(2)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(configuration(kubectl, name, port, admin))
    (path := folder / "envoy.json").write_text(text)
    flags = ["--config-path", str(path), "--concurrency", "1", "--disable-hot-restart", "--log-level", "warn"]
    with serving("envoy", [build.envoy(), *flags], folder) as server:

        def live() -> bool:
            try:
                return request(admin, "GET", "/ready").status == 200
            except OSError:
                return False

        wait_until(live, "Envoy", [server], timeout=30)
        yield Envoy(port, text)
