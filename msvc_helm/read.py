"""Bytes to documents: files, directories and standard input, one document at a time, each with its place."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, parse, split
from msvc_helm.typed import BinaryIO

MAX_DOCUMENT = 16 * 1024 * 1024  # bytes; etcd takes objects of at most 1.5 MiB
MAX_INPUT = 200 * 1024 * 1024  # bytes of one file or stream: a hundred thousand ModelServices have as many
MAX_DOCUMENTS = 250_000  # of one file or stream
WRITER_WAIT = 10  # seconds for somebody to open a named pipe's other end
SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "<stdin>"
_NON_BLOCKING = getattr(os, "O_NONBLOCK", 0)


class Document:
    """One YAML document as it is in its file.

    `raw` are its bytes, `line` the file's line it begins at, `index` its 1-based number, `source` the file's name as
    the user wrote it. `whole_directory` says that the file was not named itself. `twice` are, once it was parsed, the
    keys that a map has twice: an API server rejects such an object, and Helm takes the last.
    """

    __slots__ = ("index", "line", "raw", "source", "twice", "whole_directory")

    def __init__(self, source: str, index: int, line: int, raw: bytes, whole_directory: bool = False) -> None:
        self.source = source
        self.index = index
        self.line = line
        self.raw = raw
        self.whole_directory = whole_directory
        self.twice: list[Problem] = []

    def parse(self) -> list[Node]:
        """The document's objects: one, or the items of a `List`; none for an empty document. Raises InputError."""
        twice: list[Problem] = []
        try:
            root = parse(self.raw, line=self.line, alone=True, twice=twice)
        except InputError as error:
            raise error.at(source=self.source, document=self.index) from error
        self.twice = [problem.at(source=self.source, document=self.index) for problem in twice]
        if root is None or (isinstance(root, ScalarNode) and root.value is None):
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
    """The text of a mapping's scalar entry, empty when it is not a scalar."""
    value = node.items.get(key) if isinstance(node, MappingNode) else None
    return value.text if isinstance(value, ScalarNode) and value.value is not None else ""


def metadata_of(node: Node) -> MappingNode | None:
    """An object's metadata, None where it has none."""
    metadata = node.items.get("metadata") if isinstance(node, MappingNode) else None
    return metadata if isinstance(metadata, MappingNode) else None


def scalars(node: Node | None, key: str) -> dict[str, str]:
    """The texts below a mapping's entry, by key; empty where that is not a mapping."""
    below = node.items.get(key) if isinstance(node, MappingNode) else None
    return {name: scalar(below, name) for name in below.items} if isinstance(below, MappingNode) else {}


def _items(root: Node) -> Iterator[Node]:
    """Flatten a `List`, whatever its items are (`kubectl get … -o yaml` prints one)."""
    if isinstance(root, MappingNode) and kind_of(root).endswith("List"):
        items = root.items.get("items")
        if isinstance(items, SequenceNode):
            for item in items.items:
                yield from _items(item)
            return
    yield root


class Input:
    """A file that can be read more than once; standard input and pipes are kept in memory.

    `name` is the file's, `directory` the one that was named in place of it (empty: the file itself was).
    """

    __slots__ = ("_data", "_path", "directory", "name")

    def __init__(self, path: str, *, directory: str = "") -> None:
        self.name = STDIN if path == "-" else path
        self.directory = directory
        self._path = path
        self._data: bytes | None = None
        if path == "-":
            if sys.stdin is None:
                raise InputError(Problem("cannot be read: it is closed", source=STDIN))
            self._data = read_stream(sys.stdin.buffer, STDIN)
        elif not os.path.isfile(path):
            self._data = read_file(path)

    def documents(self) -> Iterator[Document]:
        """The file's documents, in order, also empty ones. Raises InputError when it cannot be read."""
        with io.BytesIO(self._data) if self._data is not None else _open(self._path) as stream:
            yield from documents(stream, self.name, whole_directory=bool(self.directory))


def documents(stream: BinaryIO, source: str, *, whole_directory: bool = False) -> Iterator[Document]:
    """The documents of a stream, one in memory at a time. Raises InputError for too large a one, or too many."""
    try:
        for part in split(iter(lambda: stream.readline(MAX_DOCUMENT + 1), b""), most=MAX_DOCUMENT):
            if part.index > MAX_DOCUMENTS:
                raise InputError(Problem(f"more than {MAX_DOCUMENTS:,} documents; read them in several runs"))
            yield Document(source, part.index, part.line, part.raw, whole_directory)
    except InputError as error:
        raise error.at(source=source) from error
    except OSError as error:
        raise _unreadable(source, error) from error


def read_stream(stream: BinaryIO, source: str, most: int = MAX_INPUT, begun: bytes = b"") -> bytes:
    """All of a stream, in bytes, after those that it has `begun` with.

    Raises InputError when they are more than `most`, as those of a stream without an end.
    """
    data = bytearray(begun)
    for chunk in chunks(stream, source, most - len(data)):
        data += chunk
    return bytes(data)


def chunks(stream: BinaryIO, source: str, most: int = MAX_INPUT) -> Iterator[bytes]:
    """A stream piece by piece. Raises InputError when it has more than `most` bytes, as one without an end has."""
    size = 0
    try:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > most:
                raise InputError(Problem(f"has more than {most:,} bytes; at most that many are read", source=source))
            yield chunk
    except OSError as error:
        raise _unreadable(source, error) from error


def read_file(path: str, most: int = MAX_INPUT) -> bytes:
    """All of a file, a pipe or a device, in bytes.

    Raises InputError when it cannot be read, has more than `most` bytes, or is a named pipe that nobody writes to.
    """
    with _open(path) as stream:
        descriptor = stream.fileno()
        begun = _begun(descriptor, path) if stat.S_ISFIFO(os.fstat(descriptor).st_mode) else b""
        if _NON_BLOCKING:
            os.set_blocking(descriptor, True)
        return read_stream(stream, path, most, begun)


def _begun(pipe: int, path: str) -> bytes:
    """The first bytes of a named pipe, or none but somebody who may write some."""
    until = time.monotonic() + WRITER_WAIT
    while True:
        try:
            if data := os.read(pipe, 1 << 16):
                return data
        except BlockingIOError:  # somebody has it open
            return b""
        if time.monotonic() > until:
            raise InputError(Problem("is a pipe that nothing writes to", source=path))
        time.sleep(0.05)


def inputs(paths: Iterable[str]) -> list[Input]:
    """The files that the paths name: files, `-`, and of a directory its YAML and JSON files by name, not below it."""
    found: list[Input] = []
    for path in paths:
        if path != "-" and os.path.isdir(path):
            names = sorted(n for n in os.listdir(path) if n.endswith(SUFFIXES) and not n.startswith("."))
            files = [os.path.join(path, n) for n in names if os.path.isfile(os.path.join(path, n))]
            if not files:
                raise InputError(Problem("the directory holds no .yaml, .yml or .json file", source=path))
            found += [Input(file, directory=path) for file in files]
        elif path == "-" and any(i.name == STDIN for i in found):
            raise InputError("standard input (-) can be read only once")
        else:
            found.append(Input(path))
    return found


def _open(path: str) -> BinaryIO:
    try:
        return open(path, "rb", opener=_without_waiting)
    except (OSError, ValueError) as error:  # a ValueError: what no file can be named
        raise _unreadable(path, error) from error


def _unreadable(source: str, error: OSError | ValueError) -> InputError:
    return InputError(Problem(f"cannot be read: {getattr(error, 'strerror', None) or error}", source=source))


def _without_waiting(path: str, flags: int) -> int:
    """Opens a named pipe that nobody writes to, where a plain `open` would wait for a writer without end."""
    return os.open(path, flags | _NON_BLOCKING)
