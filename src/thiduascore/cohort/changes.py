"""What differs between two decisions on a cohort: who moved, who has other points, levels or awards."""

from __future__ import annotations

from fractions import Fraction

from thiduascore.cohort.entrant import Rank
from thiduascore.cohort.standings import Standing, Standings
from thiduascore.model.submission import Period
from thiduascore.records import frozen


@frozen(kw_only=True)
class Change:
    """What differs for one unit; ranks are those of the first ranking that the ruleset makes."""

    unit: str
    name: str
    period: Period | None
    rank: tuple[Rank | None, Rank | None]
    """Before and after; None where it has none or is not there."""
    total: tuple[Fraction | None, Fraction | None]
    """Before and after; None where it is not known."""
    level: tuple[str | None, str | None]
    gained: tuple[str, ...]
    """Awards that it is proposed for after and was not before."""
    lost: tuple[str, ...]


def differences(before: Standings, after: Standings) -> tuple[Change, ...]:
    """Every unit for which the two differ, in the order of the second, then those that it no longer has."""
    old = {_key(one): one for one in before.all}
    new = {_key(one): one for one in after.all}
    pairs = [(old.get(key), one) for key, one in new.items()]
    gone = [(one, None) for key, one in old.items() if key not in new]
    return tuple(change for pair in (*pairs, *gone) if (change := _change(*pair)) is not None)


def _key(standing: Standing) -> tuple[str, Period | None]:
    return standing.card.unit.id, standing.card.submission.period


def _change(old: Standing | None, new: Standing | None) -> Change | None:
    shown = new or old
    assert shown is not None
    had, has = ([one.plan.id for one in each.given] if each else [] for each in (old, new))
    change = Change(
        unit=shown.card.unit.id,
        name=shown.card.unit.name,
        period=shown.card.submission.period,
        rank=(old.rank if old else None, new.rank if new else None),
        total=(old.card.total if old else None, new.card.total if new else None),
        level=(old.level if old else None, new.level if new else None),
        gained=tuple(one for one in has if one not in had),
        lost=tuple(one for one in had if one not in has),
    )
    same = all(before == after for before, after in (change.rank, change.total, change.level))
    return None if same and had == has and old is not None and new is not None else change
