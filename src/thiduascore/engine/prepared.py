"""A decision's inputs: the reports as they came in, or as they are after what happened since."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from thiduascore.cohort import Cohort
from thiduascore.cohort.proceedings import NO_PROCEEDINGS, Key, Proceedings, key_of
from thiduascore.cohort.rulings import NO_RULINGS, Rulings
from thiduascore.diagnostics import Diagnostic, ordered
from thiduascore.model.assessment import Assessment
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Intake, Submission
from thiduascore.program.scorecard import Scorecard


@define(eq=False)
class Prepared:
    """A decision's inputs after the journal, and what is wrong with the proceedings."""

    written: Ruleset
    """The ruleset as it was written, before appeals read any figure otherwise."""
    ruleset: Ruleset
    reported: tuple[Submission, ...]
    """The reports as they came in."""
    intake: Intake
    cohort: Cohort | None
    rows: Mapping[Key, tuple[Assessment, ...]]
    rulings: Rulings
    problems: list[Diagnostic] = field(factory=list)

    def told(self) -> tuple[Diagnostic, ...]:
        """Each problem once, by place: a unit may be looked at more than once."""
        found: list[Diagnostic] = []
        for problem in ordered(self.problems):
            if problem not in found[-2:]:
                found.append(problem)
        return tuple(found)

    def assessed(self, card: Scorecard) -> Scorecard:
        """The scorecard as the stage that decides sees it."""
        if not self.ruleset.stages:
            return card
        from thiduascore.program.assessed import with_assessments

        found, problems = with_assessments(
            card, self.ruleset.stages, self.rows.get(key_of(card.submission), ())
        )
        self.problems += problems
        return found


def prepared(ruleset: Ruleset, intake: Intake, cohort: Cohort | None, proceedings: Proceedings) -> Prepared:
    """Everything that the decision is made of; of most nothing but the reports."""
    if proceedings != NO_PROCEEDINGS:
        from thiduascore.engine.proceedings import with_proceedings

        return with_proceedings(ruleset, intake, cohort, proceedings)
    return Prepared(
        written=ruleset,
        ruleset=ruleset,
        reported=intake.submissions,
        intake=intake,
        cohort=cohort,
        rows={},
        rulings=NO_RULINGS,
    )
