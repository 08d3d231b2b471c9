"""Fields: what a ruleset takes over, what their checks find, and when their files are read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
import thiduascore_books

from thiduascore import scorecard_document
from thiduascore.diagnostics import DiagnosticError
from thiduascore.engine import Engine, RulesetError
from thiduascore.model.field import Field, field_of
from thiduascore.model.submission import Finding
from thiduascore.plugin import CriterionTemplate, FactDeclaration, ParameterDeclaration, hookimpl
from thiduascore.plugins import checks_of_field, read_field
from thiduascore.plugins.outliers import fences

TEXT = """
format = 1
[campaign]
id = "test"
title = "Phong trào thử"
issuer = "Ban tổ chức"
version = "1.0.0"
document = { number = "1/QĐ-BTC", date = 2021-01-01 }
period = { from = 2018-01-01, to = 2025-12-31 }
[scoring]
total = 10
[plugins]
require = ["thiduascore-books>=1,<2"]
facts = ["books_*"]
[[items]]
id = "1"
title = "Sách"
weight = 10
weight_source = "project"
source = "Điều 1"
[[items.criteria]]
id = "1.1"
include = "books.per_head"
points = 10
[[conditions]]
id = "x"
include = "books.has_books"
"""
SOURCE = read_field("thiduascore_books").text


def plugin(text: str, name: str = "thiduascore_books") -> ModuleType:
    """A plugin's module whose field has this text."""
    module = ModuleType(name)
    module.__version__ = "1.2.0"  # type: ignore[attr-defined]
    module.register_fields = hookimpl(lambda: (field_of(text, f"{name}/field.toml"),))  # type: ignore[attr-defined]
    return module


def report(facts: Mapping[str, object], year: int = 2021, unit: str = "u") -> dict[str, Any]:
    return {"unit": {"id": unit}, "period": {"year": year}, "facts": facts}


def findings(facts: Mapping[str, object], year: int = 2021, engine: Engine | None = None) -> list[Finding]:
    """What the checks find, without remarks on evidence."""
    made = engine or Engine([thiduascore_books])
    ruleset = made.load(TEXT)
    (submission,) = made.read(ruleset, report(facts, year)).submissions
    found = made.score(ruleset, submission).findings
    return [each for each in found if "check" in each.arguments]


def test_an_included_criterion_scores_with_what_comes_along() -> None:
    engine = Engine([thiduascore_books])
    ruleset = engine.load(TEXT)
    assert {"books_held", "books_population"} <= ruleset.facts.keys()
    assert "books_a_head" in ruleset.values
    assert ruleset.parameters["books_per_head"].include == "books_per_head"
    scores = [
        engine.score(ruleset, one).total
        for year in (2020, 2021)
        for one in engine.read(ruleset, report({"books_held": 3, "books_population": 10}, year)).submissions
    ]
    assert scores == [6, 5]


def test_a_check_shows_both_values_the_difference_the_tolerance_and_its_source() -> None:
    (found,) = findings({"books_held_paper": 8, "books_held_digital": 3, "books_held": 10})
    assert (found.slug, found.severity, found.plugin) == ("check-differs", "warning", "thiduascore-books")
    assert found.message("vi") == (
        "số sách giấy và điện tử không bằng tổng số: số sách giấy + số sách điện tử = 11 cuốn; "
        "số sách có = 10 cuốn; chênh lệch 1, sai số cho phép 0 [Biểu mẫu thống kê thư viện]"
    )
    assert (
        "digital books = 11 books; books held = 10 books; the difference is 1, 0 is allowed"
        in found.message("en")
    )


@pytest.mark.parametrize(
    ("year", "held", "noticed"),
    [(2020, 50, False), (2020, 49, False), (2020, 48, True), (2021, 59, False), (2021, 58, True)],
)
def test_a_check_reads_the_field_s_figure_of_the_period_and_allows_the_tolerance(
    year: int, held: int, noticed: bool
) -> None:
    found = findings({"books_held": held, "books_population": 100}, year)
    assert [each.arguments["check"] for each in found] == (["books-enough"] if noticed else [])
    assert all(each.severity == "note" for each in found)


def test_without_a_found_figure_a_check_is_passed_over() -> None:
    text = SOURCE.replace(
        'source = "Quyết định 2/QĐ-TV", status = "found"', 'source = "?", status = "unconfirmed"'
    )
    assert text != SOURCE
    engine = Engine([plugin(text)])
    ruleset = engine.load(
        TEXT.replace('include = "books.per_head"', 'include = "books.per_head"\ntarget = 1')
    )
    (submission,) = engine.read(ruleset, report({"books_held": 1, "books_population": 100})).submissions
    assert not [each for each in engine.score(ruleset, submission).findings if "check" in each.arguments]


def test_a_condition_of_a_check_says_when_it_is_looked_at() -> None:
    facts = {"books_loans": 3, "books_held": 0}
    assert [each.severity for each in findings(facts)] == ["error"]
    assert "có lượt mượn" in findings(facts)[0].message("vi")
    assert findings({**facts, "books_class": "hang-1"}, 2020) == []


def test_checks_are_the_same_interpreted_and_generated() -> None:
    engine = Engine([thiduascore_books])
    ruleset = engine.load(TEXT)
    trees = [
        report({"books_held": 9 + n % 3, "books_held_paper": 8, "books_held_digital": 2}) for n in range(60)
    ]
    found = [
        [(each.slug, each.message("vi")) for each in engine.score(ruleset, one).findings]
        for one in engine.read(ruleset, trees).submissions
    ]
    assert found[:3] * 20 == found
    assert [len(each) for each in found[:3]] != [0, 0, 0]


@pytest.mark.parametrize(
    ("facts", "year", "said"),
    [
        ({"books_cards": 5}, 2021, "“Số thẻ giấy” là thuật ngữ dùng đến 31/12/2020"),
        ({"books_cards_digital": 5}, 2020, "“Số thẻ điện tử” là thuật ngữ dùng từ 01/01/2021"),
        ({"books_class": "hang-1"}, 2022, "“Hạng 1” là thuật ngữ dùng đến 31/12/2020"),
        ({"books_cards": 5, "books_class": "hang-1"}, 2020, ""),
        ({"books_cards_digital": 5, "books_class": "cap-1"}, 2021, ""),
    ],
)
def test_a_term_of_another_period_is_noticed(facts: Mapping[str, object], year: int, said: str) -> None:
    found = findings(facts, year)
    assert [each.slug for each in found] == (["term-of-another-period"] if said else [])
    assert not said or (found[0].message("vi").startswith(said) and "hãy dùng" in found[0].message("vi"))


def cohort(loans: list[int], year: int = 2021) -> list[list[str]]:
    """The outlier checks that found each unit."""
    engine = Engine([thiduascore_books])
    ruleset = engine.load(TEXT)
    trees = [
        report({"books_held": 10, "books_loans": loan}, year, f"u{index}") for index, loan in enumerate(loans)
    ]
    standings = engine.results(ruleset, engine.read(ruleset, trees)).standings
    cards = sorted((each.card for each in standings.all), key=lambda card: card.unit.id)
    return [[each.message("vi") for each in card.findings if each.slug == "check-outlier"] for card in cards]


def test_an_outlier_is_noticed_beside_the_others() -> None:
    found = cohort([10, 11, 12, 13, 14, 500])
    assert [bool(each) for each in found] == [False] * 5 + [True]
    assert found[5] == [
        "số lượt mượn một cuốn khác hẳn các đơn vị khác: số lượt mượn / số sách có = 50; "
        "với 6 đơn vị trong kỳ, khoảng thường gặp là từ 0,375 đến 2,125 [Biểu mẫu thống kê thư viện]"
    ]


def test_few_units_have_no_outlier_and_periods_stay_apart() -> None:
    assert cohort([10, 10, 500]) == [[], [], []]
    assert cohort([10, 11, 12, 13]) == [[]] * 4


def test_tukey_s_fences_are_exact() -> None:
    assert fences(map(Fraction, range(1, 6)), Fraction(3)) == (-4, 10)
    assert fences(map(Fraction, (4, 1, 3, 2)), Fraction(3, 2)) == (Fraction(-1, 2), Fraction(11, 2))
    assert fences([Fraction(7)], Fraction(3)) == (7, 7)


def test_a_stored_scorecard_holds_although_the_other_units_are_gone() -> None:
    engine = Engine([thiduascore_books])
    ruleset = engine.load(TEXT)
    trees = [
        report({"books_held": 10, "books_loans": loan, "books_population": 9}, 2021, f"u{index}")
        for index, loan in enumerate([10, 11, 12, 13, 500])
    ]
    cards = [each.card for each in engine.results(ruleset, engine.read(ruleset, trees)).standings.all]
    documents = [scorecard_document(card) for card in cards]
    assert sum(any(f["slug"] == "check-outlier" for f in each["findings"]) for each in documents) == 1
    assert all(engine.verify(each, ruleset).holds for each in documents)


def test_verify_says_what_a_newer_plugin_changed() -> None:
    old = Engine([thiduascore_books])
    ruleset = old.load(TEXT)
    (one,) = old.read(ruleset, report({"books_held": 3, "books_population": 10})).submissions
    document = scorecard_document(old.score(ruleset, one))

    def verified(text: str, version: str) -> tuple[bool, list[str]]:
        module = plugin(text)
        module.__version__ = version  # type: ignore[attr-defined]
        engine = Engine([module])
        found = engine.verify(document, engine.load(TEXT))
        return found.holds, [change.part for change in found.changes]

    assert verified(SOURCE, "1.2.0") == (True, [])
    assert verified(SOURCE.replace("Thư viện công cộng", "Thư viện"), "1.3.0") == (True, ["plugin"])
    holds, parts = verified(SOURCE.replace("value = 0.6,", "value = 0.5,"), "1.3.0")
    assert (holds, parts[:2]) == (False, ["ruleset", "plugin"])
    assert "criterion" in parts


def test_a_field_is_read_only_when_a_ruleset_asks_for_it() -> None:
    broken = SOURCE + "\n[facts.books_x\n"
    engine = Engine([plugin(broken)])
    alone = TEXT.split("[plugins]")[0] + TEXT[TEXT.index("[[items]]") :].split("[[conditions]]")[0]
    alone = alone.replace(
        'include = "books.per_head"', 'title = "x"\nmethod = "ratio"\nof = "n"\ntarget = 5'
    ).replace("[[items]]", '[facts.n]\nlabel = "N"\ntype = "count"\n[[items]]')
    assert engine.check(alone) == ()
    with pytest.raises(RulesetError) as raised:
        engine.load(TEXT)
    (found,) = raised.value.diagnostics
    assert found.slug == "field-file-wrong"
    assert "thiduascore-books" in found.message("en")
    assert found.place is not None and found.place.file == "thiduascore_books/field.toml"


@pytest.mark.parametrize(
    ("before", "after", "slug"),
    [
        ("[facts.books_held]", "[facts.held]", "must begin with `books_`"),
        ('name = "books-add-up"', 'name = "add-up"', "must begin with `books-`"),
        ('name = "books.per_head"', 'name = "books.loans"', "already taken"),
        ("[values.books_a_head]", "[values.books_held]", "already taken"),
    ],
)
def test_names_are_told_with_their_place_and_distribution(before: str, after: str, slug: str) -> None:
    text = SOURCE.replace(before, after)
    with pytest.raises(RulesetError) as raised:
        Engine([plugin(text)]).load(TEXT)
    messages = [each.message("en") for each in raised.value.diagnostics]
    assert any(slug in message and "thiduascore-books 1.2.0" in message for message in messages)
    assert all(each.place is not None for each in raised.value.diagnostics)


@pytest.mark.parametrize(
    ("before", "after", "slug"),
    [
        ('tolerance = "0"\n', "", "`tolerance` is missing"),
        ('relation = "="', 'relation = "<"', "relation"),
        ('holds = "books_loans = 0', 'outlier = "books_loans"\nholds = "books_loans = 0', "exactly one of"),
        (
            'fence = "3"\nunits = 4',
            'fence = "3"\nunits = 4\ntolerance = "1"',
            "`tolerance` goes with `value`",
        ),
        ('severity = "note"', 'severity = "grave"', "grave"),
    ],
)
def test_a_check_that_cannot_be_read_is_told(before: str, after: str, slug: str) -> None:
    field = field_of(SOURCE.replace(before, after, 1), "thiduascore_books/field.toml")
    with pytest.raises(DiagnosticError) as raised:
        checks_of_field(field)
    assert any(slug in each.message("en") for each in raised.value.diagnostics)


def test_a_check_that_does_not_fit_the_ruleset_names_its_place_in_the_field() -> None:
    text = TEXT.replace("[[items]]", '[facts.books_loans]\nlabel = "x"\ntype = "text"\n[[items]]')
    with pytest.raises(RulesetError) as raised:
        Engine([thiduascore_books]).load(text)
    found = raised.value.diagnostics[0]
    assert found.slug == "plugin-check-unusable"
    assert found.place is not None and found.place.file == "thiduascore_books/field.toml"


@pytest.mark.parametrize(
    "text", ["", "[field]\n", '[field]\nid = "Books"\n', "[field\n", "[field]\nid = 3\n"]
)
def test_a_field_without_an_id_is_refused(text: str) -> None:
    with pytest.raises(DiagnosticError) as raised:
        Engine([plugin(text)])
    assert all(
        each.message("en").startswith("the plugin thiduascore-books") for each in raised.value.diagnostics
    )


def test_a_package_without_a_file_is_refused() -> None:
    with pytest.raises(DiagnosticError, match="field-file-missing"):
        read_field("thiduascore")


def test_only_the_head_is_read_at_the_start() -> None:
    field = field_of(SOURCE + "\n= broken", "x/field.toml")
    assert isinstance(field, Field)
    assert field.name == "books"
    with pytest.raises(DiagnosticError):
        assert field.document


def test_an_author_s_own_fact_wins_over_the_field_s() -> None:
    text = TEXT.replace(
        "[[items]]",
        '[facts.books_held]\nlabel = "Sách của chúng tôi"\ntype = "count"\nunit = "cuốn"\n[[items]]',
    )
    ruleset = Engine([thiduascore_books]).load(text)
    assert ruleset.facts["books_held"].label.vi == "Sách của chúng tôi"
    assert ruleset.facts["books_held"].include == ""


def test_the_hash_follows_what_is_taken_over_and_nothing_else() -> None:
    hashes = {
        text: Engine([plugin(text)]).load(TEXT).hash
        for text in (
            SOURCE,
            SOURCE.replace("Thư viện công cộng", "Thư viện"),
            SOURCE.replace("value = 0.6,", "value = 0.7,"),
        )
    }
    first, other_title, other_figure = hashes.values()
    assert first == other_title != other_figure


def test_things_that_hooks_register_one_by_one_can_be_included_too() -> None:
    module = ModuleType("thiduascore_single")
    label = {"vi": "Số cuộc", "en": "Meetings"}
    fact = FactDeclaration(name="meetings", keys={"label": label, "type": "count"})
    criterion = CriterionTemplate(
        name="meetings.held",
        keys={
            "title": label,
            "method": "ratio",
            "of": "meetings",
            "target": "meetings_target",
            "source": "Điều 9",
        },
    )
    values = [{"from": datetime.date(2020, 1, 1), "value": 4, "source": "Điều 9"}]
    figure = ParameterDeclaration(name="meetings_target", keys={"label": label, "values": values})
    module.register_facts = hookimpl(lambda: (fact,))  # type: ignore[attr-defined]
    module.register_criteria = hookimpl(lambda: (criterion,))  # type: ignore[attr-defined]
    module.register_parameters = hookimpl(lambda: (figure,))  # type: ignore[attr-defined]
    engine = Engine([module])
    text = TEXT.split("[plugins]")[0] + '[plugins]\nrequire = ["thiduascore-single"]\n'
    text += TEXT[TEXT.index("[[items]]") : TEXT.index("[[conditions]]")].replace(
        "books.per_head", "meetings.held"
    )
    ruleset = engine.load(text)
    (one,) = engine.read(ruleset, report({"meetings": 1})).submissions
    assert engine.score(ruleset, one).total == Fraction(5, 2)
    (problem,) = engine.check(text.replace("meetings.held", "meetings.hold"))
    assert (problem.slug, problem.help("en")) == ("unknown-included", "write `meetings.held`")
