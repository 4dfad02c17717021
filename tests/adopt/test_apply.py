"""`adopt --apply` against a cluster in memory: what it does in which order, and what stops it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from msvc_helm.adopt.command import AdoptOptions, releases
from msvc_helm.adopt.findings import Allowed
from msvc_helm.adopt.proof import conflicts
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.session import AdoptRun
from msvc_helm.adopt.ways import APPLIERS, WAYS, chart_of
from msvc_helm.cli.adopt import carry_out
from msvc_helm.errors import InputError, UsageError
from tests.adopt.fake import Fake, KilledError
from tests.adopt.recorded import RECORDED, Object, by_hand, one, recorded

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared is not here")
NO_ONE = "nothing was done"
ALL = AdoptOptions()


def run_of(fake: Fake, folder: Path, to: str = "helm", asked: AdoptOptions = ALL) -> AdoptRun:
    values, files = str(folder / "values"), str(folder / "adopt")
    return AdoptRun(fake, to, chart_of(""), asked, values, files, lambda _: None, lambda _: None)


def carried_out(fake: Fake, folder: Path, to: str = "helm", asked: AdoptOptions = ALL, *, delete: bool = False) -> str:
    """What stops it; empty: it is done."""
    try:
        carry_out(run_of(fake, folder, to, asked), delete=delete)
    except InputError as error:
        return str(error)
    return ""


def children(items: list[Object]) -> list[Object]:
    return [each for each in items if each["kind"] not in ("ModelService", "ConfigMap", "HorizontalPodAutoscaler")]


def identity(items: list[Object]) -> dict[str, tuple[str, object]]:
    """What pods and clients depend on: UIDs, pod templates, numbers."""
    return {
        f"{each['kind']}/{each['metadata']['name']}": (each["metadata"]["uid"], each.get("spec"))
        for each in children(items)
    }


def marked(items: list[Object]) -> list[str]:
    return [
        each["metadata"]["name"]
        for each in children(items)
        if any(owner["kind"] == "ModelService" for owner in each["metadata"].get("ownerReferences", []))
        or any((e["manager"], e.get("subresource")) == ("manager", None) for e in each["metadata"]["managedFields"])
    ]


@pytest.mark.parametrize("to", ["helm", "apply"])
@pytest.mark.parametrize("name", ["simple", "pvc", "hpa", "d-default-sim"])
def test_a_model_is_taken_over_and_keeps_all_it_is(name: str, to: str, tmp_path: Path) -> None:
    items = recorded(name)
    fake = Fake(deepcopy(items))
    assert marked(fake.items)
    assert carried_out(fake, tmp_path, to) == ""
    assert marked(fake.items) == []
    assert identity(fake.items) == identity(items)
    assert len([e for e in fake.items if e["kind"] == "ModelService"]) == (2 if name == "hpa" else 1)
    first = next(i for i, change in enumerate(fake.changes) if change.startswith("patch"))
    applied = [change for change in fake.changes[:first] if change.startswith("apply")]
    assert applied, "no mark is taken off before the new owner has applied"
    before = list(fake.changes)
    assert carried_out(fake, tmp_path, to) == ""
    assert not [change for change in fake.changes[len(before) :] if not change.startswith("apply")]


@pytest.mark.parametrize("to", ["helm", "apply"])
def test_a_run_that_is_killed_anywhere_goes_on(to: str, tmp_path: Path) -> None:
    items = recorded("simple")
    whole = Fake(deepcopy(items))
    carried_out(whole, tmp_path / "whole", to, delete=True)
    assert len(whole.changes) == 10
    for number in range(len(whole.changes)):
        fake = Fake(deepcopy(items), kill_at=number)
        with pytest.raises(KilledError):
            carried_out(fake, tmp_path / f"{number}", to, delete=True)
        fake.kill_at = -1
        said = carried_out(fake, tmp_path / f"{number}", to, delete=True)
        if "pending-install" in said:
            assert "kubectl delete secret --namespace simple --selector owner=helm" in said
            fake.releases.clear()
            said = carried_out(fake, tmp_path / f"{number}", to, delete=True)
        assert said == "" or "no ModelService is found" in said
        assert marked(fake.items) == []
        assert identity(fake.items) == identity(items)


def test_flux_is_given_labels_and_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = recorded("simple")
    fake = Fake(deepcopy(items))
    for _ in range(2):
        assert carried_out(fake, tmp_path, "flux", delete=True) == ""
        assert "merge the HelmReleases of 1 models" in capsys.readouterr().err
        assert marked(fake.items) == marked(items)
    for each in children(fake.items):
        if each["kind"] != "ReplicaSet":
            assert each["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "Helm"
            assert each["metadata"]["annotations"]["meta.helm.sh/release-name"] == "granite-base-model"
            each["metadata"]["managedFields"].insert(0, {"manager": "helm-controller", "operation": "Apply"})
    assert carried_out(fake, tmp_path, "flux") == ""
    assert marked(fake.items) == []
    assert identity(fake.items) == identity(items)


MANAGER = 'error: Apply failed with 2 conflicts: conflicts with "manager":\n- .imagePullSecrets\n- .spec.rules\nPlease'
SCALER = (
    'error: Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" '
    "using apps/v1: .spec.replicas\nPlease review"
)


def test_the_words_of_the_api_server_are_understood() -> None:
    assert conflicts(MANAGER) == [("manager", ".imagePullSecrets, .spec.rules")]
    assert conflicts(MANAGER + "\n" + SCALER)[1] == ("kube-controller-manager", ".spec.replicas")
    assert conflicts('Error: conflict occurred while applying: conflict with "kubectl-edit" using v1: .data') == [
        ("kubectl-edit", ".data")
    ]


def test_force_is_used_against_the_operator_and_nobody_else(tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    fake.conflicts = {"helm": MANAGER}
    assert carried_out(fake, tmp_path) == ""
    other = Fake(recorded("simple"))
    other.conflicts = {"helm": SCALER}
    said = carried_out(other, tmp_path)
    assert "fields belong to somebody else than the operator: kube-controller-manager (.spec.replicas)" in said
    assert other.changes == []


def _running(items: list[Object]) -> None:
    items.append({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "op", "namespace": "sys", "annotations": {"meta.helm.sh/release-name": "llm-d"}},
        "spec": {"replicas": 0, "template": {"spec": {"containers": [{"name": "m", "image": "x/modelservice:1"}]}}},
        "status": {"replicas": 1},
    })  # fmt: skip


def _other(items: list[Object]) -> None:
    one(items, "Deployment")["metadata"]["annotations"]["meta.helm.sh/release-name"] = "theirs"


def _image(items: list[Object]) -> None:
    one(items, "Deployment")["spec"]["template"]["spec"]["containers"][0]["image"] = "example.test/older:1"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_running, NO_ONE),
        (_other, "0 of 1 models are done"),
        (_image, "0 of 1 models are done"),
        (lambda items: items.remove(one(items, "ServiceAccount")), "0 of 1 models are done"),
    ],
)
def test_what_is_in_the_way_stops_it_before_anything(change: object, expected: str, tmp_path: Path) -> None:
    items = recorded("simple")
    assert callable(change)
    change(items)
    fake = Fake(items)
    assert expected in carried_out(fake, tmp_path)
    assert fake.changes == []


def test_who_may_see_one_namespace_only_takes_over_what_is_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake(recorded("simple"))
    fake.hidden = {"deployments", "clusterroles", "modelservices"}
    said = carried_out(fake, tmp_path)
    assert "you may not list ModelServices in all namespaces; --namespace NAME looks into one" in said
    assert fake.changes == []
    assert carried_out(fake, tmp_path, asked=AdoptOptions(namespace="simple")) == ""
    assert "to know: you may not list all deployments, clusterroles" in capsys.readouterr().err
    assert marked(fake.items) == []


def test_a_roll_and_a_creation_happen_where_they_are_allowed(tmp_path: Path) -> None:
    items = recorded("simple")
    _image(items)
    items.remove(one(items, "ServiceAccount"))
    name = ("granite-base-model",)
    fake = Fake(items)
    assert carried_out(fake, tmp_path, asked=AdoptOptions(allowed=Allowed(name, name))) == ""
    assert one(fake.items, "Deployment")["spec"]["template"]["spec"]["containers"][0]["image"] != "example.test/older:1"
    assert one(fake.items, "ServiceAccount")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("pending-install", "a Helm is at work, or was killed"),
        ("uninstalling", "look at its objects before anything else"),
        ("deployed", "there is a release granite-base-model already, and it is not this model's"),
    ],
)
def test_a_release_in_the_way(status: str, expected: str, tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    fake.releases["simple", "granite-base-model"] = status
    assert expected in carried_out(fake, tmp_path)
    assert fake.changes == []


def test_a_failed_install_is_repaired(tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    fake.releases["simple", "granite-base-model"] = "failed"
    fake.conflicts = {"helm": MANAGER}
    assert carried_out(fake, tmp_path) == ""
    assert fake.releases["simple", "granite-base-model"] == "deployed"


def test_an_operator_that_comes_back_is_seen(tmp_path: Path) -> None:
    items = recorded("simple")
    owner = deepcopy(one(items, "Service")["metadata"]["ownerReferences"])

    def back(fake: Fake) -> None:
        if fake.changes.count("apply Service") == 2:  # with the second upgrade, that is, after the marks were off
            one(fake.items, "Service")["metadata"]["ownerReferences"] = owner

    fake = Fake(items)
    fake.after_install = back
    said = carried_out(fake, tmp_path, delete=True)
    assert "the operator has put marks back on Service/granite-base-model-service-decode" in said
    assert "delete ModelService" not in fake.changes


def test_marks_that_were_taken_off_too_early_are_repaired(tmp_path: Path) -> None:
    """The API server then invents a field manager at the first apply, which would keep what an upgrade removes."""
    items = recorded("simple")
    for each in children(items):
        if each["kind"] != "ReplicaSet":
            del each["metadata"]["ownerReferences"]
            each["metadata"]["managedFields"] = [{"manager": "before-first-apply", "operation": "Update"}]
    fake = Fake(deepcopy(items))
    assert carried_out(fake, tmp_path) == ""
    found = [e["manager"] for each in children(fake.items) for e in each["metadata"]["managedFields"]]
    assert "helm" in found
    assert "before-first-apply" not in found
    assert identity(fake.items) == identity(items)


def test_a_second_upgrade_that_changes_something_is_a_surprise(tmp_path: Path) -> None:
    def relabel(fake: Fake) -> None:
        one(fake.items, "Service")["metadata"].setdefault("labels", {})["n"] = str(len(fake.changes))

    fake = Fake(recorded("simple"))
    fake.after_install = relabel
    said = carried_out(fake, tmp_path)
    assert "a second upgrade changed Service/granite-base-model-service-decode" in said


def test_the_modelservice_goes_last_and_only_when_told(tmp_path: Path) -> None:
    items = recorded("hpa")
    fake = Fake(deepcopy(items))
    assert carried_out(fake, tmp_path, asked=AdoptOptions(("one",)), delete=True) == ""
    assert [e["metadata"]["name"] for e in fake.items if e["kind"] == "ModelService"] == ["two"]
    assert identity(fake.items) == identity(items)
    assert fake.changes[-1] == "delete ModelService"


def test_a_controller_manager_that_does_not_answer_is_waited_for_and_named(tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    fake.orphans = False
    said = carried_out(fake, tmp_path, delete=True)
    assert "the controller manager does not answer" in said
    assert "do not take the finalizer off by hand" in said
    assert marked(fake.items) == []


def _ended(fake: Fake, *finalizers: str) -> None:
    about = one(fake.items, "ModelService")["metadata"]
    about |= {"deletionTimestamp": "2026-11-27T03:13:52Z", "finalizers": list(finalizers)}


def test_a_modelservice_that_somebody_holds_gives_its_objects_away_and_is_said_to_stay(tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    _ended(fake, "example.test/hold")
    fake.orphans = False
    said = carried_out(fake, tmp_path, delete=True)
    assert "the ModelService is not gone after 60 s: example.test/hold holds it" in said
    assert marked(fake.items) == []


@pytest.mark.parametrize("finalizers", [(), ("orphan",), ("foregroundDeletion",), ("x/y", "orphan")])
def test_a_modelservice_that_the_collector_is_at_stops_it(finalizers: tuple[str, ...], tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    _ended(fake, *finalizers)
    assert "0 of 1 models are done" in carried_out(fake, tmp_path)
    assert fake.changes == []


def test_what_can_be_applied_again_names_no_owner_and_nothing_of_the_server(tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    assert carried_out(fake, tmp_path) == ""
    saved, restore = (
        yaml.safe_load((tmp_path / "adopt" / folder / "simple_granite-base-model.yaml").read_text())["items"]
        for folder in ("saved", "restore")
    )
    assert [each["metadata"]["name"] for each in saved] == [each["metadata"]["name"] for each in restore]
    assert len(restore) == 4
    for before, after in zip(saved, restore, strict=True):
        assert set(after["metadata"]) <= {"name", "namespace", "labels", "annotations"}
        assert after["metadata"].get("labels") == before["metadata"].get("labels")
        assert after.get("spec") == before.get("spec")
        assert "status" not in after
    assert all("ownerReferences" in each["metadata"] for each in saved[1:])


def test_deployments_that_no_controller_has_seen_are_waited_for_and_named(tmp_path: Path) -> None:
    def unseen(fake: Fake) -> None:
        one(fake.items, "Deployment")["metadata"]["generation"] = 2

    fake = Fake(recorded("simple"))
    fake.after_install = unseen
    said = carried_out(fake, tmp_path)
    assert "it has not seen Deployment/granite-base-model-decode in 60 s" in said
    assert not [change for change in fake.changes if change.startswith("patch")]


def test_an_interrupt_says_where_it_came_and_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_: Fake) -> None:
        raise KeyboardInterrupt

    fake = Fake(recorded("simple"))
    fake.after_install = interrupt
    with pytest.raises(KeyboardInterrupt):
        carried_out(fake, tmp_path)
    assert "interrupted at simple/granite-base-model: nothing is lost, and the same" in capsys.readouterr().err
    fake.after_install = lambda _: None
    assert carried_out(fake, tmp_path) == ""
    assert marked(fake.items) == []


@pytest.mark.parametrize("to", ["helm", "apply"])
def test_hand_made_objects_are_taken_over_from_files(to: str, tmp_path: Path) -> None:
    items = by_hand("d-default-sim")
    fake = Fake(deepcopy(items))
    for _ in range(2):
        assert carry_out(run_of(fake, tmp_path, to), Objects(deepcopy(items))) == 0
        assert identity(fake.items) == identity(items)
        writers = {entry["manager"] for each in fake.items for entry in each["metadata"]["managedFields"]}
        assert writers == {"helm" if to == "helm" else "msvc-helm"}


def test_a_release_s_name_alone_is_that_of_the_only_model(tmp_path: Path) -> None:
    fake = Fake(recorded("simple"))
    assert carried_out(fake, tmp_path, asked=AdoptOptions(releases=releases(["llama"]))) == ""
    assert list(fake.releases) == [("simple", "llama")]
    with pytest.raises(UsageError, match="there are 2 models, say which"):
        carried_out(Fake(recorded("hpa")), tmp_path, asked=AdoptOptions(releases=releases(["llama"])))


def test_fifty_models_in_five_namespaces_one_of_which_is_in_the_way(tmp_path: Path) -> None:
    items: list[Object] = []
    for place in range(5):
        for number in range(10):
            for each in recorded("simple"):
                text = str(place * 10 + number)
                about = each["metadata"]
                about |= {"namespace": f"n{place}", "uid": about["uid"] + text}
                about["name"] = about["name"].replace("granite-base-model", f"model-{text}")
                for owner in about.get("ownerReferences", []):
                    owner |= {
                        "uid": owner["uid"] + text,
                        "name": owner["name"].replace("granite-base-model", f"model-{text}"),
                    }
                items.append(each)
    items = [each for each in items if each["kind"] not in ("ReplicaSet", "ConfigMap")]
    bases = [one(recorded("simple"), "ConfigMap") for _ in range(5)]
    for place, base in enumerate(bases):
        base["metadata"]["namespace"] = f"n{place}"
    for each in items:
        if each["kind"] == "Deployment":
            account = each["metadata"]["name"].removesuffix("-decode") + "-sa"
            each["spec"]["template"]["spec"] |= {"serviceAccountName": account, "serviceAccount": account}
    items += bases
    _other([each for each in items if each["metadata"]["name"].startswith("model-7-")])
    fake = Fake(items)
    assert carried_out(fake, tmp_path) == "49 of 50 models are done; for the others see what is in the way"
    assert len(set(marked(fake.items))) == 3


@pytest.mark.parametrize("to", WAYS)
def test_each_way_has_its_writers(to: str) -> None:
    assert APPLIERS[to]
