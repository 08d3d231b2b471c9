"""Why something is unknown: the same causes in columns as on scorecards, for rows that differ in little."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.programs import NAMES, Case, plans, submissions
from strategies.settling import group, plan_of

from thiduascore.feel import Cause
from thiduascore.model.submission import Submission
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Versions

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore.columns.causes import Causes  # noqa: E402
from thiduascore.columns.intake.facts import CAUSES, frame_of, spans_of  # noqa: E402
from thiduascore.columns.results import row_of, schema_of  # noqa: E402

ROWS = 30


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Rows that take each fact from one of two reports or lack it, for one of several reasons."""
    plan = draw(plans(linear=True))
    whole = [draw(submissions(len(plan.criteria), gaps=False)) for _ in range(2)]
    chance = Random(draw(st.integers(0, 2**32)))
    period = draw(submissions(0, gaps=True)).period
    rows = [evolve(_mixed(whole, chance), period=chance.choice([None, period])) for _ in range(ROWS)]
    return Case(Program(plan, versions=Versions(engine="0")), tuple(rows))


def _mixed(whole: list[Submission], chance: Random) -> Submission:
    values, missing = {}, {}
    share = chance.random() / 2
    for name in NAMES:
        if chance.random() < share:
            slug = chance.choice(CAUSES[:4])
            # A domain stands before the fact, so that scorecards order such causes by it.
            about = (("domain", chance.choice("019")),) if slug == "outside-domain" else ()
            missing[name] = (Cause(slug, (*about, ("fact", name))),)
        else:
            value = chance.choice(whole).values[name]
            values[name] = chance.choice([value, value, type(value)()] if type(value) is int else [value])
    return evolve(whole[0], values=values, missing=missing)


def test_a_ruleset_that_asks_nothing_leaves_nothing_unknown() -> None:
    result, facts = pl.DataFrame({"unit.id": ["a"], "row": [0]}), pl.DataFrame({"row": [0]})
    assert Causes(plan_of(group("", Fraction(1), ()), ()), {}).added(result, facts).equals(result)


@settings(max_examples=2 * settings.default.max_examples)
@given(cases())
def test_causes_are_those_of_the_scorecards(case: Case) -> None:
    plan = case.program.plan
    facts = frame_of(plan, case.submissions)
    rows = [row_of(case.program.reference(one), schema_of(plan)) for one in case.submissions]
    expected = pl.DataFrame(rows, schema=schema_of(plan)).with_row_index("row")
    why = [name for name in expected.columns if name.startswith("why.") or name.startswith("why-")]
    numbered = facts.with_row_index("row")
    without = expected.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in why)
    found = Causes(plan, spans_of(facts)).added(without, numbered)
    for name in why:
        assert found[name].to_list() == expected[name].to_list(), name
