"""Work spread over processes: never more of them than processors, or than there is work."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from msvc_helm import parallel
from msvc_helm.bases import Bases
from msvc_helm.parallel import BATCH, Renderer, render_all
from msvc_helm.read import Document
from msvc_helm.resources.context import Options

RENDERER = Renderer(Bases(), Options(), "yaml")


class Pool:
    """Takes the place of a pool, and works in this process."""

    started: list[int]

    def __init__(self, jobs: int) -> None:
        self.started.append(jobs)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def imap(self, call: Callable[[Any], Any], batches: Iterable[Any]) -> Iterator[Any]:
        return map(call, batches)


@pytest.mark.parametrize(
    ("documents", "jobs", "processors", "expected"),
    [
        (1, 100_000, 64, []),
        (BATCH, 4, 64, []),
        (BATCH + 1, 1, 64, []),
        (BATCH + 1, 4, 1, []),
        (BATCH + 1, 100_000, 64, [2]),
        (BATCH * 5, 3, 64, [3]),
        (BATCH * 5, 100_000, 2, [2]),
        (0, 4, 64, []),
    ],
)
def test_never_more_processes_than_work_or_processors(
    documents: int, jobs: int, processors: int, expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    Pool.started = []
    monkeypatch.setattr(multiprocessing, "get_context", lambda _method: multiprocessing)
    monkeypatch.setattr(multiprocessing, "Pool", Pool)
    monkeypatch.setattr(parallel, "_processors", lambda: processors)
    found = render_all((Document("m.yaml", n, 1, b"- %d" % n) for n in range(documents)), RENDERER, jobs)
    assert [outcome.problems[0].document for outcome in found] == list(range(documents))
    assert Pool.started == expected


def test_this_machine_has_a_processor() -> None:
    assert parallel._processors() >= 1
