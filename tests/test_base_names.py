"""A base config's name and namespace: what no object can have is refused in words, by every command alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from msvc_helm.api.metadata import is_dns_label, is_dns_subdomain
from msvc_helm.configmap import from_document
from msvc_helm.errors import InputError
from msvc_helm.goyaml import parse
from msvc_helm.write import dump
from tests.conftest import Finished

Run = Callable[..., Finished]
MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m, namespace: ns}
spec:
  baseConfigMapRef: {name: acme}
  modelArtifacts: {uri: "hf://a/b"}
  routing: {modelName: a/b, ports: [{name: http, port: 8000}]}
  decode: {replicas: 1}
"""
DATA = {"decodeDeployment": "spec: {template: {spec: {containers: [{name: c, image: i}]}}}"}
COMMANDS = {
    "generate": ["generate", "-m", "m.yaml", "-b", "b.yaml"],
    "check": ["check", "-m", "m.yaml", "-b", "b.yaml"],
    "explain": ["explain", "-m", "m.yaml", "-b", "b.yaml"],
    "convert": ["convert", "m.yaml", "-b", "b.yaml"],
    "verify": ["verify", "-m", "m.yaml", "-b", "b.yaml", "--helm", "/bin/true"],
    "chart": ["chart", "-b", "b.yaml", "--name", "g", "-o", "c"],
}
WRONG = {
    "name": 'x */}}{{ fail "pwned" }}{{/* --> <script>',
    "namespace": "x\nautoscaling: {decode: {maxReplicas: 9}}\n#",
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(("field", "wrong"), WRONG.items(), ids=WRONG)
def test_a_name_that_is_none_is_an_error_with_its_place(
    run: Run, tmp_path: Path, words: list[str], field: str, wrong: str
) -> None:
    metadata = {"name": "acme", field: wrong}
    text = json.dumps({"kind": "ConfigMap", "metadata": metadata, "data": DATA}, indent=1)
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(MODEL, encoding="utf-8")
    done = run(*words, cwd=tmp_path)
    assert (done.code, done.stdout) == (1, "")
    assert "error: b.yaml:" in done.stderr
    assert f"metadata.{field}: " in done.stderr
    assert f"cannot be a {field}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("name", ["binj.yaml", "binj2.yaml", "basename-newline.yaml"])
def test_the_cases_of_an_attacker(run: Run, shared: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "b.yaml").write_bytes((shared / "cases" / "edge" / name).read_bytes())
    (tmp_path / "m.yaml").write_text(MODEL, encoding="utf-8")
    for words in COMMANDS.values():
        done = run(*words, cwd=tmp_path)
        assert (done.code, done.stdout) == (1, "")
        assert "metadata.name: " in done.stderr


NAMES = st.text() | st.from_regex(r"[a-zA-Z0-9._-]{0,8}") | st.sampled_from(["a" * 63, "a" * 64, "a" * 254, "\u0661"])


@given(NAMES, NAMES)
@example("a.b", "a.b")
def test_a_base_config_s_names_are_dns_names_or_nothing(name: str, namespace: str) -> None:
    document = parse(dump({"metadata": {"name": name, "namespace": namespace}, "data": {}}))
    fit = (not name or is_dns_subdomain(name)) and (not namespace or is_dns_label(namespace))
    try:
        base = from_document(document)
    except InputError:
        assert not fit
    else:
        assert fit
        assert (base.name, base.namespace) == (name, namespace)
