"""Scoring the submissions of a cohort: each beside the others, and as the stage that decides sees it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from thiduascore.cohort import CohortPlan
from thiduascore.engine.days import day_of
from thiduascore.engine.peers import Compared
from thiduascore.engine.prepared import Prepared
from thiduascore.model.submission import Submission
from thiduascore.program.scorecard import Scorecard
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.engine.engine import Engine


@frozen(slots=False, eq=False)
class CohortScoring:
    """How the submissions of one decision are scored."""

    engine: Engine
    made: Prepared
    plans: Callable[[datetime.date], CohortPlan]
    light: bool
    as_of: datetime.date | None
    watch: Callable[[int, int | None], None] | None

    @cached_property
    def figures(self) -> Compared:
        """What each submission is compared with."""
        submissions, cohort = self.made.intake.submissions, self.made.cohort
        return self.engine.compared(self.made.ruleset, submissions, cohort=cohort, as_of=self.as_of)

    @cached_property
    def _done(self) -> list[int]:
        return [0]

    def told(self, submission: Submission) -> Scorecard:
        """The scorecard of one submission; whoever watches is told."""
        if self.watch is not None:
            self._done[0] += 1
            self.watch(self._done[0], len(self.made.intake.submissions))
        return self.one(submission, self.figures)

    def one(self, submission: Submission, figures: Compared) -> Scorecard:
        """The scorecard of one submission beside others."""
        date = self.as_of or day_of(self.made.ruleset, submission)
        program, peers = self.engine.program(self.made.ruleset, date), figures.of(submission)
        if self.light:
            return self.made.assessed(program.light(submission, peers, parts=self.plans(date).parts))
        return self.made.assessed(program.score(submission, peers))

    def together(self, submissions: Sequence[Submission]) -> list[Scorecard]:
        """The scorecards of submissions that are a cohort of their own."""
        anew = self.engine.compared(self.made.ruleset, submissions, as_of=self.as_of)
        return [self.one(submission, anew) for submission in submissions]
