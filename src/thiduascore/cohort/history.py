"""Earlier years: what each unit was given, how it was classified and where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import field

from thiduascore.records import frozen


@frozen(kw_only=True)
class Year:
    """What a history file says of a unit in a year."""

    unit: str
    year: int
    titles: frozenset[str] = frozenset()
    level: str = ""
    rank: int | None = None

    def had(self, title: str) -> bool:
        """Whether the unit was given a title, or was put into a level of that id."""
        return title in self.titles or (title != "" and title == self.level)


@frozen(slots=False)
class History:
    """Everything that is known of earlier years; `hash` is of the years, however they were written."""

    years: tuple[Year, ...] = ()
    hash: str = field(default="", kw_only=True)

    @cached_property
    def by_unit(self) -> Mapping[str, Mapping[int, Year]]:
        """The years of each unit."""
        found: dict[str, dict[int, Year]] = {}
        for one in self.years:
            found.setdefault(one.unit, {})[one.year] = one
        return found

    def in_year(self, unit: str, year: int) -> Year | None:
        """What is known of a unit in a year."""
        return self.by_unit.get(unit, {}).get(year)

    def years_of(self, unit: str, title: str, before: int, last: int | None = None) -> tuple[int, ...]:
        """The years before one in which a unit had a title or level, latest first; of the `last` so many."""
        first = before - last if last is not None else 0
        known = self.by_unit.get(unit, {})
        return tuple(
            sorted(
                (year for year, one in known.items() if first <= year < before and one.had(title)),
                reverse=True,
            )
        )

    def in_a_row(self, unit: str, title: str, before: int) -> int:
        """How many years in a row, up to the one before, a unit had a title or level."""
        count = 0
        while (one := self.in_year(unit, before - 1 - count)) is not None and one.had(title):
            count += 1
        return count


NOTHING_EARLIER = History()


def merged(entries: Iterable[Year]) -> tuple[Year, ...]:
    """One entry a unit and year, in their order; a level or rank of a later entry fills what is not known."""
    found: dict[tuple[str, int], Year] = {}
    for one in entries:
        known = found.get((one.unit, one.year))
        if known is not None:
            one = Year(
                unit=one.unit,
                year=one.year,
                titles=known.titles | one.titles,
                level=known.level or one.level,
                rank=one.rank if known.rank is None else known.rank,
            )
        found[one.unit, one.year] = one
    return tuple(found[key] for key in sorted(found))
