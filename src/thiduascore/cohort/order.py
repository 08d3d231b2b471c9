"""The order of a cohort: exact totals, then the tie-breaks in their order, each only where units are equal.

One order of everybody serves every class: what parts two units does not depend on who else is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from math import lcm
from operator import itemgetter
from typing import Any, Final

from attrs import field

from thiduascore.cohort.entrant import Entrant, Rank, asked, points_of, share_of
from thiduascore.cohort.plan import TiePlan
from thiduascore.feel import Null, Value
from thiduascore.records import frozen

BY_TOTAL: Final = -1
"""What parted two units whose totals differ; otherwise the position of a tie-break."""

Group = list[Entrant]
"""Units that nothing parts, by id."""


@frozen
class Order:
    """Everybody who is ranked, best first; units that nothing parts stand together.

    `parted[n]` says what parted group n from the one before it.
    """

    groups: tuple[Group, ...]
    parted: tuple[int, ...] = field(default=())

    def between(self, better: int, worse: int) -> int:
        """What parted two groups, given by their positions: the first thing in which they differ."""
        return min(self.parted[better + 1 : worse + 1])


def ordered(entrants: Iterable[Entrant], ties: Sequence[TiePlan]) -> Order:
    """The order of those that have a key; each entrant gets its position."""
    groups: list[Group] = []
    parted: list[int] = []
    ranked = [one for one in entrants if one.key is not None]
    keys = whole([one.key for one in ranked if one.key is not None])
    by_total = sorted(zip(keys, ranked, strict=True), key=lambda pair: -pair[0])
    for _, pairs in groupby(by_total, key=itemgetter(0)):
        equal = [one for _, one in pairs]
        if len(equal) == 1:
            groups.append(equal)
            parted.append(BY_TOTAL)
            continue
        for group, depth in parting(equal, ties):
            groups.append(group)
            parted.append(depth)
    for position, group in enumerate(groups):
        for one in group:
            one.position = position
    return Order(tuple(groups), tuple(parted))


MOST_SCALE: Final = 2**128


def whole(numbers: Sequence[Fraction]) -> Sequence[Any]:
    """The numbers over one denominator, which compare as fast as integers do; as they are if that is huge."""
    scale = 1
    for number in numbers:
        scale = lcm(scale, number.denominator)
        if scale > MOST_SCALE:
            return list(numbers)
    return [number.numerator * (scale // number.denominator) for number in numbers]


def _id(entrant: Entrant) -> tuple[str, str]:
    return entrant.id, entrant.name


def parting(
    equal: Group, ties: Sequence[TiePlan], depth: int = 0, *, mark: object = "ranking"
) -> list[tuple[Group, int]]:
    """Equal units in groups that nothing parts, each with what parted it from the one before."""
    if len(equal) == 1:
        return [(equal, BY_TOTAL)]
    if depth == len(ties):
        return [(sorted(equal, key=_id), BY_TOTAL)]
    valued = []
    for one in equal:
        value = compared(one, ties[depth])
        if one.compared is None:
            one.compared = {}
        one.compared[mark, depth] = value
        valued.append((_sortable(value, ties[depth]), one))
    valued.sort(key=itemgetter(0))
    found: list[tuple[Group, int]] = []
    for _, together in groupby(valued, key=itemgetter(0)):
        inner = parting([one for _, one in together], ties, depth + 1, mark=mark)
        if found:
            inner[0] = (inner[0][0], depth)
        found += inner
    return found


def compared(entrant: Entrant, tie: TiePlan) -> Value:
    """What a tie-break looks at; null when it is not known."""
    if tie.by == "value":
        assert tie.value is not None
        return asked(tie.value, entrant)
    if tie.by in ("points", "share"):
        return _added(entrant, tie)
    if tie.by == "count-back":
        shares = [share_of(entrant, part) for part in tie.parts]
        return tuple(sorted((one for one in shares if isinstance(one, Fraction)), reverse=True))
    if tie.by == "previous-rank":
        year = None if entrant.year is None else entrant.history.in_year(entrant.id, entrant.year - 1)
        return Null() if year is None or year.rank is None else Fraction(year.rank)
    return drawn(tie.seed, entrant.id)


def drawn(seed: str, unit: str) -> str:
    """A unit's lot in a recorded draw: SHA-256 of the seed, a line feed and the unit's id, in UTF-8."""
    return hashlib.sha256(f"{seed}\n{unit}".encode("utf-8", "surrogatepass")).hexdigest()


def _added(entrant: Entrant, tie: TiePlan) -> Value:
    """Points of the parts together; or these as percent of what the parts could have earned."""
    if len(tie.parts) == 1:
        return points_of(entrant, tie.parts[0]) if tie.by == "points" else share_of(entrant, tie.parts[0])
    points = [points_of(entrant, part) for part in tie.parts]
    if not all(isinstance(one, Fraction) for one in points):
        return Null()
    total = sum((one for one in points if isinstance(one, Fraction)), Fraction(0))
    if tie.by == "points":
        return total
    shares = [share_of(entrant, part) for part in tie.parts]
    known = [one for one in shares if isinstance(one, Fraction)]
    return sum(known, Fraction(0)) / len(known) if known else Null()


def _sortable(value: Value, tie: TiePlan) -> Any:
    """A key by which the better unit comes first; what is not known comes last."""
    less = tie.less or tie.by in ("previous-rank", "draw")
    if isinstance(value, Null):
        return (1, 0)
    if isinstance(value, tuple):
        return (0, _worst_last(value))
    if isinstance(value, Fraction | bool):
        number = Fraction(value)
        return (0, number if less else -number)
    if isinstance(value, str):
        return (0, value)
    days: int = value.toordinal()  # type: ignore[union-attr]
    return (0, days if less else -days)


def _worst_last(shares: tuple[Value, ...]) -> tuple[Fraction, ...]:
    """Shares from best to worst, so that the greater comes first and a missing one counts as nothing."""
    return (*(-one for one in shares if isinstance(one, Fraction)), Fraction(1))


def classes(order: Order, within: str) -> Mapping[str, list[Group]]:
    """The order in each class of a kind: its groups, best first."""
    found: dict[str, list[Group]] = {}
    for group in order.groups:
        if len(group) == 1:
            found.setdefault(group[0].member_of(within), []).append(group)
            continue
        parts: dict[str, Group] = {}
        for one in group:
            parts.setdefault(one.member_of(within), []).append(one)
        for name, members in parts.items():
            found.setdefault(name, []).append(members)
    return found


def ranks(groups: Sequence[Group], method: str) -> list[Rank]:
    """The rank of each group.

    competition 1-2-2-4, dense 1-2-2-3, mid 1-2.5-2.5-4; ordinal is competition where nothing is equal.
    """
    found: list[Rank] = []
    before = 0
    for number, group in enumerate(groups, start=1):
        if method == "dense":
            found.append(number)
        elif method == "mid":
            middle = Fraction(2 * before + len(group) + 1, 2)
            found.append(int(middle) if middle.denominator == 1 else middle)
        else:
            found.append(before + 1)
        before += len(group)
    return found
