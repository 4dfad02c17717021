"""A real Kubernetes control plane on loopback: etcd, API server, controllers, scheduler, and one pretended node.

The node is kwok's: pods scheduled to it turn Ready at once and no container runs. It offers GPUs enough for any test.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e import build, crds
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.servers import Server, free_ports, serving, wait_until

START_TIMEOUT = 180.0  # seconds; about 6 on two idle cores, much more when builds or other tests share them
CRD_TIMEOUT = 60
NODE = "gpu-node"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running control plane, known by the folder of its files."""

    folder: Path

    @property
    def kubeconfig(self) -> Path:
        """The kubeconfig of an administrator."""
        return self.folder / "kubeconfig"

    def kubectl(self, namespace: str = "default") -> Kubectl:
        """`kubectl` as administrator."""
        return Kubectl(self.kubeconfig, namespace)

    def create_namespace(self, name: str) -> Kubectl:
        """A new namespace in which pods can be made at once, and `kubectl` in it."""
        kubectl = self.kubectl(name)
        kubectl.run("create", "namespace", name)
        kubectl.run("wait", "serviceaccount/default", "--for=create", "--timeout=60s")
        return kubectl

    def delete_namespace(self, name: str) -> None:
        """Start the deletion of a namespace and of all that is in it, without waiting for its end."""
        self.kubectl().run("delete", "namespace", name, "--wait=false", "--ignore-not-found")

    def install_crds(self, *sources: Path) -> None:
        """Make the CRDs of files or folders, and wait until the API server serves them."""
        files = [f"--filename={source}" for source in sources]
        made = self.kubectl().run("apply", "--server-side", "-o", "name", *files).stdout.split()
        words = ["wait", "--for=condition=Established", f"--timeout={CRD_TIMEOUT}s", *made]
        # `kubectl wait` fails where a large one has no condition yet.
        until(lambda: self.kubectl().run(*words, check=False).ok, "the CRDs served", CRD_TIMEOUT)

    def add_node(self, name: str, **labels: str) -> None:
        """A pretended node with room for everything; labels as a cloud provider would set them."""
        self.kubectl().run("create", "-f", "-", stdin=json.dumps(node(name, labels)))


def node(name: str, labels: dict[str, str]) -> dict[str, Any]:
    """A Node that kwok keeps Ready."""
    room = {"cpu": "10k", "memory": "100Ti", "ephemeral-storage": "100Ti", "pods": "10k"}
    gpus = {"nvidia.com/gpu": "10k", "amd.com/gpu": "10k", "rdma/ib": "10k"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **labels}},
        "status": {"capacity": {**room, **gpus}, "allocatable": {**room, **gpus}},
    }


@contextlib.contextmanager
def running(
    folder: Path, crd_sources: Iterable[Path] = (), address: str = "127.0.0.1", pretend: bool = True
) -> Iterator[Cluster]:
    """A new control plane, files and logs in `folder`, stopped at the end of the block. Raises servers.StartError.

    `address` is the API server's. Whoever calls without `pretend` runs the pods of the node.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder)
    deadline = time.monotonic() + START_TIMEOUT
    with contextlib.ExitStack() as stack:
        etcd_port, api_port = free_ports(2)
        servers: list[Server] = []

        def start(name: str, *flags: str) -> None:
            servers.append(stack.enter_context(serving(name, [build.binary(name), *flags], folder)))

        def wait(what: str, *words: str) -> None:
            def answers() -> bool:
                return cluster.kubectl().run(*words, check=False).ok

            wait_until(answers, what, servers, deadline - time.monotonic())

        _write_credentials(cluster, f"https://{address}:{api_port}")
        start("etcd", *_etcd_flags(folder, etcd_port))
        start("kube-apiserver", *_apiserver_flags(folder, address, api_port, etcd_port))
        wait("the API server", "get", "--raw=/readyz")
        start("kube-controller-manager", *_controller_flags(folder, "*" if pretend else "*,-node-lifecycle-controller"))
        start("kube-scheduler", "--kubeconfig=kubeconfig", "--leader-elect=false", "--secure-port=0")
        cluster.add_node(NODE)
        if pretend:
            start("kwok", "--kubeconfig=kubeconfig", "--manage-all-nodes=true", "--node-lease-duration-seconds=40")
        else:  # nothing beats its heart, and no controller minds
            cluster.kubectl().run("taint", "node", NODE, "node.kubernetes.io/not-ready-")
        if sources := list(crd_sources):
            cluster.install_crds(*sources)
        if pretend:
            wait("the node", "wait", "--for=condition=Ready", f"node/{NODE}", "--timeout=1s")
        wait("the default service account", "get", "serviceaccount", "default")
        yield cluster


def route_crds() -> list[Path]:
    """Gateway API, the inference extension in today's API and the operator's, and groups of pods: what models need."""
    return [crds.folder(name) for name in ("gateway-api", "inference-v1alpha2", "inference-v1", "groups")]


def _write_credentials(cluster: Cluster, url: str) -> None:
    """An administrator's token, and the kubeconfig that uses it."""
    token = secrets.token_hex(16)
    (cluster.folder / "tokens.csv").write_text(f"{token},admin,admin,system:masters\n")
    server = {"server": url, "certificate-authority": "certificates/apiserver.crt"}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "e2e", "cluster": server}],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "admin"}}],
        "current-context": "e2e",
    }
    cluster.kubeconfig.write_text(json.dumps(config))


def _etcd_flags(folder: Path, port: int) -> list[str]:
    url, peers = f"http://127.0.0.1:{port}", "http://127.0.0.1:0"  # nobody joins, so any peer port will do
    return [
        f"--data-dir={folder / 'etcd'}", f"--listen-client-urls={url}", f"--advertise-client-urls={url}",
        f"--listen-peer-urls={peers}", f"--initial-advertise-peer-urls={peers}", f"--initial-cluster=default={peers}",
        "--unsafe-no-fsync",
    ]  # fmt: skip


def _apiserver_flags(folder: Path, address: str, port: int, etcd_port: int) -> list[str]:
    # The server makes its own certificate in --cert-dir; its key also signs service account tokens.
    certificates = folder / "certificates"
    return [
        f"--etcd-servers=http://127.0.0.1:{etcd_port}", f"--bind-address={address}", f"--secure-port={port}",
        f"--cert-dir={certificates}", f"--token-auth-file={folder / 'tokens.csv'}", "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.96.0.0/16",
        f"--service-account-key-file={certificates / 'apiserver.key'}",
        f"--service-account-signing-key-file={certificates / 'apiserver.key'}",
        f"--requestheader-client-ca-file={certificates / 'apiserver.crt'}",  # else the scheduler's log fills up
        "--endpoint-reconciler-type=none",  # a loopback address may not stand in an Endpoints object
        "--allow-privileged=true",
    ]  # fmt: skip


def _controller_flags(folder: Path, controllers: str) -> list[str]:
    certificates = folder / "certificates"
    return [
        "--kubeconfig=kubeconfig", f"--controllers={controllers}", "--leader-elect=false", "--secure-port=0",
        f"--service-account-private-key-file={certificates / 'apiserver.key'}",
        f"--root-ca-file={certificates / 'apiserver.crt'}",
        "--horizontal-pod-autoscaler-sync-period=1s",  # 15 by default, which tests would wait for
    ]  # fmt: skip
