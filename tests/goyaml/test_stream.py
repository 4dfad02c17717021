"""Streams cut into documents: where, with which bytes, and how much is held at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from msvc_helm import goyaml
from msvc_helm.errors import InputError
from msvc_helm.goyaml import RawDocument
from tests.properties import examples

# A stream as the list of its documents.
STREAMS: dict[str, list[bytes]] = {
    "nothing": [],
    "one": [b"a: 1\n"],
    "no last line break": [b"a: 1"],
    "markers between": [b"a: 1\n", b"---\nb: 2\n", b"---\nc: 3\n"],
    "marker first": [b"---\na: 1\n", b"---\nb: 2\n"],
    "a comment before the first marker": [b"# c\n\n---\na: 1\n", b"---\nb: 2\n"],
    "a comment before a marker is of the open document": [b"a: 1\n# c\n", b"---\nb: 2\n"],
    "content on the marker's line": [b"--- {a: 1}\n", b"--- # x\nb: 2\n", b"---\t|\n  c\n", b"--- d"],
    "no marker": [b"a: 1\n---b\n---- c\n-- d\n --- e\n"],
    "empty documents": [b"---\n", b"---\n", b"---"],
    "in a block of text": [b"a: |\n  x\n", b"---\ny\n"],
    "an end marker": [b"a: 1\n...\n", b"b: 2\n"],
    "an end marker and a marker": [b"a: 1\n...\n", b"---\nb: 2\n...\n", b"---\nc\n"],
    "directives": [b"%YAML 1.1\n---\na: 1\n...\n", b"# c\n%YAML 1.1\n%TAG ! x,1:\n---\nb: 2\n"],
    "no directive within a document": [b"a: 1\n%x\n", b"---\n%y\n"],
    "end markers in a row": [b"a: 1\n...\n# c\n...\n", b"# d\n---\nb: 2\n"],
    "comments at the end": [b"a: 1\n...\n# c\n\n...\n"],
    "only comments": [b"# c\n\n"],
    "only an end marker": [b"...\n"],
    "CRLF": [b"a: 1\r\n", b"---\r\nb: 2\r\n...\r\n", b"--- # c\r\nc\r\n"],
    "CR": [b"a: 1\r", b"---\rb: 2\r...\r", b"c: 3\r\r"],
    "mixed line breaks": [b"a: 1\r\n\r", b"---\nb: 2\n\r", b"---\r\r\nc: 3"],
    "a byte order mark": [b"\xef\xbb\xbf---\na: 1\n", b"---\nb: 2\n"],
    "a byte order mark and a comment": [b"\xef\xbb\xbf# c\n---\na: 1\n"],
    "byte order marks of joined files": [b"\xef\xbb\xbfa: 1\n", b"\xef\xbb\xbf---\nb: 2\n"],
    "bytes that are no text": [b"\xff\x00\n", b"---\n\xfe\n"],
}


def fields(document: RawDocument) -> tuple[bytes, int, int]:
    return document.raw, document.line, document.index


@pytest.mark.parametrize("documents", STREAMS.values(), ids=STREAMS)
def test_cuts(documents: list[bytes]) -> None:
    stream = b"".join(documents)
    for found in (goyaml.split(stream), goyaml.split(io.BytesIO(stream))):
        assert [document.raw for document in found] == documents


def test_documents_know_their_line_and_number() -> None:
    found = list(goyaml.split(b"# c\n---\na: 1\n---\r\nb: 2\r\n...\r\n\r\n---\rc: 3\r---\nd: 4\n"))
    assert [(document.line, document.index) for document in found] == [(1, 1), (4, 2), (7, 3), (10, 4)]
    nodes = [goyaml.parse(document.raw, line=document.line) for document in found]
    assert [node.line for node in nodes if node] == [3, 5, 9, 11]


PIECES = st.sampled_from(
    [
        b"---",
        b"...",
        b"--- ",
        b"a: 1",
        b"- b",
        b"# c",
        b"%YAML 1.1",
        b" ",
        b"\t",
        b"\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"\xef\xbb\xbf",
        b"x",
    ]
)


@given(st.lists(PIECES, max_size=25).map(b"".join) | st.binary(max_size=60))
@examples(300)
def test_joined_documents_are_the_stream(stream: bytes) -> None:
    if stream[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    documents = list(goyaml.split(stream))
    assert b"".join(document.raw for document in documents) == stream
    assert [fields(document) for document in goyaml.split(io.BytesIO(stream))] == list(map(fields, documents))
    assert all(document.raw for document in documents)
    assert [document.index for document in documents] == list(range(1, len(documents) + 1))
    lines = [len(document.raw.splitlines()) for document in documents]
    assert [document.line for document in documents] == [1 + sum(lines[:i]) for i in range(len(lines))]


CONTENT = st.sampled_from([b"a: 1", b"- b", b"x: |\n  y\n", b"[1, 2]", b"# c", b"", b"'q'", b"--- x", b"---", b"..."])


@given(st.lists(CONTENT, max_size=8).map(b"\n".join))
@examples(300)
def test_documents_are_those_a_yaml_reader_finds(stream: bytes) -> None:
    try:
        expected = list(yaml.load_all(stream, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    found = [goyaml.parse(document.raw) for document in goyaml.split(stream)]
    assert [goyaml.plain(node) for node in found if node is not None] == expected


def test_a_stream_is_read_as_it_is_used() -> None:
    read = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for i in range(1000):
            read += 1
            yield b"---\n" if i % 10 == 0 else b"x\n"

    documents = goyaml.split(lines())
    assert fields(next(documents)) == (b"---\n" + b"x\n" * 9, 1, 1)
    assert read == 11


def test_utf_16_is_one_document_or_an_error() -> None:
    one = "# c\n---\na: 1\n".encode("utf-16")
    assert [fields(document) for document in goyaml.split(one)] == [(one, 1, 1)]
    for stream in ("a: 1\n---\nb: 2\n".encode("utf-16-le"), "a: 1\n---\nb: 2\n".encode("utf-16-be")):
        bom = b"\xff\xfe" if stream[0] else b"\xfe\xff"
        with pytest.raises(InputError, match="UTF-16"):
            list(goyaml.split(io.BytesIO(bom + stream)))
