"""YAML as PyYAML reads it, by its parser in C: the other one takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml


def load(text: str) -> Any:
    """The only document of a text."""
    return yaml.load(text, yaml.CSafeLoader)


def load_all(text: str) -> Iterator[Any]:
    """The documents of a text."""
    found: Iterator[Any] = yaml.load_all(text, yaml.CSafeLoader)
    return found
