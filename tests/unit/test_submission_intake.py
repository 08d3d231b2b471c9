"""What the intake decides about single values, evidence, periods and units."""

from __future__ import annotations

import datetime
import hashlib
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from strategies.submissions import bound, facts, ruleset, taken

from thiduascore.model.dates import PartialDate
from thiduascore.model.intake import intake
from thiduascore.model.submission import Evidence, Period, Report, submission_document


@pytest.mark.parametrize(
    ("fact", "raw", "value"),
    [
        ("families", 12, 12),
        ("families", "12", 12),
        ("families", Decimal("12.00"), 12),
        ("rate", Decimal("92.5"), 9250),
        ("rate", "100", 10000),
        ("fund", 10**59, 10**59),
        ("change", "-0.125", -125),
        ("change", "+3", 3000),
        ("registered", True, True),
        ("registered", "KHÔNG", False),
        ("registered", "có", True),
        ("registered", 1, True),
        ("head", " deputy ", "deputy"),
        ("started", datetime.date(2021, 9, 16), datetime.date(2021, 9, 16)),
        ("started", "2020-02-29", datetime.date(2020, 2, 29)),
        ("remark", "hai\r\ndòng", "hai\ndòng"),
        ("remark", Decimal("1.50"), "1.50"),
        ("inspections", [2, "3"], (2, 3)),
        ("inspections", "2|3", (2, 3)),
        ("inspections", 4, (4,)),
        ("inspections", [], ()),
        ("inspections", "[]", ()),
        ("marks", [Decimal("9.5"), 10], (95, 100)),
        ("heads", "director|deputy", ("director", "deputy")),
    ],
)
def test_a_value_is_accepted(fact: str, raw: Any, value: Any) -> None:
    submission = bound(facts(**{fact: raw}))
    assert submission.values == {fact: value}
    assert type(submission.values[fact]) is type(value)


@pytest.mark.parametrize(
    ("fact", "raw", "cause", "finding"),
    [
        ("families", "1,5", "unreadable", "number-without-point"),
        ("families", "1 234", "unreadable", "number-without-point"),
        ("families", "10.000", "unreadable", "thousands-or-decimals"),
        ("families", Decimal("12.5"), "too-many-decimals", "too-many-decimals"),
        ("families", -1, "outside-domain", "outside-domain"),
        ("rate", "92.125", "too-many-decimals", "too-many-decimals"),
        ("rate", "100.01", "outside-domain", "outside-domain"),
        ("rate", "95%", "unreadable", "unreadable-number"),
        ("rate", 0.3, "unreadable", "binary-float"),
        ("fund", "1E+9", "unreadable", "unreadable-number"),
        ("fund", "1" * 61, "unreadable", "unreadable-number"),
        ("fund", {"vnd": 5}, "unreadable", "not-a-single-value"),
        ("fund", [5], "unreadable", "not-a-single-value"),
        ("fund", True, "unreadable", "unreadable-number"),
        ("registered", "x", "unreadable", "unreadable-yes-no"),
        ("registered", "khong", "unreadable", "unreadable-yes-no"),
        ("head", "Director", "unreadable", "unlisted-choice"),
        ("started", "2021-02-29", "unreadable", "not-a-leap-year"),
        ("started", "2021-13-01", "unreadable", "no-such-day"),
        ("started", "16/09/2021", "unreadable", "unreadable-date"),
        ("started", datetime.datetime(2021, 9, 16), "unreadable", "unreadable-date"),
        ("remark", "a\x1b[31m", "unreadable", "unusable-text"),
        ("remark", "#DIV/0!", "unreadable", "spreadsheet-error"),
        ("marks", [Decimal("9.5"), 11], "outside-domain", "outside-domain"),
        ("inspections", "1|x", "unreadable", "unreadable-number"),
        ("inspections", [1, None], "unreadable", "empty-element"),
    ],
)
def test_a_value_that_cannot_be_used_is_missing_with_its_cause(
    fact: str, raw: Any, cause: str, finding: str
) -> None:
    submission = bound(facts(**{fact: raw}))
    assert submission.values == {}
    (why,) = submission.missing[fact]
    assert (why.slug, dict(why.arguments)["fact"]) == (cause, fact)
    assert [each.slug for each in submission.findings] == [finding]
    assert submission.findings[0].severity == "error"


@pytest.mark.parametrize("raw", [None, "", "  ", {}, {"a": None}])
def test_nothing_is_not_reported_and_no_finding(raw: Any) -> None:
    submission = bound(facts(families=raw))
    assert [cause.slug for cause in submission.missing["families"]] == ["not-reported"]
    assert submission.findings == ()
    assert "facts" not in submission_document(submission)


def test_the_text_of_an_unreadable_value_is_kept_in_its_cause() -> None:
    (cause,) = bound(facts(families="1.234,5")).missing["families"]
    assert dict(cause.arguments)["text"] == "1.234,5"


def test_a_declared_decimal_comma_is_read_and_a_point_then_is_not() -> None:
    submission = bound(facts(rate="92,5", change="1.5"), decimal=",")
    assert submission.values == {"rate": 9250}
    assert [each.slug for each in submission.findings] == ["number-without-comma"]
    again = bound(submission_document(submission))
    assert (again, again.hash) == (submission, submission.hash)


# Evidence.

_PLAN = {"plan": True}
_QUARTER = {"from": "2021-10-01", "to": "2021-12-31"}


def _with(evidence: Any, *, period: Any = None, fact: str = "plan", value: Any = True) -> Any:
    return {**facts(**{fact: value}), "evidence": {fact: evidence}, "period": period}


@pytest.mark.parametrize(
    ("evidence", "period"),
    [
        ({"number": "1/KH", "date": "2021"}, _QUARTER),
        ({"number": "1/KH", "date": "2021-12"}, _QUARTER),
        ({"number": "1/KH", "date": datetime.date(2021, 10, 1)}, _QUARTER),
        ({"number": "1/KH"}, _QUARTER),
        ({"issuer": "Sở", "date": "2021-05"}, None),
        ({"file": "kế hoạch.pdf"}, None),
        ([{"number": "0", "date": "2019"}, {"link": "https://example.org", "date": "2021-11-02"}], _QUARTER),
    ],
)
def test_evidence_that_can_lie_in_the_period_supports_a_fact(evidence: Any, period: Any) -> None:
    assert bound(_with(evidence, period=period)).values == _PLAN


@pytest.mark.parametrize(
    ("evidence", "period", "cause"),
    [
        ({"number": "1/KH", "date": "2020"}, None, "evidence-outside-period"),
        ({"number": "1/KH", "date": "2021-09"}, _QUARTER, "evidence-outside-period"),
        ({"number": "1/KH", "date": "2022-01-01"}, _QUARTER, "evidence-outside-period"),
        ({"note": "sẽ gửi sau"}, None, "no-evidence"),
        ({"file": "/etc/passwd"}, None, "no-evidence"),
        ({"link": "javascript:alert(1)"}, None, "no-evidence"),
        ([], None, "no-evidence"),
        ("25/KH", None, "no-evidence"),
    ],
)
def test_a_fact_without_evidence_in_its_period_is_missing(evidence: Any, period: Any, cause: str) -> None:
    submission = bound(_with(evidence, period=period))
    assert submission.values == {}
    assert [each.slug for each in submission.missing["plan"]] == [cause]
    assert cause in [each.slug for each in submission.findings]


def test_evidence_of_any_time_is_taken_where_the_ruleset_says_so() -> None:
    submission = bound(_with({"number": "1", "date": "1999"}, fact="minutes"))
    assert submission.values == {"minutes": True}
    assert submission.findings == ()


@pytest.mark.parametrize(
    ("evidence", "slug"),
    [(None, "evidence-expected"), ({"number": "1", "date": "1999"}, "evidence-date-outside")],
)
def test_expected_evidence_only_warns(evidence: Any, slug: str) -> None:
    submission = bound(_with(evidence, fact="families", value=3))
    assert submission.values == {"families": 3}
    assert [(each.slug, each.severity) for each in submission.findings] == [(slug, "warning")]


def test_evidence_keeps_every_part() -> None:
    parts = {"number": "1497/QĐ-TTg", "issuer": "Thủ tướng", "date": "2021-08", "note": "bản sao"}
    submission = bound(_with({**parts, "file": "a\\b.pdf", "link": "https://example.org/x"}))
    assert submission.evidence["plan"] == (
        Evidence(
            number="1497/QĐ-TTg",
            issuer="Thủ tướng",
            date=PartialDate(2021, 8),
            file="a/b.pdf",
            link="https://example.org/x",
            note="bản sao",
        ),
    )


@pytest.mark.parametrize(
    "file", ["../a.pdf", "a/../../b", "/a", "\\a", "C:\\a", "c:a", "~/a", "file:///a", "a\\..\\b"]
)
def test_a_file_outside_the_folder_is_not_followed(file: str) -> None:
    submission = bound(_with({"number": "1", "file": file}))
    assert submission.evidence["plan"][0].file == ""
    assert [each.slug for each in submission.findings] == ["evidence-file-outside"]


def test_a_file_that_is_not_there_is_a_remark_that_changes_no_submission(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "secret.pdf"
    inside.mkdir()
    outside.write_text("x")
    (inside / "here.pdf").write_text("x")
    (inside / "leads-out.pdf").symlink_to(outside)
    tree = _with([{"file": "here.pdf"}, {"file": "gone.pdf"}, {"file": "leads-out.pdf"}])
    found = taken(tree, folder=inside)
    assert [(each.slug, each.arguments["file"]) for each in found.notes] == [
        ("evidence-file-absent", "gone.pdf"),
        ("evidence-file-absent", "leads-out.pdf"),
    ]
    assert found.submissions == taken(tree).submissions


# Units, campaigns and periods.


@pytest.mark.parametrize(
    ("raw", "period"),
    [
        (2021, (2021, 1, 1, 2021, 12, 31)),
        ("2021", (2021, 1, 1, 2021, 12, 31)),
        ({"year": 2021}, (2021, 1, 1, 2021, 12, 31)),
        ("2021-02", (2021, 2, 1, 2021, 2, 28)),
        (_QUARTER, (2021, 10, 1, 2021, 12, 31)),
    ],
)
def test_a_period_is_a_year_a_month_or_two_days(raw: Any, period: tuple[int, ...]) -> None:
    found = bound({**facts(), "period": raw}).period
    assert found == Period(datetime.date(*period[:3]), datetime.date(*period[3:]))
    assert found is not None and found.year == 2021


@pytest.mark.parametrize(
    ("changed", "slug"),
    [
        ({"format": 2}, "unknown-submission-format"),
        ({"campaign": "khac"}, "wrong-campaign"),
        ({"unit": {"name": "A"}}, "missing-unit-id"),
        ({"unit": "a"}, "missing-unit-id"),
        ({"unit": {"id": "a\u200bb", "kind": "agency"}}, "unusable-unit-id"),
        ({"unit": {"id": "a", "kind": "co-quan"}}, "unknown-unit-kind"),
        ({"unit": {"id": "a"}}, "missing-unit-kind"),
        ({"period": "quý 4"}, "unreadable-period"),
        ({"period": "2021-09-16"}, "unreadable-period"),
        ({"period": {"from": "2021-01-01"}}, "open-period"),
        ({"period": {"from": "2021-02-01", "to": "2021-01-01"}}, "period-backwards"),
        ({"period": {"year": 2021, "to": "2021-01-01"}}, "period-twice"),
        ({"period": {"form": "2021-01-01", "to": "2021-02-01"}}, "unknown-period-key"),
    ],
)
def test_a_report_whose_unit_or_time_is_uncertain_is_refused(changed: dict[str, Any], slug: str) -> None:
    found = taken({**facts(registered=True), **changed})
    assert found.submissions == ()
    assert slug in [each.slug for each in found.refused[0].diagnostics]


def test_a_refused_report_says_what_else_is_wrong_with_it() -> None:
    (refused,) = taken({"unit": {"id": "a"}, "facts": {"families": "1,5"}}).refused
    assert refused.unit == "a"
    assert {each.slug for each in refused.diagnostics} == {"missing-unit-kind", "number-without-point"}


def test_a_period_outside_the_campaign_is_a_finding() -> None:
    assert [each.slug for each in bound({**facts(), "period": 2020}).findings] == ["period-outside-campaign"]


def rivals(*families: int, year: int = 2021) -> list[Report]:
    """Reports of one unit for one year, in files called by their position."""
    trees = ({**facts(families=count), "period": year} for count in families)
    return [Report(tree=tree, file=f"{number}.toml") for number, tree in enumerate(trees)]


def test_of_reports_that_differ_none_is_taken() -> None:
    elsewhere = Report(tree={**facts(families=1), "period": 2022}, file="2022.toml")
    for order in itertools.permutations([*rivals(1, 2, 1), elsewhere]):
        found = intake(ruleset(), order)
        assert [each.file for each in found.submissions] == ["2022.toml"]
        assert {each.diagnostics[0].slug for each in found.refused} == {"contradicting-submissions"}
        named = {each.file: each.diagnostics[0].arguments["files"] for each in found.refused}
        assert named == {
            "0.toml": "`1.toml`, `2.toml`",
            "1.toml": "`0.toml`, `2.toml`",
            "2.toml": "`0.toml`, `1.toml`",
        }


def test_of_reports_that_say_the_same_one_is_taken_with_a_remark() -> None:
    for order in itertools.permutations(rivals(1, 1, 1)):
        found = intake(ruleset(), order)
        assert [each.file for each in found.submissions] == ["0.toml"]
        assert not found.refused
        assert [(each.slug, each.arguments["count"]) for each in found.notes] == [("repeated-submission", 3)]


def test_submissions_stay_in_the_order_in_which_they_came() -> None:
    reports = [*rivals(1, year=2022), *rivals(5, year=2021), *rivals(3, year=2023)]
    years = [each.period.year for each in intake(ruleset(), reports).submissions if each.period]
    assert years == [2022, 2021, 2023]


def test_ids_are_compared_in_normal_form_c() -> None:
    trees = [{"unit": {"id": form, "kind": "agency"}} for form in ("d\u01b0\u01a1ng", "du\u031bo\u031bng")]
    assert len(taken(*trees).submissions) == 1


@pytest.mark.parametrize("other", ["\u00d0N-1", "\u0111n-1", "\u0110N\u20131", "\u0110\u039d-1"])
def test_ids_that_look_alike_are_remarked_on(other: str) -> None:
    found = taken(*({"unit": {"id": each, "kind": "agency"}} for each in ("\u0110N-1", other)))
    assert len(found.submissions) == 2
    assert "alike-unit-ids" in [each.slug for each in found.notes]


# What the unit says about its points.


def test_self_scores_are_exact_and_ids_need_no_quotes() -> None:
    quoted = bound({**facts(), "self": {"1.1": "3.75", "1.2": 6}, "self_total": Decimal("9.75")})
    bare = bound({**facts(), "self": {"1": {"1": Decimal("3.75"), "2": 6}}, "self_total": "9.75"})
    assert quoted.self_scores == {"1.1": Fraction(15, 4), "1.2": Fraction(6)}
    assert quoted.self_total == Fraction(39, 4)
    assert (bare, bare.hash) == (quoted, quoted.hash)


def test_a_criterion_that_is_given_twice_is_still_so_when_it_is_replayed() -> None:
    submission = bound({**facts(), "self": {"1": {"1": 3}, "1.1": 4}})
    assert submission.self_scores == {"1.1": Fraction(4)}
    assert [each.slug for each in submission.findings] == ["claim-twice"]
    assert bound(submission_document(submission)) == submission


@pytest.mark.parametrize(
    ("raw", "slugs"), [("", ["claim-without-reason"]), (True, ["claim-without-reason"]), (False, [])]
)
def test_a_claim_needs_a_reason(raw: Any, slugs: list[str]) -> None:
    submission = bound({**facts(), "not_applicable": {"1.2": raw}})
    assert submission.not_applicable == {}
    assert [each.slug for each in submission.findings] == slugs


def test_previous_values_are_read_like_facts() -> None:
    submission = bound({**facts(), "previous": {"rate": "80", "families": "x", "unknown": 1}})
    assert submission.previous == {"rate": 8000}
    assert sorted(each.slug for each in submission.findings) == ["unknown-fact", "unreadable-number"]


def test_the_hash_is_that_of_the_documented_form() -> None:
    submission = bound({**facts(rate=Decimal("92.50"), families=3), "self": {"1.1": 4}})
    assert submission.reported == (
        '{"campaign":"thu-nghiem","facts":{"families":3,"rate":"92.5"},"format":1,"self":{"1.1":4},'
        '"unit":{"id":"a","kind":"agency"}}'
    )
    digest = hashlib.sha256(submission.reported.encode()).hexdigest()
    assert submission.hash == f"sha256:{digest}"
