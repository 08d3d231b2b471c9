"""A table read column by column says of every row what the intake says of it alone."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.submissions import CASES, odd, words

from thiduascore.builtin.readers.csv_table import column_path
from thiduascore.engine import Engine
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import expected
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Report, Submission

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from thiduascore.columns.reading import Reading  # noqa: E402
from thiduascore.columns.results import row_of, schema_of  # noqa: E402

ENGINE = Engine([])


@cache
def ruleset() -> Ruleset:
    """The small ruleset that has a fact of every type."""
    return ENGINE.load(CASES / "ruleset.toml")


TEXTS = st.one_of(
    odd,
    words,
    st.integers(-200, 20000).map(str),
    st.decimals(-100, 1000, places=2).map(str),
    st.dates(datetime.date(2021, 8, 1), datetime.date(2022, 2, 1)).map(str),
    st.sampled_from(["", " ", "1|2|3", "|", "[]", "1|x", "+5", "007", " 12 ", "12.50", "0.125", "9" * 30]),
)
NUMBERS = st.sampled_from(
    ["12/QĐ-UBND", "12/qđ-ubnd", "1423/QĐ-BTTTT", "12/2019/QĐ-UBND", "12/TT-BTC", "?", "#N/A"]
)
TYPED = {
    "int": (st.integers(-100, 10**7) | st.sampled_from([2**62, 2**63 - 1, -1, 0]), pl.Int64),
    "decimal": (st.decimals(-10, 1000, places=3), pl.Decimal(38, 3)),
    "yes": (st.booleans(), pl.Boolean),
    "day": (st.dates(datetime.date(2021, 8, 1), datetime.date(2022, 2, 1)), pl.Date),
    "list": (st.lists(st.integers(-1, 12) | st.none(), max_size=4), pl.List(pl.Int64)),
    "text": (TEXTS, pl.String),
}


FACTS = sorted(ruleset().facts)
IDS = sorted(criterion.id for criterion in ruleset().criteria())
SCORES = st.sampled_from(["0", "1", "2.5", "-1", "99", "x", "1.234,5", " ", "2"])
OTHERS: dict[str, st.SearchStrategy[str]] = {
    **{f"self.{name}": SCORES for name in (*IDS, "none")},
    **{f"previous.{name}": TEXTS for name in (*FACTS[:4], "none")},
    **{f"not_applicable.{name}": st.sampled_from(["lý do", "có", " ", "#N/A"]) for name in (*IDS, "none")},
    "illustrative": st.sampled_from(["có", "no", "x", " "]),
    "unit.rank": words,
    "no_such_fact": odd | words | st.just(" "),
    "evidence.none.number": words,
    "evidence.none.date": st.sampled_from(["2021", " "]),
    **{f"evidence.{name}.number": NUMBERS for name in FACTS},
    **{f"evidence.{name}.issuer": st.sampled_from(["UBND", "ubnd", "Bộ A", " "]) for name in FACTS[:4]},
    **{
        f"evidence.{name}.date": st.sampled_from(["2021-10-05", "2021-10", "2020", "2035", "x"])
        for name in FACTS
    },
    **{
        f"evidence.{name}.link": st.sampled_from(["https://a.vn/1", "https://a.vn/2", "ftp://a"])
        for name in FACTS[:4]
    },
    **{
        f"evidence.{name}.file": st.sampled_from(["a.pdf", "b.pdf", "../a", "/etc", "a b"])
        for name in FACTS[:4]
    },
    f"evidence.{FACTS[0]}.pages": words,
    **{f"evidence.{name}.2.number": NUMBERS for name in FACTS[:4]},
    **{f"evidence.{name}.2.date": st.sampled_from(["2021-10-05", "2035", "x"]) for name in FACTS[:2]},
    f"evidence.{FACTS[1]}.3.file": st.sampled_from(["a.pdf", "../a"]),
    f"evidence.{FACTS[4]}.2": words,
}
"""What else a table can report."""


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """A few rows with an id, a kind, and some columns of any type for any fact."""
    height = draw(st.integers(1, 5))

    def column(values: st.SearchStrategy[Any], kind: Any) -> pl.Series:
        return pl.Series(draw(st.lists(st.none() | values, min_size=height, max_size=height)), dtype=kind)

    ids = [f"u{row}" for row in range(height)]
    for row in draw(st.sets(st.integers(0, height - 1), max_size=1)):
        ids[row] = draw(st.sampled_from(["", "u0", " u9 ", "#REF!", "\u00d0-1", "x\u200b"]))
    columns: dict[str, pl.Series] = {
        "unit.id": pl.Series(ids),
        "unit.kind": column(st.sampled_from(["agency", "enterprise", "enterprise", "none"]), pl.String),
    }
    for name in draw(st.lists(st.sampled_from(sorted(ruleset().facts)), unique=True, max_size=8)):
        columns[name] = column(*TYPED[draw(st.sampled_from(sorted(TYPED)))])
        if draw(st.booleans()):
            days = st.sampled_from(["2021-10-01", "2021", "1999-01-01", "x"])
            columns[f"evidence.{name}.number"] = column(st.sampled_from(["12/QĐ", "#N/A", " "]), pl.String)
            columns[f"evidence.{name}.date"] = column(days, pl.String)
    if not draw(st.integers(0, 5)):
        del columns["unit.kind"]
    if draw(st.booleans()):
        columns["period"] = column(st.sampled_from(["2021", "2021-10", "x", "2020"]), pl.String)
    claim = sorted(criterion.id for criterion in ruleset().criteria())[0]
    if draw(st.booleans()):
        columns[f"not_applicable.{claim}"] = column(
            st.sampled_from(["có", "lý do", "không", "#REF!"]), pl.String
        )
    others = draw(st.sets(st.sampled_from(sorted(OTHERS)), max_size=5))
    columns |= {name: column(OTHERS[name], pl.String) for name in sorted(others)}
    if draw(st.booleans()):
        columns["self_total"] = column(st.decimals(0, 40, places=1), pl.Decimal(10, 1))
    return pl.DataFrame(columns)


def tree_of(frame: pl.DataFrame, row: int) -> dict[str, Any]:
    """One row as a report."""
    tree: dict[str, Any] = {}
    for name, value in zip(frame.columns, frame.row(row), strict=True):
        *outer, last = column_path(name)
        if value is not None:
            table = tree
            for part in outer:
                table = table.setdefault(part, {})
            table[last] = value
    return tree


def alone(frame: pl.DataFrame) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """What each row gives when it is read by itself, and the rows that are refused."""
    found, refused = {}, set()
    for number in range(frame.height):
        outcome, _ = bind(expected(ruleset()), Report(tree=tree_of(frame, number)))
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
        outcome, _ = bind(wanted, Report(tree=tree_of(frame, number)))
        assert isinstance(outcome, Submission)
        values = {name.removeprefix("fact."): row[name] for name in row if name.startswith("fact.")}
        accepted = {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()}
        columns = {name: outcome.values.get(name) for name in accepted}
        assert accepted == columns
        assert {*outcome.values} - {*accepted} == set()


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
