"""The functions that expressions can call: a registry of `Function` values, one module an area."""

from thiduascore.feel.functions.applying import applied, applied_by_name
from thiduascore.feel.functions.approximation import is_approximate
from thiduascore.feel.functions.dates import DATES
from thiduascore.feel.functions.function import Function, Functions, Parameter, registry, resolved
from thiduascore.feel.functions.lists import LISTS
from thiduascore.feel.functions.logic import LOGIC
from thiduascore.feel.functions.numbers import NUMBERS
from thiduascore.feel.functions.texts import TEXTS

STANDARD: Functions = registry((*LOGIC, *NUMBERS, *LISTS, *TEXTS, *DATES))
"""The built-in functions."""

__all__ = [
    "STANDARD",
    "Function",
    "Functions",
    "Parameter",
    "applied",
    "applied_by_name",
    "is_approximate",
    "registry",
    "resolved",
]
