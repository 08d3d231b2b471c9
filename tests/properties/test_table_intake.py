"""A table read column by column says of every row what the intake says of it alone."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.submissions import CASES

from thiduascore.builtin.readers.csv_table import column_path
from thiduascore.engine import Engine
from thiduascore.engine.scoring_tables import read_table, table_scorer
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import expected
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Report, Submission

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from strategies.tables import tables, tree_in  # noqa: E402

from thiduascore.columns.cohort.frozen import UNITS, is_in_order  # noqa: E402
from thiduascore.columns.intake.reading import Reading  # noqa: E402
from thiduascore.columns.results import row_of, schema_of  # noqa: E402

ENGINE = Engine([])


@cache
def ruleset() -> Ruleset:
    """The small ruleset that has a fact of every type."""
    return ENGINE.load(CASES / "ruleset.toml")


def alone(frame: pl.DataFrame) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """What each row gives when it is read by itself, and the rows that are refused."""
    found, refused = {}, set()
    for number in range(frame.height):
        outcome, _ = bind(expected(ruleset()), Report(tree=tree_in(frame, number)))
        if isinstance(outcome, Refused):
            refused.add(number)
        else:
            card = ENGINE.score(ruleset(), outcome)
            found[number] = row_of(card, schema_of(card.plan))
    return found, refused


@settings(max_examples=4 * settings.default.max_examples)
@given(tables())
def test_a_row_of_a_table_is_read_as_it_is_alone(frame: pl.DataFrame) -> None:
    """Rows of one unit apart, which the intake judges together."""
    frame = frame.unique("unit.id", keep="first", maintain_order=True)
    found, refused = alone(frame)
    scored = ENGINE.score_table(ruleset(), frame)
    together = {one.row for one in scored.refused}
    repeated = {one.row for one in scored.refused if one.diagnostics[0].slug == "unit-in-several-rows"}
    assert together - repeated == refused
    rows = {row.pop("row"): row for row in scored.units.to_dicts()}
    assert rows == {row: values for row, values in found.items() if row not in repeated}


@settings(max_examples=10 * settings.default.max_examples)
@given(tables())
def test_every_value_is_accepted_as_the_intake_does(frame: pl.DataFrame) -> None:
    """Also of facts that no criterion reads."""
    wanted = expected(ruleset())
    found = Reading(frame, [column_path(name) for name in frame.columns], wanted, ".").columns()
    for number, row in enumerate(found.facts.iter_rows(named=True)):
        if found.apart[number]:
            continue
        outcome, _ = bind(wanted, Report(tree=tree_in(frame, number)))
        assert isinstance(outcome, Submission)
        values = {name.removeprefix("fact."): row[name] for name in row if name.startswith("fact.")}
        accepted = {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()}
        columns = {name: outcome.values.get(name) for name in accepted}
        assert accepted == columns
        assert {*outcome.values} - {*accepted} == set()


@settings(max_examples=10 * settings.default.max_examples)
@given(tables())
def test_a_row_has_the_hash_of_its_report(frame: pl.DataFrame) -> None:
    frame = frame.unique("unit.id", keep="first", maintain_order=True)
    scorer = table_scorer(ENGINE, ruleset())
    found = scorer.members(read_table(scorer, frame))
    for row in found.iter_rows(named=True):
        outcome, _ = bind(expected(ruleset()), Report(tree=tree_in(frame, row["row"])))
        assert isinstance(outcome, Submission)
        assert f"sha256:{row['submission'].hex()}" == outcome.hash, outcome.reported
        assert row["unit.kind"] == outcome.unit.kind


def test_floats_are_refused_with_the_column() -> None:
    from thiduascore.diagnostics import DiagnosticError

    frame = pl.DataFrame({"unit.id": ["a"], sorted(ruleset().facts)[0]: [0.1]})
    with pytest.raises(DiagnosticError) as raised:
        ENGINE.score_table(ruleset(), frame)
    assert [one.slug for one in raised.value.diagnostics] == ["float-column"]


def test_rows_of_one_unit_count_once_or_not_at_all() -> None:
    name = next(name for name, fact in ruleset().facts.items() if fact.type == "count")
    ids, kinds = ["a", "a", "b", "b"], ["agency"] * 4
    scored = ENGINE.score_table(
        ruleset(), pl.DataFrame({"unit.id": ids, "unit.kind": kinds, name: [1, 1, 2, 3]})
    )
    assert scored.units["row"].to_list() == [0]
    assert [(one.row, one.diagnostics[0].slug) for one in scored.refused] == [
        (1, "repeated-submission"),
        (2, "unit-in-several-rows"),
        (3, "unit-in-several-rows"),
    ]


def test_what_hands_its_columns_over_as_arrow_is_a_table() -> None:
    class Arrow:
        def __init__(self, frame: pl.DataFrame) -> None:
            self.frame = frame

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return self.frame.__arrow_c_stream__(requested_schema)

    frame = pl.DataFrame({"unit.id": ["a"], "unit.kind": ["agency"], "rate": [Decimal("12.5")]})
    expected_units = ENGINE.score_table(ruleset(), frame).units
    assert ENGINE.score_table(ruleset(), Arrow(frame)).units.equals(expected_units)
    assert ENGINE.score_table(ruleset(), frame.lazy()).units.equals(expected_units)


BOUNDS = st.integers(-2, 2) | st.integers(9_998, 10_002) | st.sampled_from([99, 100, 101, 2**62, 2**63 - 1])
BY_KIND = {
    "int": (BOUNDS, pl.Int64),
    "tenths": (BOUNDS.map(lambda whole: Decimal(whole).scaleb(-1)), pl.Decimal(38, 1)),
    "thousandths": (BOUNDS.map(lambda whole: Decimal(whole).scaleb(-3)), pl.Decimal(38, 3)),
}


@settings(max_examples=4 * settings.default.max_examples)
@given(st.sampled_from(["families", "rate", "fund", "change"]), st.sampled_from(sorted(BY_KIND)), st.data())
def test_a_whole_column_is_plain_only_within_its_domain(name: str, kind: str, data: st.DataObject) -> None:
    each, type_ = BY_KIND[kind]
    values = data.draw(st.lists(st.none() | each, min_size=1, max_size=3))
    frame = pl.DataFrame(
        {"unit.id": [f"u{row}" for row in range(len(values))], name: pl.Series(values, dtype=type_)}
    )
    wanted = expected(ruleset())
    found = Reading(frame, [column_path(each) for each in frame.columns], wanted, ".").columns()
    for number, accepted in enumerate(found.facts[f"fact.{name}"]):
        tree = tree_in(frame, number) | {"unit": {"id": "u", "kind": "agency"}}
        outcome, _ = bind(wanted, Report(tree=tree))
        assert isinstance(outcome, Submission)
        if abs(values[number] or 0) * 1000 < 2**61:  # greater ones are left to the program at a fact's scale
            assert accepted == outcome.values.get(name)


_DAYS = st.none() | st.sampled_from([datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)])


@given(st.lists(st.tuples(st.sampled_from("ab"), _DAYS, _DAYS), max_size=5))
def test_rows_of_a_cohort_are_in_order_or_not(keys: list[tuple[str, Any, Any]]) -> None:
    rows = [(unit, "", "", "", start, end, b"") for unit, start, end in keys]
    texts = [tuple(str(each or "") for each in key) for key in keys]
    in_order = all(one < other for one, other in itertools.pairwise(texts))
    assert is_in_order(pl.DataFrame(rows, schema=dict(UNITS), orient="row")) == in_order
