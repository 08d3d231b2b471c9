"""What decision tables say twice, never or not at all, against every value that their cells tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies.methods import diagnostics, slugs

from thiduascore.diagnostics import Text
from thiduascore.model.boxes import Axis, difference, met, sample
from thiduascore.model.checks.tables import MOST_ROWS
from thiduascore.model.intervals import HIGHEST, LOWEST, Grid, after, before

FACTS = {
    "rate": '"percent"\nleast = 0\nmost = 100',
    "done": '"count"',
    "all": '"count"',
    "public": '"yes-no"',
    "role": '"choice"\nchoices = { lead = "Chủ trì", part = "Phối hợp", none = "Không" }',
    "note": '"text"',
}
PAIR = ("rate", "role")


def table(*rows: str, inputs: tuple[str, ...] = PAIR, hit: str = "U", more: str = "") -> str:
    """The keys of a criterion whose table has these rows; a row is its cells and points, parted by `/`."""
    columns = ", ".join(f'{{ of = "{each}" }}' for each in inputs)
    rules = []
    for row in rows:
        *cells, points = (part.strip() for part in row.split("/"))
        tests = ", ".join(f"'{cell}'" for cell in cells)
        rules.append(f"{{ when = [{tests}], points = {points} }}")
    return f'method = "table"\nhit = "{hit}"\ninputs = [{columns}]\nrules = [{", ".join(rules)}]\n{more}'


def of_table(keys: str, facts: Mapping[str, str] = FACTS) -> set[str]:
    """The slugs that the check of tables gives."""
    return {slug for slug in slugs(keys, facts) if slug.startswith("table-")}


WHOLE = ('>= 90 / "lead" / 8', '< 90 / "lead" / 4', '- / "part", "none" / 0')


def told(keys: str, slug: str) -> list[str]:
    return [each.message("vi") for each in diagnostics(keys, FACTS) if each.slug == slug]


def test_a_table_that_parts_what_can_occur_is_silent() -> None:
    assert not of_table(table(*WHOLE))


@pytest.mark.parametrize(
    ("rows", "example"),
    [
        ((*WHOLE[:1], '<= 90 / "lead" / 4', WHOLE[2]), "rate = 90, role = “Chủ trì”"),
        ((*WHOLE, '- / "none" / 0'), "role = “Không”"),
        ((*WHOLE[:2], "(89..91) / - / 0"), "rate = 90, role = “Chủ trì”"),
        (("> 99.9999 / - / 8", "100 / - / 8", "<= 99.9999 / - / 8"), "rate = 100"),
        (("- / - / 8", "- / - / 8"), "giá trị là bất kỳ"),
    ],
)
def test_rows_that_hold_together_under_u(rows: tuple[str, ...], example: str) -> None:
    (message,) = told(table(*rows), "table-overlap")
    assert message == f'hai dòng cùng đúng khi {example}; bảng `hit = "U"` chỉ cho một dòng đúng'


def test_rows_that_hold_together_under_a_must_give_the_same() -> None:
    rows = (">= 90 / - / 8", '- / "lead" / 8', "- / - / 4")
    (message,) = told(table(*rows, hit="A"), "table-overlap")
    assert message.startswith("hai dòng cùng đúng khi rate = 90; ")
    assert "table-overlap" not in slugs(table(*rows[:2], hit="A", more="otherwise = 0"), FACTS)


@pytest.mark.parametrize("hit", ["F", "C+", "C<", "C>", "C#"])
def test_rows_may_hold_together_under_other_policies(hit: str) -> None:
    assert "table-overlap" not in slugs(table(*WHOLE, '- / "none" / 0', hit=hit), FACTS)


@pytest.mark.parametrize(
    ("rows", "example"),
    [
        (WHOLE[1:], "rate = 90, role = “Chủ trì”"),
        (WHOLE[:2], "rate = 0, role = “Phối hợp”"),
        (('> 90 / "lead" / 8', *WHOLE[1:]), "rate = 90, role = “Chủ trì”"),
        (("(50..100] / - / 8", "< 50 / - / 0"), "rate = 50"),
        (("> 0 / - / 8",), "rate = 0"),
    ],
)
def test_what_no_row_accepts(rows: tuple[str, ...], example: str) -> None:
    assert told(table(*rows), "table-gap") == [f"không dòng nào đúng khi {example}"]
    assert not told(table(*rows, more="otherwise = 0"), "table-gap")


def test_a_number_of_rows_needs_no_row() -> None:
    assert not told(table(*WHOLE[:1], hit="C#"), "table-gap")


def test_yes_no_and_whole_numbers_have_nothing_between() -> None:
    both = table("true / > 3 / 8", "false / >= 4 / 4", "- / [0..3] / 0", inputs=("public", "done"))
    assert not of_table(both)
    (message,) = told(table("true / > 3 / 8", "- / <= 3 / 0", inputs=("public", "done")), "table-gap")
    assert message == "không dòng nào đúng khi public = “không”, done = 4"


@pytest.mark.parametrize(
    ("rows", "hit", "count"),
    [
        ((">= 80 / - / 4", ">= 90 / - / 8", "- / - / 0"), "F", 1),
        ((">= 90 / - / 8", ">= 80 / - / 4", "- / - / 0"), "F", 0),
        (('>= 80 / "lead" / 4', '>= 80 / "part", "none" / 4', ">= 90 / - / 8", "- / - / 0"), "F", 1),
        (("- / - / 8", "> 100 / - / 0"), "U", 1),
        (("> 1 / - / 8", "<= 1 / - / 0", "- / - / 4"), "F", 1),
    ],
)
def test_rows_that_nothing_reaches(rows: tuple[str, ...], hit: str, count: int) -> None:
    assert len(told(table(*rows, hit=hit), "table-row-unreached")) == count


def test_nothing_is_said_of_what_only_scoring_can_tell() -> None:
    by_fact = table(">= done / - / 8", ">= 1 / - / 4", inputs=("all", "role"))
    shared = table("> 1 / > 1 / 8", "> 1 / > 2 / 4", inputs=("all", "done / all"))
    of_text = table('"a" / - / 8', '"b" / - / 4', inputs=("note", "role"))
    for keys in (by_fact, shared, of_text):
        assert not of_table(keys)


def test_long_tables_are_left_to_scoring() -> None:
    rows = [f">= {each} / - / 8" for each in range(MOST_ROWS + 1)]
    assert "table-overlap" in slugs(table(*rows[:-1], inputs=("done", "role")), FACTS)
    assert "table-overlap" not in slugs(table(*rows, inputs=("done", "role")), FACTS)


def test_a_remainder_in_many_pieces_is_given_up() -> None:
    """Eight inputs, each row a cube that cuts what the others leave."""
    facts = {f"x{each}": '"count"' for each in range(8)}
    rows = [
        " / ".join([*(f"[{row * (each + 1)}..{row * 5 + 30}]" for each in range(8)), "1"])
        for row in range(40)
    ]
    assert of_table(table(*rows[:4], inputs=tuple(facts), hit="F"), facts) == {"table-gap"}
    assert not of_table(table(*rows, inputs=tuple(facts), hit="F"), facts)


ENDS = st.integers(-2, 2).map(Fraction)
CUTS = st.one_of(st.just(LOWEST), st.just(HIGHEST), ENDS.map(before), ENDS.map(after))
SETS = st.tuples(CUTS, CUTS).map(lambda pair: (pair,) if pair[0] < pair[1] else ())
AXES = tuple(Axis(Text(name), (LOWEST, HIGHEST), Grid(places)) for name, places in (("x", None), ("y", 0)))
POINTS = [Fraction(each, 2) for each in range(-8, 9)]


def inside(box: tuple[tuple[tuple[object, object], ...], ...], point: tuple[Fraction, Fraction]) -> bool:
    return all(
        any(low <= before(value) and after(value) <= high for low, high in accepted)  # type: ignore[operator]
        for accepted, value in zip(box, point, strict=True)
    )


@given(st.tuples(SETS, SETS), st.tuples(SETS, SETS))
def test_boxes_meet_and_differ_as_their_points_do(one: object, other: object) -> None:
    both = met(one, other, AXES)  # type: ignore[arg-type]
    rest = list(difference(one, other, AXES))  # type: ignore[arg-type]
    for x in POINTS:
        for y in range(-4, 5):
            point = (x, Fraction(y))
            held, other_held = inside(one, point), inside(other, point)  # type: ignore[arg-type]
            assert (both is not None and inside(both, point)) == (held and other_held)
            assert sum(inside(each, point) for each in rest) == (held and not other_held)


@given(SETS.filter(bool))
def test_a_sample_lies_in_its_interval(interval: object) -> None:
    ((low, high),) = interval  # type: ignore[misc]
    value = sample((low, high))
    assert low <= before(value) and after(value) <= high
