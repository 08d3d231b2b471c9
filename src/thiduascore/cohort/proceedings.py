"""What happened after the reports came in: assessments, votes and the journal, as data.

`sheets` and `journal` read them, `counting` says which rows count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import field

from thiduascore.model.submission import Period, Submission
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.cohort.journal import Entry
    from thiduascore.diagnostics import Diagnostic
    from thiduascore.model.assessment import Assessment, Ballot

Key = tuple[str, Period | None]
"""A unit and its period."""


@frozen(kw_only=True)
class Assessments:
    """The assessments of one or more files, in an order of their own; `problems` are rows that were lost."""

    rows: tuple[Assessment, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


@frozen(kw_only=True)
class Votes:
    """The votes of one or more files, in an order of their own; `problems` are rows that were lost."""

    rows: tuple[Ballot, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


@frozen
class Journal:
    """A journal whose entries follow one another unbroken."""

    entries: tuple[Entry, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """The entries as JSON has them."""

    @property
    def head(self) -> str:
        """The hash of the last entry, which stands for all; empty without entries."""
        return self.entries[-1].hash if self.entries else ""

    @property
    def effective(self) -> tuple[Entry, ...]:
        """The entries that hold, in order: without those that a later one undid, and without the undoing."""
        gone: set[int] = set()
        for entry in reversed(self.entries):
            if entry.kind == "undo" and entry.number not in gone and entry.entry is not None:
                gone.add(entry.entry)
        return tuple(one for one in self.entries if one.number not in gone and one.kind != "undo")


NO_JOURNAL: Final = Journal()


@frozen(kw_only=True)
class Proceedings:
    """What goes into a decision besides the reports: assessments, votes and the journal."""

    assessments: Assessments = field(factory=Assessments)
    votes: Votes = field(factory=Votes)
    journal: Journal = NO_JOURNAL


NO_PROCEEDINGS: Final = Proceedings()


def key_of(submission: Submission) -> Key:
    """By what a unit's rows are found."""
    return submission.unit.id, submission.period
