"""Which literal numbers Helm would change, and which only look like it."""

from __future__ import annotations

import pytest

from msvc_helm.chart.translate.scalars import lossy

CHANGED = [
    ("a: 1e6", ["1e6"]),
    ("a: 1000000.0 # c", ["1000000.0"]),
    ("a: -1_000_000.5e1", ["-1_000_000.5e1"]),
    ("- 2e7", ["2e7"]),
    ("- - a: 2e7", ["2e7"]),
    ("a:\n  2e7", ["2e7"]),
    ("a: [1, 1e6, {b: 2e7, c: x}]", ["1e6", "2e7"]),
    ("a: [1e6,\n  2e6 ]\nb: 3e6", ["1e6", "2e6", "3e6"]),
    ("a: &x 1e6", ["1e6"]),
    ("a: !!float 1000000", ["1000000"]),
    ('"a b": 1e6', ["1e6"]),
    ("a: 0.1234567", ["0.1234567"]),
    ("a: 1234567.5", ["1234567.5"]),
    ("a: 1e-50\nb: 1.2e-37", ["1e-50"]),
    ("a: 9007199254740993", ["9007199254740993"]),
    ("a: |\n  1e6\nb: 1e6", ["1e6"]),
    ("a: -.inf\nb: .inf\nc: -.nan\nd: [.NaN]", ["-.inf", ".inf", ".NaN"]),
]
KEPT = [
    "a: 1e5\nb: 100000.0\nc: 0.5\nd: 123456\ne: 1.1\nf: 1e-5",
    "a: 1000000\nb: 9007199254740992",
    "a: '1e6'\nb: \"1e6\"\nc: ['1e6', \"1e6\"]",
    "a: 1.2.3\nb: 10.0.0.1\nc: v1e6\nd: 1e6Gi\ne: 12:30:45\nf: 2024-01-01\ng: sha256:1e6",
    "a: a,1e6,b\nb: x [1e6]\nc: some 1e6",
    "# a: 1e6\na: b # 1e6",
    "a: |\n  b: 1e6\n\n  c: 1e7\n",
    "- a: >-\n    1e6\n  b: c",
    "- |\n 1e6",
    "a: !!str 1e6",
    "a: 1e400\nb: NaN\nc: inf\nd: 1e-400",
    "1e6: a",
    "",
]


@pytest.mark.parametrize(("text", "scalars"), CHANGED)
def test_changed(text: str, scalars: list[str]) -> None:
    found = list(lossy(text))
    assert [scalar for _, scalar, _, _ in found] == scalars
    assert all(text.startswith(scalar, position) for position, scalar, _, _ in found)


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert list(lossy(text)) == []


def test_the_message_says_what_to_write() -> None:
    assert next(lossy("a: 1e6"))[2:] == (
        "Helm takes the float 1e6 for an integer",
        "put it in quotes, or write 1000000",
    )
    assert next(lossy("a: 1e20"))[3] == "put it in quotes"
