"""A post-renderer that fails, dies or is given something broken changes nothing, and says what was wrong."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.charts import write_chart
from tests.e2e.helm import Helm, PostRenderer
from tests.e2e.kubectl import Kubectl, until
from tests.e2e.product import BASE, PROGRAMS, VALUES, Model, config_map, everything, msvc_post, state

POST = shlex.quote(str(PROGRAMS / "msvc-post"))
CHANGED = VALUES | {"decode": {"replicas": 7}}
DYING = {
    "fails-at-the-end": f"{POST}; exit 1",
    "killed-half-way": f"{POST} | head -c 400; kill -KILL $$",
    "killed-before-it-read": "kill -KILL $$",
    # More than a pipe holds, so that it still writes when it is killed.
    "killed-while-it-prints": (
        f"d=$(mktemp -d); mkfifo $d/p; exec 4<&0; {POST} <&4 >$d/p & pid=$!; exec 3<$d/p; head -c 1000 <&3; "
        "kill -KILL $pid; wait $pid; code=$?; rm -r $d; exit $code"
    ),
}
LARGE = {"containers": [{"name": "server", "env": [{"name": f"V{i}", "value": "x" * 5000} for i in range(40)]}]}
NOPE = 'spec: {template: {spec: {containers: [{name: server, image: "{{ .Nope }}"}]}}}'
BROKEN_BASES = {
    "a template that fails": (NOPE, "decodeDeployment: can't evaluate field Nope"),
    "a template that does not parse": ("spec: {{ if }}", "decodeDeployment: missing value for if"),
    "not YAML": ("spec: {replicas: [1", "decodeDeployment"),
    "a wrong type": ("spec: {template: {spec: {containers: {name: server}}}}", "spec.template.spec.containers"),
    "an unknown port": ('spec: {replicas: {{ getPort "htpp" }}}', '"htpp"'),
    "an unknown function": ("spec: {{ include 1 }}", 'function "include" not defined'),
    "what Kubernetes would refuse": (
        "spec: {template: {spec: {containers: [{name: server}]}}}",
        "image: required but not set",
    ),
}


@pytest.fixture
def model(helm: Helm) -> Model:
    return Model(helm, msvc_post(helm))


def fails(good: Model, *attempts: tuple[Model, dict[str, Any]]) -> list[tuple[str, str]]:
    """What each attempt says on a first install and on an upgrade, none of which may change anything."""
    helm, kubectl = good.helm, good.helm.kubectl
    before = state(kubectl)
    on_install = [model.fails("install", values).stderr for model, values in attempts]
    assert (state(kubectl), helm.history("sim")) == (before, [])
    good.install(VALUES)
    running = good.state()
    on_upgrade = [model.fails("upgrade", values).stderr for model, values in attempts]
    assert good.state() == running
    return list(zip(on_install, on_upgrade, strict=True))


def test_a_post_renderer_that_dies(model: Model, helm: Helm) -> None:
    values = CHANGED | {"decode": {"replicas": 7, **LARGE}}
    model.run("template", values)  # else each fails for another reason
    dying = [helm.shell_post_renderer(name, script) for name, script in DYING.items()]
    fails(model, *[(Model(helm, post), values) for post in dying])


def test_a_broken_base_config(model: Model) -> None:
    texts = [text for text, _ in BROKEN_BASES.values()]
    attempts = [(model, CHANGED | {"baseConfig": BASE | {"decodeDeployment": text}}) for text in texts]
    for (what, (_, message)), both in zip(BROKEN_BASES.items(), fails(model, *attempts), strict=True):
        for said in both:
            assert message in said, what
            assert "Traceback" not in said


def test_a_broken_base_config_in_the_cluster(model: Model, kubectl: Kubectl) -> None:
    kubectl.apply(config_map("platform", {"decodeDeployment": NOPE}))
    values = {k: v for k, v in CHANGED.items() if k != "baseConfig"} | {"baseConfigMapRef": {"name": "platform"}}
    for said in fails(model, (model, values))[0]:
        assert f"ConfigMap {kubectl.namespace}/platform (from the cluster)" in said
        assert "can't evaluate field Nope" in said


def test_what_is_said_of_other_mistakes(model: Model) -> None:
    nothing = {key: VALUES[key] for key in ("routing", "modelArtifacts")}
    attempts = {
        "makes no objects": (model, nothing),  # an empty answer would mean: delete everything
        'did you mean "--base-config"': (Model(model.helm, model.post.with_args("--base-confg=x")), CHANGED),
        "msvc-psot": (Model(model.helm, PostRenderer("msvc-psot")), CHANGED),
        "replica": (model, VALUES | {"decode": {"replica": 7}}),  # by the chart's schema
    }
    for message, both in zip(attempts, fails(model, *attempts.values()), strict=True):
        for said in both:
            assert message in said


def test_a_chart_that_renders_nothing(helm: Helm, kubectl: Kubectl, tmp_path: Path) -> None:
    """Nothing in, nothing out: what each Helm makes of that is its own affair, and the same as without msvc-post."""
    chart = write_chart(tmp_path / "nothing", {"nothing.yaml": "{{- if .Values.on }}\nkind: ConfigMap\n{{- end }}\n"})
    result = helm.run("install", "nothing", chart, *msvc_post(helm).flags(), check=False)
    assert result.ok is (helm.major == 3), str(result)
    until(lambda: everything(kubectl) <= {"Secret/sh.helm.release.v1.nothing.v1"}, "nothing made")
