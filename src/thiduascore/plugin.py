"""What a plugin imports: the marker for hooks, the things that it registers, and what these are made of.

The core's own methods, readers and reports import this module and nothing else of the project.
`thiduascore.plugins.spec` documents each hook.
A name is imported when it is first asked for: a plugin that brings only a field waits for nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thiduascore.cohort.allot import Limit
    from thiduascore.cohort.awarding import Decision
    from thiduascore.cohort.changes import Change
    from thiduascore.cohort.cohort import Apart, Cohort
    from thiduascore.cohort.journal import Entry
    from thiduascore.cohort.moved import Cause as MoveCause
    from thiduascore.cohort.moved import Move
    from thiduascore.cohort.moved import Outcome as MoveOutcome
    from thiduascore.cohort.reaching import Count, TargetResult
    from thiduascore.cohort.reasons import Reason
    from thiduascore.cohort.results import Page, Results
    from thiduascore.cohort.severity import Severity, severities
    from thiduascore.cohort.standings import PeriodResult, Standing, Standings
    from thiduascore.cohort.why import class_text
    from thiduascore.diagnostics import (
        Diagnostic,
        DiagnosticError,
        Lang,
        Path,
        Place,
        Related,
        Text,
        exact,
        number_from_exact,
        phrase,
        phrase_text,
        place_at,
        printable,
        screen_width,
        shown,
    )
    from thiduascore.feel import Cause, Days, Months, Null, Value
    from thiduascore.feel.functions import Function, Parameter
    from thiduascore.feel.tree import (
        Arithmetic,
        Call,
        Choose,
        Comparison,
        Constant,
        For,
        In,
        Interval,
        ListOf,
        Logic,
        Name,
        Negation,
        Quantified,
        Tests,
        Tree,
        number,
    )
    from thiduascore.feel.types import (
        AnyType,
        BooleanType,
        DateType,
        DurationType,
        ListType,
        NumberType,
        TextType,
        Type,
    )
    from thiduascore.feel.values import missing
    from thiduascore.model import shapes
    from thiduascore.model.assessment import Assessment
    from thiduascore.model.dates import PartialDate
    from thiduascore.model.declare import Node, option, record
    from thiduascore.model.document_number import (
        DocumentNumber,
        document_key,
        document_number,
        number_contradiction,
    )
    from thiduascore.model.expression import Expression
    from thiduascore.model.field import Field
    from thiduascore.model.quantities import InUse, fact_called
    from thiduascore.model.relative import Relative, Spread, check_spread
    from thiduascore.model.ruleset import Criterion, Fact, Item, LedgerCap, Ruleset
    from thiduascore.model.stated import Banding, BandRow, TableColumn, TableRow, Tabulation
    from thiduascore.model.submission import (
        Evidence,
        Finding,
        Period,
        Placed,
        Refused,
        Report,
        Submission,
        Unit,
        tree_of,
    )
    from thiduascore.plugins.fields import read_field
    from thiduascore.plugins.spec import hookimpl
    from thiduascore.plugins.things import (
        Check,
        Command,
        CriterionTemplate,
        FactDeclaration,
        ParameterDeclaration,
        Reader,
        ReportFormat,
        finding,
    )
    from thiduascore.program import sentences
    from thiduascore.program.assessed import Cell, StageView, views_of
    from thiduascore.program.document import scorecard_document
    from thiduascore.program.method import Lowering, Method
    from thiduascore.program.plan import Input, Judged, Rule, Table
    from thiduascore.program.scorecard import Scorecard
    from thiduascore.program.sentences import points, signed
    from thiduascore.program.words import effect_text, finding_text, title_of
    from thiduascore.text import Document, Format, normal, parse_document
    from thiduascore.text.files import read_file
__all__ = [
    "AnyType",
    "Apart",
    "Arithmetic",
    "Assessment",
    "BandRow",
    "Banding",
    "BooleanType",
    "Call",
    "Cause",
    "Cell",
    "Change",
    "Check",
    "Choose",
    "Cohort",
    "Command",
    "Comparison",
    "Constant",
    "Count",
    "Criterion",
    "CriterionTemplate",
    "DateType",
    "Days",
    "Decision",
    "Diagnostic",
    "DiagnosticError",
    "Document",
    "DocumentNumber",
    "DurationType",
    "Entry",
    "Evidence",
    "Expression",
    "Fact",
    "FactDeclaration",
    "Field",
    "Finding",
    "For",
    "Format",
    "Function",
    "In",
    "InUse",
    "Input",
    "Interval",
    "Item",
    "Judged",
    "Lang",
    "LedgerCap",
    "Limit",
    "ListOf",
    "ListType",
    "Logic",
    "Lowering",
    "Method",
    "Months",
    "Move",
    "MoveCause",
    "MoveOutcome",
    "Name",
    "Negation",
    "Node",
    "Null",
    "NumberType",
    "Page",
    "Parameter",
    "ParameterDeclaration",
    "PartialDate",
    "Path",
    "Period",
    "PeriodResult",
    "Place",
    "Placed",
    "Quantified",
    "Reader",
    "Reason",
    "Refused",
    "Related",
    "Relative",
    "Report",
    "ReportFormat",
    "Results",
    "Rule",
    "Ruleset",
    "Scorecard",
    "Severity",
    "Spread",
    "StageView",
    "Standing",
    "Standings",
    "Submission",
    "Table",
    "TableColumn",
    "TableRow",
    "Tabulation",
    "TargetResult",
    "Tests",
    "Text",
    "TextType",
    "Tree",
    "Type",
    "Unit",
    "Value",
    "check_spread",
    "class_text",
    "document_key",
    "document_number",
    "effect_text",
    "exact",
    "fact_called",
    "finding",
    "finding_text",
    "hookimpl",
    "missing",
    "normal",
    "number",
    "number_contradiction",
    "number_from_exact",
    "option",
    "parse_document",
    "phrase",
    "phrase_text",
    "place_at",
    "points",
    "printable",
    "read_field",
    "read_file",
    "record",
    "scorecard_document",
    "screen_width",
    "sentences",
    "severities",
    "shapes",
    "shown",
    "signed",
    "title_of",
    "tree_of",
    "views_of",
]

_IN = {
    "thiduascore.cohort.allot": "Limit",
    "thiduascore.cohort.awarding": "Decision",
    "thiduascore.cohort.changes": "Change",
    "thiduascore.cohort.cohort": "Apart Cohort",
    "thiduascore.cohort.journal": "Entry",
    "thiduascore.cohort.moved": "Move",
    "thiduascore.cohort.reaching": "Count TargetResult",
    "thiduascore.cohort.reasons": "Reason",
    "thiduascore.cohort.results": "Page Results",
    "thiduascore.cohort.severity": "Severity severities",
    "thiduascore.cohort.standings": "PeriodResult Standing Standings",
    "thiduascore.cohort.why": "class_text",
    "thiduascore.diagnostics": (
        "Diagnostic DiagnosticError Lang Path Place Related Text exact number_from_exact phrase "
        "phrase_text place_at printable screen_width shown"
    ),
    "thiduascore.feel": "Cause Days Months Null Value",
    "thiduascore.feel.functions": "Function Parameter",
    "thiduascore.feel.tree": (
        "Arithmetic Call Choose Comparison Constant For In Interval ListOf Logic Name Negation "
        "Quantified Tests Tree number"
    ),
    "thiduascore.feel.types": "AnyType BooleanType DateType DurationType ListType NumberType TextType Type",
    "thiduascore.feel.values": "missing",
    "thiduascore.model.assessment": "Assessment",
    "thiduascore.model.dates": "PartialDate",
    "thiduascore.model.declare": "Node option record",
    "thiduascore.model.document_number": "DocumentNumber document_key document_number number_contradiction",
    "thiduascore.model.expression": "Expression",
    "thiduascore.model.field": "Field",
    "thiduascore.model.quantities": "InUse fact_called",
    "thiduascore.model.relative": "Relative Spread check_spread",
    "thiduascore.model.ruleset": "Criterion Fact Item LedgerCap Ruleset",
    "thiduascore.model.stated": "BandRow Banding TableColumn TableRow Tabulation",
    "thiduascore.model.submission": "Evidence Finding Period Placed Refused Report Submission Unit tree_of",
    "thiduascore.plugins.fields": "read_field",
    "thiduascore.plugins.spec": "hookimpl",
    "thiduascore.plugins.things": (
        "Check Command CriterionTemplate FactDeclaration ParameterDeclaration Reader ReportFormat finding"
    ),
    "thiduascore.program.assessed": "Cell StageView views_of",
    "thiduascore.program.document": "scorecard_document",
    "thiduascore.program.method": "Lowering Method",
    "thiduascore.program.plan": "Input Judged Rule Table",
    "thiduascore.program.scorecard": "Scorecard",
    "thiduascore.program.sentences": "points signed",
    "thiduascore.program.words": "effect_text finding_text title_of",
    "thiduascore.text": "Document Format normal parse_document",
    "thiduascore.text.files": "read_file",
}
"""The names of each module."""
_HOMES = {name: (home, name) for home, names in _IN.items() for name in names.split()} | {
    "MoveCause": ("thiduascore.cohort.moved", "Cause"),
    "MoveOutcome": ("thiduascore.cohort.moved", "Outcome"),
    "sentences": ("thiduascore.program.sentences", ""),
    "shapes": ("thiduascore.model.shapes", ""),
}
"""Of each name the module in which it stands and what it is called there; nothing for the module itself."""


def __getattr__(name: str) -> Any:
    """Imports the public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home, own = _HOMES[name]
    module = import_module(home)
    value = getattr(module, own) if own else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
