"""A criterion on a scorecard as sentences: what was reported and computed, and which rule gave the points."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from thiduascore.diagnostics import Lang, phrase, shown, shown_day, with_unit
from thiduascore.feel import Days, Months, Null, Value, names
from thiduascore.feel.functions.written import text_of
from thiduascore.feel.tree import Constant, ListOf, Name, Tree
from thiduascore.feel.types import ListType, NumberType, Type
from thiduascore.model.submission import FactValue
from thiduascore.program.citation import cited
from thiduascore.program.computation import computation, known_trees, with_inputs
from thiduascore.program.earned import Earned
from thiduascore.program.plan import CriterionPlan, FactSlot, Rounding
from thiduascore.program.rounding import rounded
from thiduascore.program.scorecard import CriterionLine, Scorecard
from thiduascore.program.words import cause_text, step_text


def result(card: Scorecard, line: CriterionLine, lang: Lang) -> str:
    """The criterion's title and points, or why it has none."""
    plan, earned = line.plan, line.earned
    key, why = "card-criterion" if plan.ledger == "base" else f"card-{plan.ledger}", ""
    if earned.state == "not-applicable":
        key = "card-criterion-away"
        claim = card.submission.not_applicable.get(plan.id, "")
        why = phrase(_away(plan, earned), lang, claim=claim, applies=plan.applies_said)
    elif earned.state != "scored":
        key = f"card-criterion-{earned.state}"
    return phrase(
        key, lang, id=plan.id, title=plan.title, why=why, maximum=plan.maximum,
        points=points(card, earned.points, lang), least=earned.least, most=earned.most,
    )  # fmt: skip


def _away(plan: CriterionPlan, earned: Earned) -> str:
    """The phrase that says why a criterion does not apply."""
    if earned.reason != "applies":
        return f"card-away-{earned.reason}"
    return "card-away-applies" if plan.applies is None else "card-away-only-where"


def details(card: Scorecard, line: CriterionLine, lang: Lang) -> Iterator[str]:
    """How the points came about, in the order in which they were computed."""
    plan, earned = line.plan, line.earned
    if earned.state == "not-applicable" and earned.reason != "missing":
        return
    yield from _facts(card, line, lang)
    known = with_inputs(known_trees(card.plan, card.submission, card.peers), plan, earned.inputs)
    yield from _inputs(line, known, lang)
    yield from _rules(line, known, lang)
    for step in earned.steps:
        yield phrase("card-step", lang, step=step_text(step))
    if line.lost:
        yield phrase("card-lost", lang, lost=points(card, line.lost, lang))
    for cause in earned.causes:
        # A bonus that was not claimed needs no second line to say so.
        if earned.state != "scored" or cause.slug != "not-reported":
            key = "card-cause-unknown" if earned.state == "unknown" else "card-cause"
            yield phrase(key, lang, cause=cause_text(cause, card.plan))
    if line.difference is not None and line.self_score is not None:
        yield beside("card-criterion-self", line.self_score, line.difference, lang)
    elif line.self_score is not None:
        yield phrase("card-criterion-self-only", lang, self=line.self_score)


def _inputs(line: CriterionLine, known: Mapping[str, Tree], lang: Lang) -> Iterator[str]:
    """What the ruleset sets and what was computed; not what repeats a fact or another input."""
    plan = line.plan
    reported = [Name(name) for name in plan.facts]
    told: dict[str, Value] = {}
    for given, value in zip(plan.table.inputs, line.earned.inputs, strict=False):
        behind = names(given.tree)
        repeats = len(behind) == 1 and told.get(*behind) == value
        told[given.name] = value
        if repeats or given.tree in reported or (isinstance(value, Null) and line.earned.state == "scored"):
            continue
        key = "card-given" if isinstance(given.tree, Constant) else "card-input"
        yield phrase(key, lang, label=given.said, value=_computed(given.tree, value, known, lang))


def _computed(tree: Tree, value: Value, known: Mapping[str, Tree], lang: Lang) -> str:
    """A working value with the numbers that made it: `= 17 / 24 ≈ 0,7083`; of a list, each element."""
    if isinstance(value, tuple):
        parts = tree.elements if isinstance(tree, ListOf) and len(tree.elements) == len(value) else ()
        hows = [computation(part, known, lang) for part in parts] or [""] * len(value)
        each = (equal(how, value_text(element, lang)) for how, element in zip(hows, value, strict=True))
        return "; ".join(each) if any(hows) else f"= {value_text(value, lang)}"
    how = "" if isinstance(value, Null) else computation(tree, known, lang)
    # A quotient keeps the unit of its parts as its type: only a declared unit is certain.
    unit = _unit(tree.type) if isinstance(tree, Name) and not isinstance(value, Null) else ""
    return equal(how, with_unit(value_text(value, lang), unit, lang))


def _rules(line: CriterionLine, known: Mapping[str, Tree], lang: Lang) -> Iterator[str]:
    plan, earned = line.plan, line.earned
    for index in earned.rules:
        rule = plan.table.rules[index]
        source = rule.source or plan.source
        said = phrase("card-source", lang, source=source) if source else ""
        yield phrase("card-rule", lang, rule=rule.said, source=said)
        if earned.raw is not None and len(earned.rules) == 1:
            how = computation(rule.points, known, lang)
            if how:
                yield phrase("card-computation", lang, value=equal(how, shown(earned.raw, lang)))


def equal(how: str, value: str) -> str:
    """What a number equals, or nearly: `= 17 / 24 ≈ 0,7083`, and `= 3` where nothing was computed."""
    last = f"≈ {value[1:]}" if value.startswith("≈") else f"= {value}"
    return f"= {how} {last}" if how and how != value else last


def _facts(card: Scorecard, line: CriterionLine, lang: Lang) -> Iterator[str]:
    slots = {slot.name: slot for slot in card.plan.facts}
    for name in line.plan.facts:
        value = card.submission.values.get(name)
        if value is None:
            causes = {cause.slug for cause in card.submission.missing.get(name, ())}
            said = phrase("not-reported" if causes <= {"not-reported"} else "not-counted", lang)
        else:
            said = fact_text(slots[name], value, lang)
        yield phrase("card-fact", lang, label=slots[name].label, value=said)
        for evidence in line.evidence.get(name, ()):
            yield phrase("card-evidence", lang, evidence=cited(evidence, lang))


def beside(key: str, own: Fraction, difference: Fraction, lang: Lang) -> str:
    """A self-score and how far it is from what was computed."""
    side = "equal" if difference == 0 else "above" if difference > 0 else "below"
    return phrase(f"{key}-{side}", lang, self=own, difference=abs(difference))


def points(card: Scorecard, value: Fraction | None, lang: Lang) -> str:
    """Points for the eye: by the ruleset's display rounding where it has one, else exact or `≈` to six
    places.
    """
    if value is None:
        return "–"
    return shown(rounded(value, card.plan.display_rounding), lang)


def signed(value: Fraction, lang: Lang, rounding: Rounding | None = None) -> str:
    """A difference with its sign."""
    text = shown(rounded(value, rounding), lang)
    if value <= 0:
        return text
    return f"≈+{text[1:]}" if text.startswith("≈") else f"+{text}"


def fact_text(slot: FactSlot, value: FactValue, lang: Lang) -> str:
    """A reported value for the eye, with its unit where the fact has one."""
    if isinstance(value, tuple):
        return "; ".join(fact_text(slot, element, lang) for element in value)
    if isinstance(value, str) and value in slot.choices:
        return slot.choices[value].said(lang)
    if isinstance(value, int) and not isinstance(value, bool):
        return with_unit(shown(Fraction(value, 10**slot.scale), lang), _unit(slot.type), lang)
    return value_text(value, lang)


def _unit(type_: Type | None) -> str:
    """The unit of a number's type, or of the numbers in a list; empty where it has none."""
    kind = type_.of if isinstance(type_, ListType) else type_
    unit = kind.unit if isinstance(kind, NumberType) else None
    return unit if isinstance(unit, str) else ""


def value_text(value: Value, lang: Lang) -> str:
    """A working value for the eye."""
    if isinstance(value, Null):
        return phrase("not-known", lang)
    if isinstance(value, bool):
        return phrase("yes" if value else "no", lang)
    if isinstance(value, Fraction):
        return shown(value, lang, 4)
    if isinstance(value, datetime.date):
        return shown_day(value.isoformat(), lang)
    if isinstance(value, Days | Months):
        return shown(Fraction(value.count), lang)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(element, lang)}" for key, element in value.items())
    if isinstance(value, tuple):
        return "; ".join(value_text(element, lang) for element in value)
    return str(text_of(value))
