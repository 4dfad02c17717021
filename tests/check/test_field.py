"""Deployments that people run (`../shared/field`): nothing in them is an error, and each warning has been looked at."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from msvc_helm.check.finding import ERROR, WARNING, Finding
from tests.check.mutants.deployments import CASES, findings

pytestmark = pytest.mark.usefixtures("shared")
# The rules that warn, in how many of the deployments at most, and what is the matter there.
WARN = {
    "progress-deadline": 32,  # start-up probes of an hour under the default deadline of ten minutes
    "model-cache-unused": 27,  # no volume for the download
    "service-port-idle": 9,  # the router's chart makes a port for an Envoy that only its standalone form has
    "rollout-spare": 23,  # several pods with accelerators under a Deployment's own strategy
    "claim-shared": 2,  # claims of a file system that many pods write to, which are not among the objects
    "expansion": 4,  # image names to be replaced, variables and port names twice
    "pool-port-idle": 2,  # a pool for eight ranks before pods with one port
    "role-images-differ": 3,  # a release for one role, a build for the other; two vendors
    "shared-memory": 2,
    "decode-missing": 1,  # pods of a requester, which hands the requests on
    "gpu-missing": 2,  # bases of a kustomization, without image and devices
    "model-unnamed": 2,
    "port-undeclared": 2,  # charts that declare 8200 and serve on 8000
}


@cache
def found(name: str) -> list[Finding]:
    return findings(name)


def test_no_deployment_has_an_error() -> None:
    errors = [f"{name}: {f.rule}: {f.problem}" for name in CASES for f in found(name) if f.severity == ERROR]
    assert not errors, "\n".join(errors)


def test_every_warning_has_been_looked_at() -> None:
    warned = Counter(rule for name in CASES for rule in {f.rule for f in found(name) if f.severity == WARNING})
    assert {rule: count for rule, count in warned.items() if count > WARN.get(rule, 0)} == {}
