"""Real and probing inputs on a real API server: `generate` prints what it takes, msvc-post lets nothing else pass."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from msvc_helm import goyaml
from msvc_helm.bases import Bases, given_bases
from msvc_helm.errors import InputError
from msvc_helm.generate import OPTIONS, generate
from msvc_helm.options import read
from msvc_helm.parallel import Renderer
from msvc_helm.read import Input, inputs
from msvc_helm.resources.context import Options
from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl
from tests.e2e.verdicts import refused
from tests.streams import rewrite
from tests.test_parity import CORPUS, PAIRS, name
from tests.test_validation import FAULTS

NAMESPACE = "of-the-corpus"


def files(pair: dict[str, Any]) -> tuple[str, str]:
    return str(CORPUS / "modelservices" / pair["modelservice"]), str(CORPUS / "baseconfigs" / pair["baseconfig"])


def documents(text: bytes) -> list[bytes]:
    return [part.raw for part in goyaml.split(io.BytesIO(text)) if goyaml.parse(part.raw) is not None]


@pytest.fixture
def generated(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[[dict[str, Any]], list[bytes]]:
    """`generate` of a pair, run as from the command line but in this process, as 370 Pythons would take a minute."""

    def of(pair: dict[str, Any]) -> list[bytes]:
        model, base = files(pair)
        words = ["-m", model, "-b", base, "-n", NAMESPACE, "--gie", "v1alpha2", "--epp-cluster-role", "epp-role"]
        values = read(OPTIONS, words)
        assert values is not None
        code = generate(values)
        out, err = capsysbinary.readouterr()
        if code == 0:
            return documents(out)
        assert not out, err.decode()
        return rejected(pair)

    return of


def rejected(pair: dict[str, Any]) -> list[bytes]:
    """The objects that `generate` makes of a pair and does not print."""
    model, base = files(pair)
    options = Options(namespace=NAMESPACE, gie="v1alpha2", epp_cluster_role="epp-role")
    renderer = Renderer(Bases(given_bases(inputs([base]))), options, "yaml", name_files=False)
    made = [renderer(document) for document in Input(model).documents()]
    return documents("".join(text for each in made for text in each.texts).encode())


def post(pair: dict[str, Any]) -> list[bytes] | None:
    """What msvc-post makes of the same pair, None when it refuses."""
    model, base = files(pair)
    options = Options(namespace=NAMESPACE, gie="v1alpha2", epp_cluster_role="epp-role")
    data = b"".join(document.raw for document in Input(model).documents())
    try:
        return documents(rewrite(data, Bases(given_bases(inputs([base]))), options, lambda _: None))
    except InputError:
        return None


@pytest.fixture
def namespaces(cluster: Cluster) -> Iterator[Callable[[set[str]], Kubectl]]:
    """Makes the namespaces that the corpus names; `kubectl` that sends each object where it says it belongs."""
    made: set[str] = set()

    def make(names: set[str]) -> Kubectl:
        for each in names:
            cluster.create_namespace(each)
            made.add(each)
        return cluster.kubectl("")

    yield make
    for each in made:
        cluster.delete_namespace(each)


@pytest.mark.skipif(not PAIRS, reason="../shared is not here")
def test_the_servers_verdict_is_the_recorded_one_and_msvc_posts(
    generated: Callable[[dict[str, Any]], list[bytes]],
    namespaces: Callable[[set[str]], Kubectl],
) -> None:
    made = {name(pair): (pair, generated(pair)) for pair in PAIRS if pair["outcome"] == "ok"}
    texts = list(dict.fromkeys(text for _, each in made.values() for text in each))
    named = {match[1].decode() for text in texts for match in re.finditer(rb"(?m)^  namespace: (\S+)$", text)}
    verdicts, applied = refused(namespaces(named), texts)
    assert applied.keys() == verdicts.keys(), "Helm 4's way and Helm 3's"
    wrong: list[str] = []
    for who, (pair, each) in made.items():
        said = "".join(verdicts[text] for text in each if text in verdicts)
        # A part that is not compared with the reference is not what the recorded verdict is about.
        if not pair["skip"] and (pair["apiserver"] == "ok") != (not said):
            wrong.append(f"{who}: recorded {pair['apiserver']!r}, now {said!r}")
        passed = post(pair)
        if not pair["skip"] and (passed is None) != (bool(said) or not each):
            wrong.append(f"{who}: msvc-post {'refuses' if passed is None else 'passes'}, the server says {said!r}")
        if passed is not None and sorted(passed) != sorted(each):
            wrong.append(f"{who}: msvc-post and generate differ")
    assert not wrong, "\n".join(wrong)


def test_the_server_refuses_every_fault_that_we_refuse(kubectl: Kubectl) -> None:
    """The table of tests/test_validation.py, and the faultless objects that it starts from."""
    faults = {}
    for what, (good, fault, _) in FAULTS.items():
        bad = copy.deepcopy(good)
        fault(bad)
        faults[what] = json.dumps(bad).encode()
    faultless = {json.dumps(good).encode() for good, _, _ in FAULTS.values()}
    created, applied = refused(kubectl, [*faults.values(), *faultless])
    assert not faultless & (created.keys() | applied.keys())
    assert [what for what, text in faults.items() if text not in created and text not in applied] == []
