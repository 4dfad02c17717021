"""The number of pods from Helm to an autoscaler of the release and back, and what a rollback across that does.

Each with a HorizontalPodAutoscaler and with KEDA's ScaledObject, whose schema is the real one. KEDA itself does not
run: the test makes the HorizontalPodAutoscaler that it would make, which is the one that scales.
"""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e import build
from tests.e2e.cluster import Cluster
from tests.e2e.command import clean_environment
from tests.e2e.conftest import NewHelm, NewNamespace
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.product import VALUES, Model, msvc_post

NAME = "sim-decode"
MOST = 9
METRICS = ("vllm:num_requests_waiting", "inference_pool_average_queue_size")  # of the pods, of the pool
TRIGGERS = [{"metric": metric, "threshold": 5, "activationThreshold": "1"} for metric in METRICS]
KEDA = {"serverAddress": "http://prometheus.test:9090", "triggers": TRIGGERS, "pollingInterval": 10}


@dataclass(frozen=True, slots=True)
class Release:
    """A release with an autoscaler of one kind (`HorizontalPodAutoscaler`, `ScaledObject`), or with a fixed number."""

    kind: str
    model: Model

    @property
    def kubectl(self) -> Kubectl:
        """Where it runs."""
        return self.model.helm.kubectl

    @property
    def force(self) -> list[str]:
        """What Helm 4 wants before it takes a number away from its owner."""
        return ["--force-conflicts"] if self.model.helm.major == 4 else []

    def scaled(self, least: int, **more: Any) -> dict[str, Any]:
        """Values with an autoscaler that keeps at least so many pods."""
        bounds: dict[str, Any] = {"minReplicas": least, "maxReplicas": MOST}
        keda = {"keda": KEDA} if self.kind == "ScaledObject" else {}
        return VALUES | {"decode": {}, "autoscaling": {"decode": bounds | keda}} | more

    def act(self, least: int) -> None:
        """What follows the release's autoscaler: its controller raises the number to the least there may be."""
        if self.kind == "ScaledObject":
            self.kubectl.apply(_of_keda(self.kubectl.uids("scaledobjects")[f"ScaledObject/{NAME}"], least))
        until(lambda: self.kubectl.replicas(NAME) == least, f"{least} replicas")

    def autoscalers(self) -> set[str]:
        """The autoscalers that Helm made."""
        plural = "scaledobjects" if self.kind == "ScaledObject" else "horizontalpodautoscalers"
        return set(self.kubectl.uids(plural))


def _of_keda(owner: str, least: int) -> dict[str, Any]:
    """The HorizontalPodAutoscaler that KEDA keeps for a ScaledObject, and which goes away with it."""
    reference = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "name": NAME, "uid": owner}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": f"keda-hpa-{NAME}", "ownerReferences": [reference]},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
            "minReplicas": least,
            "maxReplicas": MOST,
        },
    }


@pytest.fixture(params=["HorizontalPodAutoscaler", "ScaledObject"])
def release(
    request: pytest.FixtureRequest, extended_cluster: Cluster, new_namespace: NewNamespace, new_helm: NewHelm
) -> Release:
    helm = new_helm(new_namespace(extended_cluster))
    return Release(request.param, Model(helm, msvc_post(helm)))


@contextmanager
def watched(kubectl: Kubectl) -> Iterator[set[int]]:
    """Every number of replicas that the Deployment has meanwhile, filled in at the end."""
    seen: set[int] = set()
    last = secrets.token_hex(4)
    columns = 'jsonpath={.spec.replicas} {.metadata.annotations.last}{"\\n"}'
    command = [
        str(build.binary("kubectl")),
        "--namespace",
        kubectl.namespace,
        "get",
        "deployment",
        NAME,
        "-w",
        "-o",
        columns,
    ]
    environment = clean_environment(KUBECONFIG=str(kubectl.kubeconfig))
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            seen.add(int(process.stdout.readline().split()[0]))  # from here on it watches
            yield seen
            kubectl.run("annotate", "deployment", NAME, "--overwrite", f"last={last}")
            for line in process.stdout:
                seen.add(int(line.split()[0]))
                if last in line:
                    break
        finally:
            process.terminate()


def fixed(replicas: int) -> dict[str, Any]:
    return VALUES | {"decode": {"replicas": replicas}}


def test_to_an_autoscaler_and_back(release: Release) -> None:
    """The number never falls below what runs, or below what is asked for where that is less."""
    kubectl, model = release.kubectl, release.model
    model.install(VALUES)
    kubectl.scale(NAME, 5)
    with watched(kubectl) as seen:
        said = model.upgrade(release.scaled(1)).stdout
    assert (seen, release.autoscalers()) == ({5}, {f"{release.kind}/{NAME}"})
    assert "`helm rollback`" in said, "a warning is due"

    model.upgrade(release.scaled(6))
    release.act(6)
    with watched(kubectl) as seen:
        model.upgrade(release.scaled(6, labels={"try": "2"}))
    assert seen == {6}

    if release.force:
        with watched(kubectl) as seen:
            assert "conflict" in model.fails("upgrade", fixed(7)).stderr
        assert (seen, release.autoscalers()) == ({6}, {f"{release.kind}/{NAME}"})
    with watched(kubectl) as seen:
        model.upgrade(fixed(7), *release.force)
    assert (seen, release.autoscalers(), kubectl.replicas(NAME)) == ({6, 7}, set(), 7)

    kubectl.gone(["horizontalpodautoscalers"])
    with watched(kubectl) as seen:
        model.upgrade(release.scaled(1))
        model.upgrade(fixed(3), *release.force)
    assert (seen, release.autoscalers(), kubectl.replicas(NAME)) == ({7, 3}, set(), 3)


def test_rollback_to_a_fixed_number(release: Release) -> None:
    kubectl, model = release.kubectl, release.model
    model.install(VALUES)
    model.upgrade(release.scaled(4))
    release.act(4)
    if release.force:
        with watched(kubectl) as seen:
            result = model.helm.run("rollback", "sim", "1", check=False)
        assert (result.ok, "conflict" in result.stderr) == (False, True)
        assert (seen, release.autoscalers()) == ({4}, {f"{release.kind}/{NAME}"}), "stopped, and nothing changed"
        model.upgrade(release.scaled(4))
    with watched(kubectl) as seen:
        model.helm.run("rollback", "sim", "1", *release.force)
    assert (release.autoscalers(), seen) == (set(), {4, 2})
    kubectl.gone(["horizontalpodautoscalers"])
    assert kubectl.replicas(NAME) in (2, 4), "the autoscaler may have acted once more before it went"
    model.upgrade(VALUES, *release.force)
    assert kubectl.replicas(NAME) == 2


@pytest.mark.parametrize("way", ["rollback", "upgrade"])
def test_after_a_rollback_that_helm_4_has_stopped(release: Release, way: str) -> None:
    """It takes the failed revision, which has no autoscaler, for what is there, and forgets the one that is.

    The page's remedy is the first step of `test_rollback_to_a_fixed_number`: upgrade to what runs, then go back.
    """
    kubectl, model = release.kubectl, release.model
    model.install(VALUES)
    model.upgrade(release.scaled(4))
    release.act(4)
    assert model.helm.run("rollback", "sim", "1", check=False).ok == (model.helm.major == 3)
    if way == "rollback":
        model.helm.run("rollback", "sim", "1", *release.force)
    else:
        model.upgrade(VALUES, *release.force)
    assert release.autoscalers() == ({f"{release.kind}/{NAME}"} if release.force else set())
    kubectl.run("delete", release.kind, NAME, "--ignore-not-found")
    kubectl.gone(["horizontalpodautoscalers"])
    model.upgrade(VALUES, *release.force)
    assert kubectl.replicas(NAME) == 2


def test_rollback_to_the_first_under_an_autoscaler(release: Release) -> None:
    """It recorded no number. Where Helm's own was the last, Kubernetes puts one, from which the autoscaler goes on."""
    kubectl, model = release.kubectl, release.model
    model.install(release.scaled(4))
    assert kubectl.replicas(NAME) == 1
    release.act(4)
    model.upgrade(fixed(6), *release.force)
    kubectl.gone(["horizontalpodautoscalers"])
    assert (kubectl.replicas(NAME), release.autoscalers()) == (6, set())
    with watched(kubectl) as seen:
        model.helm.rollback("sim", 1)
        assert release.autoscalers() == {f"{release.kind}/{NAME}"}
        release.act(4)
    assert seen == {6, 1, 4}


def test_rollback_within_an_autoscaler(release: Release) -> None:
    """To a number that was recorded on the way: Helm 3 sets it, Helm 4 does not touch the autoscaler's."""
    kubectl, model = release.kubectl, release.model
    model.install(VALUES)
    model.upgrade(release.scaled(1))
    model.upgrade(release.scaled(5))
    release.act(5)
    with watched(kubectl) as seen:
        result = model.helm.run("rollback", "sim", "2", check=False)
    assert result.ok == (model.helm.major == 3)
    assert seen == ({5, 2} if result.ok else {5})


def test_going_back_by_an_upgrade(release: Release) -> None:
    """What the notes and the page advise: the old values, and the number that runs."""
    kubectl, model = release.kubectl, release.model
    model.install(release.scaled(1))
    model.upgrade(release.scaled(5))
    release.act(5)
    with watched(kubectl) as seen:
        model.upgrade(release.scaled(1))
    assert seen == {5}
