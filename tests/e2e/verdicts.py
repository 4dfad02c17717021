"""A real API server's verdict on many documents, asked directly: kubectl does not say which one it means.

Each document is sent as it is printed, so that Go's YAML reader reads what our writer wrote.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import yaml

from tests.e2e.kubectl import Kubectl

AT_ONCE = 4
STRICT = "dryRun=All&fieldValidation=Strict&fieldManager=tests"
Verdicts = dict[bytes, str]


class Asker:
    """Dry runs on one connection; `kubectl` says which server, and the namespace of objects that name none."""

    def __init__(self, kubectl: Kubectl, plurals: dict[tuple[str, str], str]) -> None:
        folder = kubectl.kubeconfig.parent
        config = json.loads(kubectl.kubeconfig.read_text())
        server = config["clusters"][0]["cluster"]
        trust = ssl.create_default_context(cafile=str(folder / server["certificate-authority"]))
        self._connection = http.client.HTTPSConnection(urlsplit(server["server"]).netloc, context=trust, timeout=60)
        self._headers = {"Authorization": f"Bearer {config['users'][0]['user']['token']}"}
        self._namespace = kubectl.namespace
        self._plurals = plurals

    def create(self, text: bytes) -> str:
        """What is said against making the object, as Helm 3 does; empty when nothing is."""
        return self._send("POST", self._path(text)[0], "application/yaml", text)

    def apply(self, text: bytes) -> str:
        """The same for a server-side apply, as Helm 4 does; there every list with a key may hold each key once."""
        return self._send("PATCH", "/".join(self._path(text)), "application/apply-patch+yaml", text)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _path(self, text: bytes) -> tuple[str, str]:
        obj = yaml.safe_load(text)
        api, about = obj["apiVersion"], obj["metadata"]
        root = f"/apis/{api}" if "/" in api else f"/api/{api}"
        namespace = about.get("namespace") or self._namespace
        plural = self._plurals[api, obj["kind"]]
        return f"{root}/namespaces/{namespace}/{plural}", quote(about.get("name") or "unnamed", safe="")

    def _send(self, verb: str, path: str, content: str, body: bytes) -> str:
        self._connection.request(verb, f"{path}?{STRICT}", body, {**self._headers, "Content-Type": content})
        answer = self._connection.getresponse()
        said = answer.read()
        return "" if answer.status < 300 else str(json.loads(said)["message"])


def refused(kubectl: Kubectl, texts: Iterable[bytes]) -> tuple[Verdicts, Verdicts]:
    """The documents that a strict dry run refuses to create, and to apply, each with the server's words."""
    resources = kubectl.run("api-resources", "--namespaced", "--no-headers").stdout.splitlines()
    columns = [line.split() for line in resources]  # NAME, SHORTNAMES (some), APIVERSION, NAMESPACED, KIND
    plurals = {(words[-3], words[-1]): words[0] for words in columns}
    every = list(texts)

    def ask(part: int) -> list[tuple[bytes, str, str]]:
        with contextlib.closing(Asker(kubectl, plurals)) as asker:
            return [(text, asker.create(text), asker.apply(text)) for text in every[part::AT_ONCE]]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [each for part in pool.map(ask, range(AT_ONCE)) for each in part]
    return {text: said for text, said, _ in answers if said}, {text: said for text, _, said in answers if said}
