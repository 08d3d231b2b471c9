"""A score that a reader can compute again by hand, and documents cited as officials cite them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from thiduascore.feel import parse
from thiduascore.feel.tree import Constant, Tree
from thiduascore.model.dates import PartialDate
from thiduascore.model.submission import Evidence
from thiduascore.program.citation import cited
from thiduascore.program.computation import LONGEST, computation


def numbers(**known: int | str) -> dict[str, Tree]:
    return {
        name: Constant(Fraction(value)) if isinstance(value, int) else parse(value)
        for name, value in known.items()
    }


@pytest.mark.parametrize(
    ("formula", "known", "written"),
    [
        ("done / due * 100", {"done": 29, "due": 30}, "29 / 30 × 100"),
        ("5 * share", {"share": "done / due", "done": 17, "due": 24}, "5 × 17 / 24"),
        ("3 * (x - low) / (high - low)", {"x": 7, "low": 5, "high": 9}, "3 × (7 − 5) / (9 − 5)"),
        ("a / (b * c)", {"a": 1, "b": 2, "c": 3}, "1 / (2 × 3)"),
        ("a - (b - c)", {"a": 1, "b": 2, "c": 3}, "1 − (2 − 3)"),
        ("0 + each * count", {"each": 2, "count": 3}, "2 × 3"),
        ("20 + each * count", {"each": -4, "count": 1}, "20 + (-4) × 1"),
        ("-(a + b)", {"a": 1, "b": 2}, "−(1 + 2)"),
        ("amount / heads", {"amount": 150_000_000, "heads": 120}, "150\u00a0000\u00a0000 / 120"),
        ("min(1, a / 0.9)", {"a": 2}, "số nhỏ nhất trong (1; 2 / 0,9)"),
        ("a", {"a": 3}, ""),
        ("a + missing", {"a": 3}, ""),
        ("if a > 1 then a else 2", {"a": 3}, ""),
        ("a ** 2", {"a": 3}, ""),
        (" + ".join(["a"] * LONGEST), {"a": 3}, ""),
        ("a + a", {"a": " + ".join(["b"] * LONGEST), "b": 1}, ""),
    ],
)
def test_numbers_stand_where_names_stood(formula: str, known: dict[str, int | str], written: str) -> None:
    assert computation(parse(formula), numbers(**known), "vi") == written


def test_values_that_double_one_another_are_not_written_out() -> None:
    chain = numbers(v0=1, **{f"v{n + 1}": f"v{n} + v{n}" for n in range(200)})
    assert computation(parse("v200"), chain, "vi") == ""


@pytest.mark.parametrize(
    ("evidence", "vi", "en"),
    [
        (
            Evidence(number="31/BC-ĐVA", issuer="Đơn vị A", date=PartialDate(2021, 10, 25)),
            "Báo cáo số 31/BC-ĐVA ngày 25/10/2021 của Đơn vị A",
            "Report no. 31/BC-ĐVA of 2021-10-25 by Đơn vị A",
        ),
        (
            Evidence(number="05/2021/QĐ-TTg", date=PartialDate(2021, 10)),
            "Quyết định số 05/2021/QĐ-TTg tháng 10/2021",
            "Decision no. 05/2021/QĐ-TTg of 2021-10",
        ),
        (Evidence(number="12/ĐK-ĐVA"), "Bản đăng ký số 12/ĐK-ĐVA", "Registration no. 12/ĐK-ĐVA"),
        (Evidence(number="BC-1"), "Văn bản số BC-1", "Document no. BC-1"),
        (
            Evidence(issuer="Sở A", date=PartialDate(2021)),
            "Văn bản năm 2021 của Sở A",
            "Document of 2021 by Sở A",
        ),
        (Evidence(file="a.pdf", note="bản sao"), "bản sao; a.pdf", "bản sao; a.pdf"),
    ],
)
def test_a_document_is_cited_as_officials_cite_it(evidence: Evidence, vi: str, en: str) -> None:
    assert (cited(evidence, "vi"), cited(evidence, "en")) == (vi, en)
