"""What is looked for in submissions, as data, so that a table can be looked through in another way.

Whoever runs checks on one scorecard needs nothing but `Checks.run`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from attrs import field

from thiduascore.model.submission import Finding, Severity, Submission
from thiduascore.program.plan import ConditionPlan
from thiduascore.program.scorecard import Scorecard, no_findings
from thiduascore.records import frozen

RAISED: Final = "check-raised"
"""The slug of what is found where a check in Python raises."""


@frozen
class Stated:
    """A check as a condition: where it fails, there is one finding."""

    condition: ConditionPlan
    severity: Severity


@frozen(kw_only=True)
class Coded:
    """A check in Python.

    `needs` and `alone` are as its author declared them, see `thiduascore.plugins.things.Check`.
    `stated` gives conditions on what was reported that say the same as the function; None where none do.
    """

    name: str
    plugin: str
    ask: Callable[[Scorecard], Sequence[Finding]] = field(eq=False, repr=False)
    find: Callable[[Submission], Sequence[Finding]] | None = field(default=None, eq=False, repr=False)
    """The same, for a check that looks at the submission only."""
    needs: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    stated: Callable[[], tuple[Stated, ...]] | None = field(default=None, eq=False, repr=False)


@frozen(kw_only=True)
class Checks:
    """Everything that is looked for in the submissions of one ruleset at one date."""

    run: Callable[[Scorecard], tuple[Finding, ...]] = field(default=no_findings, eq=False, repr=False)
    stated: tuple[Stated, ...] = ()
    coded: tuple[Coded, ...] = ()

    def __call__(self, card: Scorecard) -> tuple[Finding, ...]:
        """What is found in one submission."""
        return self.run(card)


NO_CHECKS: Final = Checks()
