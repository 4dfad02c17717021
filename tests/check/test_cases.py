"""Inputs from the field (`../shared/cases`): what `check` says of each, by rule and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from msvc_helm.check.finding import Report
from msvc_helm.findings import report
from msvc_helm.inputs import inputs_for
from tests.check.samples import options
from tests.conftest import REPO, run_program


@dataclass(frozen=True, slots=True)
class Case:
    """Files of one case, and the errors and warnings in it as `rule file:line`, in any order."""

    name: str
    found: tuple[str, ...]
    model: str = ""
    base: str = ""
    values: str = ""


CASES = (
    Case("metrics of today's picker and the deprecated ones", (), values="01-keda-router-metric.yaml"),
    Case("a trigger with a bearer token and a behaviour", (), values="02-keda-bearer.yaml"),
    Case(
        "an account that the base config makes under the model's own name",
        ("made-twice ms.yaml:6", "expansion 19-sa.yaml:9"),
        model="ms.yaml",
        base="19-sa.yaml",
    ),
    Case("adapters that vLLM serves, and a route to them", (), model="ms.yaml", base="05-lora.yaml"),
    Case(
        "arguments before a shell's script",
        ("input 35-ms.yaml:9", "tier-memory 34-tiered.yaml:20", "tier-unmounted 34-tiered.yaml:17"),
        model="35-ms.yaml",
        base="34-tiered.yaml",
    ),
    Case(
        "tiers beyond the memory and the mounts, in a script with JSON at its end",
        ("tier-memory 34-tiered.yaml:20", "tier-unmounted 34-tiered.yaml:17"),
        model="ms.yaml",
        base="34-tiered.yaml",
    ),
    Case("a claim for as many devices as vLLM takes", (), model="12-ms.yaml", base="12-dra.yaml"),
    Case("two vendors' accelerators at once", ("accelerators-mixed preset gpu:116",), values="38-amd.yaml"),
    Case(
        "a script with JSON over two lines",
        (
            "gpu-count 08-script.yaml:28",
            "gpu-count 08-script.yaml:43",
            "kv-connector-one-sided 08-script.yaml:37",
            "nixl-host 08-script.yaml:10",
            "roles-differ 08-script.yaml:39",
            "served-model-name 08-script.yaml:39",
            "shared-memory 08-script.yaml:21",
            "shared-memory 08-script.yaml:39",
        ),
        model="08-ms.yaml",
        base="08-script.yaml",
    ),
    Case(
        "a flag of a newer sidecar",
        ("sidecar-flag 15-secure-serving.yaml:26",),
        model="08-ms.yaml",
        base="15-secure-serving.yaml",
    ),
    Case("a TPU v7 chip with its two cores", (), model="ms.yaml", base="03-tpu7x.yaml"),
    Case("two vendors' accelerators with blocks of their own", (), model="08-ms.yaml", base="10-hetero.yaml"),
    Case(
        "probes by HTTPS of plain HTTP",
        (
            "probe-scheme 06-tls-probe.yaml:15",
            "probe-scheme 06-tls-probe.yaml:16",
            "probe-scheme 06-tls-probe.yaml:17",
            "progress-deadline 06-tls-probe.yaml:5",
        ),
        model="ms.yaml",
        base="06-tls-probe.yaml",
    ),
    Case(
        "SGLang on both roles",
        (
            "gpu-count 17-sglang-pd.yaml:16",
            "gpu-count 17-sglang-pd.yaml:34",
            "kv-connectors-differ 17-sglang-pd.yaml:31",
            "kv-role 17-sglang-pd.yaml:31",
            "kv-sidecar 17-sglang-pd.yaml:25",
            "model-differs 17-sglang-pd.yaml:31",
            "roles-differ 17-sglang-pd.yaml:31",
            "shared-memory 17-sglang-pd.yaml:13",
            "shared-memory 17-sglang-pd.yaml:31",
            "sidecar-target 17-sglang-pd.yaml:25",
        ),
        model="08-ms.yaml",
        base="17-sglang-pd.yaml",
    ),
    Case(
        "flags of vLLM for the simulator",
        ("flag-unknown 27-sim-flags.yaml:9", "flag-unknown 27-sim-flags.yaml:9"),
        values="27-sim-flags.yaml",
    ),
    Case(
        "flags and values in one argument",
        ("flag-and-value 29-space-args.yaml:7", "flag-and-value 29-space-args.yaml:7"),
        values="29-space-args.yaml",
    ),
    Case(
        "a service account of the base config's own, and annotations for ours",
        ("expansion 19-sa.yaml:9", "made-twice ms.yaml:6"),
        model="ms.yaml",
        base="19-sa.yaml",
    ),
    Case(
        "a Service by the name of vLLM's variable",
        ("service-links 22-service-links.yaml:20",),
        "ms.yaml",
        "22-service-links.yaml",
    ),
    Case("two groups of pods in one pool", ("picker-missing 23-base.yaml:17",), "23-variants.yaml", "23-base.yaml"),
    Case(
        "an address to listen on, told to the other side",
        (
            "nixl-host 43-nixl-any-address.yaml:198",
            "nixl-host 43-nixl-any-address.yaml:61",
        ),
        "41-ms.yaml",
        "43-nixl-any-address.yaml",
    ),
    Case(
        "a route to the pool in another namespace",
        ("route-namespace 45-route-other-namespace.yaml:418",),
        "41-ms.yaml",
        "45-route-other-namespace.yaml",
    ),
    Case(
        "a picker that follows events, and a server that publishes others",
        (
            "kv-block-size 11-precise.yaml:33",
            "kv-events-port 11-precise.yaml:17",
            "kv-events-topic 11-precise.yaml:17",
            "picker-replicas 11-precise.yaml:45",
            "picker-tokenizer 11-precise.yaml:34",
        ),
        "ms.yaml",
        "11-precise.yaml",
    ),
    Case("a rollout that needs a GPU to spare", ("rollout-spare 30-rollout.yaml:5",), values="30-rollout.yaml"),
    Case(
        "a claim that several pods write to",
        ("claim-shared 31-rwo.yaml:2", "rollout-spare 31-rwo.yaml:5"),
        values="31-rwo.yaml",
    ),
    Case(
        "two roles in their node's network",
        (
            "host-dns 41-host-network.yaml:129",
            "host-dns 41-host-network.yaml:18",
            "host-port 41-host-network.yaml:129",
            "host-port 41-host-network.yaml:129",
        ),
        "41-ms.yaml",
        "41-host-network.yaml",
    ),
    Case("a template as the model's place", ("input 16-uri-template.yaml:2",), values="16-uri-template.yaml"),
    Case("a model from an image", (), values="20-modelcar.yaml"),
)


def reported(case: Case, cases: Path) -> Report:
    """What `check` says of the files."""
    files = {
        kind: (str(cases / name),) if name else ()
        for kind, name in (("models", case.model), ("bases", case.base), ("values", case.values))
    }
    asked = inputs_for({**files, "preset": "", "name": "acme" if case.values else ""})
    return report(asked.documents(), asked.bases, options("v1"), frozenset())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_from_the_field(case: Case, shared: Path) -> None:
    found = reported(case, shared / "cases").findings
    told = sorted(f"{f.rule} {Path(f.problem.source).name}:{f.problem.line}" for f in found if f.severity != "info")
    assert told == sorted(case.found), "\n".join(f"{f.rule}: {f.problem}" for f in found)


def test_a_service_account_is_not_replaced_without_a_word(shared: Path) -> None:
    """No field names an account that exists, yet: the base config's is replaced, and both lines say so."""
    case = next(case for case in CASES if case.base == "19-sa.yaml")
    told = {f.rule: str(f.problem) for f in reported(case, shared / "cases").findings}
    assert 'spec.template.spec.serviceAccountName: "models-reader" is replaced by "acme-sa"' in told["expansion"]
    assert (
        "makes ServiceAccount models/acme-sa, and extraObjects of its base config has it as well" in told["made-twice"]
    )


def test_another_model_name_is_refused_by_what_the_cluster_has(shared: Path) -> None:
    """The case 24, without Helm: what the chart hands to msvc-post, with the objects of the first release."""
    values = yaml.safe_load((shared / "cases" / "24-rename.yaml").read_text(encoding="utf-8"))
    preset = values.pop("preset")
    first = run_program(
        "generate", "-f", str(shared / "cases" / "24-rename.yaml"), "--name", "acme", "--namespace", "models"
    )
    live = list(yaml.safe_load_all(first.stdout))
    base = yaml.safe_load((REPO / "charts" / "modelservice" / "presets" / f"{preset}.yaml").read_text(encoding="utf-8"))
    for name, code in ((values["routing"]["modelName"], 0), ("acme/other", 1)):
        spec = {**values, "routing": {**values["routing"], "modelName": name}}
        carrier = {
            "apiVersion": "missing-post-renderer-msvc-post/v1",
            "kind": "ModelServiceCarrier",
            "metadata": {"name": "acme", "namespace": "models"},
            "modelService": {
                "apiVersion": "llm-d.ai/v1alpha1",
                "kind": "ModelService",
                "metadata": {"name": "acme", "namespace": "models"},
                "spec": spec,
            },
            "baseConfig": {"data": base["data"]},
            "options": {"gie": "v1"},
            "liveObjects": live,
        }
        done = run_program(stdin=yaml.safe_dump(carrier), module="msvc_helm.post")
        assert done.code == code, done.stderr
        assert (done.stdout == "", "modelName is immutable" in done.stderr) == (code == 1, code == 1)


def test_a_group_among_the_further_objects_is_told_its_key(shared: Path) -> None:
    cases = shared / "cases"
    done = run_program("check", "-m", str(cases / "07-ms.yaml"), "-b", str(cases / "07-wide-ep.yaml"))
    assert (
        "extraObjects makes the LeaderWorkerSet acme-decode of this role: name it decodeLeaderWorkerSet" in done.stdout
    )


def test_thirty_models_of_one_base_config_are_told_by_kind(shared: Path) -> None:
    model = (shared / "cases" / "ms.yaml").read_text(encoding="utf-8")
    models = "---\n".join(
        model.replace("name: acme,", f"name: acme-{n},").replace("chat", f"chat-{n}") for n in range(30)
    )
    words = ("generate", "-m", "-", "-b", str(shared / "cases" / "19-sa.yaml"), "-o", "children")
    told = run_program(*words, stdin=models).stderr.splitlines()
    assert [line for line in told if not line.startswith(" ")] == [
        "warning: value-replaced: 30 times",
        "warning: made-twice: 30 times",
        "60 warnings (2 kinds); --all shows every one",
    ]
    assert sum(line.startswith(" ") for line in told) == 2 * (3 + 1)
    assert run_program(*words, "--all", stdin=models).stderr.count("is replaced by") == 30
