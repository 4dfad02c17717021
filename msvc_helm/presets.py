"""The base configs this project ships, by name."""

from __future__ import annotations

import os
from functools import cache

from msvc_helm import bundled
from msvc_helm.baseconfig import SHIPPED, BaseConfig
from msvc_helm.bases import Candidate
from msvc_helm.errors import InputError, Problem
from msvc_helm.read import Document
from msvc_helm.suggest import suggestion

SUFFIX = ".yaml"


def directory() -> str:
    """Where the presets are."""
    return bundled.chart("presets")


def names() -> list[str]:
    """The presets there are."""
    folder = directory()
    files = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(name.removesuffix(SUFFIX) for name in files if name.endswith(SUFFIX))


def read(name: str) -> bytes:
    """The preset's file. Raises InputError for an unknown one."""
    known = names()
    if name not in known:
        message = f'there is no preset "{name}"; known: {", ".join(known) or "none"}'
        raise InputError(Problem(message, hint=suggestion(name, known)))
    with open(os.path.join(directory(), name + SUFFIX), "rb") as stream:
        return stream.read()


def title(name: str) -> str:
    """What the preset is, in one sentence: the comment that its file begins with."""
    return read(name).split(b"\n", 1)[0].decode().lstrip("# ")


@cache
def goes_over(name: str) -> str:
    """Which presets a layer is for, as its file says it; empty for a preset that is complete."""
    header = read(name).split(b"\napiVersion", 1)[0].decode()
    _, found, rest = header.partition("# A layer: it goes over ")
    return rest.split(". Made by")[0] if found else ""


def candidate(name: str) -> Candidate:
    """The preset as a base config somebody gave. Raises InputError for an unknown one."""
    document = Document(f"{SHIPPED}{name}", 1, 1, read(name))
    return Candidate(document.parse()[0], document)


@cache
def preset(name: str) -> BaseConfig:
    """The base config of that name. Raises InputError for an unknown one."""
    return candidate(name).base()
