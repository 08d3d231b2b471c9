"""Scores emulation campaigns exactly, from rulesets that a machine can check and people can contest.

Nothing is imported until it is asked for, so that `import thiduascore` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from thiduascore.cohort import Cohort, History, Standing, Standings
    from thiduascore.cohort.cohort import cohort_json
    from thiduascore.cohort.document import standings_document, standings_json
    from thiduascore.cohort.files import read_cohort, read_history
    from thiduascore.cohort.journal import next_entry, read_journal, with_entry
    from thiduascore.cohort.moved import Move
    from thiduascore.cohort.proceedings import Assessments, Journal, Proceedings, Votes
    from thiduascore.cohort.record import Record, record_of
    from thiduascore.cohort.severity import severities
    from thiduascore.cohort.sheets import read_assessments, read_votes
    from thiduascore.diagnostics import (
        Diagnostic,
        DiagnosticError,
        Place,
        Text,
        exact,
        number_from_exact,
        shown,
    )
    from thiduascore.engine import Engine, Intake, RulesetError, Verification
    from thiduascore.engine.moves import moves
    from thiduascore.model.ruleset import Ruleset
    from thiduascore.model.submission import Finding, Submission
    from thiduascore.program.assessed import views_of
    from thiduascore.program.document import scorecard_document, scorecard_json
    from thiduascore.program.scorecard import Scorecard
    from thiduascore.program.sentences import explain
    from thiduascore.text import parse_document

__all__ = [
    "Assessments",
    "Cohort",
    "Diagnostic",
    "DiagnosticError",
    "Engine",
    "Finding",
    "History",
    "Intake",
    "Journal",
    "Move",
    "Place",
    "Proceedings",
    "Record",
    "Ruleset",
    "RulesetError",
    "Scorecard",
    "Standing",
    "Standings",
    "Submission",
    "Text",
    "Verification",
    "Votes",
    "__version__",
    "cohort_json",
    "exact",
    "explain",
    "moves",
    "next_entry",
    "number_from_exact",
    "parse_document",
    "read_assessments",
    "read_cohort",
    "read_history",
    "read_journal",
    "read_votes",
    "record_of",
    "scorecard_document",
    "scorecard_json",
    "severities",
    "shown",
    "standings_document",
    "standings_json",
    "views_of",
    "with_entry",
]

_HOMES = {
    "Assessments": "thiduascore.cohort.proceedings",
    "Cohort": "thiduascore.cohort",
    "Diagnostic": "thiduascore.diagnostics",
    "DiagnosticError": "thiduascore.diagnostics",
    "Engine": "thiduascore.engine",
    "Finding": "thiduascore.model.submission",
    "History": "thiduascore.cohort",
    "Intake": "thiduascore.engine",
    "Journal": "thiduascore.cohort.proceedings",
    "Move": "thiduascore.cohort.moved",
    "Place": "thiduascore.diagnostics",
    "Proceedings": "thiduascore.cohort.proceedings",
    "Record": "thiduascore.cohort.record",
    "Ruleset": "thiduascore.model.ruleset",
    "RulesetError": "thiduascore.engine",
    "Scorecard": "thiduascore.program.scorecard",
    "Standing": "thiduascore.cohort",
    "Standings": "thiduascore.cohort",
    "Submission": "thiduascore.model.submission",
    "Text": "thiduascore.diagnostics",
    "Verification": "thiduascore.engine",
    "Votes": "thiduascore.cohort.proceedings",
    "cohort_json": "thiduascore.cohort.cohort",
    "exact": "thiduascore.diagnostics",
    "explain": "thiduascore.program.sentences",
    "moves": "thiduascore.engine.moves",
    "next_entry": "thiduascore.cohort.journal",
    "number_from_exact": "thiduascore.diagnostics",
    "parse_document": "thiduascore.text",
    "read_assessments": "thiduascore.cohort.sheets",
    "read_cohort": "thiduascore.cohort.files",
    "read_history": "thiduascore.cohort.files",
    "read_journal": "thiduascore.cohort.journal",
    "read_votes": "thiduascore.cohort.sheets",
    "record_of": "thiduascore.cohort.record",
    "scorecard_document": "thiduascore.program.document",
    "scorecard_json": "thiduascore.program.document",
    "severities": "thiduascore.cohort.severity",
    "shown": "thiduascore.diagnostics",
    "standings_document": "thiduascore.cohort.document",
    "standings_json": "thiduascore.cohort.document",
    "views_of": "thiduascore.program.assessed",
    "with_entry": "thiduascore.cohort.journal",
}


def __getattr__(name: str) -> Any:
    """Imports the public name on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
