"""Faults of a base config, each foretold by `check`, and then seen: the same files are applied and a request fails."""

from __future__ import annotations

import json
import re
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.command import clean_environment, run
from tests.e2e.conftest import NewNamespace
from tests.e2e.gateway import gateway
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.kubelet import Kubelet
from tests.e2e.network import Network
from tests.e2e.product import PROGRAMS, config_map, msvc
from tests.e2e.test_served import GATEWAY, NAME, values


@dataclass(frozen=True, slots=True)
class Fault:
    """A key of a base config over the preset, the rule that finds it, and what comes of it.

    `said` is in the answer, in what the picker prints, or in Envoy's configuration.
    """

    key: str
    text: str
    rule: str
    status: int
    said: str
    of_the_picker: bool = False  # it is seen when the picker starts


PICKER = "llm-d.ai/epp=m-epp"
NO_ENDPOINTS = r'"lb_endpoints": \[\]'
FAULTS = {
    "a port that nobody opens": Fault(
        "inferencePool",
        "spec: {targetPorts: [{$patch: replace}, {number: 8001}]}",
        "pool-port-closed",
        503,
        "remote connection failure",
    ),
    "a selector that no pod has": Fault(
        "inferencePool",
        "spec: {selector: {matchLabels: {app: llm}}}",
        "pool-misses-pods",
        503,
        "failed to find endpoint candidates",
    ),
    "a picker's Service that is not there": Fault("eppService", "null", "picker-missing", 500, NO_ENDPOINTS),
    "a port that the picker's Service lacks": Fault(
        "inferencePool", "spec: {endpointPickerRef: {port: {number: 9003}}}", "picker-port", 500, NO_ENDPOINTS
    ),
    "a pool that is not there": Fault(
        "httpRoute",
        """
        spec:
          rules:
            - $patch: replace
            - matches: [{path: {type: PathPrefix, value: /v1}}]
              backendRefs: [{group: "{{ .GIEGroup }}", kind: InferencePool, name: "{{ .ModelServiceName }}"}]
        """,
        "route-backend-missing",
        500,
        "direct_response",
    ),
    "another name than clients use": Fault(
        "decodeDeployment",
        "spec: {template: {spec: {containers: [{name: vllm, args: [--served-model-name=qwen]}]}}}",
        "served-model-name",
        404,
        f"The model `{NAME}` does not exist",
    ),
    "a permission that the picker lacks": Fault(
        "extraObjects",
        """
        - apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: {name: "{{ .EPPDeploymentName }}"}
          rules:
            - $patch: replace
            - {apiGroups: [""], resources: [pods], verbs: [get, watch, list]}
            - {apiGroups: [inference.networking.k8s.io], resources: [inferencepools], verbs: [get]}
        """,
        "picker-rights",
        500,
        "inferencepools.inference.networking.k8s.io .* is forbidden",
        of_the_picker=True,
    ),
    "a plugin that the picker's configuration lacks": Fault(
        "configMaps",
        """
        - metadata: {name: "{{ .EPPDeploymentName }}-config"}
          data:
            plugins.yaml: |
              apiVersion: llm-d.ai/v1alpha1
              kind: EndpointPickerConfig
              plugins: [{type: queue-scorer}]
              schedulingProfiles: [{name: default, plugins: [{pluginRef: queue-score}]}]
        """,
        "picker-config-broken",
        500,
        "references undefined plugin",
        of_the_picker=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Served:
    """A model of the preset `sim` that answers, unless something is wrong with its base config."""

    kubectl: Kubectl
    kubelet: Kubelet
    folder: Path

    def words(self, fault: Fault | None) -> list[str | Path]:
        """The options of `generate` and `check` for the model, with or without a fault."""
        (asked := self.folder / "values.yaml").write_text(json.dumps(values(replicas=1)))
        words: list[str | Path] = ["--values", asked, "--preset", "sim", "--name", "m", "-n", self.kubectl.namespace]
        if fault is None:
            return words
        (base := self.folder / "base.yaml").write_text(
            json.dumps(config_map("base", {fault.key: textwrap.dedent(fault.text)}))
        )
        return [*words, "-b", base]

    def bring(self, fault: Fault | None, restart: bool) -> None:
        """Apply what `generate` makes, and delete the picker's Service where it makes none."""
        made = list(yaml.safe_load_all(msvc("generate", *self.words(fault)).stdout))
        self.kubectl.apply(made)
        if "m-epp-service" not in [each["metadata"]["name"] for each in made]:
            self.kubectl.run("delete", "service", "m-epp-service")
        if restart:
            before = self.kubectl.uids("pods", selector=PICKER)
            self.kubectl.run("delete", "pod", f"--selector={PICKER}", "--wait=false")
            until(lambda: not before.items() & self.pickers().items(), "the picker ended")

    def pickers(self) -> dict[str, str]:
        """The picker's pods after one more round of the kubelet."""
        self.kubelet.sync()
        return self.kubectl.uids("pods", selector=PICKER)

    @contextmanager
    def asked(self) -> Iterator[Callable[[], tuple[int, str]]]:
        """Asks a Gateway that has what is there now, while pods are kept running: the status, and what all say."""

        def ask() -> tuple[int, str]:
            self.kubelet.sync()
            answer = envoy.ask(NAME, "hello")
            return answer.status, "\n".join([answer.body, self.kubelet.log("m-epp"), envoy.configuration])

        with gateway(self.kubectl, GATEWAY, Path(tempfile.mkdtemp(dir=self.folder))) as envoy:
            yield ask

    def answers(self) -> None:
        """Assert that all is well."""
        self.kubelet.settle(("m-decode", 1), ("m-epp", 1))
        with self.asked() as ask:
            until(lambda: ask()[0] == 200, "an answer")

    def fails(self, fault: Fault) -> None:
        """Assert that what was foretold comes, and for its reason."""

        def seen() -> bool:
            status, said = ask()
            return status == fault.status and re.search(fault.said, said) is not None

        with self.asked() as ask:
            until(seen, f"{fault.status} and {fault.said}")


def foretold(words: list[str | Path]) -> set[str]:
    """The rules of the errors that `check` finds."""
    done = run([PROGRAMS / "msvc-helm", "check", *words, "-o", "json"], env=clean_environment(), check=False)
    return {each["rule"] for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"}


@pytest.mark.parametrize("of_the_picker", [False, True], ids=["on the way", "of the picker"])
def test_what_check_foretells_is_seen(
    of_the_picker: bool, serving_cluster: Cluster, new_namespace: NewNamespace, tmp_path: Path
) -> None:
    kubectl = new_namespace(serving_cluster)
    with Kubelet(kubectl, Network.of(serving_cluster.folder), tmp_path / "pods") as kubelet:
        served = Served(kubectl, kubelet, tmp_path)
        served.bring(None, restart=False)
        served.answers()
        assert foretold(served.words(None)) == set()
        for name, fault in FAULTS.items():
            if fault.of_the_picker == of_the_picker:
                assert foretold(served.words(fault)) == {fault.rule}, name
                served.bring(fault, of_the_picker)
                served.fails(fault)
        served.bring(None, of_the_picker)
        served.answers()
