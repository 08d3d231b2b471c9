"""What holds columns to the reference interpreter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from thiduascore.columns.intake.facts import frame_of, spans_of
from thiduascore.columns.kernel import Kernel
from thiduascore.columns.results import row_of
from thiduascore.model.submission import Submission
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Scorecard


def assert_same(program: Program, submissions: Sequence[Submission]) -> list[int]:
    """The kernel's rows are those of the reference's scorecards; the rows that were scored singly."""
    singly: list[int] = []

    def cards(rows: Sequence[int]) -> Iterator[Scorecard]:
        singly.extend(rows)
        return (program.tabled(submissions[row]) for row in rows)

    facts = frame_of(program.plan, submissions)
    kernel = Kernel(program.plan, spans_of(facts))
    found = kernel.score(facts, cards)
    rows = [row_of(program.reference(one), kernel.schema) for one in submissions]
    expected = pl.DataFrame(rows, schema=kernel.schema)
    for name in expected.columns:
        assert found[name].to_list() == expected[name].to_list(), name
    assert found.schema == expected.schema
    assert len(set(found.n_chunks("all"))) == 1, "else the whole table is copied at its first use"
    return singly
