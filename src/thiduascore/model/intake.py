"""Raw reports become submissions that a ruleset's program can score, or are refused with every reason.

One report never stops the others. What was read but cannot be used becomes a missing fact with a cause and a
finding beside it; only a report whose unit, campaign or period is not certain is refused as a whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from attrs import define, field

from thiduascore.diagnostics import Diagnostic, Place, Related, ordered
from thiduascore.model.intake_binding import Binding, Expected, expected
from thiduascore.model.intake_claims import bind_not_applicable, bind_self_scores, bind_self_total
from thiduascore.model.intake_evidence import bind_evidence
from thiduascore.model.intake_facts import bind_facts, bind_previous, section_document
from thiduascore.model.intake_scalars import absent, holds_at_most, plain, tagged
from thiduascore.model.intake_unit import bind_illustrative, bind_period, bind_unit, check_heading
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import (
    Finding,
    Intake,
    Period,
    Refused,
    Report,
    Submission,
    canonical_hash,
    canonical_text,
    nowhere,
)

_KEYS = (
    "format",
    "campaign",
    "illustrative",
    "period",
    "unit",
    "facts",
    "evidence",
    "self",
    "self_total",
    "not_applicable",
    "previous",
)
_LOOKS_LIKE = str.maketrans(
    "ÐðаеорсухіјѕАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο‐‑‒–—−_",
    "ĐđaeopcyxijsABEKMHOPCTYXIJSABEZHIKMNOPTYXo-------",
    "\u00ad\u200b\u200c\u200d\u2060\ufeff",
)


def intake(ruleset: Ruleset, reports: Iterable[Report]) -> Intake:
    """Every report as a submission or as refused, in the order in which they came.

    Reports of one unit for one period that say the same count once; when they differ, all are refused.
    Raises nothing on account of what the reports say.
    """
    batch = _Batch(expected(ruleset))
    for report in reports:
        batch.take(report)
    return batch.finished()


def bind(expectation: Expected, report: Report) -> tuple[Submission | Refused, tuple[Diagnostic, ...]]:
    """One report as a submission or as refused, and the remarks on its file."""
    remarks = tuple(problem for problem in report.problems if problem.severity != "error")
    if len(remarks) < len(report.problems):
        return Refused(report.file, report.row, _claimed_id(report), ordered(report.problems)), ()
    if not holds_at_most(report.tree, expectation.most_parts):
        most = {"most": expectation.most_parts}
        large = Diagnostic("report-too-large", most, Place(report.file, report.row or 1))
        return Refused(report.file, report.row, _claimed_id(report), (large,)), ()
    if isinstance(report.tree.get("campaign"), Mapping) and "scoring" in report.tree:
        ruleset = Diagnostic("ruleset-as-submission", {}, report.place(("campaign",)))
        return Refused(report.file, report.row, "", (ruleset,)), ()
    binding = Binding(report, expectation)
    check_heading(binding)
    submission = _bound(binding)
    remarks += tuple(binding.notes)
    if binding.refusals:
        wrong = (*binding.refusals, *(finding.diagnostic for finding in submission.findings))
        return Refused(report.file, report.row, submission.unit.id, ordered(wrong)), remarks
    return submission, remarks


def _claimed_id(report: Report) -> str:
    unit = report.tree.get("unit")
    found = plain(unit.get("id")) if isinstance(unit, dict) else None
    return found if isinstance(found, str) else ""


def _bound(binding: Binding) -> Submission:
    unit, unit_document = bind_unit(binding)
    period = bind_period(binding)
    evidence, evidence_document = bind_evidence(binding)
    facts = bind_facts(binding, evidence, period)
    previous, previous_document = bind_previous(binding)
    scores, scores_document = bind_self_scores(binding)
    total, total_document = bind_self_total(binding)
    reasons, reasons_document = bind_not_applicable(binding)
    illustrative, said = bind_illustrative(binding)
    sections = {
        "unit": unit_document,
        "facts": facts.document,
        "evidence": evidence_document,
        "previous": previous_document,
        "self": scores_document,
        "self_total": total_document,
        "not_applicable": reasons_document,
        "illustrative": said,
    }
    reported = canonical_text(_document(binding, period, sections))
    return Submission(
        campaign=binding.expected.campaign,
        unit=unit,
        period=period,
        file=binding.report.file,
        hash=canonical_hash(reported),
        values=facts.values,
        missing=facts.missing,
        evidence=evidence,
        self_scores=scores,
        self_total=total,
        not_applicable=reasons,
        previous=previous,
        findings=tuple(sorted(binding.findings, key=_order)),
        illustrative=illustrative,
        reported=reported,
        placed=binding.report.place if binding.report.row is None else nowhere,
    )


_TABLES: Final[Mapping[str, Callable[[Binding], Any]]] = {
    "facts": partial(section_document, section="facts"),
    "evidence": lambda binding: bind_evidence(binding)[1],
    "previous": partial(section_document, section="previous"),
    "self": lambda binding: bind_self_scores(binding)[1],
    "not_applicable": lambda binding: bind_not_applicable(binding)[1],
}
_VALUES: Final[Mapping[str, Callable[[Binding], Any]]] = {
    "unit": lambda binding: bind_unit(binding)[1],
    "self_total": lambda binding: bind_self_total(binding)[1],
    "illustrative": lambda binding: bind_illustrative(binding)[1],
}


def part_document(binding: Binding, name: str) -> Any:
    """What the canonical document says about one of a report's keys; None for nothing.

    It rests on nothing else in the report. Not for `format`, `campaign` and `period`.
    """
    raw = binding.report.tree.get(name)
    if name in _VALUES:
        return _VALUES[name](binding)
    if name in _TABLES and isinstance(raw, Mapping) and not tagged(raw):
        return _TABLES[name](binding)
    return None if absent(raw) else plain(raw)


def _unknown(binding: Binding) -> dict[str, Any]:
    """The top-level keys that no submission has, each with a finding."""
    unknown = {}
    for name, path, raw in binding.entries(binding.report.tree, ()):
        if name not in _KEYS:
            binding.unknown_key(path, name, _KEYS)
            unknown[name] = plain(raw)
    return unknown


def _document(binding: Binding, period: Period | None, sections: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical document: no empty sections, but what stood in place of one that is no table."""
    document = {**_unknown(binding), **sections, "format": 1, "campaign": binding.expected.campaign}
    if period is not None:
        document["period"] = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    tree = binding.report.tree
    for name in _TABLES:
        if not isinstance(tree.get(name), Mapping) or tagged(tree[name]):
            document[name] = plain(tree.get(name))
    return {name: value for name, value in document.items() if value is not None and value != {}}


def _order(finding: Finding) -> tuple[str, str]:
    """By slug and arguments, not by place: the same report in another file has the same findings."""
    return finding.slug, repr(sorted(finding.arguments.items()))


Key = tuple[str, Period | None]
Taken = tuple[Submission, Report]
_MOST_RELATED = 8


@define
class _Batch:
    """The reports of one intake, so far."""

    expected: Expected
    outcomes: list[Taken | Refused] = field(factory=list)
    """What became of each report, in the order in which they came."""
    notes: list[Diagnostic] = field(factory=list)
    rivals: dict[Key, list[Taken]] = field(factory=dict)
    """The submissions of each unit for each period: one, or there is something to say."""

    def take(self, report: Report) -> None:
        outcome, notes = bind(self.expected, report)
        self.notes.extend(notes)
        if isinstance(outcome, Refused):
            self.outcomes.append(outcome)
            return
        taken = (outcome, report)
        self.outcomes.append(taken)
        self.rivals.setdefault((outcome.unit.id, outcome.period), []).append(taken)

    def finished(self) -> Intake:
        submissions, refused = [], []
        ranked = {key: sorted(rivals, key=_where) for key, rivals in self.rivals.items()}
        differing = {key for key, rivals in ranked.items() if len({rival.hash for rival, _ in rivals}) > 1}
        for outcome in self.outcomes:
            if isinstance(outcome, Refused):
                refused.append(outcome)
                continue
            submission, report = outcome
            key = (submission.unit.id, submission.period)
            rivals = ranked[key]
            if key in differing:
                refused.append(_contradicted(submission, report, rivals))
            elif outcome is rivals[0]:
                submissions.append(submission)
                self.notes.extend([] if len(rivals) == 1 else [_repeated(submission, report, rivals)])
        self.notes.extend(_alike(reports) for reports in _lookalikes(self.rivals.values()))
        return Intake(tuple(submissions), tuple(refused), ordered(self.notes))


def _where(taken: Taken) -> tuple[str, int]:
    """The order among reports that say the same, so that none depends on which came first."""
    return taken[1].file, taken[1].row or 0


def _others(report: Report, rivals: list[Taken]) -> list[Report]:
    """The first of the other reports of the same unit and period; `rivals` are in order of place."""
    return [other for _, other in rivals[: _MOST_RELATED + 1] if other is not report][:_MOST_RELATED]


def _also(others: list[Report]) -> tuple[Related, ...]:
    places = (other.place(("unit", "id")) for other in others)
    return tuple(Related(place, "submission-also-here") for place in places if place)


def _contradicted(submission: Submission, report: Report, rivals: list[Taken]) -> Refused:
    """The refusal of a report that another one of the same unit and period contradicts."""
    others = _others(report, rivals)
    files = dict.fromkeys(f"`{other.file}`" for other in others)
    arguments = {"unit": submission.unit.id, "files": ", ".join(files)}
    place = report.place(("unit", "id"))
    diagnostic = Diagnostic("contradicting-submissions", arguments, place, _also(others))
    return Refused(report.file, report.row, submission.unit.id, (diagnostic,))


def _repeated(submission: Submission, report: Report, rivals: list[Taken]) -> Diagnostic:
    """The remark that a report came more than once and counts once."""
    others, place = _others(report, rivals), report.place(("unit", "id"))
    unit, count = submission.unit.id, len(rivals)
    return Diagnostic("repeated-submission", {"unit": unit, "count": count}, place, _also(others))


def _lookalikes(rivals: Iterable[list[Taken]]) -> Iterator[dict[str, Report]]:
    """The reports whose units have different ids that look alike, by id."""
    alike: dict[str, dict[str, Report]] = {}
    for submission, report in sorted((taken for each in rivals for taken in each), key=_where):
        alike.setdefault(_skeleton(submission.unit.id), {}).setdefault(submission.unit.id, report)
    return (reports for reports in alike.values() if len(reports) > 1)


def _alike(reports: dict[str, Report]) -> Diagnostic:
    """The remark that two ids differ only in letters that look alike, in case, or in dashes."""
    ids = sorted(reports)
    places = [reports[each].place(("unit", "id")) for each in ids]
    related = tuple(Related(place, "id-also-here") for place in places[1:] if place)
    listed = ", ".join(f"`{each}`" for each in ids)
    return Diagnostic("alike-unit-ids", {"ids": listed}, places[0], related)


def _skeleton(unit_id: str) -> str:
    """What the eye sees of an id; the same for `Đ-01` typed with U+0110 and with U+00D0."""
    seen = unicodedata.normalize("NFKC", unit_id).translate(_LOOKS_LIKE)
    return " ".join(seen.casefold().split())
