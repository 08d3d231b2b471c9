"""The rules of a cohort at a date: parameters have values, expressions are typed, defaults filled in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from attrs import field

from thiduascore.cohort.asking import Asker, Asking
from thiduascore.diagnostics import DiagnosticError, Text
from thiduascore.feel import Functions
from thiduascore.model.awards import AWARDED, STANDING, Earlier
from thiduascore.model.quotas import ENDING
from thiduascore.model.ruleset import Award, Level, Quota, Ruleset, Target, Tie
from thiduascore.program.plan import Mode
from thiduascore.program.resolve import Resolver, resolver_of
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.cohort.voting import VotePlan

PERCENT = 100


@frozen(kw_only=True)
class TiePlan:
    """A tie-break; `parts` are ids of items and criteria."""

    by: str
    parts: tuple[str, ...] = ()
    value: Asking | None = None
    less: bool = False
    """Whether the lesser value is the better one."""
    seed: str = ""


@frozen(kw_only=True)
class QuotaPlan:
    """How many units of each class can have something; shares are fractions of one."""

    within: str
    number: Fraction | None = None
    shares: tuple[Fraction, ...] = ()
    of: str = "population"
    """population, qualified, level or award."""
    of_id: str = ""
    mode: Mode = "floor"
    least: Fraction = Fraction(0)
    most: Fraction | None = None
    ties: str = "council"
    breaks: tuple[TiePlan, ...] = ()
    unused: str = "lapse"


@frozen(kw_only=True)
class QuantilePlan:
    """A threshold that the class itself sets; `share` is from 0 to 1."""

    share: Fraction
    definition: str
    within: str


@frozen(kw_only=True)
class LevelLimits:
    """What the cohort decides about a level."""

    id: str
    title: Text
    quantile: QuantilePlan | None = None
    quotas: tuple[QuotaPlan, ...] = ()


@frozen(kw_only=True)
class IneligiblePlan:
    """A case in which a unit is not eligible."""

    when: Asking
    because: Text
    source: str


@frozen(kw_only=True)
class EarlierPlan:
    """A title that must have been held in earlier years."""

    title: str
    label: Text
    years: int
    in_a_row: bool
    last_years: int | None


@frozen(kw_only=True)
class AwardPlan:
    """A form of commendation."""

    id: str
    title: Text
    source: str
    track: str
    levels: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    when: Asking | None = None
    earlier: tuple[EarlierPlan, ...] = ()
    ineligible: tuple[IneligiblePlan, ...] = ()
    ranked: bool = True
    group: str = ""
    vote: VotePlan | None = None
    quotas: tuple[QuotaPlan, ...] = ()


@frozen(kw_only=True)
class TargetPlan:
    """What the campaign as a whole set out to reach; `share` is from 0 to 1."""

    id: str
    title: Text
    source: str
    among: Asking | None = None
    holds: Asking | None = None
    sum: Asking | None = None
    out_of: Asking | None = None
    share: Fraction | None = None
    number: Fraction | None = None
    per: Asking | None = None
    groups: tuple[str, ...] = ()


@frozen(kw_only=True, slots=False)
class CohortPlan:
    """Everything that a cohort's decision needs, at a date."""

    rounded: bool
    """Whether ranks go by the rounded total."""
    within: tuple[str, ...]
    method: str
    population: str
    undecided: str
    ties: tuple[TiePlan, ...]
    levels: tuple[LevelLimits, ...]
    awards: tuple[AwardPlan, ...]
    targets: tuple[TargetPlan, ...]
    kinds: Mapping[str, Text] = field(factory=dict, hash=False)
    """What each kind of unit is called."""

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The items and criteria whose points it asks for, sorted."""
        return tuple(sorted({*_of_ties(self), *_of_expressions(self)}))


def _every_tie(plan: CohortPlan) -> Iterator[TiePlan]:
    yield from plan.ties
    for level in plan.levels:
        for quota in level.quotas:
            yield from quota.breaks
    for award in plan.awards:
        for quota in award.quotas:
            yield from quota.breaks


def _of_ties(plan: CohortPlan) -> Iterator[str]:
    for tie in _every_tie(plan):
        if tie.by in ("points", "share", "count-back"):
            yield from tie.parts


def _of_expressions(plan: CohortPlan) -> Iterator[str]:
    asked: list[Asking | None] = [tie.value for tie in _every_tie(plan)]
    for award in plan.awards:
        asked += [award.when, *(case.when for case in award.ineligible)]
    for target in plan.targets:
        asked += [target.among, target.holds, target.sum, target.out_of, target.per]
    for asking in asked:
        for question in asking.asked.values() if asking is not None else ():
            if question.function in ("points", "share"):
                yield question.of


def cohort_plan(ruleset: Ruleset, *, functions: Functions, date: datetime.date) -> CohortPlan:
    """The plan of a checked ruleset; DiagnosticError when a parameter has no value then."""
    resolver = resolver_of(ruleset, functions, date)
    plan = _Lowered(ruleset, resolver, Asker(ruleset, resolver)).plan()
    if resolver.absent:
        raise DiagnosticError(*resolver.missing_values())
    return plan


@frozen
class _Lowered:
    ruleset: Ruleset
    resolver: Resolver
    asker: Asker

    def plan(self) -> CohortPlan:
        ranking = self.ruleset.ranking
        return CohortPlan(
            rounded=ranking.on == "rounded",
            within=ranking.within,
            method=ranking.method,
            population=ranking.population,
            undecided=ranking.undecided,
            ties=self._ties(ranking.ties),
            levels=tuple(self._level(level) for level in self.ruleset.levels),
            awards=tuple(self._award(award) for award in self.ruleset.awards),
            targets=tuple(self._target(target) for target in self.ruleset.targets),
            kinds=self.ruleset.campaign.kinds,
        )

    def _ties(self, ties: tuple[Tie, ...]) -> tuple[TiePlan, ...]:
        outermost = tuple(item.id for item in self.ruleset.items)
        return tuple(
            TiePlan(
                by=tie.by,
                parts=tie.of or outermost,
                value=self.asker.asking_or_none(tie.value, ENDING),
                less=tie.better == "less",
                seed=tie.seed,
            )
            for tie in ties
        )

    def _quota(self, quota: Quota) -> QuotaPlan:
        number, share = self.resolver.amount, self._share
        of = "level" if quota.of_level else "award" if quota.of_award else quota.of
        return QuotaPlan(
            within=quota.within or self.ruleset.ranking.within[0],
            number=number(quota.number),
            shares=tuple(share(each) for each in quota.share),
            of=of,
            of_id=quota.of_level or quota.of_award or "",
            mode=cast(Any, quota.round),
            least=self.resolver.number(quota.at_least),
            most=number(quota.at_most),
            ties=quota.ties,
            breaks=self._ties(quota.breaks),
            unused=quota.unused,
        )

    def _share(self, amount: Fraction | str) -> Fraction:
        return self.resolver.number(amount) / PERCENT

    def _level(self, level: Level) -> LevelLimits:
        quantile = level.quantile
        return LevelLimits(
            id=level.id,
            title=level.title,
            quantile=None
            if quantile is None
            else QuantilePlan(
                share=self._share(quantile.percent),
                definition=quantile.definition,
                within=quantile.within or self.ruleset.ranking.within[0],
            ),
            quotas=tuple(self._quota(quota) for quota in level.quotas),
        )

    def _award(self, award: Award) -> AwardPlan:
        return AwardPlan(
            id=award.id,
            title=award.title,
            source=award.source,
            track=award.track,
            levels=award.levels,
            needs=award.needs,
            when=self.asker.asking_or_none(award.when, STANDING),
            earlier=tuple(self._earlier(one) for one in award.earlier),
            ineligible=tuple(
                IneligiblePlan(
                    when=self.asker.asking(one.when, STANDING), because=one.because, source=one.source
                )
                for one in award.ineligible
            ),
            ranked=award.ranked,
            group=award.group or "",
            vote=self._vote(award.vote),
            quotas=tuple(self._quota(quota) for quota in award.quotas),
        )

    def _vote(self, name: str | None) -> VotePlan | None:
        council = next((one for one in self.ruleset.councils if one.id == name), None)
        if council is None:
            return None
        from thiduascore.cohort.voting import VotePlan

        return VotePlan(
            council=council.id,
            title=council.title,
            source=council.source,
            members=tuple(member.id for member in council.members),
            threshold=self._share(council.threshold),
            quorum=self._share(council.quorum),
            leaves_out=council.conflicted == "left-out",
        )

    def _earlier(self, earlier: Earlier) -> EarlierPlan:
        titles = {one.id: one.title for one in self.ruleset.levels}
        titles |= {one.id: one.title for one in self.ruleset.awards}
        return EarlierPlan(
            title=earlier.title,
            label=titles.get(earlier.title, Text(earlier.title, earlier.title)),
            years=earlier.years,
            in_a_row=earlier.in_a_row,
            last_years=earlier.last_years,
        )

    def _target(self, target: Target) -> TargetPlan:
        ask: Callable[..., Asking | None] = self.asker.asking_or_none
        return TargetPlan(
            id=target.id,
            title=target.title,
            source=target.source,
            among=ask(target.among, AWARDED),
            holds=ask(target.holds, AWARDED),
            sum=ask(target.sum, AWARDED),
            out_of=ask(target.out_of, AWARDED),
            share=None if target.share is None else self._share(target.share),
            number=self.resolver.amount(target.number),
            per=ask(target.per, AWARDED),
            groups=target.groups,
        )
