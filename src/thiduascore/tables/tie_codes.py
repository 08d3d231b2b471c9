"""Tie-breaks in columns: what each looks at, in rows in which nothing is unknown.

Unsupported is raised where that has no form in columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import polars as pl
from attrs import evolve

from thiduascore.cohort.asking import Asking
from thiduascore.cohort.plan import TiePlan
from thiduascore.columns.exact.numbers import (
    Number,
    added,
    chosen,
    divided,
    known,
    multiplied,
    nowhere,
    without,
)
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Whole
from thiduascore.columns.finishing import named
from thiduascore.columns.language.codes import Code, Day, Scope, Text, Truth
from thiduascore.columns.language.expressions import bound, lowered
from thiduascore.columns.rules.compiling import Working
from thiduascore.columns.rules.groups import Settled, gone_of
from thiduascore.columns.rules.settling import Outcome
from thiduascore.columns.rules.standing import Rows
from thiduascore.model.standing_scope import Asked

ZERO, ONE, PERCENT = Fraction(0), Fraction(1), Fraction(100)


def codes_of(tie: TiePlan, working: Working, outcome: Outcome, sheet: Sheet) -> tuple[Code, ...]:
    """What a tie-break looks at: one thing, or for `count-back` the share of each part."""
    if tie.by == "value":
        assert tie.value is not None
        return (_value(tie.value, working, outcome, sheet),)
    parts = [outcome.parts.get(part) for part in tie.parts]
    if tie.by == "count-back":
        return tuple(_share(part, sheet) for part in parts)
    if tie.by == "points":
        return (sheet.number(added([_points(part) for part in parts])),)
    return (_mean([_share(part, sheet) for part in parts], sheet),)


def _points(part: Settled | None) -> Number:
    """Points of an item or criterion, 0 where it does not apply."""
    return known(ZERO) if part is None else part.points


def _share(part: Settled | None, sheet: Sheet) -> Number:
    """Percent of what it could have earned; no value where that is nothing or it does not apply."""
    if part is None:
        return nowhere()
    gone = gone_of(part)
    found = divided(multiplied(part.points, known(PERCENT)), part.capacity)
    return sheet.number(found if gone is None else without(found, [gone]))


def _mean(shares: list[Number], sheet: Sheet) -> Number:
    """The mean of the shares that are there."""
    if len(shares) == 1:
        return shares[0]
    there = [~share.null for share in shares]
    sum_ = added([chosen(each, share, known(ZERO)) for each, share in zip(there, shares, strict=True)])
    count = added([chosen(each, known(ONE), known(ZERO)) for each in there])
    return sheet.number(divided(sheet.number(sum_), sheet.number(count)))


def _value(asking: Asking, working: Working, outcome: Outcome, sheet: Sheet) -> Code:
    names = {**working.scope.names, **dict(_answers(asking.asked, working, outcome, sheet))}
    for name, context, member in asking.members:
        code = _member(context, member, working, outcome)
        if code is not None:
            names[name] = code
    scope = Scope(names, asking.functions, sheet)
    return bound(lowered(asking.tree, scope), scope)


def _answers(
    asked: Mapping[str, Asked], working: Working, outcome: Outcome, sheet: Sheet
) -> Iterator[tuple[str, Code]]:
    """What questions about the unit yield."""
    for name, question in asked.items():
        match question.function:
            case "points":
                yield name, _points(outcome.parts.get(question.of))
            case "share":
                yield name, _share(outcome.parts.get(question.of), sheet)
            case "met":
                yield name, _met(question.of, working)
            case "earlier_years" | "years_in_a_row":
                # A table comes without a history: no year is known, where it is known which one is judged.
                end = working.scope.names["period.end"]
                assert isinstance(end, Day)
                yield name, without(known(ZERO), [end.moment.is_null()])


def _met(condition: str, working: Working) -> Truth:
    """Whether a condition holds or does not apply."""
    settling = working.settling
    index = next(index for index, one in enumerate(settling.plan.conditions) if one.id == condition)
    verdict = settling.verdicts[index]
    if verdict.applies.known is True:
        return evolve(verdict.holds, test=None, parts=())
    return Truth(pl.when(verdict.applies.expr).then(verdict.holds.expr).otherwise(True), None, True)


def _member(context: str, member: str, working: Working, outcome: Outcome) -> Code | None:
    """A member of `result` or `previous`; None where columns do not have it."""
    if context == "previous":
        nothing: Mapping[str, Code] = {"rank": nowhere(), "level": Text(pl.lit(""), False, "")}
        return nothing.get(member)
    if context == "unit":
        return None
    if member == "total":
        return outcome.total
    if member == "coverage":
        return _coverage(working)
    if member == "level":
        return _level(working, outcome)
    return outcome.ledgers.get(member)


def _coverage(working: Working) -> Number:
    covered = Rows(working).covered
    if covered is None:
        return known(PERCENT)
    scored, missed = covered
    whole = scored + missed
    most = 1 << 61
    above = Whole(pl.when(whole > 0).then(scored).otherwise(1), 0, most)
    below = Whole(pl.when(whole > 0).then(whole).otherwise(1), 1, most)
    return Number(PERCENT, above, below)


def _level(working: Working, outcome: Outcome) -> Text:
    if outcome.level is None:
        return Text(pl.lit(""), False, "")
    ids = [level.id for level in working.settling.plan.levels]
    found = named(outcome.level, dict(enumerate(ids)), pl.Enum(ids))
    return Text(found.cast(pl.String).fill_null(""))
