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
    from thiduascore.model.ruleset import Ruleset
    from thiduascore.model.submission import Finding, Submission
    from thiduascore.program.document import scorecard_document, scorecard_json
    from thiduascore.program.scorecard import Scorecard
    from thiduascore.program.sentences import explain
    from thiduascore.text import parse_document

__all__ = [
    "Cohort",
    "Diagnostic",
    "DiagnosticError",
    "Engine",
    "Finding",
    "History",
    "Intake",
    "Place",
    "Ruleset",
    "RulesetError",
    "Scorecard",
    "Standing",
    "Standings",
    "Submission",
    "Text",
    "Verification",
    "__version__",
    "cohort_json",
    "exact",
    "explain",
    "number_from_exact",
    "parse_document",
    "read_cohort",
    "read_history",
    "scorecard_document",
    "scorecard_json",
    "shown",
    "standings_document",
    "standings_json",
]

_HOMES = {
    "Cohort": "thiduascore.cohort",
    "Diagnostic": "thiduascore.diagnostics",
    "DiagnosticError": "thiduascore.diagnostics",
    "Engine": "thiduascore.engine",
    "Finding": "thiduascore.model.submission",
    "History": "thiduascore.cohort",
    "Intake": "thiduascore.engine",
    "Place": "thiduascore.diagnostics",
    "Ruleset": "thiduascore.model.ruleset",
    "RulesetError": "thiduascore.engine",
    "Scorecard": "thiduascore.program.scorecard",
    "Standing": "thiduascore.cohort",
    "Standings": "thiduascore.cohort",
    "Submission": "thiduascore.model.submission",
    "Text": "thiduascore.diagnostics",
    "Verification": "thiduascore.engine",
    "cohort_json": "thiduascore.cohort.cohort",
    "exact": "thiduascore.diagnostics",
    "explain": "thiduascore.program.sentences",
    "number_from_exact": "thiduascore.diagnostics",
    "parse_document": "thiduascore.text",
    "read_cohort": "thiduascore.cohort.files",
    "read_history": "thiduascore.cohort.files",
    "scorecard_document": "thiduascore.program.document",
    "scorecard_json": "thiduascore.program.document",
    "shown": "thiduascore.diagnostics",
    "standings_document": "thiduascore.cohort.document",
    "standings_json": "thiduascore.cohort.document",
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
