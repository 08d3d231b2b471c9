"""The core's checks of a submission: what the reading of single values cannot see.

Each warns and leaves the score as it is; both figures are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction

from thiduascore.builtin.document_checks import DOCUMENT_CHECKS
from thiduascore.plugin import (
    Check,
    Criterion,
    Finding,
    InUse,
    Period,
    Ruleset,
    Scorecard,
    Submission,
    Text,
    fact_called,
    phrase_text,
)

_ONE = Fraction(1)


def self_total(card: Scorecard, ruleset: Ruleset) -> Iterator[Finding]:
    """The unit's own total is what its self-scores make: added up, or by the ruleset's own steps.

    Added up, base and bonus less deductions, whether or not the caps of bonus and deduction are obeyed.
    The ruleset's steps differ where something does not apply, or where the total is no sum.
    """
    submission, settled = card.submission, card.self_settlement
    if submission.self_total is None or not submission.self_scores:
        return
    by_steps = (settled.least, settled.most) if settled is not None else ()
    accepted = [total for one in by_steps for total in (one.total, one.unrounded) if total is not None]
    if _adds_up(ruleset):
        accepted += _sums(card)
    if accepted and submission.self_total not in accepted:
        yield Finding("self-total-differs", "warning", {"total": submission.self_total, "sum": accepted[0]})


def _adds_up(ruleset: Ruleset) -> bool:
    return ruleset.scoring.aggregate == "sum" and all(item.aggregate == "sum" for item in ruleset.walk())


def _sums(card: Scorecard) -> tuple[Fraction, Fraction]:
    """The self-scores added up, with the ledgers' caps and without.

    A deduction is an amount, whichever sign it was written with.
    """
    base, gained, lost = (
        sum((abs(own) if ledger == "deduction" else own for own in _own(card, ledger)), Fraction(0))
        for ledger in ("base", "bonus", "deduction")
    )
    return base + _capped(gained, card.plan.bonus_cap) - _capped(
        lost, card.plan.deduction_cap
    ), base + gained - lost


def _own(card: Scorecard, ledger: str) -> Iterator[Fraction]:
    """The self-scores of a ledger's criteria."""
    for criterion in card.plan.criteria:
        if criterion.ledger == ledger and criterion.id in card.submission.self_scores:
            yield card.submission.self_scores[criterion.id]


def _capped(total: Fraction, cap: Fraction | None) -> Fraction:
    return total if cap is None else min(total, cap)


def self_scores(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """No self-score lies outside what its criterion gives; the reading has looked at the base's maximum."""
    for criterion, score in _scored(submission, ruleset):
        most = _most(criterion)
        about = {"criterion": criterion.id, "score": score}
        if criterion.ledger == "deduction" and score < 0:
            yield Finding("self-score-of-deduction", "note", about)
        elif score < 0 and not _can_fall_below_zero(criterion):
            yield Finding("self-score-below-zero", "warning", about)
        if criterion.ledger != "base" and most is not None and abs(score) > most:
            yield Finding("self-score-above-maximum", "warning", {**about, "most": most})


def _scored(submission: Submission, ruleset: Ruleset) -> Iterator[tuple[Criterion, Fraction]]:
    for criterion in ruleset.criteria():
        if criterion.id in submission.self_scores:
            yield criterion, submission.self_scores[criterion.id]


def _most(criterion: Criterion) -> Fraction | None:
    amount = criterion.points if criterion.at_most is None else criterion.at_most
    return amount if isinstance(amount, Fraction) else None


def _can_fall_below_zero(criterion: Criterion) -> bool:
    return criterion.at_least is not None and (isinstance(criterion.at_least, str) or criterion.at_least < 0)


def claims(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """A criterion that a unit holds not to apply may be claimed, and was not self-scored all the same."""
    for criterion in ruleset.criteria():
        if criterion.id not in submission.not_applicable:
            continue
        if not criterion.claimable:
            yield Finding("claim-not-allowed", "warning", {"criterion": criterion.id})
        score = submission.self_scores.get(criterion.id)
        if score:
            yield Finding("claim-with-self-score", "warning", {"criterion": criterion.id, "score": score})


def shares_for_percents(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """A percentage of more than 0 and up to 1 is often a share: 0.9 written for 90."""
    for name, fact in ruleset.facts.items():
        value = submission.values.get(name)
        if fact.type == "percent" and isinstance(value, int) and 0 < Fraction(value, 10**fact.scale) <= _ONE:
            share = Fraction(value, 10**fact.scale)
            about = {
                "fact": name,
                "called": fact_called(name, ruleset.facts),
                "value": share,
                "percent": share * 100,
            }
            yield Finding("percent-or-share", "note", about)


def stated_shares(ruleset: Ruleset) -> Iterator[str]:
    """What `shares_for_percents` looks for."""
    for name, fact in ruleset.facts.items():
        if fact.type == "percent":
            yield f"{name} <= 0 or {name} > 1"


def terms(submission: Submission, ruleset: Ruleset) -> Iterator[Finding]:
    """No fact and no choice is reported whose term belongs to another time than the report's period."""
    if submission.period is None:
        return
    for name, value in sorted(submission.values.items()):
        fact = ruleset.facts[name]
        called = fact_called(name, ruleset.facts)
        if fact.in_use is not None and not _in_use(fact.in_use, submission.period):
            times = {each: one.in_use for each, one in ruleset.facts.items()}
            other = _meant(name, times, submission.period)
            instead = fact_called(other, ruleset.facts) if other in ruleset.facts else None
            yield _of_another_time(called, fact.in_use, other, instead, fact=name)
        chosen = value if isinstance(value, tuple) else (value,)
        for choice in dict.fromkeys(str(one) for one in chosen):
            term = fact.choices_in_use.get(choice)
            if term is not None and not _in_use(term, submission.period):
                label = _quoted(fact.choices[choice])
                choices = {each: fact.choices_in_use.get(each) for each in fact.choices}
                other = _meant(choice, {**choices, choice: term}, submission.period)
                title = fact.choices.get(other)
                yield _of_another_time(label, term, other, title and _quoted(title), fact=name)


def _quoted(label: Text) -> Text:
    return Text(*(f"“{label.said(lang)}”" for lang in ("vi", "en")))


def _in_use(term: InUse, period: Period) -> bool:
    """Whether the term is in use on some day of the period."""
    return (term.start is None or term.start <= period.end) and (term.end is None or period.start <= term.end)


def _meant(name: str, terms: Mapping[str, InUse | None], period: Period) -> str:
    """The term that is used instead, however many terms lie between; empty where none of them is in use.

    `terms` says when each is in use, None for always; a name that is not among them is taken at its word.
    """
    passed = {name}
    while (term := terms.get(name)) is not None and not _in_use(term, period):
        name = term.instead
        if name in passed:
            return ""
        passed.add(name)
    return name


def stated_terms(ruleset: Ruleset) -> Iterator[str]:
    """What `terms` looks for."""
    for name, fact in ruleset.facts.items():
        if fact.in_use is not None:
            yield f"if is defined({name}) then {_stated_use(fact.in_use)} else true"
        for choice, term in fact.choices_in_use.items():
            chosen = (
                f"list contains({name}, {_quote(choice)})"
                if fact.type.startswith("list of")
                else f"{name} = {_quote(choice)}"
            )
            yield f"if {chosen} then {_stated_use(term)} else true"


def _stated_use(term: InUse) -> str:
    """That a term is in use on some day of the period."""
    ends = []
    if term.start is not None:
        ends.append(f'date("{term.start.isoformat()}") <= period.end')
    if term.end is not None:
        ends.append(f'period.start <= date("{term.end.isoformat()}")')
    return " and ".join(ends) or "true"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _of_another_time(called: Text, term: InUse, name: str, instead: Text | None, *, fact: str) -> Finding:
    days = {"start": term.start, "end": term.end}
    given = {key: day.isoformat() for key, day in days.items() if day is not None}
    key = "term-between" if len(given) == 2 else "term-until" if "end" in given else "term-from"
    other = instead or (Text(f"`{name}`") if name else None)
    said = phrase_text("term-instead", instead=other) if other is not None else Text("")
    about = {"called": called, "time": phrase_text(key, **given), "instead": said, "source": term.source}
    return Finding("term-of-another-period", "warning", {"of": fact, **about})


CHECKS = (
    Check(
        name="claims",
        doc=Text("Đề nghị không áp dụng đúng quy định.", "Claims that something does not apply are allowed."),
        find=claims,
        needs=("not_applicable",),
        alone=("not_applicable", "self"),
    ),
    *DOCUMENT_CHECKS,
    Check(
        name="percent-or-share",
        doc=Text("Tỷ lệ phần trăm không viết nhầm thành tỷ số.", "A percentage is not written as a share."),
        find=shares_for_percents,
        stated=stated_shares,
        severity="note",
    ),
    Check(
        name="self-scores",
        doc=Text(
            "Điểm tự chấm nằm trong mức của tiêu chí.", "Self-scores lie within what their criteria give."
        ),
        find=self_scores,
        needs=("self",),
        alone=("self",),
    ),
    Check(
        name="self-total",
        doc=Text(
            "Tổng điểm tự chấm khớp với các điểm tự chấm.", "The self-total is what the self-scores make."
        ),
        compare=self_total,
        needs=("self_total", "self"),
    ),
    Check(
        name="terms",
        doc=Text(
            "Số liệu và lựa chọn thuộc cách gọi của kỳ báo cáo.",
            "Facts and choices belong to the terms of the period.",
        ),
        find=terms,
        stated=stated_terms,
    ),
)
