"""A program: a plan that is ready to score; a pure function from a submission to a scorecard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Final

from attrs import field

from thiduascore.model.submission import Submission
from thiduascore.program.checks import NO_CHECKS, Checks
from thiduascore.program.earned import Working
from thiduascore.program.interpret import work
from thiduascore.program.peers import Peers
from thiduascore.program.plan import Plan
from thiduascore.program.score import NO_DETAILS, Details, Score, score_of
from thiduascore.program.scorecard import Scorecard, Trace, Versions
from thiduascore.program.settle import Settlement, settle
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.program.compiled import Compiled

INTERPRETED_FIRST: Final = 24
"""Submissions that a program interprets before it generates code."""


@frozen(slots=False)
class Interpreted:
    """The reference interpreter's trace."""

    plan: Plan
    submission: Submission
    peers: Peers | None = None

    @cached_property
    def working(self) -> Working:
        """What each criterion earned and whether each condition holds."""
        return work(self.plan, self.submission, self.peers)

    @cached_property
    def settlement(self) -> Settlement:
        """The result."""
        return settle(self.plan, self.working)

    @cached_property
    def score(self) -> Score:
        """The short answer."""
        return score_of(self.settlement)

    @property
    def details(self) -> Details:
        """What is at hand without settling."""
        return NO_DETAILS


@frozen(slots=False)
class Program:
    """Scores submissions by one plan; immutable and safe to share between threads.

    The interpreter and the generated code give the same scorecards, byte for byte.
    The first few submissions are interpreted, because generating the code takes as long as that.
    """

    plan: Plan
    versions: Versions = field(kw_only=True)
    checks: Checks = field(default=NO_CHECKS, kw_only=True, eq=False)
    _scored: Iterator[int] = field(factory=count, init=False, eq=False, repr=False)

    @cached_property
    def compiled(self) -> Compiled:
        """The plan as generated code."""
        from thiduascore.program.compiled import Compiled

        return Compiled(self.plan)

    def reference(self, submission: Submission, peers: Peers | None = None) -> Scorecard:
        """The scorecard by the reference interpreter, which every back end is tested against."""
        return self._scorecard(submission, peers, Interpreted(self.plan, submission, peers))

    def score(self, submission: Submission, peers: Peers | None = None) -> Scorecard:
        """The scorecard of one submission; without its `peers` what is relative to the cohort is unknown."""
        if next(self._scored) < INTERPRETED_FIRST:
            return self.reference(submission, peers)
        return self.generated(submission, peers)

    def generated(self, submission: Submission, peers: Peers | None = None) -> Scorecard:
        """The scorecard by the generated code."""
        return self._scorecard(submission, peers, self.compiled.trace(submission, peers))

    def tabled(self, submission: Submission, peers: Peers | None = None) -> Scorecard:
        """The same as `generated`, with the points of items at hand, for tables of many units."""
        return self._scorecard(submission, peers, self.compiled.tabled(submission, peers))

    def quick(self, submission: Submission, peers: Peers | None = None) -> Score:
        """Total, level and whether the unit is ranked, without a scorecard; by the generated code."""
        return self.compiled.quick(submission, peers)

    def light(
        self, submission: Submission, peers: Peers | None = None, *, parts: tuple[str, ...] = ()
    ) -> Scorecard:
        """A scorecard of which only the short answer is computed yet, for cohorts of many units.

        Of `parts` (items and criteria) the points are quickly at hand.
        """
        from thiduascore.program.compiled import LightTrace

        trace = LightTrace(self.compiled, submission, peers, self.quick(submission, peers), parts)
        return self._scorecard(submission, peers, trace)

    def _scorecard(self, submission: Submission, peers: Peers | None, trace: Trace) -> Scorecard:
        return Scorecard(
            plan=self.plan,
            submission=submission,
            peers=peers,
            versions=self.versions,
            trace=trace,
            check=self.checks,
        )
