"""The core's own methods, functions, checks, readers and reports: a plugin like any other.

In: what `thiduascore.plugin` gives to every plugin.
Out: hooks, through which the engine registers the core before all else.
May import: `thiduascore.plugin` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from thiduascore.builtin.checks import CHECKS
from thiduascore.builtin.functions import FUNCTIONS
from thiduascore.builtin.methods import METHODS
from thiduascore.builtin.readers import READERS
from thiduascore.builtin.reports import REPORTS
from thiduascore.plugin import hookimpl

if TYPE_CHECKING:
    from thiduascore.plugin import Check, Function, Method, Reader, ReportFormat

__all__ = [
    "register_checks",
    "register_functions",
    "register_methods",
    "register_readers",
    "register_reports",
]


@hookimpl
def register_checks() -> tuple[Check, ...]:
    """What is looked for in every submission."""
    return CHECKS


@hookimpl
def register_functions() -> tuple[Function, ...]:
    """What methods need beyond the standard's functions."""
    return FUNCTIONS


@hookimpl
def register_methods() -> tuple[Method, ...]:
    """The kinds of criterion method."""
    return METHODS


@hookimpl
def register_readers() -> tuple[Reader, ...]:
    """The formats of submission files."""
    return READERS


@hookimpl
def register_reports() -> tuple[ReportFormat, ...]:
    """The forms in which results are written."""
    return REPORTS
