"""Scores emulation campaigns exactly, from rulesets that a machine can check and people can contest.

Nothing is imported until it is asked for, so that `import thiduascore` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
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
    "Diagnostic",
    "DiagnosticError",
    "Engine",
    "Finding",
    "Intake",
    "Place",
    "Ruleset",
    "RulesetError",
    "Scorecard",
    "Submission",
    "Text",
    "Verification",
    "__version__",
    "exact",
    "explain",
    "number_from_exact",
    "parse_document",
    "scorecard_document",
    "scorecard_json",
    "shown",
]

_HOMES = {
    "Diagnostic": "thiduascore.diagnostics",
    "DiagnosticError": "thiduascore.diagnostics",
    "Engine": "thiduascore.engine",
    "Finding": "thiduascore.model.submission",
    "Intake": "thiduascore.engine",
    "Place": "thiduascore.diagnostics",
    "Ruleset": "thiduascore.model.ruleset",
    "RulesetError": "thiduascore.engine",
    "Scorecard": "thiduascore.program.scorecard",
    "Submission": "thiduascore.model.submission",
    "Text": "thiduascore.diagnostics",
    "Verification": "thiduascore.engine",
    "exact": "thiduascore.diagnostics",
    "explain": "thiduascore.program.sentences",
    "number_from_exact": "thiduascore.diagnostics",
    "parse_document": "thiduascore.text",
    "scorecard_document": "thiduascore.program.document",
    "scorecard_json": "thiduascore.program.document",
    "shown": "thiduascore.diagnostics",
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
