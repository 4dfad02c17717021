"""The registry: every rule is found by a fault, explained with an example, and in the documentation."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import yaml

from msvc_helm import check
from msvc_helm.check.explain import explain, explanation, tables
from msvc_helm.check.finding import INFO, SEVERITIES, Rule
from msvc_helm.check.rules import ALWAYS, RULES, TOPICS
from tests.check.faults import FAULTS
from tests.check.samples import base, checked, model, options, write
from tests.conftest import REPO, run_program

# What is found where no function of a rule looks.
ELSEWHERE = {"input", "expansion", "refused", "unknown-rule", "model-name-twice", "route-shadowed", "pods-shared"}
ELSEWHERE |= {"made-twice"}
PAGE = REPO / "docs" / "check.md"
SECRETS = (
    base("          volumes:\n", "          imagePullSecrets: [{name: registry}]\n          volumes:\n"),
    base("          volumes:\n", "          volumes:\n            - {name: a, configMap: {name: settings}}\n"),
    base(
        "          volumes:\n",
        "          volumes:\n            - {name: b, configMap: {name: maybe, optional: true}}\n",
    ),
)
POD_OF_ITS_OWN = """\
  extraObjects: |
    - apiVersion: apps/v1
      kind: Deployment
      metadata: {name: own}
      spec:
        selector: {matchLabels: {app: own}}
        template:
          metadata: {labels: {app: own}}
          spec:
            serviceAccountName: reader
            resourceClaims: [{name: gpu, resourceClaimTemplateName: gpus}]
            containers: [{name: own, image: "own:1", ports: [{containerPort: 80}]}]

"""
# What informs: the sample, its edits, and what must be said by that rule.
INFORMED = {
    "needs-secret": ("hf-private", (), ['Secret "hf-token" with the key "HF_TOKEN" must exist']),
    "needs-claim": ("pvc", (), ['PersistentVolumeClaim "models" must exist']),
    "needs-pull-secret": ("hf-public", SECRETS, ['pull secret "registry" must exist']),
    "needs-config-map": ("hf-public", SECRETS, ['ConfigMap "settings" must exist']),
    "needs-gateway": ("pd", (), ['Gateway "inference-gateway" must exist']),
    "variable-undefined": (
        "hf-public",
        (base('--port={{ getPort "http" }}', "--port=$(PORTT)"),),
        ['container "vllm" has no variable "PORTT", and gets the text $(PORTT)'],
    ),
    "needs-accelerators": (
        "hf-public",
        (),
        [
            "a rollout of the decode pods starts 1 pod before it stops an old one:"
            " without 1 free nvidia.com/gpu it never ends"
        ],
    ),
    "needs-account": (
        "sim",
        (base("  decodeService:", POD_OF_ITS_OWN + "  decodeService:"),),
        ['ServiceAccount "reader" must exist'],
    ),
    "needs-claim-template": (
        "sim",
        (base("  decodeService:", POD_OF_ITS_OWN + "  decodeService:"),),
        ['ResourceClaimTemplate "gpus" must exist'],
    ),
    "needs-reference-grant": (
        "gateway",
        (
            base(
                "              name: {{ .InferencePoolName }}\n",
                "              name: pool\n              namespace: others\n",
            ),
        ),
        [
            'InferencePool "pool" in the namespace "others" must exist, and a ReferenceGrant there that lets this route'
            " use it"
        ],
    ),
    "needs-cluster-role": ("gateway", (), ['ClusterRole "endpoint-picker" must exist']),
    "program-unknown": (
        "hf-public",
        (base("command: [vllm, serve,", "command: [/opt/start,"),),
        ['not checked: container "vllm", as it is not known what it runs (/opt/start)'],
    ),
    "flag-unrecorded": (
        "hf-public",
        (base("vllm-openai:v0.26.0", "vllm-openai:latest"), model("- --max-model-len=16384", "- --frobnicate")),
        ["no flag --frobnicate is known of vLLM up to 0.33.0, and the image may be another"],
    ),
    "accelerator-unknown": (
        "hf-public",
        (base("nvidia.com/gpu:", "example.com/thing:"), model("- --max-model-len=16384", "- --tensor-parallel-size=4")),
        ["not checked: the number of example.com/thing of the decode pods, whose devices are not known"],
    ),
    "release-unrecorded": (
        "hf-public",
        (base("vllm-openai:v0.26.0", "vllm-openai:v9.0.0"),),
        ["not checked: the flags of vLLM v9.0.0, which are not recorded; those of 0.33.0 count"],
    ),
    "readiness-missing": (
        "hf-public",
        (
            base("readinessProbe", "lifecycle", ""),
            base("startupProbe", "securityProbe"),
            model("    replicas: 1\n", ""),
        ),
        ["the decode pods count as ready, and get requests, while vLLM still loads the model"],
    ),
}


def test_every_rule_is_found_by_a_fault() -> None:
    found = {rule for fault in FAULTS for rule in fault.rules} | set(INFORMED)
    assert found == RULES.keys()


def test_ids_are_words_with_dashes_and_unique() -> None:
    names = [rule.id for rules in TOPICS.values() for rule in rules]
    assert len(names) == len(set(names)) == len(RULES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    assert {rule.severity for rule in RULES.values()} == set(SEVERITIES)


@pytest.mark.parametrize("name", INFORMED)
def test_what_must_exist_is_listed(name: str, tmp_path: Path) -> None:
    sample, edits, expected = INFORMED[name]
    found = checked(*write(sample, edits, tmp_path), options("v1alpha2"))
    assert [f.problem.message for f in found.findings if f.rule == name] == expected
    assert RULES[name].severity == INFO


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_explained(name: str) -> None:
    rule = RULES[name]
    text = explain(name)
    assert text.startswith(f"{name} ({rule.severity})\n")
    finds, why, example = explanation(rule)
    assert finds.endswith((".", "?"))
    assert why.endswith(".")
    assert isinstance(yaml.safe_load(example), dict), "an example is YAML"
    assert all(len(line) <= 110 for line in example.splitlines())
    assert (f"--ignore {name}" in text) == (name not in ALWAYS)
    assert (rule.run is None) == (name in ELSEWHERE)


def test_no_rule_is_left_out() -> None:
    modules = [importlib.import_module(f"msvc_helm.check.{info.name}") for info in pkgutil.iter_modules(check.__path__)]
    defined = {value.id for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    assert defined == RULES.keys()


def test_the_page_has_the_rules_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    between = text.partition("<!-- rules -->\n")[2].partition("<!-- end -->")[0]
    assert between.strip() == tables().strip(), "run `make schema`"


def test_explain_on_the_command_line() -> None:
    done = run_program("check", "--explain", "gpu-count")
    assert (done.code, done.stdout, done.stderr) == (0, explain("gpu-count"), "")
    wrong = run_program("check", "--explain", "gpu-counts")
    assert (wrong.code, wrong.stdout) == (2, "")
    assert 'there is no rule "gpu-counts"; did you mean "gpu-count"?' in wrong.stderr
