"""Rows that the program scores one at a time are those of the reference's scorecards.

`PARITY_EXAMPLES=5000 pytest tests/properties/test_parity_rows.py` looks longer.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.bulk import bulk
from strategies.programs import Case, cases, pool

from thiduascore.model.submission import Submission
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Versions

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore.columns.intake.facts import frame_of  # noqa: E402
from thiduascore.columns.results import FOUND, held, row_of, schema_of  # noqa: E402
from thiduascore.columns.singly import Reported, rows_of  # noqa: E402

EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "0")) or settings.default.max_examples


def assert_same(program: Program, submissions: Sequence[Submission], *, details: bool = True) -> None:
    """The rows are those of the reference's scorecards, by the reports themselves and by rows of facts."""
    plan = program.plan
    schema = {name: kind for name, kind in schema_of(plan, details=details).items() if name not in FOUND}
    expected = pl.DataFrame([row_of(program.reference(one), schema) for one in submissions], schema=schema)
    facts = frame_of(plan, submissions)
    reported = Reported(plan, facts.columns)
    rows = zip(facts.rows(named=True), submissions, strict=True)
    again = [reported.submission(row, partial(getattr, one, "previous")) for row, one in rows]
    for several in (submissions, again):
        found = rows_of(plan, [program.tabled(one) for one in several], schema)
        assert found.schema == expected.schema
        for name in schema:
            assert found[name].to_list() == expected[name].to_list(), name


@settings(max_examples=EXAMPLES)
@given(cases(linear=False, gaps=False))
def test_what_is_reported_in_full_has_the_same_row(case: Case) -> None:
    assert_same(case.program, case.submissions)


@settings(max_examples=EXAMPLES)
@given(cases(linear=False, gaps=True))
def test_gaps_and_claims_have_the_same_row(case: Case) -> None:
    assert_same(case.program, case.submissions)


@settings(max_examples=max(2, EXAMPLES // 10))
@given(cases(linear=True, gaps=True))
def test_the_whole_alone_is_the_same(case: Case) -> None:
    assert_same(case.program, case.submissions, details=False)


@pytest.mark.parametrize("number", range(len(pool())))
@settings(max_examples=max(2, EXAMPLES // 60))
@given(st.integers(0, 2**32))
def test_each_criterion_by_itself_has_the_same_row(number: int, seed: int) -> None:
    plan = pool()[number]
    program = Program(plan, versions=Versions(engine="0"))
    assert_same(program, bulk(seed, 30, 1, needed=plan.criteria[0].facts))


def test_generated_code_is_what_most_rows_are_read_from() -> None:
    """Else the comparisons above would compare the interpreter with itself."""
    program = Program(pool()[0], versions=Versions(engine="0"))
    needed = program.plan.criteria[0].facts
    traces = [program.tabled(one).trace for one in bulk(1, 60, 1, needed=needed)]
    assert sum(getattr(one, "points", None) is not None for one in traces) > 40


def test_numbers_of_more_than_28_digits_stay_as_they_are() -> None:
    assert str(held(Fraction(10**33 + 1, 100), pl.Decimal(38, 2))) == f"1{'0' * 31}.01"
