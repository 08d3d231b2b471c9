"""The frozen cohort as a table, for as many units as a table has; and where rows stand to it.

`cohort.cohort` has the same for reports that were read one by one, and the same hash.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl
from attrs import field, frozen

from thiduascore.cohort.cohort import Cohort, Member, hash_of_documents, member_document
from thiduascore.columns.cohort.comparing import PERIOD, ClassKey, sizes
from thiduascore.columns.cohort.watching import COUNTS
from thiduascore.model.submission import Period, Submission

SUBMISSION: Final = "submission"
"""The hash of a unit's report, in 32 bytes: as a text it would take most of the memory."""
_KEY: Final = ("unit.id", "period.from", "period.to")
UNITS: Final[Mapping[str, pl.DataType]] = {
    **dict.fromkeys(("unit.id", "unit.name", "unit.kind", "unit.cluster"), pl.String()),
    **dict.fromkeys(_KEY[1:], pl.Date()),
    SUBMISSION: pl.Binary(),
}
"""What is frozen of each unit, by columns that are named as those of results."""
COMPARED: Final = ("unit.name", "unit.kind", "unit.cluster", SUBMISSION)
"""What a member still says as it did then."""
_MARK: Final = "sha256:"
COHORT: Final = "cohort"
"""The column that says where a row stands to the cohort."""
MEMBER: Final = "member"
NOW: Final = "member."
"""How columns begin that hold what a cohort would, of rows as they are now."""
STANDINGS: Final = (MEMBER, "late", "changed", "moved")
"""member: as it was frozen; the others as `cohort.cohort.Why` has them."""


@frozen(kw_only=True)
class CohortTable:
    """Who is compared; see `cohort.cohort.Cohort`, with which it has its hash in common."""

    campaign: str
    version: str
    ruleset: str
    units: pl.DataFrame = field(eq=False)
    """The columns `UNITS`, sorted by unit and period."""
    hash: str

    def cohort(self) -> Cohort:
        """The same as values, for reports that are read one by one."""
        return Cohort(
            campaign=self.campaign,
            version=self.version,
            ruleset=self.ruleset,
            units=tuple(_members(self.units)),
            hash=self.hash,
        )

    def standings(self, members: pl.DataFrame) -> pl.Series:
        """Where each of some rows stands to the cohort; they have the columns `UNITS`."""
        then = self._about(members["unit.id"]).with_columns(pl.lit(True).alias("there"))
        found = members.join(
            then, on=_KEY, how="left", nulls_equal=True, maintain_order="left", suffix=" then"
        )
        same = {name: pl.col(name) == pl.col(f"{name} then") for name in COMPARED}
        standing = (
            pl.when(pl.col("there").is_null())
            .then(pl.lit("late"))
            .when(pl.all_horizontal(same.values()))
            .then(pl.lit(MEMBER))
            .when(same["unit.kind"] & same["unit.cluster"])
            .then(pl.lit("changed"))
            .otherwise(pl.lit("moved"))
        )
        return found.select(standing.cast(pl.Enum(STANDINGS)).alias(COHORT)).to_series()

    def _about(self, ids: pl.Series) -> pl.DataFrame:
        """The rows of these units and their places, `at`: to join would look at all rows for every batch."""
        every = self.units["unit.id"]
        ends = (every.search_sorted(ids, side=side) for side in ("left", "right"))
        places = pl.select(pl.int_ranges(*ends, dtype=pl.UInt32).explode().drop_nulls().unique().alias("at"))
        return self.units[places["at"]].hstack(places)

    def absent(self, present: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """The units of which there is no row; `present` are the ids and periods of those that are there."""
        there = pl.repeat(False, self.units.height, dtype=pl.Boolean, eager=True)
        for some in present:
            known = self._about(some["unit.id"]).join(some, on=_KEY, how="semi", nulls_equal=True)
            there.scatter(known["at"], True)
        return self.units.filter(~there)

    def lacking(self, seen: pl.LazyFrame) -> Mapping[ClassKey, int]:
        """How many units of each class are not there as they were frozen; `seen` is what `marked` gives."""
        return self.sizes - sizes(seen.filter(pl.col(COHORT) == MEMBER))

    @property
    def sizes(self) -> Counter[ClassKey]:
        """How many units each class has."""
        return sizes(self.units.lazy().rename(dict(zip(_KEY[1:], PERIOD, strict=True))))


def marked(seen: pl.DataFrame, cohort: CohortTable) -> pl.DataFrame:
    """What was seen of rows, with where each stands to a cohort; only its members count in figures.

    What a cohort holds of each row stands beside it, in columns that begin with `NOW`, and is left out.
    """
    standings = cohort.standings(seen.select(pl.col(f"{NOW}{name}").alias(name) for name in UNITS))
    rest = seen.select(name for name in seen.columns if not name.startswith(NOW))
    return rest.with_columns(standings, pl.col(COUNTS) & (standings == MEMBER))


def frozen_table(members: pl.DataFrame, *, campaign: str, version: str, ruleset: str) -> CohortTable:
    """The cohort of these units, in whatever order they come; `ruleset` is the hash of its ruleset."""
    units = _in_order(members.select(list(UNITS)))
    return CohortTable(
        campaign=campaign, version=version, ruleset=ruleset, units=units, hash=hash_of(campaign, units)
    )


def _in_order(units: pl.DataFrame) -> pl.DataFrame:
    return units if is_in_order(units) else units.sort(*_KEY, nulls_last=False)


def hash_of(campaign: str, units: pl.DataFrame) -> str:
    """The hash over a cohort whose units stand in order."""
    return hash_of_documents(campaign, map(member_document, _members(units)))


def is_in_order(units: pl.DataFrame) -> bool:
    """Whether rows stand by unit and period, each once; without copying them, for they may be millions."""
    earlier, same = pl.lit(False), pl.lit(True)
    for name in _KEY:
        # A missing period comes before any other.
        before, now = pl.col(name).shift(1), pl.col(name)
        less = (before < now).fill_null(before.is_null() & now.is_not_null())
        earlier, same = earlier | (same & less), same & before.eq_missing(now)
    return bool(units.select(earlier.slice(1).all()).item())


def _members(units: pl.DataFrame) -> Iterator[Member]:
    for id_, name, kind, cluster, start, end, submission in units.select(list(UNITS)).iter_rows():
        period = None if start is None or end is None else Period(start, end)
        written = "" if submission is None else f"{_MARK}{submission.hex()}"
        yield Member(id=id_, name=name, kind=kind, cluster=cluster, period=period, hash=written)


def _digest(written: str) -> bytes | None:
    """The bytes of a hash; None of a text that is none, which no report has."""
    try:
        return bytes.fromhex(written.removeprefix(_MARK)) if written.startswith(_MARK) else None
    except ValueError:
        return None


def table_of(cohort: Cohort) -> CohortTable:
    """A cohort of reports that were read one by one as a table."""
    return CohortTable(
        campaign=cohort.campaign,
        version=cohort.version,
        ruleset=cohort.ruleset,
        units=_in_order(
            _frame((one.id, one.name, one.kind, one.cluster, one.period, one.hash) for one in cohort.units)
        ),
        hash=cohort.hash,
    )


def cohort_rows(submissions: Iterable[Submission]) -> pl.DataFrame:
    """What a cohort holds of reports that were read one by one, in their order: the columns `UNITS`."""
    return _frame(
        (one.unit.id, one.unit.name, one.unit.kind, one.unit.cluster, one.period, one.hash)
        for one in submissions
    )


def _frame(units: Iterable[tuple[str, str, str, str, Period | None, str]]) -> pl.DataFrame:
    rows = [(*about, *_ends(period), _digest(written)) for *about, period, written in units]
    return pl.DataFrame(rows, schema=dict(UNITS), orient="row")


def _ends(period: Period | None) -> tuple[datetime.date | None, datetime.date | None]:
    return (None, None) if period is None else (period.start, period.end)
