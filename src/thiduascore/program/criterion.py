"""What one criterion earns: the reference evaluation of a decision table, plain and slow.

Every other back end is tested against this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from attrs import evolve

from thiduascore.feel import Cause, Null, Value
from thiduascore.feel.hits import settled as settled_by
from thiduascore.feel.tree import Tree
from thiduascore.program.earned import Earned, Step
from thiduascore.program.environment import Environment
from thiduascore.program.plan import CriterionPlan, Rounding, Rule, Table
from thiduascore.program.rounding import rounded
from thiduascore.records import frozen

NOTHING_KNOWN: Final[Mapping[str, Value]] = MappingProxyType({})
INSTEAD: Final = ("previous", "mean", "median")
"""Policies that put another value in the place of a missing fact."""


def earn(
    criterion: CriterionPlan, environment: Environment, again: Callable[[], Environment], *, claimed: bool
) -> Earned:
    """The criterion's result; `again` gives what it sees where something else stands for missing facts.

    Order: applicability, exemption, method, caps, rounding, then the policy for what stays unknown.
    """
    applies = True if criterion.applies is None else environment.value(criterion.applies)
    if applies is False:
        return Earned(state="not-applicable", reason="applies")
    if claimed and criterion.claimable:
        # Also where applicability is unknown: what does not concern a unit it does not report either.
        return Earned(state="not-applicable", reason="claim")
    if isinstance(applies, Null):
        return _missing(criterion, _unknown(criterion, applies.causes))
    result = _evaluate(criterion, environment)
    if result.state == "unknown" and criterion.missing in INSTEAD:
        second = _evaluate(criterion, again())
        if second.state == "scored" and second.points is not None:
            step = Step(criterion.missing, second.points, second.points)
            return evolve(second, causes=result.causes, steps=(*second.steps, step))
    return _missing(criterion, result)


def earn_marks(criterion: CriterionPlan, marks: tuple[Value, ...], environment: Environment) -> Earned:
    """What a criterion earns by other marks of its judges than those that the unit's report holds."""
    assert criterion.table.judged is not None
    inputs, local = _inputs(criterion.table, environment, {criterion.table.judged.name: marks})
    return evolve(_settled(criterion, _decide(criterion.table, local)), inputs=inputs)


def _evaluate(criterion: CriterionPlan, environment: Environment) -> Earned:
    inputs, local = _inputs(criterion.table, environment)
    found = _decide(criterion.table, local)
    if criterion.exempt is not None:
        exempt = environment.value(criterion.exempt)
        if exempt is True and found.points is not None:
            waived = Step("exempt", found.points, Fraction(0))
            return Earned(
                state="scored",
                inputs=inputs,
                rules=found.rules,
                raw=found.points,
                points=Fraction(0),
                steps=(waived,),
            )
        if exempt is True:
            return Earned(state="scored", inputs=inputs, raw=Fraction(0), points=Fraction(0))
        if isinstance(exempt, Null) and found.points != 0:
            most = found.points if found.points is not None else found.most
            found = _Found(causes=_merged(found.causes, exempt.causes), least=Fraction(0), most=most)
    return evolve(_settled(criterion, found), inputs=inputs)


def _inputs(
    table: Table, environment: Environment, known: Mapping[str, Value] = NOTHING_KNOWN
) -> tuple[tuple[Value, ...], Environment]:
    local, values = environment, []
    for given in table.inputs:
        value = known[given.name] if given.name in known else local.value(given.tree)
        if given.places is not None and isinstance(value, Fraction):
            value = rounded(value, Rounding(given.places, "down"))
        local = local.having(given.name, value)
        values.append(value)
    return tuple(values), local


@frozen
class _Found:
    """What a table says: points, or the causes and bounds of not knowing them."""

    points: Fraction | None = None
    rules: tuple[int, ...] = ()
    causes: tuple[Cause, ...] = ()
    least: Fraction | None = None
    most: Fraction | None = None


def _decide(table: Table, environment: Environment) -> _Found:
    if table.hit in ("first", "unique") and (table.hit == "first" or table.proven):
        return _first(table, environment)
    holding, possible, causes = _matches(table.rules, environment)
    if table.hit in ("sum", "least", "most", "count"):
        return _collect(table, environment, holding, possible, causes)
    return _single(table, environment, holding, possible, causes)


def _matches(
    rules: tuple[Rule, ...], environment: Environment
) -> tuple[list[int], list[int], tuple[Cause, ...]]:
    holding: list[int] = []
    possible: list[int] = []
    causes: tuple[Cause, ...] = ()
    for index, rule in enumerate(rules):
        held: Value = True if rule.when is None else environment.value(rule.when)
        if held is True:
            holding.append(index)
        elif isinstance(held, Null):
            possible.append(index)
            causes = _merged(causes, held.causes)
    return holding, possible, causes


def _first(table: Table, environment: Environment) -> _Found:
    possible: list[Tree | None] = []
    causes: tuple[Cause, ...] = ()
    for index, rule in enumerate(table.rules):
        held: Value = True if rule.when is None else environment.value(rule.when)
        if held is True:
            if not possible:
                return _points(rule.points, environment, (index,))
            possible.append(rule.points)
            break
        if isinstance(held, Null):
            possible.append(rule.points)
            causes = _merged(causes, held.causes)
    else:
        if not possible:
            return _fallback(table, environment)
        possible.append(table.otherwise if not table.proven else None)
    trees = possible if possible[-1] is not None or not table.proven else possible[:-1]
    return _between(trees, environment, causes)


def _single(
    table: Table, environment: Environment, holding: list[int], possible: list[int], causes: tuple[Cause, ...]
) -> _Found:
    if possible:
        trees: list[Tree | None] = [table.rules[index].points for index in (*holding, *possible)]
        return _between(trees if holding else [*trees, table.otherwise], environment, causes)
    return _by_policy(table, environment, holding)


def _collect(
    table: Table, environment: Environment, holding: list[int], possible: list[int], causes: tuple[Cause, ...]
) -> _Found:
    found = [_points(table.rules[index].points, environment, (index,)) for index in holding]
    causes = _merged(causes, tuple(cause for one in found for cause in one.causes))
    if possible or any(one.points is None for one in found):
        return _Found(causes=causes)
    return _by_policy(table, environment, holding)


def _by_policy(table: Table, environment: Environment, holding: list[int]) -> _Found:
    """What the rules that hold give together, when every rule either holds or does not."""
    found = settled_by(table.hit, holding, lambda index: environment.value(table.rules[index].points))
    return _fallback(table, environment) if found is None else _of_value(found.value, found.rules)


def _fallback(table: Table, environment: Environment) -> _Found:
    if table.otherwise is None:
        return _Found(causes=(Cause("no-rule-matches"),))
    return _points(table.otherwise, environment, ())


def _points(tree: Tree, environment: Environment, rules: tuple[int, ...]) -> _Found:
    return _of_value(environment.value(tree), rules)


def _of_value(value: Value, rules: tuple[int, ...]) -> _Found:
    if isinstance(value, Fraction):
        return _Found(points=value, rules=rules)
    return _Found(causes=value.causes if isinstance(value, Null) else (Cause("not-a-number"),))


def _between(trees: list[Tree | None], environment: Environment, causes: tuple[Cause, ...]) -> _Found:
    """Unknown, but no less and no more than the points of the rules that may still hold."""
    values = [None if tree is None else environment.value(tree) for tree in trees]
    known = [value for value in values if isinstance(value, Fraction)]
    if len(known) < len(values) or not known:
        return _Found(causes=causes)
    return _Found(causes=causes, least=min(known), most=max(known))


def _settled(criterion: CriterionPlan, found: _Found) -> Earned:
    if found.points is None:
        return _unknown(criterion, found.causes, found.least, found.most)
    return settled(criterion, found.points, found.rules)


def settled(criterion: CriterionPlan, points: Fraction, rules: tuple[int, ...]) -> Earned:
    """What is left of the points that a method gave: caps, then rounding."""
    steps = []
    capped = _capped(criterion, points)
    if capped != points:
        steps.append(Step("cap" if capped < points else "floor", points, capped))
    final = rounded(capped, criterion.rounding)
    if final != capped:
        steps.append(Step("rounding", capped, final))
    return Earned(
        state="scored",
        rules=rules,
        raw=points,
        points=final,
        least=final,
        most=final,
        steps=tuple(steps),
    )


def _capped(criterion: CriterionPlan, points: Fraction) -> Fraction:
    return max(criterion.least, min(criterion.most, points))


def _unknown(
    criterion: CriterionPlan,
    causes: tuple[Cause, ...],
    least: Fraction | None = None,
    most: Fraction | None = None,
) -> Earned:
    low = criterion.least if least is None else rounded(_capped(criterion, least), criterion.rounding)
    high = criterion.most if most is None else rounded(_capped(criterion, most), criterion.rounding)
    return Earned(state="unknown", least=low, most=high, causes=causes)


def _missing(criterion: CriterionPlan, result: Earned) -> Earned:
    """The criterion's policy for what could not be computed."""
    if result.state != "unknown" or criterion.missing in ("unknown", *INSTEAD):
        return result
    if {cause.slug for cause in result.causes} == {"needs-cohort"}:
        # The unit reported everything; what is missing is not its own.
        return result
    if criterion.missing == "reject":
        return evolve(result, state="rejected")
    if criterion.missing == "ignore":
        return evolve(result, state="not-applicable", reason="missing", least=Fraction(0), most=Fraction(0))
    zero = Fraction(0)
    step = Step("missing-zero", zero, zero)
    return evolve(result, state="scored", points=zero, least=zero, most=zero, steps=(step,))


def _merged(first: tuple[Cause, ...], second: tuple[Cause, ...]) -> tuple[Cause, ...]:
    return tuple(sorted({*first, *second}))
