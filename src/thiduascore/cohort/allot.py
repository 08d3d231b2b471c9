"""Quotas: places given in order, never more than there are, never one left while somebody waits for it.

Everybody is looked at once, best first.
Of several quotas each must have a place left, so that a quota by cluster stands inside one overall.
A tie at the last place goes as the quota says; whoever comes after is not put before those who were tied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from attrs import define, evolve, field

from thiduascore.cohort.entrant import Entrant
from thiduascore.cohort.order import Group, parting
from thiduascore.cohort.plan import QuotaPlan
from thiduascore.program.plan import Rounding
from thiduascore.program.rounding import rounded
from thiduascore.records import frozen

Outcome = Literal["given", "spilled", "full", "council", "tie", "closed"]
"""given: has a place; spilled: has one that another class left; full: no place left; council: tied at the
last place, and left to the council; tie: tied there, and nobody gets it; closed: after such a tie."""


@define
class Room:
    """The places of one class under one quota."""

    within: str
    name: str
    places: int
    base: int | None
    """What a share is taken of; None for a number."""
    carried: int = 0
    """Places that a better level or award left."""
    taken: int = 0
    closed: bool = False
    """Whether a tie at the last place stops the giving."""
    last: Entrant | None = None
    """Who was given the last place so far."""

    @property
    def left(self) -> int:
        """Places that nobody has yet."""
        return self.places + self.carried - self.taken


@define
class Limit:
    """A quota with the places of each of its classes."""

    plan: QuotaPlan
    base: Callable[[str], int]
    """How many units a share is taken of in the class of a name."""
    carried: Mapping[str, int] = field(factory=dict)
    rooms: dict[str, Room] = field(factory=dict)

    def room(self, name: str) -> Room:
        """The places of a class."""
        if name not in self.rooms:
            base = self.base(name) if self.plan.shares else None
            self.rooms[name] = Room(
                self.plan.within, name, places(self.plan, base or 0), base, self.carried.get(name, 0)
            )
        return self.rooms[name]

    def of(self, entrant: Entrant) -> Room:
        """The places of a unit's class."""
        return self.room(entrant.member_of(self.plan.within))


def places(plan: QuotaPlan, base: int) -> int:
    """How many places a quota has in a class of which it counts `base` units.

    Each share is taken of the result of the one before and rounded, as in floor(floor(N·p₂)·p₁).
    """
    if plan.number is not None:
        return int(plan.number)
    found = Fraction(base)
    for share in plan.shares:
        found = rounded(found * share, Rounding(0, plan.mode))
    found = max(found, plan.least) if base else found
    return int(found if plan.most is None else min(found, plan.most))


@frozen
class Decided:
    """What became of a unit, and the place that decided it; None where there is no quota."""

    outcome: Outcome
    room: Room | None = None
    rivals: tuple[Entrant, ...] = ()
    """Those with whom it is tied."""


def allot(groups: Iterable[Group], limits: Sequence[Limit]) -> dict[int, Decided]:
    """What becomes of each candidate, by its identity; `groups` are the candidates, best first."""
    waiting = list(groups)
    found = _walk(waiting, limits)
    for limit in limits:
        if limit.plan.unused == "others":
            _spill(waiting, limits, limit, found)
    return found


def _walk(groups: Iterable[Group], limits: Sequence[Limit]) -> dict[int, Decided]:
    found: dict[int, Decided] = {}
    for group in groups:
        standing = _with_room(group, limits, found)
        for limit in limits:
            standing = _within(standing, limit, found)
        for one in standing:
            rooms = [limit.of(one) for limit in limits]
            for room in rooms:
                room.taken += 1
                room.last = one
            found[id(one)] = Decided("given", min(rooms, key=lambda room: room.left) if rooms else None)
    return found


def _with_room(group: Group, limits: Sequence[Limit], found: dict[int, Decided]) -> Group:
    """Those for whom every quota has a place left."""
    standing = []
    for one in group:
        for limit in limits:
            room = limit.of(one)
            if room.closed or room.left <= 0:
                found[id(one)] = Decided("closed" if room.closed else "full", room)
                break
        else:
            standing.append(one)
    return standing


def _within(standing: Group, limit: Limit, found: dict[int, Decided]) -> Group:
    """Those of equal units who have a place under a quota."""
    kept: Group = []
    for members in _by_class(standing, limit):
        room = limit.of(members[0])
        if len(members) <= room.left or limit.plan.ties == "all":
            kept += members
        else:
            kept += _tied(members, room, limit, found)
    return kept


def _by_class(standing: Group, limit: Limit) -> list[Group]:
    if len(standing) == 1:
        return [standing]
    parts: dict[str, Group] = {}
    for one in standing:
        parts.setdefault(one.member_of(limit.plan.within), []).append(one)
    return [parts[name] for name in sorted(parts)]


def _tied(members: Group, room: Room, limit: Limit, found: dict[int, Decided]) -> Group:
    """More equal units than places: those that the quota's own tie-breaks put before the last place."""
    kept: Group = []
    left = room.left
    for group, _ in parting(members, limit.plan.breaks, mark=id(limit.plan)):
        if len(group) <= left:
            kept += group
            left -= len(group)
            continue
        if left > 0:
            outcome: Outcome = "tie" if limit.plan.ties == "none" else "council"
            room.closed = True
            for one in group:
                found[id(one)] = Decided(outcome, room, tuple(group))
            left = 0
        else:
            for one in group:
                found[id(one)] = Decided("closed" if room.closed else "full", room)
    return kept


def _spill(groups: list[Group], limits: Sequence[Limit], limit: Limit, found: dict[int, Decided]) -> None:
    """Places that some classes left go to the best of those for whom their own class had none."""
    pool = sum(room.left for room in limit.rooms.values() if room.left > 0 and not room.closed)
    refused = [
        [
            one
            for one in group
            if (was := found[id(one)]).outcome == "full" and was.room in limit.rooms.values()
        ]
        for group in groups
    ]
    if pool <= 0 or not any(refused):
        return
    open_ = Limit(
        evolve(limit.plan, within="overall", number=Fraction(pool), shares=(), unused="lapse"), limit.base
    )
    others = [other for other in limits if other is not limit]
    for key, decided in _walk([group for group in refused if group], [*others, open_]).items():
        if decided.outcome != "full":
            outcome: Outcome = "spilled" if decided.outcome == "given" else decided.outcome
            found[key] = Decided(outcome, decided.room, decided.rivals)
