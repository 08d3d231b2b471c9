"""The core's own checks of submissions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from thiduascore import Ruleset
from thiduascore.engine import Engine

ENGINE = Engine([])
TEXT = """
format = 1
[campaign]
id = "test"
title = "Phong trào thử"
issuer = "Ban tổ chức"
version = "1.0.0"
document = { number = "1/QĐ", date = 2021-01-01 }
period = { from = 2021-01-01, to = 2021-12-31 }
[scoring]
total = 10
round = "none"
bonus = { at_most = 2 }
deduction = { at_most = 4 }
[facts.rate]
label = "Tỷ lệ"
type = "percent"
evidence = "expected"
evidence_period = "any"
[facts.extra]
label = "Sáng kiến"
type = "count"
[facts.faults]
label = "Vi phạm"
type = "count"
[[items]]
id = "1"
title = "Nội dung"
weight = 10
weight_source = "project"
source = "Điều 1"
[[items.criteria]]
id = "1.1"
title = "Tỷ lệ đúng hạn"
points = 10
method = "ratio"
of = "rate"
target = 100
[[items.criteria]]
id = "1.2"
title = "Sáng kiến"
points = 5
ledger = "bonus"
claimable = true
method = "per-occurrence"
of = "extra"
each = 1
[[items.criteria]]
id = "1.3"
title = "Vi phạm"
points = 6
ledger = "deduction"
method = "per-occurrence"
of = "faults"
each = 1
"""
RULESET = ENGINE.load(TEXT)
PARTED = ENGINE.load(
    TEXT.replace("points = 10", "points = 6")
    + """
[[items.criteria]]
id = "1.4"
title = "Đã công khai"
points = 4
claimable = true
method = "pass-fail"
holds = "extra > 0"
"""
)
"""The same, with a criterion that may not apply; its points then go to the other."""
SLUGS = {
    "claim-not-allowed",
    "claim-with-self-score",
    "evidence-after-period",
    "evidence-dates-differ",
    "percent-or-share",
    "self-score-above-maximum",
    "self-score-below-zero",
    "self-score-of-deduction",
    "self-total-differs",
}


def found(ruleset: Ruleset = RULESET, **sections: Any) -> dict[str, Mapping[str, Any]]:
    """What the core's checks find, by slug, with the arguments of the last."""
    report = {"unit": {"id": "u"}, "period": {"year": 2021}, **sections}
    (submission,) = ENGINE.read(ruleset, report).submissions
    findings = ENGINE.score(ruleset, submission).findings
    assert all(each.plugin == "" for each in findings)
    return {each.slug: each.arguments for each in findings if each.slug in SLUGS}


SELF = {"1.1": 8, "1.2": 3, "1.3": 5}


@pytest.mark.parametrize("total", [6, 8 + 2 - 4, 8 + 3 - 5])
def test_a_self_total_adds_up_with_or_without_the_ledgers_caps(total: int) -> None:
    assert found(**{"self": SELF}, self_total=total) == {}


def test_a_self_total_that_does_not_add_up_shows_both_figures() -> None:
    arguments = found(**{"self": SELF}, self_total=16)["self-total-differs"]
    assert (arguments["total"], arguments["sum"]) == (16, 6)


@pytest.mark.parametrize(("total", "differs"), [(3, False), (5, False), (4, True)])
def test_a_self_total_may_follow_the_rulesets_steps(total: int, differs: bool) -> None:
    """1.4 does not apply, so 3 of 6 points are 5 of 10."""
    claims = {"not_applicable": {"1.4": "không có"}, "self": {"1.1": 3}}
    arguments = found(PARTED, **claims, self_total=total).get("self-total-differs")
    assert (arguments is not None) is differs
    assert arguments is None or arguments["sum"] == 5


def test_a_self_total_without_a_self_score_for_each_criterion_is_added_up() -> None:
    assert found(PARTED, **{"self": {"1.1": 3}}, self_total=3) == {}
    assert found(PARTED, **{"self": {"1.1": 3}}, self_total=5)["self-total-differs"]["sum"] == 3


def test_a_self_total_of_what_is_no_sum_follows_the_steps_only() -> None:
    mean = ENGINE.load(TEXT.replace("weight = 10\n", 'weight = 10\naggregate = "mean"\n'))
    assert found(mean, **{"self": {"1.1": 8}}, self_total=8) == {}
    assert found(mean, **{"self": {"1.2": 1}}, self_total=99) == {}


def test_a_self_total_alone_cannot_be_checked() -> None:
    assert found(self_total=16) == {}


@pytest.mark.parametrize(
    ("scores", "slug"),
    [
        ({"1.1": -1}, "self-score-below-zero"),
        ({"1.2": -1}, "self-score-below-zero"),
        ({"1.2": 6}, "self-score-above-maximum"),
        ({"1.3": 7}, "self-score-above-maximum"),
        ({"1.3": -5}, "self-score-of-deduction"),
    ],
)
def test_self_scores_outside_what_their_criterion_gives_are_found(scores: dict[str, int], slug: str) -> None:
    assert found(**{"self": scores}).keys() == {slug}
    assert found(**{"self": {"1.1": 10, "1.2": 5, "1.3": 6}}) == {}


def test_a_deduction_counts_as_an_amount_whichever_sign_it_has() -> None:
    assert found(**{"self": {"1.1": 8, "1.3": -3}}, self_total=5).keys() == {"self-score-of-deduction"}


def test_claims_must_be_allowed_and_not_self_scored() -> None:
    assert found(not_applicable={"1.1": "không có"}).keys() == {"claim-not-allowed"}
    assert found(not_applicable={"1.2": "không có"}) == {}
    assert found(not_applicable={"1.2": "không có"}, **{"self": {"1.2": 1}}).keys() == {
        "claim-with-self-score"
    }
    assert found(not_applicable={"1.2": "không có"}, **{"self": {"1.2": 0}}) == {}


@pytest.mark.parametrize(
    ("date", "late"), [("2021-12-31", False), ("2021", False), ("2022-01", True), ("2022", True)]
)
def test_no_report_cites_a_document_from_after_its_period(date: str, late: bool) -> None:
    evidence = {"rate": {"number": "1/BC", "issuer": "Sở", "date": date}}
    assert ("evidence-after-period" in found(evidence=evidence)) is late


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("2021-03-01", "2021-03-02", True),
        ("2021-03-01", "2021-04", True),
        ("2021-03-01", "2021-03", False),
        ("2021-03-01", "2021", False),
        ("2021-03-01", "2020-03-02", False),
    ],
)
def test_a_document_has_one_date_within_a_year(first: str, second: str, differ: bool) -> None:
    documents = [{"number": "1/BC", "issuer": "Sở", "date": date} for date in (first, second)]
    evidence = {"rate": documents[0], "extra": documents[1]}
    assert ("evidence-dates-differ" in found(evidence=evidence)) is differ
    elsewhere = {"rate": documents[0], "extra": {**documents[1], "issuer": "Bộ"}}
    assert "evidence-dates-differ" not in found(evidence=elsewhere)


@pytest.mark.parametrize(
    ("rate", "suspect"), [("0", False), ("0.9", True), ("1", True), ("1.1", False), ("90", False)]
)
def test_a_percentage_up_to_one_may_be_a_share(rate: str, suspect: bool) -> None:
    assert ("percent-or-share" in found(facts={"rate": rate})) is suspect


def test_findings_call_a_fact_by_its_label() -> None:
    (submission,) = ENGINE.read(RULESET, {"unit": {"id": "u"}, "facts": {"rate": "0.9"}}).submissions
    (finding,) = ENGINE.score(RULESET, submission).findings[-1:]
    assert finding.slug == "percent-or-share"
    assert finding.message("vi").startswith("“Tỷ lệ” là 0,9%")


@pytest.mark.parametrize(
    ("after", "said"),
    [("extra", "hãy dùng “Sáng kiến”"), ("old", None), ("elsewhere", "hãy dùng `elsewhere`")],
)
def test_the_term_to_use_is_one_of_the_period_however_far(after: str, said: str | None) -> None:
    terms = f"""
[facts.old]
label = "Tên cũ"
type = "count"
in_use = {{ to = 2015-12-31, instead = "middle", source = "Điều 2" }}
[facts.middle]
label = "Tên giữa"
type = "count"
in_use = {{ from = 2016-01-01, to = 2018-12-31, instead = "{after}", source = "Điều 3" }}
"""
    ruleset = ENGINE.load(TEXT + terms)
    tree = {"campaign": "test", "unit": {"id": "a"}, "period": 2021, "facts": {"old": 1}}
    (submission,) = ENGINE.read(ruleset, tree).submissions
    (found,) = (
        each for each in ENGINE.score(ruleset, submission).findings if each.slug == "term-of-another-period"
    )
    told = found.message("vi")
    assert "Tên giữa" not in told
    assert said in told if said else "hãy dùng" not in told
