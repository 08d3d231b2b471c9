"""What is found in the rows of a table: as many things of each severity as in the same report alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.submissions import CASES

from thiduascore.engine import Engine
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import expected
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Report
from thiduascore.plugin import Check, Finding, Scorecard, Submission, Text, finding, hookimpl

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from strategies.tables import tables, tree_in  # noqa: E402

from thiduascore.columns.results import FOUND, counted  # noqa: E402

SAYS = Text("sai", "wrong")
TERMS = {
    "[facts.registered]": "in_use = { to = 2021-09-30, source = 'x' }",
    "[facts.head]": "choices_in_use = { deputy = { from = 2021-11-01, source = 'x' } }",
    "[facts.heads]": "choices_in_use = { director = { to = 2020-12-31, source = 'x', instead = 'deputy' } }",
}


def loud(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """Raises after it has found something."""
    if submission.values:
        yield finding(SAYS, severity="note")
    if submission.values.get("registered") is True:
        raise RuntimeError("on purpose")


def families(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """Looks at two facts."""
    for _ in range(int(submission.values.get("families", 0)) % 3):  # type: ignore[arg-type]
        yield finding(SAYS, severity="error")


def numbered(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """Looks at each document by itself."""
    for documents in submission.evidence.values():
        for document in documents:
            if document.number.startswith("1423"):
                raise ValueError(document.number)
            yield from [finding(SAYS)] if document.number.isupper() else []


def points(card: Scorecard, ruleset: Ruleset) -> Iterator[Finding]:
    """Looks at what was computed."""
    if card.total:
        yield finding(SAYS, severity="note")


def check(name: str, **how: Any) -> Check:
    return Check(**{"name": name, "doc": SAYS, "says": SAYS, **how})


CHECKS = (
    check("both", value="families", against="count(inspections) * 2", relation="<=", tolerance="1"),
    check("grown", holds="change >= -1", when="registered", severity="error"),
    check("quotient", holds="fund / families < 1000", severity="note"),
    check("all", holds="count(inspections) > 0 and sum(inspections) < 9"),
    check("asked", holds='if head = "deputy" then string length(remark) > 3 else rate > 50'),
    check("period", holds="period.year = 2021 or families > 3"),
    check("loud", says=None, find=loud),
    check("families", says=None, find=families, needs=("families",)),
    check("numbered", says=None, find=numbered, needs=("evidence.number",), alone=("evidence.number",)),
    check("points", says=None, compare=points),
)


@cache
def engine(*names: str) -> tuple[Engine, Ruleset]:
    """An engine with those checks, and the small ruleset with terms that are not always in use."""
    plugin = ModuleType("planted")
    chosen = tuple(one for one in CHECKS if one.name in names)
    plugin.register_checks = hookimpl(lambda: chosen)  # type: ignore[attr-defined]
    made = Engine([plugin])
    text = (CASES / "ruleset.toml").read_text(encoding="utf-8")
    for header, line in TERMS.items():
        text = text.replace(header, f"{header}\n{line}")
    return made, made.load(text)


def assert_same(frame: pl.DataFrame, *names: str) -> None:
    """Every row has the counts of its own scorecard."""
    made, ruleset = engine(*names)
    found = made.score_table(ruleset, frame.unique("unit.id", keep="first", maintain_order=True))
    frame = frame.unique("unit.id", keep="first", maintain_order=True)
    for row in found.units.iter_rows(named=True):
        outcome, _ = bind(expected(ruleset), Report(tree=tree_in(frame, row["row"])))
        assert not isinstance(outcome, Refused)
        alone = made.score(ruleset, outcome).findings
        assert tuple(row[name] for name in FOUND) == counted(alone), [each.slug for each in alone]


@st.composite
def plain_tables(draw: st.DrawFn) -> pl.DataFrame:
    """Rows of values that can be read, with gaps: so that checks have something to look at."""
    height = draw(st.integers(2, 8))

    def column(values: st.SearchStrategy[Any], kind: Any) -> pl.Series:
        return pl.Series(draw(st.lists(st.none() | values, min_size=height, max_size=height)), dtype=kind)

    decimals = st.decimals(-3, 3, places=1) | st.sampled_from([Decimal("0.5"), Decimal(50), Decimal(-1)])
    numbers = ["1423/QĐ-BTTTT", "12/QĐ-UBND", "12/2019/QĐ-UBND", "?"]
    return pl.DataFrame(
        {
            "unit.id": [f"u{row}" for row in range(height)],
            "unit.kind": ["agency"] * height,
            "period": column(st.sampled_from(["2021", "2021-10", "2021-12"]), pl.String),
            "registered": column(st.booleans(), pl.Boolean),
            "families": column(st.integers(0, 9), pl.Int64),
            "rate": column(decimals, pl.Decimal(10, 1)),
            "fund": column(st.integers(0, 3000), pl.Int64),
            "change": column(decimals, pl.Decimal(10, 1)),
            "head": column(st.sampled_from(["director", "deputy", "none"]), pl.String),
            "remark": column(st.sampled_from(["a", "abcd"]), pl.String),
            "inspections": column(st.lists(st.integers(0, 4), max_size=4), pl.List(pl.Int64)),
            "heads": column(st.sampled_from(["director", "deputy|director"]), pl.String),
            "evidence.registered.number": column(st.sampled_from(numbers), pl.String),
            "self.1.1": column(st.sampled_from(["4", "9", "-1"]), pl.String),
            "self.1.2": column(st.sampled_from(["6", "0"]), pl.String),
            "self_total": column(st.sampled_from(["10", "9"]), pl.String),
            "not_applicable.1.2": column(st.just("lý do"), pl.String),
        }
    )


@given(plain_tables())
def test_checks_of_plain_values_find_the_same(frame: pl.DataFrame) -> None:
    assert_same(frame, "both", "grown", "quotient", "all", "asked", "period", "families", "numbered")


@settings(max_examples=2 * settings.default.max_examples)
@given(tables())
def test_as_much_is_found_in_columns_as_alone(frame: pl.DataFrame) -> None:
    assert_same(frame, "both", "grown", "quotient", "all", "asked", "period", "families", "numbered")


@given(tables())
def test_checks_that_see_every_row_find_the_same(frame: pl.DataFrame) -> None:
    assert_same(frame, "loud", "points")


def test_a_row_that_the_intake_reads_does_not_move_the_others() -> None:
    documents = {"evidence.registered.number": [None, None, "12/QĐ-UBND"]}
    frame = pl.DataFrame({"unit.id": ["a", " b ", "c"], "unit.kind": ["agency"] * 3, **documents})
    assert_same(frame, "numbered")
