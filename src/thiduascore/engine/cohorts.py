"""Cohorts with an engine: scoring everybody, then the decision on all of them together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence

from attrs import evolve

from thiduascore.cohort import Apart, Cohort, CohortPlan, History, Standings, standings
from thiduascore.cohort.cohort import parted
from thiduascore.cohort.rulings import NO_RULINGS, Rulings
from thiduascore.diagnostics import DiagnosticError
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Submission
from thiduascore.program.scorecard import Scorecard
from thiduascore.records import frozen

MOST_EFFECTS = 20
"""How many units apart from the cohort are included one by one, to show what that would change; of more, all
together."""

MOST_RESCORED = 50_000
"""How many scorecards are made for that where points depend on who else there is; beyond it, all together."""


@frozen(kw_only=True)
class Deciding:
    """By which rules a cohort's units are decided on."""

    plans: Callable[[datetime.date], CohortPlan]
    history: History
    rulings: Rulings = NO_RULINGS
    cohort: Cohort | None = None
    """The frozen cohort; None where nothing was frozen."""
    together: Callable[[Sequence[Submission]], Sequence[Scorecard]] | None = None
    """Scores submissions as one cohort; None where no points depend on who else there is."""

    def including(self, cards: Sequence[Scorecard]) -> Standings:
        """The decision when all of these were in the cohort from the beginning."""
        if self.together is not None:
            cards = self.together([card.submission for card in cards])
        return self.standings(cards)

    def standings(self, cards: Iterable[Scorecard]) -> Standings:
        """The decision on these units."""
        return standings(cards, self.plans, history=self.history, rulings=self.rulings, cohort=self.cohort)


@frozen(kw_only=True)
class Scored:
    """Scorecards, and the submissions that could not be scored."""

    cards: tuple[Scorecard, ...]
    refused: tuple[Refused, ...]


def scored(submissions: Iterable[Submission], score: Callable[[Submission], Scorecard]) -> Scored:
    """Every submission, scored or refused with its reasons."""
    cards, refused = [], []
    for submission in submissions:
        try:
            cards.append(score(submission))
        except DiagnosticError as error:
            refused.append(Refused(submission.file, None, submission.unit.id, error.diagnostics))
    return Scored(cards=tuple(cards), refused=tuple(refused))


def decided(
    ruleset: Ruleset, cards: Sequence[Scorecard], deciding: Deciding, cohort: Cohort | None
) -> Standings:
    """The decision on the units of a frozen cohort, or on all when nothing was frozen.

    Of each unit that is not in the cohort as it is now, what including it would change is found.
    """
    if cohort is None:
        return deciding.standings(cards)
    kept, apart = parted(cohort, [card.submission for card in cards])
    deciding = evolve(deciding, cohort=cohort)
    inside = {id(submission) for submission in kept}
    members = [card for card in cards if id(card.submission) in inside]
    outside = [card for card in cards if id(card.submission) not in inside]
    found = deciding.standings(members)
    return evolve(found, frozen=cohort, apart=_with_effects(apart, members, outside, found, deciding))


def _with_effects(
    apart: Sequence[Apart],
    members: Sequence[Scorecard],
    outside: Sequence[Scorecard],
    found: Standings,
    deciding: Deciding,
) -> tuple[Apart, ...]:
    from thiduascore.cohort.changes import differences

    rescored = len(outside) * (len(members) + 1) if deciding.together else 0
    if len(outside) > MOST_EFFECTS or rescored > MOST_RESCORED:
        effect = differences(found, deciding.including([*members, *outside]))
        return tuple(one if one.why == "absent" else evolve(one, effect=effect) for one in apart)
    effects = {
        (card.unit.id, card.submission.period): differences(found, deciding.including([*members, card]))
        for card in outside
    }
    return tuple(
        one if one.why == "absent" else evolve(one, effect=effects[one.member.id, one.member.period])
        for one in apart
    )
