"""What plugins declare, set against how rulesets are read: facts, parameters, criteria, keys of methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, Text
from thiduascore.model.declare import Reading, options_of, read_record
from thiduascore.model.ruleset import Criterion, Fact, Parameter
from thiduascore.plugins.source import Distribution
from thiduascore.text import Document

RECORDS: Final[Mapping[str, type]] = MappingProxyType(
    {"facts": Fact, "parameters": Parameter, "criteria": Criterion}
)
"""The kinds of thing that are declared by the keys of a record."""


def declaration_problems(
    kind: str, keys: Mapping[str, Any], methods: Mapping[str, type], distribution: Distribution
) -> Iterator[Text]:
    """What a ruleset that used the declaration would be told.

    A criterion may leave out keys: a ruleset that includes it adds its own.
    """
    document = Document(str(distribution), "", dict(keys), lambda text: {})
    reading = Reading(document, methods)
    read_record(RECORDS[kind], reading.root())
    for problem in reading.problems:
        if kind != "criteria" or not _left_out(problem):
            yield Text(problem.message("vi"), problem.message("en"))


def keys_of_every_criterion(options: type) -> tuple[str, ...]:
    """The keys of a method's options that every criterion has already: only one of the two could be read."""
    common = {each.key for each in options_of(Criterion)}
    return tuple(each.key for each in options_of(options) if each.key in common)


def _left_out(problem: Diagnostic) -> bool:
    return problem.slug.startswith("missing-")
