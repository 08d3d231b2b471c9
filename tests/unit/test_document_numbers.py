"""The numbers of official documents, as they stand in texts and tables, and what contradicts them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from thiduascore.engine import Engine
from thiduascore.model.dates import PartialDate
from thiduascore.model.document_number import (
    document_key,
    document_number,
    normalised,
    number_contradiction,
)

SHAPES = """
1423/QĐ-BTTTT       individual  1423  QĐ    BTTTT    -     -
19/CT-TTg           individual  19    CT    TTg      -     -
86/NQ-CP            individual  86    NQ    CP       -     -
1355/QĐ-UBND        individual  1355  QĐ    UBND     -     -
2745/HD-BTĐKT       individual  2745  HD    BTĐKT    -     -
55/KH-STTTT         individual  55    KH    STTTT    -     -
05/CT-BTTTT         individual  05    CT    BTTTT    -     -
/KH-STTTT           individual  -     KH    STTTT    -     -
36/BC               individual  36    BC    -        -     -
41/BC-STTTT-A       individual  41    BC    STTTT    A     -
1497/QĐ-TTg         individual  1497  QĐ    TTg      -     -
30/2021/QH15        normative   30    -     QH15     -     2021
15/2003/QH11        normative   15    -     QH11     -     2003
98/2023/NĐ-CP       normative   98    NĐ    CP       -     2023
01/2024/TT-BNV      normative   01    TT    BNV      -     2024
27/2016/QĐ-UBND     normative   27    QĐ    UBND     -     2016
1211/2016/UBTVQH13  normative   1211  -     UBTVQH13 -     2016
05/2019/TTLT-BTTTT-BNV normative 05   TTLT  BTTTT-BNV -    2019
07-KL/TW            party       07    KL    TW       -     -
34-CT/TW            party       34    CT    TW       -     -
10-CTr/TU           party       10    CTr   TU       -     -
7250/UBND-TH2       letter      7250  -     UBND     TH2   -
1122/BTĐKT-VI       letter      1122  -     BTĐKT    VI    -
383/BNV-CCHC        letter      383   -     BNV      CCHC  -
1557/BTTTT-THH      letter      1557  -     BTTTT    THH   -
"""
ROWS = [line.split() for line in SHAPES.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_shape_says_what_it_says(row: list[str]) -> None:
    text, form, *parts = row
    digits, kind, issuer, unit, year = ("" if part == "-" else part for part in parts)
    found = document_number(text)
    assert found is not None
    assert (found.form, found.digits, found.kind, found.issuer, found.unit) == (
        form,
        digits,
        kind,
        issuer,
        unit,
    )
    assert found.year == (int(year) if year else None)
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "abc",
            "123",
            "2021",
            "12/2021",
            "01/02/2024",
            "16/7/2021",
            "36/bc",
            "công văn",
            "Sở TTTT",
        ),
        *("QCVN 1:2008/BTTTT", "/", "-", "12/", "/-", "12/QĐ-", "12//QĐ", "12-TW", "1234567/QĐ-UBND", "a/QĐ"),
        *("12/2021/", "12/2021/abc", "12/2021/UBND", "07-XX/TW", "1/QĐ BTC", "x" * 500, "12/QĐ-" + "B" * 100),
        "١٢/QĐ-UBND",
    ],
)
def test_what_reads_as_no_number(text: str) -> None:
    assert document_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1423/QÐ-BTTTT",
        "1423/QƉ-BTTTT",
        unicodedata.normalize("NFD", "1423/QĐ-BTTTT"),
        "1423/QĐ–BTTTT",
        "1423/QĐ‑BTTTT",
        "1423 / QĐ - BTTTT",
        "Số: 1423/QĐ-BTTTT",
        "số 1423/QĐ-BTTTT",
        "Số:\u00a01423/QĐ-\u200bBTTTT",
        "1423／QĐ－BTTTT",
        "1423/qđ-BTTTT".replace("qđ", "Qđ"),
    ],
)
def test_other_ways_of_writing_are_the_same(text: str) -> None:
    assert str(document_number(text)) == "1423/QĐ-BTTTT"
    assert document_key(text, " Bộ  TT&TT ", None) == document_key("1423/QĐ-BTTTT", "bộ TT&TT", None)


@pytest.mark.parametrize(
    "text", ["Số: /KH-STTTT", "Số:      /KH-STTTT", "…/KH-STTTT", "....../KH-STTTT", "/KH-STTTT"]
)
def test_a_blank_number_is_no_number_to_know_a_document_by(text: str) -> None:
    found = document_number(text)
    assert found is not None and (found.digits, found.kind) == ("", "KH")
    assert document_key(text, "Sở", PartialDate(2021)) == ("", "sở", "2021")


def test_the_key_is_number_issuer_and_date() -> None:
    strategy = document_key("1497/QĐ-TTg", "Thủ tướng Chính phủ", PartialDate(2018, 11, 8))
    campaign = document_key("1497/QĐ-TTg", "Thủ tướng Chính phủ", PartialDate(2021, 9, 10))
    assert strategy != campaign
    assert document_key("05/CT-BTTTT", "Bộ", None) == document_key("5/CT-BTTTT", "bộ", None)
    assert document_key("5/CT-BTTTT", "Bộ", None) != document_key("5/CT-UBND", "Bộ", None)
    assert document_key("báo cáo quý 3", "Sở", None)[0] == "báo cáo quý 3"


@pytest.mark.parametrize(
    ("text", "date", "wrong"),
    [
        ("98/NĐ-CP", None, "without-year"),
        ("12/TT-BTC", None, "without-year"),
        ("81/TT-KT", None, ""),
        ("12/2021/KH-UBND", None, "with-year"),
        ("12/2021/BC-UBND", PartialDate(2021, 3), "with-year"),
        ("15/2013/CT-UBND", None, ""),
        ("15/2021/CT-UBND", None, "with-year"),
        ("27/2016/QĐ-UBND", PartialDate(2017), "another-year"),
        ("27/2016/QĐ-UBND", PartialDate(2016, 12, 31), ""),
        ("1423/QĐ-BTTTT", PartialDate(2021), ""),
        ("07-KL/TW", None, ""),
        ("7250/UBND-TH2", None, ""),
    ],
)
def test_kind_year_and_date_go_together(text: str, date: PartialDate | None, wrong: str) -> None:
    found = document_number(text)
    assert found is not None
    assert number_contradiction(found, date) == wrong


def test_normalising_keeps_words_that_begin_like_the_prefix() -> None:
    assert normalised("Sống") == "Sống"
    assert normalised("Số  12") == "12"


TEXT = """
format = 1
[campaign]
id = "test"
title = "Phong trào thử"
issuer = "Ban tổ chức"
version = "1"
document = { number = "DOCUMENT", issuer = "Bộ", date = 2021-05-01 }
period = { year = 2021 }
bases = [BASES]
[scoring]
total = 1
[facts.n]
label = { vi = "Số vụ", en = "Cases" }
type = "count"
evidence = "expected"
[facts.m]
label = "Số khác"
type = "count"
evidence = "expected"
[[items]]
id = "1"
title = "Nội dung"
weight = 1
weight_source = "project"
source = "Điều 1"
[[items.criteria]]
id = "1.1"
title = "Tiêu chí"
points = 1
method = "formula"
is = "if n + m > 0 then 1 else 0"
"""


@pytest.mark.parametrize(
    ("document", "bases", "slugs"),
    [
        ("1423/QĐ-BTTTT", "", []),
        ("", "", []),
        ("Quyết định 1423", "", ["document-number-unreadable"]),
        ("1423/2021/KH-BTTTT", "", ["document-number-contradicts"]),
        ("1423/2020/QĐ-BTTTT", "", ["document-number-contradicts"]),
        (
            "1423/QĐ-BTTTT",
            '{ number = "19/CT-TTg", date = 2021-01-01 }, { number = "Số: 19/CT–TTg", date = 2021-01-01 }',
            ["document-twice"],
        ),
        (
            "1423/QĐ-BTTTT",
            '{ number = "1497/QĐ-TTg", date = 2018-11-08 }, { number = "1497/QĐ-TTg", date = 2021-04-10 }',
            [],
        ),
        ("1423/QĐ-BTTTT", '{ number = "98/NĐ-CP", date = 2020 }', ["document-number-contradicts"]),
        ("1423/QĐ-BTTTT", '{ number = "/KH-STTTT", date = 2020 }, { number = "/KH-STTTT", date = 2020 }', []),
    ],
)
def test_documents_of_a_campaign(document: str, bases: str, slugs: list[str]) -> None:
    found = Engine([]).check(TEXT.replace("DOCUMENT", document).replace("BASES", bases))
    assert [each.slug for each in found] == slugs
    assert all(each.place is not None for each in found)


@pytest.mark.parametrize(
    ("one", "other", "slugs"),
    [
        ("number = '31/BC-UBND'", "number = '32/BC-UBND'", []),
        ("number = 'báo cáo quý'", "number = '32/BC-UBND'", ["evidence-number-unreadable"]),
        ("number = '31/2021/BC-UBND'", "number = '98/NĐ-CP'", ["evidence-number-contradicts"] * 2),
        (
            "number = '31/BC-UBND', link = 'https://a.vn/1'",
            "number = 'Số: 31/BC–UBND', link = 'https://a.vn/2'",
            ["evidence-key-shared"],
        ),
        (
            "number = '31/BC-UBND', link = 'https://a.vn/1'",
            "number = '31/BC-UBND', link = 'https://a.vn/1'",
            [],
        ),
        ("number = '/BC-UBND', link = 'https://a.vn/1'", "number = '/BC-UBND', link = 'https://a.vn/2'", []),
    ],
)
def test_documents_behind_a_report(one: str, other: str, slugs: list[str], tmp_path: Path) -> None:
    engine = Engine([])
    ruleset = engine.load(TEXT.replace("DOCUMENT", "1/QĐ-BTC").replace("BASES", ""))
    file = tmp_path / "u.toml"
    issued = "issuer = 'UBND xã A', date = 2021-05-05"
    file.write_text(
        "unit = { id = 'u' }\nperiod = { year = 2021 }\nfacts = { n = 1, m = 1 }\n"
        f"[evidence]\nn = {{ {one}, {issued} }}\nm = {{ {other}, {issued} }}\n",
        encoding="utf-8",
    )
    (submission,) = engine.read(ruleset, file).submissions
    assert [each.slug for each in engine.score(ruleset, submission).findings] == slugs
