"""FEEL, the expression language of the DMN standard: text to typed trees, trees to values and sentences.

In: the source of expressions and unary tests, the types of the names in them, values for those names.
Out: frozen trees with spans and types, problems with spans, values or the causes of their absence, sentences.
May import: `thiduascore.diagnostics`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thiduascore.feel.check import check
from thiduascore.feel.conforming import conform
from thiduascore.feel.desugar import condition_of
from thiduascore.feel.evaluation import Budget
from thiduascore.feel.functions import DMN, STANDARD, Function, Functions, Parameter, is_approximate, registry
from thiduascore.feel.interpret import evaluate, evaluate_tests, interpret
from thiduascore.feel.lexer import KEYWORDS, comment, is_name
from thiduascore.feel.parser import MOST_DEPTH, parse, parse_tests
from thiduascore.feel.problem import FeelError, Problem
from thiduascore.feel.sentence import said
from thiduascore.feel.source import source
from thiduascore.feel.values import Cause, Context, Days, FunctionValue, Months, Null, Range, Value
from thiduascore.feel.walk import children, names, substituted

if TYPE_CHECKING:
    from thiduascore.feel.compilation import Compiled, compiled
    from thiduascore.feel.layout import laid_out

__all__ = [
    "DMN",
    "KEYWORDS",
    "MOST_DEPTH",
    "STANDARD",
    "Budget",
    "Cause",
    "Compiled",
    "Context",
    "Days",
    "FeelError",
    "Function",
    "FunctionValue",
    "Functions",
    "Months",
    "Null",
    "Parameter",
    "Problem",
    "Range",
    "Value",
    "check",
    "children",
    "comment",
    "compiled",
    "condition_of",
    "conform",
    "evaluate",
    "evaluate_tests",
    "interpret",
    "is_approximate",
    "is_name",
    "laid_out",
    "names",
    "parse",
    "parse_tests",
    "registry",
    "said",
    "source",
    "substituted",
]

_LATER = {
    "Compiled": "thiduascore.feel.compilation",
    "compiled": "thiduascore.feel.compilation",
    "laid_out": "thiduascore.feel.layout",
}
"""What scoring a few units does without: it is imported on first use."""


def __getattr__(name: str) -> Any:
    """Imports what not everybody needs."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
