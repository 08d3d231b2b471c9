"""Plugins: what distributions add to the core, collected once into a frozen registry.

In: the plugins that an embedder names, and those that declare an entry point in the group `thiduascore`.
Out: a `Registry` of named things, each with the distribution that it came from.
May import: every layer up to `cohort`; it is the only one that knows pluggy.

Hooks only register; they are called once, the core's first and then by distribution, and never while scoring.
"""

from thiduascore.plugins.checking import checks_of
from thiduascore.plugins.registry import Registry, build_registry
from thiduascore.plugins.requirement import unmet_requirements
from thiduascore.plugins.source import GROUP, Distribution, Plugin

__all__ = [
    "GROUP",
    "Distribution",
    "Plugin",
    "Registry",
    "build_registry",
    "checks_of",
    "unmet_requirements",
]
