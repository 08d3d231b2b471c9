"""The scorecard: everything that was computed for one unit, with its working."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from attrs import field

from thiduascore.model.submission import Evidence, Finding, Submission, Unit
from thiduascore.program.earned import Earned, Verdict, Working
from thiduascore.program.outcome import ItemResult, Line, Outcome
from thiduascore.program.peers import Peers
from thiduascore.program.plan import ConditionPlan, CriterionPlan, Plan
from thiduascore.program.score import Details, Score
from thiduascore.program.settle import Settlement, self_scored, settle
from thiduascore.records import frozen

ZERO = Fraction(0)


@frozen(kw_only=True)
class Versions:
    """What made a scorecard, besides its inputs: the engine and each plugin that it loaded, by
    distribution.
    """

    engine: str
    plugins: Mapping[str, str] = field(factory=dict, hash=False)


class Trace(Protocol):
    """What a back end leaves behind when it has scored a submission."""

    @property
    def working(self) -> Working:
        """What each criterion earned and whether each condition holds."""

    @property
    def settlement(self) -> Settlement:
        """The result."""

    @property
    def score(self) -> Score:
        """The short answer."""

    @property
    def details(self) -> Details:
        """Points of parts and whether conditions hold, as far as they are at hand without settling."""


@frozen(kw_only=True)
class CriterionLine:
    """A criterion on a scorecard."""

    plan: CriterionPlan
    earned: Earned
    self_score: Fraction | None
    contribution: Fraction
    """What it adds to the total, before re-weighting, caps and gates, which are lines of their own."""
    evidence: Mapping[str, tuple[Evidence, ...]] = field(hash=False)
    """The evidence of each fact that it rests on."""

    @property
    def difference(self) -> Fraction | None:
        """The self-score less the computed points; None where either is not there."""
        if self.self_score is None or self.earned.points is None:
            return None
        return self.self_score - self.earned.points

    @property
    def lost(self) -> Fraction | None:
        """Points short of the maximum; None where they are unknown or the criterion is no base points."""
        if self.earned.points is None or self.plan.ledger != "base":
            return None
        return self.plan.maximum - self.earned.points


@frozen(kw_only=True)
class ConditionLine:
    """A condition on a scorecard."""

    plan: ConditionPlan
    verdict: Verdict


def no_findings(card: Scorecard) -> tuple[Finding, ...]:
    """What is found where nothing is looked for."""
    return ()


@frozen(kw_only=True, slots=False)
class Scorecard:
    """One unit's result: immutable; views of it are made when they are first asked for.

    `total` is None when it is not known; `least` and `most` then bound it, and all three are None when there
    is no
    score at all (`why_none`).
    """

    plan: Plan
    submission: Submission
    peers: Peers | None = field(default=None, repr=False)
    """What the unit is compared with; None where nobody said who else there is."""
    versions: Versions
    trace: Trace = field(eq=False, repr=False)
    check: Callable[[Scorecard], tuple[Finding, ...]] = field(default=no_findings, eq=False, repr=False)
    """Runs the registered checks."""

    @property
    def unit(self) -> Unit:
        """Who was judged."""
        return self.submission.unit

    @property
    def settlement(self) -> Settlement:
        """The result in each view of what is unknown."""
        return self.trace.settlement

    @property
    def outcome(self) -> Outcome:
        """The result; where something is unknown, the least that it can be."""
        return self.settlement.least

    @property
    def known(self) -> bool:
        """Whether the result is the same whatever the unknown values turn out to be."""
        return self.settlement.known

    @property
    def total(self) -> Fraction | None:
        """The total as it is published, rounded as the ruleset says; None when it is not known."""
        return self.trace.score.total

    @property
    def unrounded(self) -> Fraction | None:
        """The total before its last rounding; None when it is not known."""
        return self.trace.score.unrounded

    @property
    def least(self) -> Fraction | None:
        """The least that the total can be."""
        return self.outcome.total

    @property
    def most(self) -> Fraction | None:
        """The most that the total can be."""
        return self.settlement.most.total

    @property
    def provisional(self) -> Fraction | None:
        """The total when what is unknown is left out; None when everything is known."""
        return None if self.settlement.provisional is self.outcome else self.settlement.provisional.total

    @property
    def level(self) -> str | None:
        """The id of the level reached; None when there is none or it is not known."""
        return self.trace.score.level

    @property
    def ranked(self) -> bool:
        """Whether the unit takes part in the ranking: it has a known total and every prerequisite."""
        return self.trace.score.ranked

    @property
    def why_none(self) -> str:
        """Why there is no score: nothing-applies, coverage, rejected; empty when there is one."""
        return self.outcome.why_none

    @property
    def coverage(self) -> Fraction:
        """The share, 0 to 1, of the applicable weight that could be scored."""
        return self.settlement.coverage

    @property
    def contributions(self) -> tuple[Line, ...]:
        """What adds up to the total exactly; to `least` when the total is not known."""
        return self.outcome.lines

    @property
    def items(self) -> tuple[ItemResult, ...]:
        """The items in the ruleset's order, each before the items in it."""
        return self.outcome.items

    @cached_property
    def criteria(self) -> tuple[CriterionLine, ...]:
        """The criteria in the ruleset's order."""
        own = {
            line.of: line.amount
            for line in self.contributions
            if line.kind in ("criterion", "credited", "bonus", "deduction")
        }
        return tuple(
            CriterionLine(
                plan=criterion,
                earned=earned,
                self_score=self.submission.self_scores.get(criterion.id),
                contribution=own.get(criterion.id, ZERO),
                evidence={
                    fact: self.submission.evidence[fact]
                    for fact in criterion.facts
                    if fact in self.submission.evidence
                },
            )
            for criterion, earned in zip(self.plan.criteria, self.trace.working.earned, strict=True)
        )

    @cached_property
    def conditions(self) -> tuple[ConditionLine, ...]:
        """The conditions in the ruleset's order."""
        return tuple(
            ConditionLine(plan=condition, verdict=verdict)
            for condition, verdict in zip(self.plan.conditions, self.trace.working.verdicts, strict=True)
        )

    @property
    def approximate(self) -> bool:
        """Whether a root, logarithm or fractional power was used (34 digits)."""
        rough = frozenset[int]() if self.peers is None else self.peers.rough
        return self.outcome.approximate or any(
            (line.plan.approximate or not rough.isdisjoint(line.plan.figures))
            and line.earned.state == "scored"
            for line in self.criteria
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What reading and the registered checks noticed in the submission."""
        return (*self.submission.findings, *self.check(self))

    @property
    def self_total(self) -> Fraction | None:
        """The unit's own total: as it stated it, else what its self-scores make by the same steps."""
        if self.submission.self_total is not None or self.self_settlement is None:
            return self.submission.self_total
        return self.self_settlement.least.total

    @cached_property
    def self_settlement(self) -> Settlement | None:
        """What the unit's self-scores make by the same steps; conditions play no part in it.

        None when there are none, or when a base criterion that applies has no self-score.
        """
        scores = self.submission.self_scores
        claimed = self_scored(self.plan, self.trace.working, scores) if scores else None
        return None if claimed is None else settle(self.plan, claimed)
