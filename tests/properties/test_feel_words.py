"""The quick way to read words gives what looking at each of them step by step gives."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.feel import FeelError, lexer
from thiduascore.feel.rationals import ratio, whole

NOTHING = re.compile("(?!)")

parts = st.sampled_from(
    [
        *(
            "==",
            "&&",
            "<>",
            "=>",
            "=<",
            "..",
            "...",
            "<",
            ">=",
            "!=",
            "=",
            "!",
            "**",
            "*",
            "/",
            "//x\n",
            "/*y*/",
        ),
        *(
            "/*",
            "-",
            "+",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            "?",
            ":",
            ".",
            "@",
            "%",
            "–",
            "“",
            "²",
            "٣",
            "_",
        ),
        *("1", ".5", "1.5", "1.", "1..5", "1e5", "1x", "00", "1234567890123456789", "0.1234567890"),
        *("a", "if", "null", "context", "tỷ_lệ", "e\u0301", "\u0301", "ª", "a·b", " ", "\n", "\t", "\u00a0"),
        *('"', '"x"', '"é"', '"e\u0301"', '"\\n"', '"\\q"', '@"2024-02-29"', "'"),
    ]
)


def read(text: str, *, dmn: bool) -> object:
    try:
        return [(*token, type(token.value)) for token in lexer.tokens(text, dmn=dmn)]
    except FeelError as error:
        return error.problems


@given(st.lists(parts | st.characters(), max_size=8).map("".join), st.booleans())
def test_the_quick_way_reads_the_same(text: str, dmn: bool) -> None:
    quick = read(text, dmn=dmn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "_PLAIN", NOTHING)
        assert read(text, dmn=dmn) == quick


def test_plain_words_are_read_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What rulesets are made of needs no second look."""
    monkeypatch.setattr(lexer._Lexer, "step", None)
    text = 'if done / due_count * 100 >= 92.5 and kind in ("good", "fair") then points[1] else -2 ** 3'
    assert len(lexer.tokens(text)) == 27


@given(st.integers(), st.integers(min_value=1))
def test_numbers_made_of_two_whole_ones_are_as_any_other(above: int, below: int) -> None:
    for found, expected in ((ratio(above, below), Fraction(above, below)), (whole(above), Fraction(above))):
        assert (found, hash(found), repr(found), type(found)) == (
            expected,
            hash(expected),
            repr(expected),
            Fraction,
        )
