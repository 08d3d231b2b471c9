"""The generated code and the reference interpreter: the same scorecards, byte for byte.

`PARITY_EXAMPLES=5000 pytest tests/properties/test_parity.py` looks longer.
"""

from __future__ import annotations

import datetime
import keyword
import os
import re
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from strategies.programs import Case, cases, pool, typed

from thiduascore.feel.generate.expressions import NAMESPACE
from thiduascore.model.submission import Submission, Unit
from thiduascore.program.compiled import Compiled
from thiduascore.program.document import scorecard_json
from thiduascore.program.generate.source import generate_program
from thiduascore.program.interpret import groups
from thiduascore.program.program import INTERPRETED_FIRST, Program
from thiduascore.program.score import score_of
from thiduascore.program.scorecard import Versions

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


def test_a_unit_may_be_exempt_whatever_else_is_missing() -> None:
    """The step that waives nothing stands on the scorecard; where nobody knows, it does not."""
    plan = pool()[0]
    (criterion,) = plan.criteria
    criterion = evolve(criterion, ledger="deduction", stake=Fraction(0), exempt=typed("not(yes) or a > 2"))
    program = Program(evolve(plan, criteria=(criterion,)), versions=Versions(engine="0"))
    for values in ({"yes": False}, {"yes": True}, {"a": 3}, {"a": 1}, {"yes": True, "a": 1}, {}):
        assert_same(program, Submission(campaign="pool", unit=Unit("u"), values=values))


@pytest.mark.parametrize("missing", ["zero", "unknown", "ignore"])
def test_a_table_may_have_no_rules(missing: str) -> None:
    """As a ratio to a target that was 0 that year, which leaves the points unknown."""
    for plan in pool()[17:20]:
        (criterion,) = plan.criteria
        bare = evolve(criterion, missing=missing, table=evolve(criterion.table, rules=(), otherwise=None))
        program = Program(evolve(plan, criteria=(bare,)), versions=Versions(engine="0"))
        for values in ({"a": 3, "b": 4, "n": 1}, {"a": 3}, {}):
            assert_same(program, Submission(campaign="pool", unit=Unit("u"), values=values))


def test_little_stays_with_the_interpreter() -> None:
    """Of the pool, which has every method: a loop in a loop, filters of texts, collected quotients."""
    left = {Compiled(plan).interpreted for plan in pool()}
    assert left == {(), (("c", "loop"),), (("c", "quotients-collected"),)}


@pytest.mark.parametrize("tracing", [False, True])
def test_no_text_of_an_author_stands_in_the_source(tracing: bool) -> None:
    """Names, choices and ids are constants of the namespace: the source has only names that we made."""
    made = re.compile(r"[a-z]+[0-9]+|vm[0-9]+|vg[0-9]+")
    ours = {
        *NAMESPACE,
        *keyword.kwlist,
        "facts",
        "unit",
        "period",
        "claims",
        "ask",
        "figures",
        "fast",
        "score",
        "points",
        "run",
        "e",
    }
    ours |= {"Score", "counted", "combined", "covered", "state", "judgement", "__class__", "append"}
    ours |= {
        "earned",
        "condition",
        "item",
        "kind",
        "start",
        "end",
        "year",
        "month",
        "day",
        "isoweekday",
        "days",
    }
    ours |= {"as_integer_ratio", "bit_length", "count"}
    verdicts = ("holds", "fails", "unknown", "not", "applicable")
    for plan in pool():
        items = tuple(group.id for group in groups(plan.root) if group.id) if tracing else None
        source = generate_program(plan, tracing=tracing, parts=items).source
        words = set(re.findall(r"[^\W\d]\w*", source))
        assert {word for word in words if not made.fullmatch(word)} <= {*ours, *verdicts}


def test_the_first_submissions_and_those_after_them_score_alike() -> None:
    """A program changes from the interpreter to the generated code without anybody seeing it."""
    program = Program(pool()[7], versions=Versions(engine="0"))
    values = {"a": 17, "b": 20, "c": 1, "p": 0, "m": 0, "n": 0, "yes": True, "no": False, "kind": "low"}
    days = {"on": datetime.date(2021, 1, 1), "by": datetime.date(2021, 1, 1)}
    submission = Submission(
        campaign="pool", unit=Unit("u"), values={**values, **days, "counts": (), "marks": ()}
    )
    cards = [program.score(submission) for _ in range(INTERPRETED_FIRST + 1)]
    assert {type(card.trace).__name__ for card in cards} == {"Interpreted", "CompiledTrace"}
    assert {scorecard_json(card) for card in cards} == {scorecard_json(cards[0])}
