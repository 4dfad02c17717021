"""The expansion against what the reference operator made of inputs that probe one thing each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from msvc_helm import write
from msvc_helm.goyaml import parse, plain
from tests.test_parity import expand

HERE = Path(__file__).parent
UNORDERED = ("gw-same-name", "routing-only")
"""The pair whose parentRefs are not compared: two Gateways of one name."""


@cache
def recorded(base: str) -> dict[str, Any]:
    """By ModelService: the children, or why the pair is refused."""
    found: dict[str, Any] = yaml.load(
        (HERE / "expected" / f"{base}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return found


PAIRS = [(service, path.stem) for path in sorted((HERE / "expected").iterdir()) for service in recorded(path.stem)]
MADE = [(service, base) for service, base in PAIRS if isinstance(recorded(base)[service], dict)]
REFUSED = [pair for pair in PAIRS if pair not in MADE]


def test_every_file_is_used() -> None:
    services, bases = ({path.stem for path in (HERE / kind).iterdir()} for kind in ("modelservices", "baseconfigs"))
    assert ({service for service, _ in PAIRS}, {base for _, base in PAIRS}) == (services, bases)


@pytest.mark.parity
@pytest.mark.parametrize(("service", "base"), MADE)
def test_prints_what_the_operator_would(service: str, base: str) -> None:
    children, problems = expand(HERE / "modelservices" / f"{service}.yaml", HERE / "baseconfigs" / f"{base}.yaml")
    assert not problems
    node = parse(write.dump(children))
    assert node is not None
    got: Any = plain(node)
    if (service, base) == UNORDERED:
        del got["httpRoute"]["spec"]["parentRefs"]
    assert got == recorded(base)[service]
    assert _typed(got) == _typed(recorded(base)[service])


@pytest.mark.parity
@pytest.mark.parametrize(("service", "base"), REFUSED)
def test_refuses_what_must_be_refused(service: str, base: str) -> None:
    _, problems = expand(HERE / "modelservices" / f"{service}.yaml", HERE / "baseconfigs" / f"{base}.yaml")
    assert problems, recorded(base)[service]
    assert all(problem.source for problem in problems), problems


def _typed(value: Any) -> Any:
    """A value with the type of each scalar, so that 1, 1.0 and true are three."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    return [_typed(item) for item in value] if isinstance(value, list) else (type(value), value)
