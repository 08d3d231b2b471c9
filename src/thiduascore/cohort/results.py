"""Results: what became of every report that came in, as report formats receive it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thiduascore.cohort.history import NOTHING_EARLIER, History
from thiduascore.cohort.proceedings import NO_PROCEEDINGS, Proceedings
from thiduascore.cohort.standings import Standings
from thiduascore.diagnostics import Diagnostic, Lang
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Submission
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.cohort.moved import Move


@frozen(kw_only=True)
class Results:
    """Every report is either in `standings`, scored, or in `refused`, with its reasons."""

    ruleset: Ruleset
    standings: Standings
    refused: tuple[Refused, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    """Remarks on the files that no score depends on."""
    proceedings: Proceedings = NO_PROCEEDINGS
    """The assessments, votes and journal that went into the decision."""
    problems: tuple[Diagnostic, ...] = ()
    """What of these could not count, and why."""
    reported: tuple[Submission, ...] = ()
    """The reports as they came in, before the journal corrected any."""
    history: History = NOTHING_EARLIER
    """What was known of earlier years."""
    moves: tuple[Move, ...] | None = None
    """Who stands elsewhere than in an earlier decision; None where it was compared with none."""


@frozen(kw_only=True)
class Page:
    """For whom a report is written: the language, a terminal's columns and whether it shows colours.

    `file` says that the report becomes a file, which programs open without being told its encoding.
    `brief` leaves out the reasons of a decision on a cohort.
    """

    lang: Lang = "vi"
    width: int | None = None
    color: bool = False
    file: bool = False
    brief: bool = False
