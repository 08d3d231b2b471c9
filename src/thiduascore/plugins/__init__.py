"""Plugins: what distributions add to the core, collected once into a frozen registry.

In: the plugins that an embedder names, and those that declare an entry point in the group `thiduascore`.
Out: a `Registry` of named things, each with the distribution that it came from.
May import: every layer up to `cohort`; it is the only one that knows pluggy.

An outlier check sets a number against those of the other units of a period, at least `units` of them:
it finds one below the first quartile, or above the third, by more than `fence` times their difference.
Quartiles are linear between the sorted numbers x₀ … xₙ₋₁: the first lies at the position (n − 1)/4, the third
at 3(n − 1)/4 (Tukey's fences; Hyndman and Fan's definition 7), computed exactly.

Hooks only register; they are called once, the core's first and then by distribution, and never while scoring.
"""

from thiduascore.plugins.checking import checks_of
from thiduascore.plugins.fields import checks_of_field, figures_of_fields, library_of, read_field
from thiduascore.plugins.outliers import OUTLIER, with_outliers
from thiduascore.plugins.registry import Registry, build_registry
from thiduascore.plugins.requirement import missing_plugins, unmet_requirements
from thiduascore.plugins.source import GROUP, Distribution, Plugin

__all__ = [
    "GROUP",
    "OUTLIER",
    "Distribution",
    "Plugin",
    "Registry",
    "build_registry",
    "checks_of",
    "checks_of_field",
    "figures_of_fields",
    "library_of",
    "missing_plugins",
    "read_field",
    "unmet_requirements",
    "with_outliers",
]
