"""The stand-in for `typing.NamedTuple` does what the real one does, and the hot path does without `typing`."""

from __future__ import annotations

import pickle
import typing
from typing import Any

import pytest

from msvc_helm import typed


class Ours(typed.NamedTuple):
    first: int
    second: str = "2"
    third: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Real(typing.NamedTuple):
    first: int
    second: str = "2"
    third: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((1,), {}),
    ((1, "x"), {}),
    ((1, "x", (3,)), {}),
    ((1, "x", (3,), 4), {}),
    ((), {"first": 1}),
    ((), {"second": "x"}),
    ((1,), {"third": (3,)}),
    ((1,), {"first": 2}),
    ((1,), {"fourth": 4}),
]


@pytest.mark.parametrize(("args", "named"), CALLS)
def test_made_like_the_real_one(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    try:
        want = Real(*args, **named)
    except TypeError:
        with pytest.raises(TypeError, match="missing, or not asked for"):
            Ours(*args, **named)
        return
    made = Ours(*args, **named)
    assert tuple(made) == tuple(want)
    assert (made.first, made.second, made.third, made.both) == (want.first, want.second, want.third, want.both)
    assert repr(made) == repr(want).replace("Real", "Ours")
    assert hash(made) == hash(want)
    assert made._fields == want._fields
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes
    assert type(pickle.loads(pickle.dumps(made))) is Ours  # noqa: S301 - our own bytes
    assert tuple(made._replace(second="y")) == tuple(want._replace(second="y"))
    assert isinstance(made._replace(), Ours)


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Ours(1).first = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        Ours(1)._replace(fourth=4)  # type: ignore[call-arg]


def test_it_unpacks_and_matches() -> None:
    first, second, _ = Ours(1)
    assert (first, second) == (1, "2")
    match Ours(5):
        case Ours(number, second="2"):
            assert number == 5
        case _:
            pytest.fail("no match")
