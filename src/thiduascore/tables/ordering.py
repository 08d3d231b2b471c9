"""By what the units of a table are ranked, and among whom."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl
from attrs import field, frozen

from thiduascore.cohort.plan import CohortPlan, TiePlan
from thiduascore.columns.beside import OPEN
from thiduascore.columns.results import schema_of
from thiduascore.engine import Engine
from thiduascore.model.ranking import Ranking
from thiduascore.model.ruleset import Ruleset
from thiduascore.program.plan import Plan
from thiduascore.tables.ties import Draw, Key, Ties, keys_of

RANK: Final = "rank"
CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "overall": (),
    "cluster": ("unit.cluster",),
    "kind": ("unit.kind",),
    "cluster-and-kind": ("unit.cluster", "unit.kind"),
}
"""The columns that say in which class a unit is ranked."""
PERIOD: Final = ("period.from", "period.to")


@frozen(kw_only=True)
class Ordering:
    """What units are ranked by: the total, and where that is equal one key after another."""

    ranking: Ranking
    keys: tuple[Key | Draw, ...] = ()
    hidden: Mapping[str, pl.DataType] = field(factory=dict, hash=False)
    """The columns that parts have for ranks only."""
    certain: tuple[str, ...] = ()
    """The kinds of classes in which the range of a total must overlap nobody's."""
    earlier: bool = False
    """Whether a tie-break asks for earlier years, of which a table knows nothing."""

    @property
    def by(self) -> str:
        """The column of the result by which units are ranked first."""
        return "total" if self.ranking.on == "rounded" else "unrounded"

    @property
    def columns(self) -> dict[str, pl.DataType]:
        """The columns of ranks: `rank` in the ruleset's first class, `rank.CLASS` in each further one."""
        return rank_columns(self.ranking)


def rank_columns(ranking: Ranking) -> dict[str, pl.DataType]:
    """The columns of ranks by name."""
    kind = pl.Decimal(38, 1) if ranking.method == "mid" else pl.Int64()
    names = [RANK, *(f"{RANK}.{within}" for within in ranking.within[1:])]
    return dict.fromkeys(names, kind)


def ordering_of(engine: Engine, ruleset: Ruleset, date: datetime.date, plan: Plan) -> Ordering:
    """By what a ruleset ranks units; raises DiagnosticError when its rules have no values at that date."""
    if _by_total_alone(ruleset.ranking):
        return Ordering(ranking=ruleset.ranking)
    cohort, types = engine.cohort_plans(ruleset)(date), schema_of(plan)
    return Ordering(
        ranking=ruleset.ranking,
        keys=keys_of(cohort, types),
        hidden={**Ties(cohort, types).schema, OPEN: pl.Boolean()},
        certain=_kinds(cohort) if cohort.undecided == "where-certain" else (),
        earlier=any(map(_asks_for_earlier_years, cohort.ties)),
    )


def _by_total_alone(ranking: Ranking) -> bool:
    return not ranking.ties and ranking.undecided == "not-ranked"


def _asks_for_earlier_years(tie: TiePlan) -> bool:
    if tie.value is None:
        return tie.by == "previous-rank"
    questions = {one.function for one in tie.value.asked.values()}
    contexts = {context for _, context, _ in tie.value.members} | tie.value.around
    return "previous" in contexts or not questions.isdisjoint(("earlier_years", "years_in_a_row"))


def _kinds(plan: CohortPlan) -> tuple[str, ...]:
    """Every kind of class that matters to ranks, levels or awards."""
    quotas = [*(one.quotas for one in plan.levels), *(one.quotas for one in plan.awards)]
    return tuple(dict.fromkeys((*plan.within, *(quota.within for each in quotas for quota in each))))


def besides(engine: Engine, ruleset: Ruleset) -> Callable[[Plan], Ties | None]:
    """What each plan of a ruleset must say of rows, beside their results, for them to be ranked."""
    cohort = engine.cohort_plans(ruleset)

    def beside(plan: Plan) -> Ties | None:
        return None if _by_total_alone(ruleset.ranking) else Ties(cohort(plan.date), schema_of(plan))

    return beside
