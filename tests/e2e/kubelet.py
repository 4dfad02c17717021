"""Runs the pods of a namespace as their objects have it, and writes into their status what came of it.

Arguments, variables, ConfigMaps, the token of the account, the user, probes: all as in the Pod that the API server
admitted. What is not needed by any preset is refused, never left out.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.containers import Container, Program, image_name, programs
from tests.e2e.kubectl import Kubectl
from tests.e2e.network import Network
from tests.e2e.probes import answers
from tests.e2e.servers import Server, has_ended, tail
from tests.e2e.volumes import at, made_volume, translated

Object = dict[str, Any]
READY_TIMEOUT = 60.0  # seconds; the picker takes about two on two idle cores


@dataclass(slots=True)
class Running:
    """A pod that was started."""

    pod: Object
    address: str
    ending: ExitStack
    servers: dict[str, Server] = field(default_factory=dict)
    ready: bool | None = None  # as written into its status

    def end(self) -> None:
        """At once: no test has requests that are to end first."""
        for server in self.servers.values():
            server.process.kill()
        self.ending.close()


@dataclass(slots=True)
class Kubelet:
    """The pods of one namespace."""

    kubectl: Kubectl
    network: Network
    folder: Path
    pods: dict[str, Running] = field(default_factory=dict)  # by UID

    def __enter__(self) -> Kubelet:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.pods.values():
            each.end()

    def named(self, part: str) -> list[Running]:
        """The pods whose names contain `part`, in the order of their names."""
        found = [each for each in self.pods.values() if part in each.pod["metadata"]["name"]]
        return sorted(found, key=lambda each: str(each.pod["metadata"]["name"]))

    def log(self, part: str) -> str:
        """What the containers of these pods have printed."""
        servers = [server for each in self.named(part) for server in each.servers.values()]
        return "\n".join(server.log.read_text(errors="replace") for server in servers)

    def sync(self) -> None:
        """Start what is new, end what is gone, and write the status of what has changed."""
        there = {pod["metadata"]["uid"]: pod for pod in self.kubectl.items("pods")}
        for uid in self.pods.keys() - there.keys():
            self.pods.pop(uid).end()
        for uid, pod in there.items():
            if "deletionTimestamp" in pod["metadata"]:
                self._end(uid, pod["metadata"]["name"])
            elif uid not in self.pods and "nodeName" in pod["spec"]:
                self.pods[uid] = self._started(pod)
        for each in self.pods.values():
            if (ready := is_ready(each)) != each.ready:
                each.ready = ready
                self._report(each)

    def _end(self, uid: str, name: str) -> None:
        if running := self.pods.pop(uid, None):
            running.end()
        self.kubectl.run("delete", "pod", name, "--grace-period=0", "--force", "--ignore-not-found")

    def settle(self, *counts: tuple[str, int], timeout: float = READY_TIMEOUT) -> None:
        """Run until there are so many pods of each name and all of them are Ready."""
        deadline = time.monotonic() + timeout
        while not (self._all_ready(counts) and self._found_by_services()):
            assert time.monotonic() < deadline, f"not ready: {counts}\n{self._said()}"
            time.sleep(0.2)

    def _all_ready(self, counts: Iterable[tuple[str, int]]) -> bool:
        self.sync()
        return all(
            len(found := self.named(part)) == count and all(each.ready for each in found) for part, count in counts
        )

    def _found_by_services(self) -> bool:
        """Whether the slices of each Service have caught up with the pods."""
        slices: dict[str, set[str]] = {}
        for each in self.kubectl.items("endpointslices"):
            ready = {end["addresses"][0] for end in each["endpoints"] or [] if end["conditions"]["ready"]}
            slices.setdefault(each["metadata"]["labels"]["kubernetes.io/service-name"], set()).update(ready)
        return all(
            slices.get(service["metadata"]["name"], set()) == {each.address for each in self._selected(service)}
            for service in self.kubectl.items("services")
        )

    def _selected(self, service: Object) -> Iterable[Running]:
        wanted = service["spec"]["selector"].items()
        pods = self.pods.values()
        return [each for each in pods if each.ready and wanted <= each.pod["metadata"]["labels"].items()]

    def _said(self) -> str:
        tails = [tail(server) for each in self.pods.values() for server in each.servers.values()]
        return "\n".join([*tails, str(self.kubectl.run("get", "pods,services,endpointslices", "-o", "wide"))])

    def _started(self, pod: Object) -> Running:
        folder = self.folder / pod["metadata"]["name"]
        folder.mkdir(parents=True)
        ending = ExitStack()
        space, address = ending.enter_context(self.network.host())
        running = Running(pod, address, ending)
        known = programs()
        volumes = {
            each["name"]: made_volume(self.kubectl, each, pod, folder) for each in pod["spec"].get("volumes", [])
        }
        for each in [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]:
            program = known.get(image_name(each["image"]))
            assert program is not None, f"nothing here plays the image {each['image']}: {sorted(known)}"
            container = self._container(each, program, running, volumes)
            running.servers[each["name"]] = ending.enter_context(container.running(space, folder))
        return running

    def _container(self, spec: Object, program: Program, running: Running, volumes: dict[str, Path]) -> Container:
        environment = self._environment(spec, running)
        mounts = {}
        for mount in spec.get("volumeMounts", []):
            mounts[mount["mountPath"]] = translated(volumes[mount["name"]], program)
        security = {**running.pod["spec"].get("securityContext", {}), **spec.get("securityContext", {})}
        words = [*spec.get("command", program.words), *spec.get("args", [])]
        command = [expanded(word, environment) for word in program.flags(words)]
        user, read_only = security.get("runAsUser", 0), security.get("readOnlyRootFilesystem", False)
        return Container(spec["name"], program, command, environment, mounts, user, read_only)

    def _environment(self, spec: Object, running: Running) -> dict[str, str]:
        """The container's variables, and those by which every pod finds the API server."""
        server = yaml.safe_load(self.kubectl.kubeconfig.read_text())["clusters"][0]["cluster"]["server"]
        host, port = server.removeprefix("https://").split(":")
        found = {
            "PATH": "/app:/usr/local/bin:/usr/bin:/bin",
            "HOSTNAME": running.pod["metadata"]["name"],
            "KUBERNETES_SERVICE_HOST": host,
            "KUBERNETES_SERVICE_PORT": port,
        }
        status = {"podIP": running.address, "hostIP": self.network.address}
        pod = {**running.pod, "status": status}
        for each in spec.get("env", []):
            source = each.get("valueFrom", {"value": None})
            assert source.keys() <= {"fieldRef", "value"}, f"not known here: {each}"
            path = source.get("fieldRef", {}).get("fieldPath")
            found[each["name"]] = expanded(each.get("value", ""), found) if path is None else at(pod, path)
        return found

    def _report(self, running: Running) -> None:
        """Write the pod's status, as its node does; the address counts from the start."""
        value = "True" if running.ready else "False"
        conditions = [{"type": kind, "status": value} for kind in ("ContainersReady", "Ready")]
        status = {
            "phase": "Running",
            "podIP": running.address,
            "podIPs": [{"ip": running.address}],
            "conditions": conditions,
        }
        words = ["--subresource=status", "--type=merge", "-p", json.dumps({"status": status})]
        self.kubectl.run("patch", "pod", running.pod["metadata"]["name"], *words)


def is_ready(running: Running) -> bool:
    """Whether all containers run, and each answers its probe."""
    if any(map(has_ended, running.servers.values())):
        return False
    return all(answers(each, running.address) for each in running.pod["spec"]["containers"])


def expanded(text: str, variables: dict[str, str]) -> str:
    """Text with `$(NAME)` replaced as Kubernetes does it."""
    return re.sub(r"\$\$|\$\((\w+)\)", lambda at: "$" if at[0] == "$$" else variables.get(at[1], at[0]), text)
