"""Objects with one fault: what `validate` rejects, a real API server rejects as well."""

from __future__ import annotations

import json
import random
from typing import Any

from msvc_helm.errors import Problem
from msvc_helm.validation import validate
from tests.chart.translate.mutations import faultless, faults, typed
from tests.e2e.kubectl import Kubectl
from tests.e2e.verdicts import refused
from tests.faults import cases

MOST = 700


def mutants() -> list[tuple[str, dict[str, Any]]]:
    """Objects with one fault each, the same ones each time, without those whose types are wrong."""
    found = [(what, bad) for obj in faultless() for what, bad in faults(obj)]
    random.Random(5).shuffle(found)  # noqa: S311 - a choice, not a secret
    return [(what, bad) for what, bad in found[: 2 * MOST] if "namespace" not in what and typed(bad)][:MOST]


def by_the_server(problem: Problem) -> bool:
    """Whether the API server rejects it: images are the kubelet's."""
    return not problem.message.startswith("expected an image")


def test_the_recorded_verdicts_are_a_servers(kubectl: Kubectl) -> None:
    texts = {json.dumps(case.obj()).encode(): case for case in cases()}
    created, applied = refused(kubectl, texts)
    assert {str(case) for text, case in texts.items() if (text in created) != case.rejected} == set()
    assert {str(case) for text, case in texts.items() if (text in applied) != case.rejected} == set()


def test_nothing_is_rejected_that_a_server_takes(kubectl: Kubectl) -> None:
    texts = {json.dumps(bad).encode(): (what, bad) for what, bad in mutants()}
    created, applied = refused(kubectl, texts)
    ours = {text for text, (_, bad) in texts.items() if any(map(by_the_server, validate(bad)))}
    assert len(ours) > MOST / 4
    assert {texts[text][0] for text in ours - created.keys() - applied.keys()} == set()
