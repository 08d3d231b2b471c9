"""`thiduascore feel format`: expressions as people read them."""

from __future__ import annotations

import io
import sys

import pytest

LONG = "if a>0 and b<3 then sum([a*2+1,3,4]) else if count(rows[item>3])>2 then max(alpha,beta,gamma) else 0"
LAID_OUT = """\
if a > 0 and b < 3
then sum([a * 2 + 1, 3, 4])
else if count(rows[item > 3]) > 2
then max(alpha, beta, gamma)
else 0
"""
NARROW = """\
count([
  first_quarter,
  second_quarter,
  third_quarter
])
> 2
and (
  serious_violations = 0
  or self_reported
)
"""


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["done/total*100>=95"], "done / total * 100 >= 95\n"),
        (["((a+b))*(c)"], "(a + b) * c\n"),
        (["not( x in[1..5) )"], "not(x in [1..5))\n"),
        (["--tests", '>=95,"a" ,[85..95)'], '>= 95, "a", [85..95)\n'),
        ([LONG, "--width", "60"], LAID_OUT),
        (
            [
                "count([first_quarter,second_quarter,third_quarter])>2 "
                "and (serious_violations=0 or self_reported)",
                "--width",
                "25",
            ],
            NARROW,
        ),
    ],
)
def test_an_expression_is_laid_out(cli, arguments: list[str], shown: str) -> None:
    ran = cli("feel", "format", *arguments)
    assert (ran.code, ran.out, ran.err) == (0, shown, "")


def test_standard_input_is_read_without_an_argument(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a+b\n"))
    ran = cli("feel", "format")
    assert (ran.code, ran.out) == (0, "a + b\n")


def test_what_is_wrong_is_shown_where_it_stands(cli) -> None:
    ran = cli("feel", "format", "a + * b", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "EXPRESSION:1:5" in ran.err


def test_a_comment_is_not_lost_unnoticed(cli) -> None:
    ran = cli("feel", "format", '"// not one" + a /* of the year */', "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "error[comment-in-expression]" in ran.err and "EXPRESSION:1:18" in ran.err
