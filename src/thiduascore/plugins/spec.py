"""The hooks: everything that a plugin can register, and nothing else.

A plugin is a module, or an object, with some of these functions, each marked with `@hookimpl`:

    from thiduascore.plugin import Text, Check, hookimpl

    @hookimpl
    def register_checks():
        return [Check(name="press-totals", doc=Text("…", "…"), holds="printed <= registered", says=Text("…"))]

Each hook takes no arguments and returns an iterable, which may be empty.
Each is called once, when an engine is built: the core's first, then by distribution; never while scoring.
Every name must be unique within its kind, over the core and all plugins.
A plugin cannot wrap or order hooks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pluggy

from thiduascore.feel.functions import Function
from thiduascore.model.field import Field
from thiduascore.plugins.things import (
    Check,
    Command,
    CriterionTemplate,
    FactDeclaration,
    ParameterDeclaration,
    Reader,
    ReportFormat,
)
from thiduascore.program.method import Method

PROJECT: Final = "thiduascore"
hookspec: Final = pluggy.HookspecMarker(PROJECT)
hookimpl: Final = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_fields() -> Iterable[Field]:  # type: ignore[empty-body]
    """Fields as data, usually `read_field(__name__)`: facts, figures, checks, criteria, conditions."""


@hookspec
def register_facts() -> Iterable[FactDeclaration]:  # type: ignore[empty-body]
    """Facts that rulesets can include; the name is the fact's id."""


@hookspec
def register_parameters() -> Iterable[ParameterDeclaration]:  # type: ignore[empty-body]
    """Dated values, such as legal targets, that rulesets can include."""


@hookspec
def register_checks() -> Iterable[Check]:  # type: ignore[empty-body]
    """What is looked for in every submission; run after it was read, whatever it scores."""


@hookspec
def register_criteria() -> Iterable[CriterionTemplate]:  # type: ignore[empty-body]
    """Ready-made criteria that rulesets can include by name."""


@hookspec
def register_methods() -> Iterable[Method]:  # type: ignore[empty-body]
    """Kinds of criterion method; the name is what a criterion's `method` says."""


@hookspec
def register_functions() -> Iterable[Function]:  # type: ignore[empty-body]
    """FEEL functions, exact and without side effects; a built-in cannot be replaced."""


@hookspec
def register_readers() -> Iterable[Reader]:  # type: ignore[empty-body]
    """Formats of submission files, chosen by the file's suffix."""


@hookspec
def register_reports() -> Iterable[ReportFormat]:  # type: ignore[empty-body]
    """Forms in which results are written, chosen by name."""


@hookspec
def register_commands() -> Iterable[Command]:  # type: ignore[empty-body]
    """Commands of the command line, beside the core's own."""
