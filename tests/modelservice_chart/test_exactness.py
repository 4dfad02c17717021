"""Text that goes through Helm's values, templates and post-renderer pipe comes out as it was, or is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.modelservice_chart.conftest import MINIMAL, Helm, documents

# What YAML could take for something else, and what emitters and splitters of YAML streams have stumbled over.
WORDS = [
    "yes", "y", "NO", "on", "~", "null", "true", "0755", "0o17", "0x1F", "1_000", "1e3", "1e+06", ".5", "1.10", "+1",
    "12:30:45", "2024-01-01", "=", "<<", "", " ", "---", "...", "--- |", "# Source: x", "a: b", "- a", "a # b", "'",
    '"', "\\", "%YAML 1.1", "@at", "`tick`", "&a", "*a", "!tag", "!!str x", "{{ .ModelName }}", "{a", "[a", "? a", "|",
    ">-",
    "\n", "\n\n", "a\n", "a\n\n", "\na", " a\nb", "  a\n b\n", "a\n---\nb\n", "\n---\n", "a\r\nb\r\n", "a\rb", "\ta",
    "a\t\n\tb", "a \nb \n", "x" * 300, "x " * 200, "x: " + "y " * 100 + "\nz", "é", "\u00a0", "\ufeffkind: ConfigMap",
    "\U0001f600", "\ud7ff\ue000", "\0", "\x07", "\x1b[31m", "🇩🇪 # :\n  - ü",
]  # fmt: skip
CHANGED = "\x7f\x80\x85\x9f\u2028\u2029\ufffd\ufffe\uffff"

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters=CHANGED)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(LETTERS, max_size=5), max_size=6).map("".join)


def check(helm: Helm, strings: list[str]) -> None:
    containers = [{"name": "a", "args": strings}]
    spec: dict[str, Any] = {"decode": {"containers": containers}}
    data = {f"k{index}": text for index, text in enumerate(strings)}
    values = MINIMAL | spec | {"baseConfig": data}
    for stream in (helm.template(values), helm.stream(values)):
        (carrier,) = documents(stream)
        assert carrier["modelService"]["spec"] == MINIMAL | spec
        assert carrier["baseConfig"]["data"] == data


def test_every_word(helm: Helm) -> None:
    check(helm, WORDS)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=20, max_size=60))
def test_any_text(helm: Helm, strings: list[str]) -> None:
    check(helm, strings)


def test_a_file(helm: Helm, tmp_path: Path) -> None:
    text = "\n".join(WORDS)
    (tmp_path / "base.yaml").write_bytes(text.encode())
    flag = f"baseConfigFile={tmp_path / 'base.yaml'}"
    for stream in (helm.template(MINIMAL, "--set-file", flag), helm.stream(MINIMAL, "--set-file", flag)):
        (carrier,) = documents(stream)
        assert carrier["baseConfig"]["configMap"] == text


REFUSED = "holds an invisible character that YAML cannot carry"


@pytest.mark.parametrize("character", CHANGED, ids=ascii)
def test_what_helm_would_change_is_refused(helm: Helm, character: str) -> None:
    values = {"baseConfig": {"decodeService": f"# a {character}\n"}}
    assert f"decodeService {REFUSED}" in helm.error(MINIMAL | values)


@pytest.mark.parametrize(
    ("place", "values"),
    [
        ("configMap", {"baseConfigFile": "# \x85"}),
        ("decode", {"decode": {"containers": [{"name": "a", "args": ["\x85"]}]}}),
        ("note", {"annotations": {"note": "\x85"}}),
    ],
)
def test_it_is_refused_wherever_it_stands(helm: Helm, place: str, values: dict[str, Any]) -> None:
    assert f"{place} {REFUSED}" in helm.error(MINIMAL | values)


def test_a_file_that_is_not_utf_8_is_refused(helm: Helm, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes("# Grüße\n".encode("latin-1"))
    error = helm.error(MINIMAL, "--set-file", f"baseConfigFile={tmp_path / 'base.yaml'}")
    assert "configMap holds an invisible character that YAML cannot carry (or is not saved as UTF-8)" in error


def test_numbers(helm: Helm) -> None:
    limits = {"a": 1, "b": 1000000, "c": 68719476736, "d": 2**53, "e": "1e6", "f": "1.5", "g": "0010", "h": 10**15}
    spec = {"decode": {"replicas": 1000000, "containers": [{"name": "a", "resources": {"limits": limits}}]}}
    for stream in (helm.template(MINIMAL | spec), helm.stream(MINIMAL | spec)):
        (carrier,) = documents(stream)
        assert carrier["modelService"]["spec"] == MINIMAL | spec
