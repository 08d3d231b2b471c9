"""The engine as an embedder uses it."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import thiduascore
from thiduascore import DiagnosticError, Engine, RulesetError
from thiduascore.engine.kept import PROGRAMS_KEPT
from thiduascore.plugin import Check, Finding, Reader, Report, ReportFormat, Results, Text, hookimpl
from thiduascore.program.document import scorecard_document, scorecard_json
from thiduascore.text import parse_toml

CAMPAIGN = Path(__file__).resolve().parent.parent / "cli" / "campaign"
TEXT = (CAMPAIGN / "ruleset.toml").read_text(encoding="utf-8")
GOOD = str(CAMPAIGN / "submissions" / "phong-*.toml")
REPORT = {
    "unit": {"id": "x"},
    "period": {"year": 2024},
    "facts": {"registered": True, "due": 10, "on_time": 9, "complaints": 1},
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(plugins=[])


@pytest.mark.parametrize(
    "source",
    [CAMPAIGN, str(CAMPAIGN), CAMPAIGN / "ruleset.toml", TEXT, parse_toml(TEXT, "x.toml")],
    ids=["folder", "folder-text", "file", "text", "document"],
)
def test_a_ruleset_comes_as_path_text_or_document(engine: Engine, source) -> None:
    assert engine.load(source).hash == engine.load(CAMPAIGN).hash
    assert engine.check(source) == ()


def test_what_is_wrong_with_a_ruleset_comes_as_one_exception(engine: Engine) -> None:
    bad = TEXT.replace('"on_time / due * 100"', '"on_tim / due * 100"').replace(
        "each = -4", "each = -4\nevery = 2"
    )
    with pytest.raises(RulesetError) as caught:
        engine.load(bad)
    found = [diagnostic.slug for diagnostic in caught.value.diagnostics]
    assert {"unknown-name", "unknown-key"} <= set(found)
    assert isinstance(caught.value, DiagnosticError)
    assert "on_tim" in str(caught.value)
    assert list(engine.check(bad)) == list(caught.value.diagnostics)


def test_a_parameter_without_a_value_is_found_on_loading(engine: Engine) -> None:
    late = TEXT.replace("{ from = 2024-01-01, value = 90", "{ from = 2025-06-01, value = 90")
    late = late.replace('  { from = 2025-01-01, value = 100, source = "Mục 1" },\n', "")
    with pytest.raises(RulesetError, match="share_target"):
        engine.load(late)


def test_a_ruleset_that_asks_for_a_plugin_is_refused_without_it(engine: Engine) -> None:
    asking = TEXT.replace("[scoring]", '[plugins]\nrequire = ["thiduascore-nowhere>=1,<2"]\n\n[scoring]')
    with pytest.raises(RulesetError) as caught:
        engine.load(asking)
    assert [diagnostic.slug for diagnostic in caught.value.diagnostics] == ["plugin-not-installed"]


def test_a_missing_file_is_a_ruleset_error(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(RulesetError, match="file-not-found"):
        engine.load(tmp_path / "nowhere.toml")
    assert [diagnostic.slug for diagnostic in engine.check(tmp_path)] == ["file-not-found"]


def test_a_value_is_read_and_scored(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    intake = engine.read(ruleset, REPORT)
    assert intake.refused == ()
    card = engine.score(ruleset, intake.submissions[0])
    assert (card.total, card.level, card.ranked) == (Fraction(96), "tot", True)
    assert list(engine.score_many(ruleset, intake.submissions)) == [card]


def test_decimals_are_exact_and_binary_floats_refused(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    exact = engine.read(ruleset, {**REPORT, "self_total": Decimal("99.1")}).submissions[0]
    assert exact.self_total == Fraction(991, 10)
    binary = engine.read(ruleset, {**REPORT, "self_total": 99.1}).submissions[0]
    assert binary.self_total is None
    assert [finding.slug for finding in binary.findings] == ["binary-float"]


def test_results_are_frozen(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    intake = engine.read(ruleset, REPORT)
    card = engine.score(ruleset, intake.submissions[0])
    results = engine.results(ruleset, intake)
    for thing, name in ((ruleset, "items"), (intake, "refused"), (card, "plan"), (results, "refused")):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(thing, name, ())


def test_nothing_is_printed(engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    ruleset = engine.load(CAMPAIGN)
    results = engine.results(ruleset, engine.read(ruleset, CAMPAIGN / "submissions"))
    assert (len(results.standings.all), len(results.refused)) == (7, 1)
    engine.check(TEXT.replace("points = 80", "points = -1"))
    assert capfd.readouterr() == ("", "")


def test_many_threads_get_what_one_gets(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    submissions = engine.read(ruleset, GOOD).submissions
    alone = [scorecard_json(card) for card in engine.score_many(ruleset, submissions)]

    def work(turn: int) -> list[str]:
        own = Engine(plugins=[]) if turn % 4 == 0 else engine
        loaded = own.load(CAMPAIGN)
        found = own.read(loaded, GOOD).submissions
        return [scorecard_json(own.score(loaded, submission)) for submission in found]

    with ThreadPoolExecutor(8) as pool:
        assert all(cards == alone for cards in pool.map(work, range(24)))


def test_dated_parameters_follow_the_period_or_the_day_asked_for(engine: Engine) -> None:
    ruleset = engine.load(
        CAMPAIGN.joinpath("ruleset.toml")
        .read_text("utf-8")
        .replace("{ year = 2024 }", "{ from = 2024-01-01 }")
    )

    def points(report: dict[str, object], as_of: datetime.date | None = None) -> Fraction | None:
        card = engine.score(ruleset, engine.read(ruleset, report).submissions[0], as_of=as_of)
        return card.criteria[0].earned.points

    assert points(REPORT) == 80
    assert points({**REPORT, "period": {"year": 2025}}) == 72
    assert points(REPORT, datetime.date(2025, 1, 1)) == 72
    without = {key: value for key, value in REPORT.items() if key != "period"}
    assert points(without) == 80, "the first day of an open-ended campaign"
    with pytest.raises(DiagnosticError, match="share_target"):
        points(REPORT, datetime.date(2023, 12, 31))


def test_days_with_the_same_figures_share_a_program_but_keep_their_day(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    first, second = (engine.program(ruleset, datetime.date(2024, month, 1)) for month in (2, 3))
    assert first.plan.criteria is second.plan.criteria
    assert (first.plan.date, second.plan.date) == (datetime.date(2024, 2, 1), datetime.date(2024, 3, 1))
    other = engine.program(ruleset, datetime.date(2025, 3, 1))
    assert other.plan.criteria != first.plan.criteria
    assert engine.program(ruleset, datetime.date(2024, 2, 1)) is first


def test_an_engine_forgets_old_programs(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    start = datetime.date(2024, 1, 1)
    days = [start + datetime.timedelta(days=number) for number in range(PROGRAMS_KEPT + 5)]
    for day in days:
        assert engine.program(ruleset, day).plan.date == day
    assert len(engine._programs) == PROGRAMS_KEPT


def test_the_standings_order_units_by_exact_totals_within_a_period(engine: Engine) -> None:
    ruleset = engine.load(TEXT.replace("{ year = 2024 }", "{ from = 2024-01-01 }"))
    reports = [
        {
            **REPORT,
            "unit": {"id": unit},
            "period": {"year": year},
            "facts": {**REPORT["facts"], "complaints": count},
        }  # type: ignore[dict-item]
        for unit, year, count in [
            ("c", 2024, 1),
            ("a", 2024, 0),
            ("b", 2024, 1),
            ("d", 2024, 2),
            ("a", 2025, 5),
        ]
    ]
    expected = [(2024, 1, "a"), (2024, 2, "b"), (2024, 2, "c"), (2024, 4, "d"), (2025, 1, "a")]
    for given in (reports, reports[::-1]):
        ranked = engine.results(ruleset, engine.read(ruleset, given)).standings.ranked
        assert [(one.card.submission.period.year, one.rank, one.card.unit.id) for one in ranked] == expected  # type: ignore[union-attr]


def test_ranks_rest_on_rounded_totals_where_the_ruleset_says_so(engine: Engine) -> None:
    rounded = engine.load(TEXT + '\n[ranking]\non = "rounded"\n')
    ranks = {
        one.card.unit.id: one.rank
        for one in engine.results(rounded, engine.read(rounded, GOOD)).standings.ranked
    }
    assert ranks["phong-hai"] == ranks["phong-ba"] == ranks["phong-tu"] == 2


# Plugins


class Extras:
    """A plugin with a check, a reader that fails, and a report."""

    @hookimpl
    def register_checks(self) -> list[Check]:
        def find(submission, ruleset) -> list[Finding]:
            raise ValueError("out of ink")

        return [Check(name="inky", doc=Text("Mực", "Ink"), find=find)]

    @hookimpl
    def register_readers(self) -> list[Reader]:
        def read(path: Path) -> list[Report]:
            raise RuntimeError("jammed")

        return [Reader(name="paper", suffixes=(".paper",), doc=Text("Giấy", "Paper"), read=read)]

    @hookimpl
    def register_reports(self) -> list[ReportFormat]:
        def write(results: Results, page: object) -> str:
            return f"{len(results.standings.all)}"

        return [ReportFormat(name="count", suffix=".txt", doc=Text("Đếm", "Count"), write=write)]


def test_engines_have_the_plugins_that_they_were_given(engine: Engine) -> None:
    other = Engine(plugins=[Extras()])
    assert "count" in other.registry.reports and "count" not in engine.registry.reports
    ruleset = other.load(CAMPAIGN)
    plain, extra = (each.results(ruleset, each.read(ruleset, GOOD)).standings.all for each in (engine, other))
    assert [one.card.total for one in plain] == [one.card.total for one in extra]
    assert {finding.slug for one in extra for finding in one.card.findings} == {"check-raised"}
    assert not any(one.card.findings for one in plain)


def test_a_reader_that_fails_names_its_plugin_and_stops_nothing(tmp_path: Path) -> None:
    engine = Engine(plugins=[Extras()])
    ruleset = engine.load(CAMPAIGN)
    file = tmp_path / "a.paper"
    file.write_text("x", encoding="utf-8")
    intake = engine.read(ruleset, [file, GOOD])
    assert len(intake.submissions) == 7
    (refused,) = intake.refused
    assert [diagnostic.slug for diagnostic in refused.diagnostics] == ["reader-failed"]
    assert "jammed" in refused.diagnostics[0].message("en")


# Verification


def test_a_stored_scorecard_is_replayed(engine: Engine) -> None:
    ruleset = engine.load(CAMPAIGN)
    card = engine.score(ruleset, engine.read(ruleset, REPORT).submissions[0])
    document = scorecard_document(card)
    assert engine.verify(document, ruleset).holds
    document["result"]["total"] = "100"
    verification = engine.verify(document, ruleset)
    assert not verification.holds
    assert [(change.part, change.of, change.before, change.after) for change in verification.changes] == [
        ("result", "total", "100", "96")
    ]
    with pytest.raises(DiagnosticError, match="not-a-scorecard"):
        engine.verify({"format": 1}, ruleset)


NESTED = """
format = 1
[campaign]
id = "nested"
title = "Nhiều cấp"
issuer = "Sở Ví dụ"
document = { number = "1/KH", date = 2024-01-15 }
period = { year = 2024 }
version = "1.0.0"
[scoring]
total = 4
bonus = { at_most = 1 }
[facts.done]
label = "Đã làm"
type = "yes-no"
[[items]]
id = "2"
title = "Hai"
weight = 4
weight_source = "project"
source = "Mục 2"
"""
PARTS = """
[[items.criteria]]
id = "2.2"
points = 1
[[items.criteria]]
id = "thuong"
points = 1
ledger = "bonus"
[[items.items]]
id = "2.1"
title = "Hai một"
weight = 2
[[items.items.criteria]]
id = "2.1.1"
points = 1
[[items.items.criteria]]
id = "2.1.2"
points = 1
[[items.items]]
id = "2.10"
title = "Hai mười"
weight = 1
[[items.items.criteria]]
id = "2.10.1"
points = 1
""".replace("points = 1", 'title = "Tiêu chí"\nmethod = "pass-fail"\nholds = "done"\npoints = 1')


def test_criteria_stand_as_one_reads_them(engine: Engine) -> None:
    ruleset = engine.load(NESTED + PARTS)
    value = {"unit": {"id": "x"}, "facts": {"done": True}}
    card = engine.score(ruleset, engine.read(ruleset, value).submissions[0])
    wanted = ["2.1.1", "2.1.2", "2.2", "thuong", "2.10.1"]
    assert [line.plan.id for line in card.criteria] == wanted
    assert [criterion.id for criterion in ruleset.criteria()] == wanted
    assert [item.id for item in card.items] == ["2", "2.1", "2.10"]
    assert card.total == 5


def test_the_public_surface_is_what_embedders_import() -> None:
    surface: Callable[[str], object] = lambda name: getattr(thiduascore, name)  # noqa: E731
    assert surface("Engine") is Engine
    assert surface("scorecard_json") is scorecard_json
    assert set(dir(thiduascore)) >= set(thiduascore.__all__)


def test_importing_the_package_imports_nothing_of_it() -> None:
    code = (
        "import sys, thiduascore\n"
        "print([name for name in sys.modules if name.startswith('thiduascore.')])\n"
        "from thiduascore import shown\n"
        "print('thiduascore.engine' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["[]", "False"]


def test_a_scorecard_is_read_and_shown_with_the_public_surface_alone(engine: Engine) -> None:
    ruleset = engine.load(TEXT)
    card = engine.score(ruleset, engine.read(ruleset, REPORT).submissions[0])
    document = thiduascore.scorecard_document(card)
    assert thiduascore.parse_document(thiduascore.scorecard_json(card), "card", "json").value == document
    assert card.total is not None and document["result"]["total"] == thiduascore.exact(card.total)
    assert thiduascore.number_from_exact(document["result"]["total"]) == card.total
    assert f"{thiduascore.shown(card.total, 'vi')} trên 100" in thiduascore.explain(card, "vi")
