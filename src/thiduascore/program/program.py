"""A program: a plan that is ready to score; a pure function from a submission to a scorecard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from attrs import field, frozen

from thiduascore.model.submission import Finding, Submission
from thiduascore.program.earned import Working
from thiduascore.program.interpret import work
from thiduascore.program.plan import Plan
from thiduascore.program.scorecard import Scorecard, Versions, no_findings
from thiduascore.program.settle import Settlement, settle


@frozen(slots=False)
class Interpreted:
    """The reference interpreter's trace."""

    plan: Plan
    submission: Submission

    @cached_property
    def working(self) -> Working:
        """What each criterion earned and whether each condition holds."""
        return work(self.plan, self.submission)

    @cached_property
    def settlement(self) -> Settlement:
        """The result."""
        return settle(self.plan, self.working)


@frozen(slots=False)
class Program:
    """Scores submissions by one plan; immutable and safe to share between threads."""

    plan: Plan
    versions: Versions = field(kw_only=True)
    checks: Callable[[Scorecard], tuple[Finding, ...]] = field(default=no_findings, kw_only=True, eq=False)

    def reference(self, submission: Submission) -> Scorecard:
        """The scorecard by the reference interpreter, which every back end is tested against."""
        return self._scorecard(submission, Interpreted(self.plan, submission))

    def score(self, submission: Submission) -> Scorecard:
        """The scorecard of one submission."""
        return self.reference(submission)

    def _scorecard(self, submission: Submission, trace: Interpreted) -> Scorecard:
        return Scorecard(
            plan=self.plan,
            submission=submission,
            versions=self.versions,
            trace=trace,
            check=self.checks,
        )
