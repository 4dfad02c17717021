"""The controller of LeaderWorkerSets and DisaggregatedSets, outside of a cluster and with its webhooks.

It reads its certificate from a folder; the API server's own, for 127.0.0.1, does, and the API server calls it by URL.
"""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.e2e import build, crds
from tests.e2e.cluster import START_TIMEOUT, Cluster, route_crds, running
from tests.e2e.servers import free_ports, serving, wait_until

HOST = "127.0.0.1"
POD = {"spec": {"containers": [{"name": "main", "image": "example.test/never-pulled:1"}]}}
SPEC = {"leaderWorkerTemplate": {"size": 2, "workerTemplate": POD}}
OF_A_GROUP = {"matchExpressions": [{"key": "leaderworkerset.sigs.k8s.io/name", "operator": "Exists"}]}


@contextlib.contextmanager
def running_groups(folder: Path) -> Iterator[Cluster]:
    """A new control plane with the APIs that models need, and the controller."""
    with running(folder, route_crds()) as cluster:
        port, health = free_ports(2)
        flags = [
            "--kubeconfig=kubeconfig", "--leader-elect=false", "--metrics-bind-address=0",
            f"--health-probe-bind-address={HOST}:{health}", f"--config={_configuration(folder, port)}",
        ]  # fmt: skip
        with serving("lws", [build.binary("lws"), *flags], folder) as server:
            cluster.kubectl().run("apply", "-f", "-", stdin=json.dumps(_webhooks(folder, port)))
            wait_until(lambda: _answers(cluster), "the webhooks of groups", [server], START_TIMEOUT)
            yield cluster


def _configuration(folder: Path, port: int) -> Path:
    """The controller's configuration, and the certificate that it names."""
    certificates = folder / "lws-certificates"
    certificates.mkdir()
    for suffix in ("crt", "key"):
        shutil.copyfile(folder / "certificates" / f"apiserver.{suffix}", certificates / f"tls.{suffix}")
    configuration = {
        "apiVersion": "config.lws.x-k8s.io/v1alpha1",
        "kind": "Configuration",
        "internalCertManagement": {"enable": False},
        "webhook": {"host": HOST, "port": port, "certDir": str(certificates)},
    }
    (path := folder / "lws.json").write_text(json.dumps(configuration))
    return path


def _webhooks(folder: Path, port: int) -> dict[str, Any]:
    """The module's own webhooks, called at a port of this machine; those of pods see pods of groups only."""
    source = crds.SOURCES["groups"]
    assert isinstance(source, crds.Source)
    text = (source.files() / "config" / "webhook" / "manifests.yaml").read_text()
    objects: list[dict[str, Any]] = list(yaml.safe_load_all(text))
    authority = yaml.safe_load((folder / "kubeconfig").read_text())["clusters"][0]["cluster"]["certificate-authority"]
    bundle = _base64(folder / authority)
    for webhook in (each for one in objects for each in one["webhooks"]):
        path = webhook["clientConfig"]["service"]["path"]
        webhook["clientConfig"] = {"url": f"https://{HOST}:{port}{path}", "caBundle": bundle}
        if path.endswith("-pod"):
            webhook["objectSelector"] = OF_A_GROUP
    return {"apiVersion": "v1", "kind": "List", "items": objects}


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _answers(cluster: Cluster) -> bool:
    """Whether the last webhook that the controller sets up answers."""
    roles = [{"name": name, "spec": SPEC} for name in ("a", "b")]
    probe = {
        "apiVersion": "disaggregatedset.x-k8s.io/v1",
        "kind": "DisaggregatedSet",
        "metadata": {"name": "probe"},
        "spec": {"roles": roles},
    }
    return cluster.kubectl().dry_run(probe).ok
