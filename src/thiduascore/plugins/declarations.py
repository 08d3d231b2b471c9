"""Facts, parameters and criteria that plugins declare, read as if they stood in a ruleset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from thiduascore.diagnostics import Diagnostic, Text
from thiduascore.model.declare import Reading, read_record
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


def _left_out(problem: Diagnostic) -> bool:
    return problem.slug.startswith("missing-")
