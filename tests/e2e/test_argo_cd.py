"""What Argo CD would do with the samples: its schemas, its templates, its plugin; and what it would call a difference.

Argo CD renders a chart by `helm template`, applies as `kubectl apply` does, and compares by a dry run on the server
(ServerSideDiff). So these do here what it does there.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e import crds
from tests.e2e.charts import write_chart
from tests.e2e.cluster import Cluster
from tests.e2e.command import Result, clean_environment, run
from tests.e2e.conftest import NewNamespace
from tests.e2e.drift import drift
from tests.e2e.helm import Helm
from tests.e2e.kubectl import Kubectl
from tests.e2e.product import PROGRAMS, REPO, msvc, state, values_file
from tests.e2e.verdicts import refused

SAMPLE = REPO / "samples" / "argo-cd"
MODELS = sorted(path.parent for path in REPO.glob("samples/*/modelservice.yaml"))
MANAGER = "--field-manager=argocd-controller"
SERVER_SIDE = ("--server-side", "--force-conflicts", MANAGER)  # what ServerSideApply=true means
WAYS = {"client": (MANAGER,), "server": SERVER_SIDE}
Objects = list[dict[str, Any]]


@pytest.fixture
def kubectl(gitops_cluster: Cluster, new_namespace: NewNamespace) -> Kubectl:
    """`kubectl` in a new namespace of a cluster that knows Applications."""
    return new_namespace(gitops_cluster)


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart that the samples name, generated."""
    folder = tmp_path_factory.mktemp("charts") / "acme-llm"
    msvc("chart", "-b", REPO / "samples" / "sim" / "baseconfig.yaml", "--name", "acme-llm", "-o", folder)
    return folder


def read(name: str) -> dict[str, Any]:
    """A file of the sample."""
    found: dict[str, Any] = yaml.safe_load((SAMPLE / name).read_text())
    return found


# --- the definitions ---


def test_argo_cd_takes_the_applications(kubectl: Kubectl) -> None:
    names = ("application.yaml", "applicationset.yaml", "plugin-application.yaml")
    own = f"  namespace: {kubectl.namespace}\n".encode()  # in argocd another test makes the same objects
    texts = [(SAMPLE / name).read_bytes().replace(b"  namespace: argocd\n", own) for name in names]
    assert refused(kubectl, texts) == ({}, {})
    wrong = [text.replace(b"ignoreDifferences:", b"ignoreDifference:") for text in texts[:1]]
    assert all(refused(kubectl, wrong)), "the schema knows the field"


def test_the_plugin_is_one_that_argo_cd_reads() -> None:
    """ConfigManagementPlugin has no CRD: the Go types that read it say what it may hold."""
    source = crds.ARGO_CD.files() / "cmpserver" / "plugin" / "config.go"
    fields = set(re.findall(r'(?:json|yaml):"(\w+)[",]', source.read_text()))
    assert {"generate", "discover", "command", "args", "static"} < fields
    plugin = read("plugin.yaml")
    assert (plugin["kind"], plugin["metadata"]["name"]) == ("ConfigManagementPlugin", "msvc-helm")
    announcement = crds.ARGO_CD.files() / "reposerver" / "repository" / "repository.proto"
    message = re.search(r"message ParameterAnnouncement \{(.*?)\n\}", announcement.read_text(), re.DOTALL)
    assert message is not None
    announced = set(re.findall(r" (\w+) = \d+;", message[1]))
    for each in plugin["spec"]["parameters"]["static"]:
        assert each.keys() <= announced
    assert {*plugin["spec"], *plugin["spec"]["generate"], *plugin["spec"]["parameters"]} <= fields


def test_the_sidecar_is_a_patch_of_a_deployment(kubectl: Kubectl, tools: Callable[[str], Path], tmp_path: Path) -> None:
    """By kustomize, as Argo CD is installed: the patched Deployment is one that the API server takes."""
    pod = {"containers": [{"name": "argocd-repo-server", "image": "x"}], "volumes": [
        {"name": name, "emptyDir": {}} for name in ("var-files", "plugins")
    ]}  # fmt: skip
    labels = {"matchLabels": {"a": "b"}}
    spec = {"selector": labels, "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}}
    metadata = {"name": "argocd-repo-server", "namespace": "argocd"}
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    (tmp_path / "deployment.yaml").write_text(yaml.safe_dump(deployment))
    (tmp_path / "repo-server.yaml").write_bytes((SAMPLE / "repo-server.yaml").read_bytes())
    kustomization = {"resources": ["deployment.yaml"], "patches": [{"path": "repo-server.yaml"}]}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
    made = yaml.safe_load(run([tools("kustomize"), "build", tmp_path]).stdout)
    made["metadata"]["namespace"] = kubectl.namespace
    assert [each["name"] for each in made["spec"]["template"]["spec"]["containers"]][-1] == "argocd-repo-server"
    assert kubectl.dry_run(made).ok, str(kubectl.dry_run(made))


def plugin(folder: Path, **environment: str) -> Result:
    """The plugin's command, in an Application's directory, with the variables that Argo CD sets."""
    generate = read("plugin.yaml")["spec"]["generate"]
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    env = clean_environment(PATH=path, ARGOCD_APP_NAMESPACE="search", **environment)
    return run([*generate["command"], *generate["args"]], env=env, cwd=folder, check=False)


def test_the_plugin_prints_what_generate_prints(tmp_path: Path) -> None:
    for sample in MODELS:
        files = ("-m", sample / "modelservice.yaml", "-b", sample / "baseconfig.yaml", "-n", "search")
        options = ("--epp-cluster-role", "endpoint-picker", "--gie", "v1alpha2", "--kube-version", "1.33.1")
        done = plugin(
            sample,
            KUBE_VERSION="1.33.1",
            KUBE_API_VERSIONS="v1,inference.networking.x-k8s.io/v1alpha2",
            PARAM_EPP_CLUSTER_ROLE="endpoint-picker",
        )
        assert done.ok, str(done)
        assert done.stdout == msvc("generate", *files, *options).stdout
    (tmp_path / "models").mkdir()
    (tmp_path / "base.yaml").write_bytes((REPO / "samples/sim/baseconfig.yaml").read_bytes())
    (tmp_path / "models" / "m.yaml").write_bytes((REPO / "samples/sim/modelservice.yaml").read_bytes())
    assert plugin(tmp_path / "models", PARAM_BASECONFIG="../base.yaml").ok
    wrong = plugin(tmp_path / "models")
    assert (wrong.ok, wrong.stdout) == (False, ""), "Argo CD would prune what is not printed"
    assert "sim-base" in wrong.stderr


def test_the_application_set_makes_an_application_of_each_file(helm: Helm, tmp_path: Path) -> None:
    """Its templates, evaluated by Go and sprig as Argo CD evaluates them, here by those in Helm."""
    spec = read("applicationset.yaml")["spec"]
    templates = {"template": yaml.safe_dump(spec["template"]), "patch": spec["templatePatch"]}
    text = "{{ range $name, $text := .Values.templates }}\n---\n{{ tpl $text $.Values.file }}{{ end }}"
    chart = write_chart(tmp_path / "templates", {"all.yaml": text})
    for path in sorted((SAMPLE / "values").iterdir()):
        about = {"path": {"filename": path.name}, "nameNormalized": "eu", "server": "https://eu.example.com"}
        flag = values_file(helm, {"templates": templates, "file": yaml.safe_load(path.read_text()) | about})
        patch, application = (each for each in yaml.safe_load_all(helm.template("x", chart, flag)) if each)
        namespace, name = path.stem.split("_")
        assert application["metadata"]["name"] == f"eu-{namespace}-{name}"
        assert application["spec"]["destination"] == {"server": "https://eu.example.com", "namespace": namespace}
        source = application["spec"]["sources"][0]
        assert source["helm"] == {"releaseName": name, "valueFiles": [f"$values/values/{path.name}"]}
        ignored = patch["spec"]["ignoreDifferences"]
        assert [each["name"] for each in ignored] == {
            "chat": [],
            "code": ["code-decode", "code-prefill"],
            "rank": ["rank-decode"],
        }[name]
        assert all(each["jsonPointers"] == ["/spec/replicas"] for each in ignored)


# --- what drifts ---


def rendered(helm: Helm, chart: Path, name: str, values: dict[str, Any]) -> Objects:
    """A chart as Argo CD renders it: no cluster to look anything up in."""
    text = helm.template(name, chart, values_file(helm, values), "--namespace", helm.kubectl.namespace)
    return [each for each in yaml.safe_load_all(text) if each]


def values_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SAMPLE / "values" / name).read_text())
    return found


def sync(kubectl: Kubectl, objects: Objects, way: str) -> str:
    """Apply as Argo CD does; what kubectl says of each object."""
    return kubectl.run("apply", *WAYS[way], "-f", "-", stdin=yaml.safe_dump_all(objects)).stdout


def differences(kubectl: Kubectl, objects: Objects, way: str) -> dict[str, list[str]]:
    """What a sync would change: the paths by object; nothing when the application is in sync."""
    return drift(kubectl, yaml.safe_dump_all(objects), *WAYS[way])


def respecting(kubectl: Kubectl, objects: Objects, rules: Objects) -> Objects:
    """The objects as RespectIgnoreDifferences=true has them applied: what is ignored as it is in the cluster."""
    out = copy.deepcopy(objects)
    for obj in out:
        for rule in rules:
            if (obj["kind"], obj["metadata"]["name"]) == (rule["kind"], rule["name"]):
                assert rule["jsonPointers"] == ["/spec/replicas"]
                live = kubectl.get(obj["kind"], obj["metadata"]["name"])
                if live is not None:
                    obj["spec"]["replicas"] = live["spec"]["replicas"]
    return out


@pytest.mark.parametrize("way", WAYS)
def test_a_model_is_in_sync_once_it_was_applied(helm: Helm, kubectl: Kubectl, chart: Path, way: str) -> None:
    objects = rendered(helm, chart, "chat", values_of("assistants_chat.yaml"))
    sync(kubectl, objects, way)
    kubectl.rolled_out("chat-decode")
    assert differences(kubectl, objects, way) == {}
    before = state(kubectl)
    sync(kubectl, objects, way)
    assert state(kubectl) == before
    kubectl.scale("chat-decode", 1)
    assert differences(kubectl, objects, way) == {"Deployment/chat-decode": ["/spec/replicas"]}


@pytest.mark.parametrize("way", WAYS)
def test_an_autoscalers_number_is_no_difference_and_stays(helm: Helm, kubectl: Kubectl, chart: Path, way: str) -> None:
    objects = rendered(helm, chart, "rank", values_of("search_rank.yaml"))
    rules = read("application.yaml")["spec"]["ignoreDifferences"]
    sync(kubectl, objects, way)
    kubectl.rolled_out("rank-decode")
    kubectl.scale("rank-decode", 4)
    assert differences(kubectl, objects, way) == {}, "no number is rendered, so none differs"
    for number in (3, 2):
        kubectl.scale("rank-decode", number)
        assert differences(kubectl, respecting(kubectl, objects, rules), way) == {}
        sync(kubectl, respecting(kubectl, objects, rules), way)
        assert kubectl.replicas("rank-decode") == number


# What becomes of 5 pods when the number 3 goes out of Git and an autoscaler comes in.
HANDED_OVER = {("client", False): 1, ("client", True): 5, ("server", False): 5, ("server", True): 5}


@pytest.mark.parametrize(("way", "respected"), HANDED_OVER)
def test_handing_the_number_to_an_autoscaler(
    helm: Helm, kubectl: Kubectl, chart: Path, way: str, respected: bool
) -> None:
    fixed = values_of("assistants_chat.yaml")
    sync(kubectl, rendered(helm, chart, "chat", fixed), way)
    kubectl.scale("chat-decode", 5)
    scaled = rendered(helm, chart, "chat", fixed | {"decode": {}, "decoupleScaling": True})
    rules = [{"kind": "Deployment", "name": "chat-decode", "jsonPointers": ["/spec/replicas"]}]
    sync(kubectl, respecting(kubectl, scaled, rules) if respected else scaled, way)
    assert kubectl.replicas("chat-decode") == HANDED_OVER[way, respected]


@pytest.mark.parametrize("gie", ["v1", "v1alpha2"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sample", MODELS, ids=lambda path: str(path.name))
def test_no_object_of_any_sample_drifts(kubectl: Kubectl, sample: Path, way: str, gie: str) -> None:
    files = ("-m", sample / "modelservice.yaml", "-b", sample / "baseconfig.yaml", "-n", kubectl.namespace)
    text = msvc("generate", *files, "--epp-cluster-role", "endpoint-picker", "--gie", gie).stdout
    objects: Objects = list(yaml.safe_load_all(text))
    sync(kubectl, objects, way)
    before = state(kubectl)
    assert differences(kubectl, objects, way) == {}
    said = sync(kubectl, objects, way)
    assert state(kubectl) == before
    if way == "client":
        # Where the lists of a custom resource get defaults from its server, kubectl sends them anew each time; so does
        # Argo CD find them different that asks no server (without ServerSideDiff). Of a PodDisruptionBudget, kubectl
        # sends the selector each time, whatever it is.
        anew = {line.split(".")[0] for line in said.splitlines() if not line.endswith(" unchanged")}
        assert anew - {"poddisruptionbudget"} <= {"httproute", "leaderworkerset"}
