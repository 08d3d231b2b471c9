"""The generated code and the reference interpreter: the same scorecards, byte for byte.

`PARITY_EXAMPLES=5000 pytest tests/properties/test_parity.py` looks longer.
"""

from __future__ import annotations

import os

from hypothesis import given, settings
from strategies.programs import Case, cases

from thiduascore.model.submission import Submission
from thiduascore.program.document import scorecard_json
from thiduascore.program.program import Program
from thiduascore.program.score import score_of

EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "0")) or settings.default.max_examples


def assert_same(program: Program, submission: Submission) -> None:
    """Both ways give the same working, the same short answer and the same document."""
    reference = program.reference(submission)
    trace = program.compiled.trace(submission)
    assert trace.working == reference.trace.working
    expected = score_of(reference.settlement)
    assert trace.score == expected
    assert program.quick(submission) == expected
    assert scorecard_json(program.generated(submission)) == scorecard_json(reference)


@settings(max_examples=EXAMPLES)
@given(cases(linear=True, gaps=False))
def test_what_is_reported_in_full_scores_alike(case: Case) -> None:
    for submission in case.submissions:
        assert_same(case.program, submission)


@settings(max_examples=EXAMPLES)
@given(cases(linear=True, gaps=True))
def test_gaps_and_claims_score_alike(case: Case) -> None:
    for submission in case.submissions:
        assert_same(case.program, submission)


@settings(max_examples=EXAMPLES)
@given(cases(linear=False, gaps=True))
def test_every_way_of_aggregating_scores_alike(case: Case) -> None:
    for submission in case.submissions:
        assert_same(case.program, submission)
