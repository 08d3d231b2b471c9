"""The layout of tables and paragraphs on a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.builtin.reports.layout import NARROWEST, paragraph, table, wrapped
from thiduascore.diagnostics import screen_width

TEXTS = st.text(alphabet="ab ệ表-", max_size=60)


def test_numbers_stand_to_the_right_and_texts_are_wrapped() -> None:
    rows = [["1", "Sở Thông tin và Truyền thông", "9,5"], ["10", "表表", "100"]]
    assert [line for _, line in table(["#", "Đơn vị", "Điểm"], rows, right={0, 2}, width=28)] == [
        " #   Đơn vị             Điểm",
        "──   ────────────────   ────",
        " 1   Sở Thông tin và     9,5",
        "     Truyền thông",
        "10   表表                100",
    ]


def test_each_line_says_its_row() -> None:
    lines = list(table(["a"], [["x y"], ["z"]], right=(), width=1))
    assert [number for number, _ in lines] == [None, None, 0, 1]


def test_a_paragraph_is_indented_throughout() -> None:
    assert paragraph("một hai ba bốn", indent=2, width=14) == ["  một hai ba", "  bốn"]


@given(TEXTS, st.integers(2, 30))
def test_nothing_is_lost_and_every_line_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(screen_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), st.integers(2 * NARROWEST + 3, 90))
def test_a_table_of_texts_fits_the_screen(rows: list[tuple[str, str]], width: int) -> None:
    for _, line in table(["một", "hai"], rows, right=(), width=width):
        assert screen_width(line) <= width


@pytest.mark.parametrize(("width", "lines"), [(1, ["a", "b"]), (3, ["a b"])])
def test_even_a_single_column_ends(width: int, lines: list[str]) -> None:
    assert wrapped("a b", width) == lines
