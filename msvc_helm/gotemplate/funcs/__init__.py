"""Temporary index of the function modules until the real one lands."""

from __future__ import annotations

import importlib
import pkgutil

from .table import Table

_ALL: dict[str, object] = {}


def _load() -> None:
    for info in pkgutil.iter_modules(__path__):
        try:
            module = importlib.import_module(f"{__name__}.{info.name}")
        except Exception:
            continue
        for value in vars(module).values():
            if isinstance(value, Table):
                _ALL.update(value)


_load()
NAMES = frozenset(_ALL)


def lookup(name):
    return _ALL.get(name)
