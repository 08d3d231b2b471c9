"""Ranks of tables are those of cohorts: tie-breaks of every kind, unknown totals, classes and periods."""

from __future__ import annotations

import re
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from strategies.cohorts import DRAW, TIES, Campaign, campaigns  # noqa: E402

from thiduascore import Engine  # noqa: E402
from thiduascore.tables.formats import opened  # noqa: E402
from thiduascore.tables.ranks import _alone, numbered  # noqa: E402
from thiduascore.tables.scored import Asked, score_file  # noqa: E402
from thiduascore.tables.ties import LEAST, MOST  # noqa: E402

ENGINE = Engine(plugins=[])
MORE_TIES = (
    '{ by = "points", of = ["2.1"], better = "less" }',
    '{ by = "points", of = ["1", "2.1"] }',
    '{ by = "share", of = ["1.1"] }',
    '{ by = "count-back", of = ["2", "1.1"] }',
    '{ by = "previous-rank" }',
    '{ by = "value", is = "founded" }',
    '{ by = "value", is = "founded", better = "less" }',
    '{ by = "value", is = "registered" }',
    '{ by = "value", is = "task / (violations + 2)", better = "less" }',
    """{ by = "value", is = 'points("2") - share("1.1") / 3 + result.base' }""",
    """{ by = "value", is = 'met("registered")' }""",
    """{ by = "value", is = 'if result.level = "top" then result.coverage else result.total' }""",
    """{ by = "value", is = 'result.total - result.bonus' }""",
    """{ by = "value", is = 'earlier_years("flag") + result.deduction' }""",
    """{ by = "value", is = 'unit.kind = "big" and period.year > 2023' }""",
    """{ by = "value", is = 'string length(string(violations)) + task' }""",
)
FOUNDED = """
[facts.founded]
label = { vi = "Thành lập", en = "Founded" }
type = "date"
"""


EQUAL = (
    ((100, 50), (80, 80), (70, 95), (70, 95), (80, None), (0, 50)),
    ((0, 50), (None, 50), (30, 5), (20, 20), (None, None)),
)
"""Tasks and service of which most pairs give the same points, or the same at the least."""


@st.composite
def reports(draw: st.DrawFn, pairs: tuple[tuple[int | None, int | None], ...]) -> dict[str, Any]:
    """A unit's report; some lack a figure."""
    task, service = draw(st.sampled_from(pairs))
    facts = {
        "task": task,
        "service": service,
        "violations": draw(st.sampled_from([0, 0, 1, 1, 2, None])),
        "registered": draw(st.sampled_from([True] * 6 + [False, None])),
        "founded": draw(st.sampled_from([None, "1999-12-31", "2001-05-01"])),
    }
    unit = {
        "id": f"u{draw(st.integers(0, 10**6))}",
        "cluster": draw(st.sampled_from(["a", "a", "b"])),
        "kind": draw(st.sampled_from(["big", "big", "small"])),
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return {"unit": unit, "period": draw(st.sampled_from([2024, 2024, 2024, 2023])), "facts": known}


@st.composite
def tables(draw: st.DrawFn) -> Campaign:
    """A campaign with any tie-breaks, whose units report for one of two years; a part may not apply."""
    campaign = draw(campaigns())
    ties = draw(st.lists(st.sampled_from((*TIES, *MORE_TIES)), min_size=1, max_size=2))
    if DRAW in campaign.drawn["ties"]:
        ties.append(DRAW)
    on = draw(st.sampled_from(["unrounded", "rounded"]))
    rules = re.sub(r"(?m)^ties = .*$", lambda _: f'ties = [{", ".join(ties)}]\non = "{on}"', campaign.rules)
    undecided = draw(st.sampled_from(["least", "least", "where-certain", "not-ranked"]))
    rules = re.sub(r"(?m)^undecided = .*$", f'undecided = "{undecided}"', rules)
    rules = rules.replace("[[items]]", FOUNDED + "[[items]]", 1)
    if draw(st.booleans()):
        rules = rules.replace('of = "service"', 'of = "service", applies = "violations < 1"')
    unknown = draw(st.sampled_from(["unknown", "hold", "fail"]))
    rules = rules.replace('otherwise = "not-ranked"', f'otherwise = "not-ranked"\nunknown = "{unknown}"')
    pairs = draw(st.sampled_from(EQUAL))
    units = st.lists(reports(pairs), min_size=6, max_size=14, unique_by=lambda one: one["unit"]["id"])
    return Campaign(rules, tuple(draw(units)), campaign.drawn)


def row_of(unit: dict[str, Any]) -> dict[str, Any]:
    about = {f"unit.{name}": value for name, value in unit["unit"].items()}
    return {**about, "period": unit["period"], **unit["facts"]}


@given(tables(), st.integers(1, 9))
@settings(max_examples=80, deadline=None)
def test_ranks_of_a_table_are_those_of_its_cohort(campaign: Campaign, rows: int) -> None:
    ruleset = ENGINE.load(campaign.rules)
    standings = ENGINE.rank(ruleset, ENGINE.read(ruleset, list(campaign.units)))
    wanted = {
        (one.card.unit.id, one.card.submission.period.year): [Fraction(place.rank) for place in one.places]
        for one in standings.all
        if one.card.submission.period is not None
    }
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        names = ["unit.id", "unit.kind", "unit.cluster", "period", "task", "service"]
        names += ["violations", "registered", "founded"]
        found = [row_of(unit) for unit in campaign.units]
        table = pl.DataFrame({name: [row.get(name) for row in found] for name in names})
        table = table.with_columns(pl.col("founded").cast(pl.String).str.to_date(strict=True))
        table.write_parquet(file)
        score_file(ENGINE, ruleset, opened(str(file)), Asked(out=str(out), rows=rows))
        result = pl.read_parquet(out)
    columns = [name for name in result.columns if name == "rank" or name.startswith("rank.")]
    got = {
        (row["unit.id"], row["period.to"].year): [
            Fraction(row[name]) for name in columns if row[name] is not None
        ]
        for row in result.to_dicts()
    }
    assert got == wanted
    assert not [name for name in result.columns if name.startswith("#")]


RANGES = st.tuples(st.integers(0, 12), st.integers(0, 6), st.sampled_from("ab"), st.booleans())


@given(st.lists(RANGES, max_size=9))
@settings(max_examples=300)
def test_a_range_that_overlaps_nobodys_is_found(ranges: list[tuple[int, int, str, bool]]) -> None:
    def overlaps(one: Any, other: Any) -> bool:
        return one[2] == other[2] and one[0] <= other[0] + other[1] and other[0] <= one[0] + one[1]

    wanted = [sum(overlaps(one, other) for other in ranges if other[3]) == 1 for one in ranges if one[3]]
    columns = {LEAST: pl.Int64, MOST: pl.Int64, "kind": pl.String, "taking": pl.Boolean}
    rows = [(least, least + width, kind, taking) for least, width, kind, taking in ranges]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    found = frame.select(_alone(pl.col("taking"), ["kind"]).alias("alone"), "taking")
    assert found.filter("taking")["alone"].to_list() == wanted


EXACT = st.fractions(max_denominator=60) | st.fractions(max_denominator=10**12)


@given(st.lists(EXACT, max_size=8), st.lists(st.none(), max_size=2))
def test_exact_texts_are_numbered_in_their_order(values: list[Fraction], nothing: list[None]) -> None:
    from thiduascore.diagnostics import exact

    every = [*values, *nothing]
    texts = pl.Series([None if value is None else exact(value) for value in every], dtype=pl.String)
    places = numbered(texts).to_list()
    order = sorted(set(values))
    assert places == [None if value is None else order.index(value) for value in every]
