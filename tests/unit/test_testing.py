"""The conformance suite: what it lets pass, and what it says of plugins that are bad on purpose."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import thiduascore_books

from thiduascore.authoring.new_plugin import new_plugin
from thiduascore.model.field import field_of
from thiduascore.plugin import Check, Finding, Ruleset, Submission, Text, hookimpl, read_field
from thiduascore.testing import conformance, demands_of

SOURCE = read_field("thiduascore_books").text
CASES = """
[[cases]]
check = "books-add-up"
title = "Thiếu một cuốn"
facts = { books_held = 10, books_held_paper = 8, books_held_digital = 1 }
found = true
values = ["9", "10"]

[[cases]]
check = "books-add-up"
title = "Đủ"
facts = { books_held = 10, books_held_paper = 8, books_held_digital = 2 }
found = false

[[cases]]
check = "books-enough"
title = "Năm 2020 cần 0,5"
period = { year = 2020 }
facts = { books_held = 4, books_population = 10 }
found = true
values = ["0,4", "0.5"]

[[cases]]
check = "books-enough"
title = "Năm 2020 đủ 0,5"
period = { from = 2020-01-01, to = 2020-06-30 }
facts = { books_held = 5, books_population = 10 }
found = false

[[cases]]
check = "books-lent-need-books"
title = "Không có sách"
facts = { books_held = 0, books_loans = 1 }
found = true

[[cases]]
check = "books-lent-need-books"
title = "Có sách"
facts = { books_held = 1, books_loans = 1 }
found = false

[[cases]]
check = "books-loans-outlier"
title = "Khác hẳn"
facts = { books_held = 10, books_loans = 5000 }
others = [
  { books_held = 10, books_loans = 10 }, { books_held = 10, books_loans = 11 },
  { books_held = 10, books_loans = 12 }, { books_held = 10, books_loans = 13 },
]
found = true
values = ["500"]

[[cases]]
check = "books-loans-outlier"
title = "Ít đơn vị"
facts = { books_held = 10, books_loans = 5000 }
others = [{ books_held = 10, books_loans = 10 }]
found = false

[[cases]]
check = "terms"
title = "Thẻ giấy sau năm 2020"
facts = { books_cards = 1 }
found = true

[[cases]]
criterion = "books.per_head"
title = "Nửa mức"
facts = { books_held = 3, books_population = 10 }
expect = "5.00"

[[cases]]
criterion = "books.per_head"
title = "Thiếu số liệu"
facts = { books_held = 3 }
expect = "0..10"

[[cases]]
criterion = "books.loans"
title = "Nửa chỉ tiêu"
accept_unconfirmed = true
points = 8
facts = { books_loans = 500 }
expect = "4"

[[cases]]
criterion = "books.loans"
title = "Chỉ tiêu của bộ tiêu chí"
parameters = { books_loans_target = 2000 }
points = 8
facts = { books_loans = 500 }
expect = "2"

[[cases]]
condition = "books.has_books"
title = "Có sách"
facts = { books_held = 3 }
expect = "holds"
"""


def plugin(text: str = SOURCE, **hooks: Any) -> ModuleType:
    """A plugin whose field has this text, with more hooks."""
    module = ModuleType("thiduascore_books")
    module.__version__ = "1.2.0"  # type: ignore[attr-defined]
    module.register_fields = hookimpl(lambda: (field_of(text, "thiduascore_books/field.toml"),))  # type: ignore[attr-defined]
    for name, things in hooks.items():
        setattr(module, name, hookimpl(lambda things=things: things))
    return module


def complaints(module: ModuleType, tmp_path: Path, cases: str = CASES, lang: str = "en") -> dict[str, str]:
    """What each demand that is not met says."""
    folder = tmp_path / "cases"
    folder.mkdir(exist_ok=True)
    (folder / "cases.toml").write_text(cases, encoding="utf-8")
    asked = {demand.name: demand.ask(lang) for demand in demands_of(module, folder)}  # type: ignore[arg-type]
    return {name: said for name, said in asked.items() if said}


def test_a_good_plugin_meets_every_demand(tmp_path: Path) -> None:
    assert complaints(thiduascore_books, tmp_path) == {}


def without(case: str) -> str:
    """The cases without those of a title."""
    return "[[cases]]".join(each for each in CASES.split("[[cases]]") if f'title = "{case}"' not in each)


@pytest.mark.parametrize(
    ("title", "name", "said"),
    [
        ("Đủ", "cases-of-books-add-up", "no case with `found = false`"),
        ("Thiếu một cuốn", "cases-of-books-add-up", "no case with `found = true`"),
        ("Có sách", "cases-of-books.has_books", "`books.has_books` has no case"),
    ],
)
def test_what_has_no_case_is_named(title: str, name: str, said: str, tmp_path: Path) -> None:
    found = complaints(thiduascore_books, tmp_path, without(title))
    assert said in found[name]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('values = ["9", "10"]', 'values = ["9", "11"]', "does not show 11"),
        ('expect = "5.00"', 'expect = "6"', "gives 5, not 6"),
        ('expect = "0..10"', 'expect = "0..9"', "gives 0..10, not 0..9"),
        ('expect = "holds"', 'expect = "fails"', "gives holds, not fails"),
        ('check = "books-add-up"', 'check = "books-ad-up"', "it has `books-add-up`"),
        ("books_held_digital = 2", "books_held_digital = 3", "`books-add-up` finds: "),
        ("books_held_digital = 1 }", "books_held_digital = 2 }", "finds nothing"),
        ("accept_unconfirmed = true", "accept_unconfirmed = false", "add `accept_unconfirmed = true`"),
        ("books_cards = 1", "books_card = 1", "finds nothing"),
    ],
)
def test_a_case_that_does_not_hold_says_what_came_instead(
    before: str, after: str, said: str, tmp_path: Path
) -> None:
    found = complaints(thiduascore_books, tmp_path, CASES.replace(before, after, 1))
    failing = {name: each for name, each in found.items() if name.startswith("case-")}
    assert len(failing) == 1
    (text,) = failing.values()
    assert said in text
    assert "cases.toml:" in text


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ("[[cases]]\nfacts = {}\n", "exactly one of"),
        ('[[cases]]\ncheck = "x"\nfacts = {}\n', "`found` is missing"),
        ('[[cases]]\ncriterion = "x"\nfacts = {}\n', "`expect` is missing"),
        ('[[cases]]\ncheck = "x"\nfound = true\nfacts = {}\nfact = {}\n', "no key is called `fact`"),
        ("[[cases]\n", "cases.toml:1"),
    ],
)
def test_a_file_of_cases_that_cannot_be_read_is_told(cases: str, said: str, tmp_path: Path) -> None:
    assert said in complaints(thiduascore_books, tmp_path, cases)["can-be-read"]


@pytest.mark.parametrize(
    ("before", "after", "name", "said"),
    [
        ("[facts.books_held]", "[facts.held]", "can-be-read", "must begin with `books_`"),
        (', en = "Public libraries" }', " }", "field-books-speaks-both-languages", "field.title"),
        (
            ', en = "there are too few books a head" }',
            " }",
            "field-books-speaks-both-languages",
            "books-enough",
        ),
        ('tolerance = "0"\n', "", "field-books-follows-its-format", "`tolerance` is missing"),
        ('source = "Quyết định 2/QĐ-TV"\n', "", "field-books-follows-its-format", "source"),
        (', source = "Quyết định 1/QĐ-TV"', "", "field-books-follows-its-format", "source"),
        ('of = "books_a_head"', 'of = "books_a_hed"', "loads-alone", "books_a_hed"),
        ('method = "ratio"', 'method = "rato"', "loads-alone", "rato"),
        (
            'value = "books_held_paper + ',
            'value = "books_unit + books_held_paper + ',
            "case-",
            "finds nothing",
        ),
    ],
)
def test_a_bad_field_is_told(before: str, after: str, name: str, said: str, tmp_path: Path) -> None:
    assert before in SOURCE
    found = complaints(plugin(SOURCE.replace(before, after, 1)), tmp_path)
    assert any(demand.startswith(name) and said in text for demand, text in found.items()), found


def test_a_plugin_that_cannot_be_registered_is_told(tmp_path: Path) -> None:
    assert "register_field" in complaints(_misspelt(), tmp_path)["can-be-read"]


def _misspelt() -> ModuleType:
    module = ModuleType("thiduascore_books")
    module.register_field = hookimpl(lambda: ())  # type: ignore[attr-defined]
    return module


def silent(submission: Submission, ruleset: Ruleset) -> list[Finding]:
    return []


def test_a_check_in_python_needs_cases_and_both_languages(tmp_path: Path) -> None:
    check = Check(name="books-code", doc=Text("Mã."), find=silent)
    found = complaints(plugin(register_checks=(check,)), tmp_path)
    assert "checks.books-code" in found["documented-in-both-languages"]
    assert "found = true" in found["cases-of-books-code"]
    again = Check(name="books-add-up", doc=Text("Mã.", "Code."), find=silent)
    found = complaints(plugin(register_checks=(again,)), tmp_path)
    assert "two checks are called `books-add-up`" in found["names-are-taken-once"]


def test_failures_are_told_in_vietnamese_too(tmp_path: Path) -> None:
    found = complaints(thiduascore_books, tmp_path, CASES.replace('expect = "5.00"', 'expect = "6"'), "vi")
    assert any("cho 5, không phải 6" in text for text in found.values())


def test_pytest_gets_a_test_for_each_demand(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "cases.toml").write_text(CASES, encoding="utf-8")
    function: Any = conformance(thiduascore_books, str(tmp_path / "test_field.py"))
    (mark,) = function.pytestmark
    names = mark.kwargs["ids"]
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)
    for demand in mark.args[1]:
        function(demand)
    bad: Any = conformance(_misspelt(), tmp_path)
    with pytest.raises(pytest.fail.Exception, match="register_field"):
        bad(bad.pytestmark[0].args[1][0])


@pytest.mark.parametrize("kind", ["field", "hooks"])
def test_a_new_plugin_conforms_as_it_is(kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in new_plugin(f"fresh{kind}", kind).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    module = __import__(f"thiduascore_fresh{kind}")
    demands = demands_of(module, tmp_path / "tests" / "cases")
    assert len(demands) > 6
    assert [said for demand in demands if (said := demand.ask("en"))] == []
