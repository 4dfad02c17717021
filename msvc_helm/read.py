"""Bytes to documents: files, directories and standard input, one document at a time, each with its place."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import Mapping, Node, Scalar, Sequence, parse, split
from msvc_helm.typed import BinaryIO

MAX_DOCUMENT = 16 * 1024 * 1024  # bytes; etcd takes objects of at most 1.5 MiB
SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "<stdin>"


class Document:
    """One YAML document as it stands in its file.

    `raw` are its bytes, `line` the file's line it begins at, `index` its 1-based number, `source` the file's name as
    the user wrote it. `whole_directory` says that the file was not named itself.
    """

    __slots__ = ("index", "line", "raw", "source", "whole_directory")

    def __init__(self, source: str, index: int, line: int, raw: bytes, whole_directory: bool = False) -> None:
        self.source = source
        self.index = index
        self.line = line
        self.raw = raw
        self.whole_directory = whole_directory

    def parse(self) -> list[Node]:
        """The document's objects: one, or the items of a `List`; none for an empty document. Raises InputError."""
        if len(self.raw) > MAX_DOCUMENT:
            message = f"the document has {len(self.raw):,} bytes; at most {MAX_DOCUMENT:,} are read"
            raise InputError(Problem(message, line=self.line, source=self.source, document=self.index))
        try:
            root = parse(self.raw, line=self.line)
        except InputError as error:
            raise error.at(source=self.source, document=self.index) from error
        if root is None or (isinstance(root, Scalar) and root.value is None):
            return []
        return list(_items(root))


class ValuesDocument(Document):
    """A document of the chart's values. `name` stands for the name of the release; empty: the file's own."""

    __slots__ = ("name",)

    def __init__(self, document: Document, name: str) -> None:
        super().__init__(document.source, document.index, document.line, document.raw, document.whole_directory)
        self.name = name


def kind_of(node: Node) -> str:
    """The `kind` of an object, empty when it has none."""
    return scalar(node, "kind")


def scalar(node: Node | None, key: str) -> str:
    """The text of a mapping's scalar entry, empty when it is no such thing."""
    value = node.items.get(key) if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) and value.value is not None else ""


def _items(root: Node) -> Iterator[Node]:
    """Flatten a `List`, whatever its items are (`kubectl get … -o yaml` prints one)."""
    if isinstance(root, Mapping) and kind_of(root).endswith("List"):
        items = root.items.get("items")
        if isinstance(items, Sequence):
            for item in items.items:
                yield from _items(item)
            return
    yield root


class Input:
    """A file that can be read more than once; standard input and pipes are kept in memory."""

    __slots__ = ("_data", "_path", "name", "whole_directory")

    def __init__(self, path: str, *, whole_directory: bool = False) -> None:
        self.name = STDIN if path == "-" else path
        self.whole_directory = whole_directory
        self._path = path
        self._data: bytes | None = None
        if path == "-":
            if sys.stdin is None:
                raise InputError(Problem("cannot be read: it is closed", source=STDIN))
            self._data = sys.stdin.buffer.read()
        elif not os.path.isfile(path):
            with _open(path) as stream:
                self._data = stream.read()

    def documents(self) -> Iterator[Document]:
        """The file's documents, in order, also empty ones. Raises InputError when it cannot be read."""
        with io.BytesIO(self._data) if self._data is not None else _open(self._path) as stream:
            for part in split(stream):
                yield Document(self.name, part.index, part.line, part.raw, self.whole_directory)


def inputs(paths: Iterable[str]) -> list[Input]:
    """The files that the paths name: files, `-`, and of a directory its YAML and JSON files by name, not below it."""
    found: list[Input] = []
    for path in paths:
        if path != "-" and os.path.isdir(path):
            names = sorted(n for n in os.listdir(path) if n.endswith(SUFFIXES) and not n.startswith("."))
            files = [os.path.join(path, n) for n in names if os.path.isfile(os.path.join(path, n))]
            if not files:
                raise InputError(Problem("the directory holds no .yaml, .yml or .json file", source=path))
            found += [Input(file, whole_directory=True) for file in files]
        elif path == "-" and any(i.name == STDIN for i in found):
            raise InputError("standard input (-) can be read only once")
        else:
            found.append(Input(path))
    return found


def _open(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", source=path)) from error
