"""With `decoupleScaling` the number of pods is an autoscaler's: what Helm does afterwards leaves it alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.charts import write_chart
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.product import BASE, VALUES, Model, msvc_post

DECOUPLED = VALUES | {"decoupleScaling": True}
OWN_MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: own, namespace: {{ .Release.Namespace | quote }}}
spec:
  decoupleScaling: true
  modelArtifacts: {uri: "hf://a/b"}
  routing: {modelName: a/b}
  decode: {replicas: 3, containers: [{name: server, image: "example.test/sim:{{ .Values.tag }}"}]}
"""


@pytest.fixture
def model(helm: Helm) -> Model:
    return Model(helm, msvc_post(helm))


def labelled(number: int) -> dict[str, object]:
    """The same with a label that reaches the Deployment and no pod."""
    return DECOUPLED | {"labels": {"try": str(number)}}


def pods(kubectl: Kubectl) -> dict[str, str]:
    """UIDs of the pods that are there to stay."""
    return {
        pod["metadata"]["name"]: pod["metadata"]["uid"]
        for pod in kubectl.items("pods")
        if "deletionTimestamp" not in pod["metadata"]
    }


def test_scaled_by_hand(model: Model, kubectl: Kubectl) -> None:
    """From the first upgrade on, up and down and to zero; not a single pod is lost on the way."""
    model.install(labelled(0))
    assert kubectl.replicas("sim-decode") == 1
    for number, replicas in enumerate([5, 7, 2, 0, 3], 1):
        kubectl.scale("sim-decode", replicas)
        kubectl.rolled_out("sim-decode")
        until(lambda wanted=replicas: len(pods(kubectl)) == wanted, f"{replicas} pods")  # type: ignore[misc]
        before = pods(kubectl)
        model.upgrade(labelled(number))
        assert (kubectl.replicas("sim-decode"), pods(kubectl)) == (replicas, before)
    model.upgrade(DECOUPLED | {"baseConfig": BASE | {"decodeDeployment": BASE["decodeDeployment"].replace(":1", ":2")}})
    assert kubectl.replicas("sim-decode") == 3


def test_a_real_autoscaler(model: Model, kubectl: Kubectl) -> None:
    model.install(labelled(0))
    kubectl.run("autoscale", "deployment/sim-decode", "--min=3", "--max=9", "--cpu=50%", "--name=hpa")
    for number, minimum in enumerate([3, 6], 1):
        kubectl.run("patch", "hpa", "hpa", f'--patch={{"spec":{{"minReplicas":{minimum}}}}}')
        until(lambda wanted=minimum: len(pods(kubectl)) == wanted, f"{minimum} pods")  # type: ignore[misc]
        before = pods(kubectl)
        model.upgrade(labelled(number))
        assert (kubectl.replicas("sim-decode"), pods(kubectl)) == (minimum, before)
    model.helm.uninstall("sim")


def test_an_autoscaler_of_the_release(model: Model, kubectl: Kubectl) -> None:
    """A fixed number is handed to an autoscaler that comes with the release, and taken back again."""
    scaled: dict[str, Any] = VALUES | {"decode": {}, "autoscaling": {"decode": {"minReplicas": 1, "maxReplicas": 9}}}
    model.install(VALUES)
    model.upgrade(scaled)
    assert (kubectl.replicas("sim-decode"), "HorizontalPodAutoscaler/sim-decode" in kubectl.uids("hpa")) == (2, True)

    scaled["autoscaling"]["decode"]["minReplicas"] = 4
    model.upgrade(scaled)
    until(lambda: len(pods(kubectl)) == 4, "the autoscaler's 4 pods")
    before = pods(kubectl)
    model.upgrade(scaled | {"labels": {"try": "2"}})
    assert (kubectl.replicas("sim-decode"), pods(kubectl)) == (4, before)

    force = ["--force-conflicts"] if model.helm.major == 4 else []
    model.upgrade(VALUES, *force)
    assert kubectl.uids("hpa") == {}
    # Helm deletes the autoscaler after it has written the number, and in between the autoscaler may act once more.
    model.upgrade(VALUES, *force)
    assert kubectl.replicas("sim-decode") == 2


def test_both_roles_and_a_name_that_is_no_label(model: Model, kubectl: Kubectl) -> None:
    """The chart has to find the Deployments under the names that msvc-post gives them."""
    long = "a-name-of-a-model.with-more-characters-than-a-label-may-have-by-far"
    containers = {"containers": [{"name": "server", "image": "example.test/sim:1"}]}
    values = DECOUPLED | {"fullnameOverride": long, "prefill": containers, "decode": containers}
    model.install(values)
    made = sorted(name.split("/")[1] for name in kubectl.uids("deployments"))
    assert len(made) == 2
    for number, name in enumerate(made):
        kubectl.scale(name, 4 + number)
    model.upgrade(values | {"labels": {"try": "2"}})
    assert [kubectl.replicas(name) for name in made] == [4, 5]


def test_decoupled_later_and_coupled_again(model: Model, kubectl: Kubectl) -> None:
    model.install(VALUES)
    kubectl.scale("sim-decode", 6)
    model.upgrade(DECOUPLED)
    assert kubectl.replicas("sim-decode") == 6
    kubectl.scale("sim-decode", 7)
    if model.helm.major == 4:  # says whose field it is; taking it back has to be asked for
        assert "conflict" in model.fails("upgrade", VALUES).stderr
    model.upgrade(VALUES, *(["--force-conflicts"] if model.helm.major == 4 else []))
    assert kubectl.replicas("sim-decode") == 2


def test_rollback_is_as_the_notes_say(model: Model, kubectl: Kubectl) -> None:
    """Helm 3 sets the recorded number, or 1 without one; Helm 4 takes no number away from the autoscaler."""
    assert "`helm rollback`" in model.install(labelled(0)).stdout
    kubectl.scale("sim-decode", 5)
    model.upgrade(labelled(1))
    kubectl.scale("sim-decode", 7)
    model.upgrade(labelled(2))
    result = model.helm.run("rollback", "sim", "2", check=False)
    if model.helm.major == 3:
        assert (result.ok, kubectl.replicas("sim-decode")) == (True, 5)
        model.helm.rollback("sim", 1)
        assert kubectl.replicas("sim-decode") == 1
    else:
        assert ".spec.replicas" in result.stderr
        assert (result.ok, kubectl.replicas("sim-decode")) == (False, 7)
        model.helm.rollback("sim", 1)
        assert kubectl.replicas("sim-decode") == 7
        model.helm.run("rollback", "sim", "2", "--force-conflicts")
        assert kubectl.replicas("sim-decode") == 5


def test_going_back_by_an_upgrade_keeps_the_number(model: Model, kubectl: Kubectl) -> None:
    model.install(labelled(0))
    model.upgrade(labelled(1))
    kubectl.scale("sim-decode", 5)
    model.upgrade(labelled(0))
    assert kubectl.replicas("sim-decode") == 5


def test_a_model_in_a_chart_of_ones_own(helm: Helm, kubectl: Kubectl) -> None:
    """Nobody looks the number up there, and it is never written either."""
    chart = write_chart(helm.home / "own", {"model.yaml": OWN_MODEL}, {"tag": 1})
    post = msvc_post(helm)
    helm.install("own", chart, post=post)
    for tag in (2, 3):
        kubectl.scale("own-decode", 3 + tag)
        helm.upgrade("own", chart, f"--set=tag={tag}", post=post)
        assert kubectl.replicas("own-decode") == 3 + tag
