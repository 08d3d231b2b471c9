"""Records compare, hash and show themselves as those of attrs do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any

import attrs
import pytest
from attrs import field

from thiduascore import records


def declared(frozen: Callable[..., Any]) -> dict[str, Any]:
    """The same classes by attrs and by `records`."""

    @frozen
    class Point:
        x: int
        y: int = 0

    @frozen
    class Marked(Point):
        mark: str = field(default="", eq=False)

    @frozen
    class Folded:
        name: str = field(eq=str.casefold)
        size: int = 0

    @frozen
    class Hidden:
        name: str
        secret: str = field(default="s", repr=False)
        shown: str = field(default="t", repr=str.upper)

    @frozen
    class Empty:
        pass

    @frozen(eq=False, kw_only=True)
    class Single:
        name: str

    @frozen(slots=False)
    class Lazy:
        name: str

        @cached_property
        def long(self) -> str:
            return self.name * 2

    @frozen
    class Own:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 1

    @frozen(order=True)
    class Ordered:
        name: str

    @frozen
    class Holding:
        held: Any

    return {name: thing for name, thing in locals().items() if isinstance(thing, type)}


OURS, THEIRS = declared(records.frozen), declared(attrs.frozen)
MADE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a point": lambda of: of["Point"](1),
    "the same point": lambda of: of["Point"](1, 0),
    "another point": lambda of: of["Point"](1, 2),
    "a marked point": lambda of: of["Marked"](1),
    "a point marked otherwise": lambda of: of["Marked"](1, mark="!"),
    "a folded name": lambda of: of["Folded"]("Đơn vị"),
    "the name in capitals": lambda of: of["Folded"]("ĐƠN VỊ"),
    "a hidden text": lambda of: of["Hidden"]("a"),
    "nothing": lambda of: of["Empty"](),
    "nothing again": lambda of: of["Empty"](),
    "a single thing": lambda of: of["Single"](name="a"),
    "a lazy one": lambda of: of["Lazy"]("a"),
    "one of its own": lambda of: of["Own"]("a"),
    "another of its own": lambda of: of["Own"]("b"),
    "an ordered one": lambda of: of["Ordered"]("a"),
    "one that holds a point": lambda of: of["Holding"](of["Point"](3)),
    "one that holds a list": lambda of: of["Holding"]([]),
}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("other", MADE)
def test_records_are_equal_where_those_of_attrs_are(name: str, other: str) -> None:
    ours, theirs = ((MADE[name](of), MADE[other](of)) for of in (OURS, THEIRS))
    assert (ours[0] == ours[1]) is (theirs[0] == theirs[1])
    assert (ours[0] != ours[1]) is (theirs[0] != theirs[1])


@pytest.mark.parametrize("name", MADE)
def test_equal_records_have_one_hash(name: str) -> None:
    ours, theirs = MADE[name](OURS), MADE[name](THEIRS)
    if name == "one that holds a list":
        for made in (ours, theirs):
            with pytest.raises(TypeError, match="unhashable"):
                hash(made)
    elif name == "a single thing":
        assert len({ours, MADE[name](OURS)}) == len({theirs, MADE[name](THEIRS)}) == 2
    else:
        assert len({ours, MADE[name](OURS)}) == len({theirs, MADE[name](THEIRS)}) == 1


@pytest.mark.parametrize("name", MADE)
def test_records_show_themselves_as_those_of_attrs(name: str) -> None:
    assert repr(MADE[name](OURS)) == repr(MADE[name](THEIRS))


def test_a_record_that_holds_itself_shows_itself() -> None:
    shown = []
    for of in (OURS, THEIRS):
        ring: list[Any] = []
        ring.append(of["Holding"](ring))
        shown.append(repr(ring[0]))
    assert shown == ["Holding(held=[...])"] * 2


@records.frozen
class Kept:
    """A record that stands in a module, as pickling needs."""

    name: str
    many: tuple[int, ...] = ()


def test_a_record_stays_what_it_is() -> None:
    kept = Kept("a", (1, 2))
    assert attrs.evolve(kept, name="a") == kept == copy.copy(kept) == pickle.loads(pickle.dumps(kept))
    assert attrs.evolve(kept, name="b") != kept
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        kept.name = "b"  # type: ignore[misc]
    assert not hasattr(kept, "__dict__")
