"""`msvc-helm plan`: the words that a cluster gave, and what the rules of its controllers say of other changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm.diff.applied import APPLY, HELM3, HELM4
from msvc_helm.plan.entries import Amount, Entry, verdict
from msvc_helm.plan.plan import plan
from msvc_helm.plan.pods import accelerators, of_pod, pods
from msvc_helm.plan.words import ORDER, REFUSED, worst
from tests.conftest import run_program
from tests.diff.objects import (
    DEPLOYMENT,
    FIRST,
    JOB,
    OTHER,
    POD,
    REMOVED,
    ROUTE,
    SECRET,
    SERVICE,
    Step,
    corpus,
    edited,
    read,
    sides,
)
from tests.plan.objects import BINDING, CLAIM, DAEMONS, GROUP, POOL, SCALER, SET, SETTINGS, WORKERS

IMAGE = ((*FIRST, "image"), "vllm:v2")
Edit = tuple[tuple[Step, ...], Any]


def planned(old: Any, new: Any, tool: str = HELM4) -> Entry:
    (entry,) = plan(read(old), read(new), tool)
    return entry


def both(word: str) -> dict[str, str]:
    return {HELM3: word, HELM4: word, APPLY: word}


ROLLING = ("spec", "updateStrategy")
UNOWNED = {"type": "OnDelete"}
CHANGES: dict[str, tuple[Any, list[Edit], dict[str, str]]] = {
    "an image": (DEPLOYMENT, [IMAGE], both("rolls")),
    "an image of no pod": (edited(DEPLOYMENT, (("spec", "replicas"), 0)), [IMAGE], both("in place")),
    "an image, and pods where none were": (
        edited(DEPLOYMENT, (("spec", "replicas"), 0)),
        [IMAGE, (("spec", "replicas"), 2)],
        both("scaled"),
    ),
    "an image, and no pods any more": (DEPLOYMENT, [IMAGE, (("spec", "replicas"), 0)], both("scaled")),
    "a quantity in bytes": (DEPLOYMENT, [((*FIRST, "resources", "limits", "memory"), 64 << 30)], both("in place")),
    "a quantity in bytes, in a StatefulSet": (
        SET,
        [((*FIRST, "resources", "limits", "memory"), 64 << 30)],
        both("rolls"),
    ),
    "a set whose partition spares some": (
        edited(SET, (ROLLING, {"rollingUpdate": {"partition": 2}})),
        [IMAGE],
        both("rolls"),
    ),
    "a set whose partition spares all": (
        edited(SET, (ROLLING, {"rollingUpdate": {"partition": 3}})),
        [IMAGE],
        both("in place"),
    ),
    "a set that grows above its partition": (
        edited(SET, (ROLLING, {"rollingUpdate": {"partition": 3}})),
        [IMAGE, (("spec", "replicas"), 5)],
        both("scaled"),
    ),
    "OnDelete over a default that stays": (SET, [(ROLLING, UNOWNED)], both("refused")),
    "a set's claims": (SET, [(("spec", "volumeClaimTemplates", 0, "metadata", "name"), "store")], both("refused")),
    "a set's claims in another unit": (
        SET,
        [(("spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"), "10240Mi")],
        both("unchanged"),
    ),
    "a set's policy for claims": (
        SET,
        [(("spec", "persistentVolumeClaimRetentionPolicy"), {"whenScaled": "Delete"})],
        both("in place"),
    ),
    "pods on every node": (DAEMONS, [IMAGE], both("rolls")),
    "pods on every node, on demand": (DAEMONS, [IMAGE, (ROLLING, UNOWNED)], both("in place")),
    "a group's image": (GROUP, [((*WORKERS, "image"), "vllm:v2")], both("rolls")),
    "a group's empty list": (GROUP, [((*WORKERS[:-2], "tolerations"), [])], both("in place")),
    "a group without image": (GROUP, [((*WORKERS, "image"), REMOVED)], both("rolls")),
    "a group without containers": (GROUP, [(WORKERS[:-1], REMOVED)], both("refused")),
    "a Job's template": (JOB, [((*FIRST, "image"), "w:2")], both("refused")),
    "a Job that is suspended": (JOB, [(("spec", "suspend"), True)], both("scaled")),
    "a Job that may not end": (JOB, [((*POD, "restartPolicy"), "Always")], both("refused")),
    "a claim that shrinks": (CLAIM, [(("spec", "resources", "requests", "storage"), "50Gi")], both("refused")),
    "a claim that grows": (CLAIM, [(("spec", "resources", "requests", "storage"), "0.2Ti")], both("in place")),
    "an address taken from a Service": (SERVICE, [(("spec", "clusterIP"), "None")], both("refused")),
    "a Service that becomes a name": (
        edited(SERVICE, (("spec", "type"), "LoadBalancer")),
        [(("spec", "type"), "ExternalName"), (("spec", "externalName"), "a.example")],
        both("in place"),
    ),
    "a headless Service on a load balancer": (
        edited(SERVICE, (("spec", "clusterIP"), "None")),
        [(("spec", "clusterIP"), REMOVED), (("spec", "type"), "LoadBalancer")],
        both("refused"),
    ),
    "a claim's request for something else": (
        CLAIM,
        [(("spec", "resources", "requests", "iops"), "5")],
        both("refused"),
    ),
    "a Secret's key that stringData gave": (SECRET, [(("stringData",), REMOVED)], both("unchanged")),
    "a template without containers": (DEPLOYMENT, [((*POD, "containers"), REMOVED)], both("refused")),
    "a template without pods": (DEPLOYMENT, [(POD, REMOVED)], both("refused")),
    "a deadline before a pod counts as ready": (DEPLOYMENT, [(("spec", "minReadySeconds"), 600)], both("refused")),
    "an image that no registry has": (DEPLOYMENT, [((*FIRST, "image"), "Upper")], both("rolls")),
    "labels that a set of daemons does not select": (
        DAEMONS,
        [(("spec", "template", "metadata", "labels"), {"app": "x"})],
        both("refused"),
    ),
    "a mount without volume in a Job": (
        JOB,
        [((*FIRST, "volumeMounts"), [{"name": "a", "mountPath": "/a"}])],
        both("refused"),
    ),
    "an autoscaler's target without a group": (
        SCALER,
        [(("spec", "scaleTargetRef", "apiVersion"), REMOVED)],
        both("refused"),
    ),
    "an autoscaler down to zero": (SCALER, [(("spec", "minReplicas"), 0)], both("refused")),
    "a balancer's field on a plain Service": (
        SERVICE,
        [(("spec", "allocateLoadBalancerNodePorts"), True)],
        both("refused"),
    ),
    "another role": (BINDING, [(("roleRef", "name"), "writer")], both("refused")),
    "a Secret's kind": (SECRET, [(("type",), "kubernetes.io/tls")], both("refused")),
    "an autoscaler's least above its most": (SCALER, [(("spec", "minReplicas"), 9)], both("refused")),
    "a route's backend": (ROUTE, [(("spec", "rules", 0, "backendRefs", 0, "port"), 81)], both("in place")),
    "a field of a kind without a schema": (OTHER, [(("spec", "minReplicaCount"), 2)], both("in place")),
    "an unknown field": (
        DEPLOYMENT,
        [((*POD, "nodeSelectors"), {"a": "b"})],
        {HELM3: "unchanged", HELM4: "refused", APPLY: "refused"},
    ),
    "a field in the wrong case": (
        DEPLOYMENT,
        [(("spec", "Replicas"), 5)],
        {HELM3: "unchanged", HELM4: "refused", APPLY: "refused"},
    ),
    "a group's topology of subgroups that it has not": (
        GROUP,
        [(("metadata", "annotations"), {"leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology": "rack"})],
        both("refused"),
    ),
    "Recreate over a default that stays": (
        DEPLOYMENT,
        [(("spec", "strategy"), {"type": "Recreate"})],
        {HELM3: "in place", HELM4: "refused", APPLY: "refused"},
    ),
    "Recreate over numbers of its own": (
        edited(DEPLOYMENT, (("spec", "strategy"), {"rollingUpdate": {"maxSurge": 1}})),
        [(("spec", "strategy"), {"type": "Recreate"})],
        both("in place"),
    ),
    "a volume that becomes another": (
        DEPLOYMENT,
        [((*POD, "volumes"), [{"name": "settings", "emptyDir": {}}])],
        both("rolls"),
    ),
    "a volume over the server's own": (
        edited(DEPLOYMENT, ((*POD, "volumes"), [{"name": "settings"}])),
        [((*POD, "volumes"), [{"name": "settings", "configMap": {"name": "settings"}}])],
        {HELM3: "rolls", HELM4: "refused", APPLY: "refused"},
    ),
}


@pytest.mark.parametrize(("obj", "edits", "words"), CHANGES.values(), ids=CHANGES)
def test_the_word_of_a_change(obj: Any, edits: list[Edit], words: dict[str, str]) -> None:
    assert {tool: planned(obj, edited(obj, *edits), tool).verdict for tool in words} == words


@pytest.mark.parametrize("case", corpus(), ids=lambda case: case["name"])
def test_a_cluster_did_what_the_plan_says(case: dict[str, Any], shared: Path) -> None:
    for tool in (HELM3, HELM4):
        entries = plan(*sides(case, shared / "plan"), tool)
        got = {entry.manifest.title: entry.verdict for entry in entries if entry.verdict != "unchanged"}
        refused = {title for title, word in case[tool].items() if word == REFUSED}
        if refused:
            assert {title: got.get(title) for title in refused} == dict.fromkeys(refused, REFUSED)
        else:
            assert got == case[tool]
        assert verdict(entries) == worst(case[tool].values())


OBJECTS = [DEPLOYMENT, SET, DAEMONS, GROUP, SERVICE, SETTINGS, SECRET, CLAIM, BINDING, SCALER, POOL, ROUTE, JOB, OTHER]


@pytest.mark.parametrize("tool", [HELM3, HELM4, APPLY])
def test_nothing_happens_where_nothing_changes(tool: str) -> None:
    entries = plan(read(*OBJECTS), read(*OBJECTS), tool)
    assert {entry.verdict for entry in entries} == {"unchanged"}
    assert not [entry.notes for entry in entries if entry.notes]


@given(st.lists(st.sampled_from(sorted(CHANGES)), unique=True, max_size=6), st.sampled_from([HELM3, HELM4]))
def test_the_whole_is_the_worst_of_its_objects(names: list[str], tool: str) -> None:
    old, new = [], []
    for number, name in enumerate(names):
        obj, edits, _ = CHANGES[name]
        named = edited(obj, (("metadata", "name"), f"x{number}"))
        old.append(named)
        new.append(edited(named, *edits))
    words = [CHANGES[name][2][tool] for name in names]
    entries = plan(read(*old), read(*new), tool)
    assert [entry.verdict for entry in entries] == words
    assert verdict(entries) == max(words, key=list(ORDER).index, default="unchanged")


def test_what_a_rollout_needs_on_the_way() -> None:
    entry = planned(DEPLOYMENT, edited(DEPLOYMENT, IMAGE, (("spec", "replicas"), 3)))
    assert entry.pods == Amount(2, 3, 1), "a quarter of three, rounded up"
    assert entry.accelerators == {"nvidia.com/gpu": Amount(2, 3, 1)}
    shrinking = planned(edited(DEPLOYMENT, (("spec", "replicas"), 8)), edited(DEPLOYMENT, IMAGE))
    assert shrinking.pods == Amount(8, 2, 0), "the pods that go make room"
    none = (("spec", "strategy"), {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}})
    assert planned(edited(DEPLOYMENT, none), edited(DEPLOYMENT, none, IMAGE)).pods == Amount(2, 2, 0)
    assert planned(SET, edited(SET, IMAGE)).pods == Amount(3, 3, 0)
    surge = (("spec", "rolloutStrategy"), {"rollingUpdateConfiguration": {"maxSurge": "50%"}})
    group = planned(edited(GROUP, surge), edited(GROUP, surge, ((*WORKERS, "image"), "vllm:v2")))
    assert (group.pods, group.accelerators) == (Amount(8, 8, 4), {"amd.com/gpu": Amount(64, 64, 32)})


def test_a_refused_change_moves_no_pod() -> None:
    entry = planned(DEPLOYMENT, edited(DEPLOYMENT, IMAGE, (("spec", "selector", "matchLabels", "x"), "z")))
    assert (entry.verdict, entry.pods) == (REFUSED, Amount(2, 2, 0))


def test_a_pod_asks_for_what_runs_at_once() -> None:
    def asks(gpus: int, **more: Any) -> dict[str, Any]:
        return {
            "name": "c",
            "resources": {"limits": {"nvidia.com/gpu": gpus, "cpu": "2", "hugepages-2Mi": "1Gi"}},
            **more,
        }

    assert of_pod({"containers": [asks(2), asks(1)]}) == {"nvidia.com/gpu": 3}
    assert of_pod({"containers": [asks(2)], "initContainers": [asks(4)]}) == {"nvidia.com/gpu": 4}
    sidecar = asks(1, restartPolicy="Always")
    assert of_pod({"containers": [asks(2)], "initContainers": [sidecar, asks(2)]}) == {"nvidia.com/gpu": 3}
    assert accelerators(pods(GROUP)) == {"amd.com/gpu": 64}


def test_the_causes_say_which_fields_and_where() -> None:
    new = edited(DEPLOYMENT, IMAGE, (("metadata", "labels"), {"a": "b"}))
    entry = planned(DEPLOYMENT, new)
    assert entry.causes == [((*FIRST, "image"), "vllm:v1", "vllm:v2")]
    text = yaml.safe_dump(new, sort_keys=False).splitlines()
    line = entry.manifest.line(entry.causes[0].path)
    assert text[line - 1].strip() == "image: vllm:v2"


def notes(old: list[Any], new: list[Any], title: str, tool: str = HELM4) -> str:
    entries = plan(read(*old), read(*new), tool)
    return "\n".join(next(entry.notes for entry in entries if entry.manifest.title == title))


def test_what_selects_nothing_on_the_way() -> None:
    service = edited(SERVICE, (("spec", "selector"), {"app": "decode"}))
    one = edited(DEPLOYMENT, (("spec", "strategy"), {"type": "Recreate"}))
    route = edited(ROUTE)
    said = notes([service, one, route], [service, edited(one, IMAGE), route], "Service/front")
    assert said == "has no ready pod while Deployment/decode is replaced"
    said = notes([service, one, route], [service, edited(one, IMAGE), route], "HTTPRoute/route")
    assert said == "its backend Service/front has no ready pod while Deployment/decode is replaced"
    assert not notes([service, DEPLOYMENT], [service, edited(DEPLOYMENT, IMAGE)], "Service/front")
    moved = edited(service, (("spec", "selector"), {"app": "decode", "v": "2"}))
    labelled = edited(DEPLOYMENT, (("spec", "template", "metadata", "labels"), {"app": "decode", "v": "2"}))
    said = notes([service, DEPLOYMENT], [moved, labelled], "Service/front")
    assert said == "selects nothing until the first new pod of Deployment/decode is ready"
    assert "selects no pod any more" in notes([service, DEPLOYMENT], [moved, DEPLOYMENT], "Service/front")
    assert "selects nothing until" in notes([POOL, DEPLOYMENT], [POOL, edited(SET)], "InferencePool/front")


def test_what_refers_to_something_that_goes() -> None:
    assert "refers to Service/front, which is deleted" in notes([ROUTE, SERVICE], [ROUTE], "HTTPRoute/route")
    said = notes([SCALER, DEPLOYMENT], [SCALER], "HorizontalPodAutoscaler/decode")
    assert said == "refers to Deployment/decode, which is deleted"
    assert "refers to ConfigMap/settings" in notes([DEPLOYMENT, SETTINGS], [DEPLOYMENT], "Deployment/decode")


def test_who_sees_changed_settings_and_when() -> None:
    reading = edited(
        DEPLOYMENT,
        ((*FIRST, "envFrom"), [{"configMapRef": {"name": "settings"}}]),
        ((*FIRST, "volumeMounts"), [{"name": "settings", "mountPath": "/a", "subPath": "a"}]),
    )
    changed = edited(SETTINGS, (("data", "a"), "2"))
    said = notes([reading, SETTINGS], [reading, changed], "ConfigMap/settings")
    assert "variables keep the old values until the pods restart: Deployment/decode" in said
    assert "files mounted by subPath keep the old content" in said
    assert not notes([reading, SETTINGS], [edited(reading, IMAGE), changed], "ConfigMap/settings"), "they restart"


def test_how_long_it_may_take() -> None:
    slow = ((*FIRST, "startupProbe"), {"httpGet": {"port": "http"}, "periodSeconds": 10, "failureThreshold": 90})
    said = notes([edited(DEPLOYMENT, slow)], [edited(DEPLOYMENT, slow, IMAGE)], "Deployment/decode")
    assert "a new pod may take up to 15 min to become ready (startupProbe of vllm); in 2 steps up to 30 min" in said
    assert "progressDeadlineSeconds is 600" in said


def test_an_autoscaler_is_named() -> None:
    said = notes([DEPLOYMENT, SCALER], [edited(DEPLOYMENT, IMAGE), SCALER], "Deployment/decode")
    assert "HorizontalPodAutoscaler/decode keeps 2 to 8 replicas, and the manifest sets a number too" in said


def test_where_an_autoscaler_sets_the_number_its_least_counts() -> None:
    free, scaler = edited(DEPLOYMENT, (("spec", "replicas"), REMOVED)), edited(SCALER, (("spec", "minReplicas"), 3))
    entry = plan(read(free, scaler), read(edited(free, IMAGE), scaler), HELM4)[0]
    assert (entry.verdict, entry.pods) == ("rolls", Amount(3, 3, 1))
    assert "the numbers here are for the least" in "\n".join(entry.notes)
    more = edited(scaler, (("spec", "minReplicas"), 5))
    assert [each.verdict for each in plan(read(free, scaler), read(free, more), HELM4)] == ["unchanged", "in place"]


def test_wishes_that_are_lost_are_named() -> None:
    headless = edited(SERVICE, (("spec", "clusterIP"), "None"))
    assert "stays although" in notes([headless], [SERVICE], "Service/front")
    odd = edited(DEPLOYMENT, ((*POD, "nodeSelectors"), {"a": "b"}))
    assert "drops without a word" in notes([DEPLOYMENT], [odd], "Deployment/decode", HELM3)


def test_a_key_that_stays_in_a_secret_is_named() -> None:
    said = notes([SECRET], [edited(SECRET, (("stringData",), REMOVED))], "Secret/token")
    assert said.startswith("KEY stays in the Secret")


def test_what_a_claim_may_lose_is_told() -> None:
    more = edited(CLAIM, (("spec", "resources", "requests", "storage"), "200Gi"))
    assert notes([CLAIM], [more], "PersistentVolumeClaim/models").startswith("a claim grows only if it is bound")
    same = edited(CLAIM, (("metadata", "labels"), {"a": "b"}))
    assert not notes([CLAIM], [same], "PersistentVolumeClaim/models")
    assert "its data goes too" in notes([CLAIM], [], "PersistentVolumeClaim/models")


def test_a_group_that_makes_no_pod_is_told() -> None:
    broken = edited(GROUP, ((*WORKERS, "image"), REMOVED))
    assert "the running group is taken down, and no pod follows" in notes([GROUP], [broken], "LeaderWorkerSet/wide")


def test_objects_that_are_kept() -> None:
    kept = edited(CLAIM, (("metadata", "annotations"), {"helm.sh/resource-policy": "keep"}))
    assert [entry.verdict for entry in plan(read(kept), [], HELM4)] == ["unchanged"]
    assert [entry.verdict for entry in plan(read(CLAIM), [], HELM4)] == ["deleted"]
    (entry,) = plan(read(kept), [], APPLY)
    assert (entry.verdict, entry.notes[0]) == ("deleted", "deleted only by a tool that prunes; otherwise it stays")


def test_a_tool_that_makes_objects_again() -> None:
    changed = edited(DEPLOYMENT, (("spec", "selector", "matchLabels"), {"app": "decode", "x": "z"}))
    changed = edited(changed, (("spec", "template", "metadata", "labels"), {"app": "decode", "x": "z"}))
    (entry,) = plan(read(DEPLOYMENT), read(changed), HELM4, recreate=True)
    assert (entry.verdict, entry.pods) == ("replaced", Amount(2, 2, 0))
    wrong = edited(changed, ((*FIRST, "image"), REMOVED))
    (entry,) = plan(read(DEPLOYMENT), read(wrong), HELM4, recreate=True)
    assert entry.verdict == REFUSED


def test_what_a_secret_holds_is_not_shown(tmp_path: Path) -> None:
    frozen = edited(SECRET, (("immutable",), True))
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(frozen))
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(edited(frozen, (("stringData", "KEY"), "two"))))
    for form in ("text", "json", "markdown"):
        done = run_program("plan", tmp_path / "a.yaml", tmp_path / "b.yaml", "-o", form)
        assert (done.code, "refused" in done.stdout) == (0, True)
        assert not [text for text in ("one", "two", "b25l", "dHdv") if f"{text}\n" in done.stdout.replace('"', "\n")]


LIMITS = {"change": 1, "scale": 1, "roll": 1, "rolls": 1, "delete": 0, "replace": 0, "refuse": 0}


@pytest.mark.parametrize(("word", "code"), LIMITS.items(), ids=LIMITS)
def test_a_pipeline_may_stop(tmp_path: Path, word: str, code: int) -> None:
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(DEPLOYMENT))
    new = yaml.safe_dump(edited(DEPLOYMENT, IMAGE))
    done = run_program("plan", tmp_path / "a.yaml", "-", "--fail-on", word, stdin=new)
    assert (done.code, done.stderr) == (code, "")
    assert done.stdout.endswith("verdict: rolls (1 rolls; 1 spare nvidia.com/gpu during the rollout)\n")


def test_the_json(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(DEPLOYMENT))
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(edited(DEPLOYMENT, IMAGE)))
    done = run_program("plan", tmp_path / "a.yaml", tmp_path / "b.yaml", "-o", "json", "-n", "models")
    (entry,) = json.loads(done.stdout)["objects"]
    cause = entry.pop("causes")[0]
    assert cause.pop("source")["file"] == str(tmp_path / "b.yaml")
    assert cause == {"path": list(IMAGE[0]), "before": "vllm:v1", "after": "vllm:v2"}
    del entry["notes"]
    assert entry == {
        "object": "Deployment/decode",
        "namespace": "models",
        "verdict": "rolls",
        "pods": {"before": 2, "after": 2, "spare": 1},
        "accelerators": {"nvidia.com/gpu": {"before": 2, "after": 2, "spare": 1}},
    }


def test_the_markdown_has_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(DEPLOYMENT))
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(edited(DEPLOYMENT, IMAGE)))
    done = run_program("plan", tmp_path / "a.yaml", tmp_path / "b.yaml", "-o", "markdown")
    amount = "2, and 1 more during the rollout"
    row = f"| Deployment/decode | **rolls** | {amount} | nvidia.com/gpu: {amount} |"
    assert row in done.stdout


def test_a_mistake_on_the_command_line_is_no_verdict(tmp_path: Path) -> None:
    assert run_program("plan", tmp_path / "none.yaml", "-").code == 2
    done = run_program("plan", "a", "b", "--fail-on", "rol")
    assert (done.code, 'did you mean "roll"?' in done.stderr) == (2, True)
