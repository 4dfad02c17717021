"""Where manifests come from: files, directories, standard input, a Git revision, a Helm release."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from msvc_helm.diff.manifests import Manifest, manifests
from msvc_helm.errors import InputError, Problem
from msvc_helm.programs import is_there, run
from msvc_helm.read import SUFFIXES, Document, documents, inputs

RELEASE = "release:"


def read(source: str, namespace: str = "", helm: str = "helm") -> list[Manifest]:
    """The objects of a source. Raises InputError.

    A source is a file, a directory, `-`, `REVISION:PATH` of the Git repository at hand, or `release:NAME`, with
    `@REVISION` for another than the last. A file of that name goes before all others.
    """
    if source.startswith(RELEASE) and not os.path.exists(source):
        found = _release(source.removeprefix(RELEASE), namespace, helm)
    elif ":" in source and not os.path.exists(source):
        found = _revision(source)
    else:
        found = (document for item in inputs([source]) for document in item.documents())
    return manifests(found, namespace)


def _release(name: str, namespace: str, helm: str) -> Iterator[Document]:
    name, _, revision = name.partition("@")
    command = [helm, "get", "manifest", name]
    command += ["--revision", revision] if revision else []
    command += ["--namespace", namespace] if namespace else []
    yield from _documents(_output(command, f"{RELEASE}{name}"), f"{RELEASE}{name}")


def _revision(source: str) -> Iterator[Document]:
    """The documents of a file, or of a directory's files, as they are in a Git revision."""
    revision, _, path = source.partition(":")
    if _output(["git", "cat-file", "-t", source], source).strip() == "blob":
        yield from _documents(_output(["git", "cat-file", "blob", source], source), source)
        return
    names = _output(["git", "ls-tree", "--name-only", "-z", source], source).split("\0")
    files = sorted(name for name in names if name.endswith(SUFFIXES) and not name.startswith("."))
    if not files:
        raise InputError(Problem("the directory holds no .yaml, .yml or .json file", source=source))
    for name in files:
        file = f"{revision}:{path.rstrip('/')}/{name}" if path else f"{revision}:{name}"
        yield from _documents(_output(["git", "cat-file", "blob", file], file), file)


def _documents(text: str, source: str) -> Iterator[Document]:
    return documents(io.BytesIO(text.encode()), source)


def _output(command: list[str], source: str) -> str:
    """What a program prints. Raises InputError with what it says where it fails."""
    if not is_there(command[0]):
        hint = "" if command[0] != "git" else "no file has this name, and REVISION:PATH needs git"
        raise InputError(Problem(f"{command[0]} is not on PATH", source=source, hint=hint))
    done = run(command)
    if done.code:
        said = done.text.strip() or f"exit code {done.code}"
        raise InputError(Problem(f"{' '.join(command[:3])} failed: {said}", source=source))
    return done.stdout
