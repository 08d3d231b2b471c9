"""The functions that expressions can call: a registry of `Function` values, one module an area."""

from thiduascore.feel.functions.applying import applied, applied_by_name, cost_of
from thiduascore.feel.functions.approximation import is_approximate
from thiduascore.feel.functions.contexts import CONTEXTS
from thiduascore.feel.functions.conversion import CONVERSION, STRING, STRING_WITH_GAPS
from thiduascore.feel.functions.dates import ALL_DATES, DATES
from thiduascore.feel.functions.days import CLOCK, DAYS_OF_YEAR
from thiduascore.feel.functions.function import Function, Functions, Parameter, registry, resolved
from thiduascore.feel.functions.lists import FLATTEN, FLATTEN_WITH_GAPS, LISTS
from thiduascore.feel.functions.logic import IDENTITY, LOGIC
from thiduascore.feel.functions.membership import MEMBERSHIP, MEMBERSHIP_WITH_GAPS
from thiduascore.feel.functions.numbers import NUMBERS, ROUNDING, ROUNDING_OF_ANY_PLACES
from thiduascore.feel.functions.patterns import PATTERNS
from thiduascore.feel.functions.ranges import RANGES
from thiduascore.feel.functions.reading import READING
from thiduascore.feel.functions.sorting import WITH_FUNCTIONS
from thiduascore.feel.functions.statistics import STATISTICS
from thiduascore.feel.functions.texts import JOIN, JOIN_WITH_GAPS, TEXTS

_BOTH = (*LOGIC, *NUMBERS, *LISTS, *STATISTICS, *TEXTS, *PATTERNS, *CONVERSION, *DAYS_OF_YEAR, *RANGES)

STANDARD: Functions = registry((*_BOTH, *ROUNDING, *MEMBERSHIP, *FLATTEN, *JOIN, *STRING, *DATES))
"""The built-in functions of rulesets."""

DMN: Functions = registry(
    (
        *_BOTH,
        *ROUNDING_OF_ANY_PLACES,
        *MEMBERSHIP_WITH_GAPS,
        *FLATTEN_WITH_GAPS,
        *JOIN_WITH_GAPS,
        *STRING_WITH_GAPS,
        *ALL_DATES,
        *IDENTITY,
        *CONTEXTS,
        *WITH_FUNCTIONS,
        *CLOCK,
        *READING,
    )
)
"""The built-in functions of the standard, for decision models."""

__all__ = [
    "DMN",
    "STANDARD",
    "Function",
    "Functions",
    "Parameter",
    "applied",
    "applied_by_name",
    "cost_of",
    "is_approximate",
    "registry",
    "resolved",
]
