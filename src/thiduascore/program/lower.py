"""From a ruleset to a plan: parameters take their values at a date, methods become tables, trees become typed.

Nothing is decided here that the ruleset does not say; every default was filled in when it was read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, field, frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Text
from thiduascore.feel import Functions, check, children, condition_of, names, said, substituted
from thiduascore.feel.tree import Arithmetic, Call, Constant, Tests, Tree
from thiduascore.feel.types import Type
from thiduascore.model.aggregation import Aggregation, RoundingRule
from thiduascore.model.aggregation import Floor as FloorRule
from thiduascore.model.aggregation import Outcome as OutcomeRule
from thiduascore.model.expression import Expression
from thiduascore.model.ruleset import Condition, Criterion, Item, Level, Ruleset
from thiduascore.model.scope import scope_of
from thiduascore.program.aggregate import leaves, stakes
from thiduascore.program.method import Method
from thiduascore.program.plan import (
    ConditionPlan,
    CriterionPlan,
    Effect,
    FactSlot,
    Floor,
    GroupPlan,
    Ledger,
    LevelPlan,
    Plan,
    Rounding,
    Rule,
    Table,
    ValueSlot,
)

PERCENT = 100


def lower(
    ruleset: Ruleset,
    *,
    methods: Mapping[str, Method],
    functions: Functions,
    date: datetime.date,
) -> Plan:
    """The plan of a checked ruleset at a date; DiagnosticError when a parameter has no value then."""
    return _Lowered(ruleset, methods, functions, date).plan()


@frozen(slots=False)
class _Lowered:
    ruleset: Ruleset
    methods: Mapping[str, Method]
    functions: Functions
    date: datetime.date
    absent: set[str] = field(factory=set)
    """Parameters that are needed and have no value at the date, so that all of them are named at once."""

    def plan(self) -> Plan:
        plan = self._plan()
        if self.absent:
            raise DiagnosticError(*(self._no_value(name) for name in sorted(self.absent)))
        return plan

    def _plan(self) -> Plan:
        scoring, campaign = self.ruleset.scoring, self.ruleset.campaign
        values = tuple(self._values())
        needs = {slot.name: self._facts(slot.tree, {}) for slot in values}
        for slot in values:
            needs[slot.name] = self._facts(slot.tree, needs)
        criteria: list[CriterionPlan] = []
        root = self._root(criteria, needs)
        worth = dict(_stakes(root, criteria, Fraction(1)))
        return Plan(
            campaign=campaign.id,
            title=campaign.title,
            version=campaign.version,
            ruleset_hash=self.ruleset.hash,
            date=self.date,
            total=scoring.total,
            facts=tuple(
                FactSlot(name, fact.type_, fact.scale, fact.label) for name, fact in self.ruleset.facts.items()
            ),
            values=values,
            criteria=tuple(evolve(one, stake=worth.get(one.index, Fraction(0))) for one in criteria),
            root=root,
            conditions=tuple(self._condition(one, needs) for one in self.ruleset.conditions),
            levels=tuple(self._level(level) for level in self.ruleset.levels),
            input_rounding=_rounding(scoring.rounding_at("input")),
            total_rounding=_rounding(scoring.rounding_at("total")),
            display_rounding=_rounding(scoring.rounding_at("display")),
            floor=scoring.floor,
            ceiling=scoring.ceiling,
            bonus_cap=self._cap(scoring.bonus.at_most if scoring.bonus else None),
            deduction_cap=self._cap(scoring.deduction.at_most if scoring.deduction else None),
            rank_on="rounded" if scoring.rank_on == "rounded" else "unrounded",
            minimum_coverage=scoring.minimum_coverage / PERCENT,
            functions=self.functions,
        )

    def number(self, amount: Fraction | str) -> Fraction:
        """The amount itself, or the value of the parameter that it names at the plan's date."""
        if isinstance(amount, Fraction):
            return amount
        value = self.ruleset.parameter_at(amount, self.date)
        if value is None:
            self.absent.add(amount)
        return Fraction(0) if value is None else value

    def tree(self, expression: Expression) -> Tree:
        """The expression's tree with parameters replaced by their values at the plan's date."""
        return self._resolved(expression.tree)

    def condition(self, tests: Expression, subject: Tree) -> Tree:
        """The yes-no tree that says whether the subject meets the unary tests."""
        tree = self._resolved(tests.tree)
        return condition_of(tree, subject) if isinstance(tree, Tests) else tree

    def typed(self, tree: Tree, inputs: Mapping[str, Type] | None = None) -> Tree:
        """The tree with its types, in the ruleset's scope and that of a criterion's inputs."""
        checked, problems = check(tree, {**self._scope, **(inputs or {})}, functions=self.functions)
        if problems:
            raise ValueError(f"a method built an expression that does not fit: {problems}")
        return checked

    @property
    def _scope(self) -> Mapping[str, Type]:
        return scope_of(self.ruleset)

    def said(self, expression: Expression) -> Text:
        """The expression as a sentence."""
        labels = {name: fact.label for name, fact in self.ruleset.facts.items()}
        labels |= {name: value.label for name, value in self.ruleset.values.items()}
        labels |= {name: parameter.label for name, parameter in self.ruleset.parameters.items()}
        return Text(said(expression.tree, "vi", labels), said(expression.tree, "en", labels))

    def _resolved(self, tree: Tree) -> Tree:
        used = names(tree) & self.ruleset.parameters.keys()
        return substituted(tree, {name: Constant(self.number(name)) for name in used})

    def _no_value(self, name: str) -> Diagnostic:
        parameter = self.ruleset.parameters[name]
        place = self.ruleset.document.place(parameter.at, key=True)
        return Diagnostic("parameter-without-value", {"name": name, "date": self.date.isoformat()}, place)

    def _values(self) -> Iterator[ValueSlot]:
        for name in _ordered_values(self.ruleset):
            value = self.ruleset.values[name]
            yield ValueSlot(name, self.typed(self.tree(value.formula)), value.label)

    def _facts(self, tree: Tree, needs: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """The facts that a tree reads, directly or through derived values."""
        found: set[str] = set()
        for name in names(tree):
            if name in self.ruleset.facts:
                found.add(name)
            found |= needs.get(name, frozenset())
        return frozenset(found)

    def _approximate(self, tree: Tree) -> bool:
        """Whether a tree, or a derived value that it reads, takes a root, a logarithm or a fractional power."""
        if isinstance(tree, Arithmetic) and tree.operator == "**":
            exponent = tree.right.value if isinstance(tree.right, Constant) else None
            rough = not isinstance(exponent, Fraction) or exponent.denominator != 1
        else:
            rough = isinstance(tree, Call) and any(one.approximate for one in self.functions[tree.function])
        values = (self.ruleset.values[name].formula.tree for name in names(tree) & self.ruleset.values.keys())
        return rough or any(self._approximate(part) for part in (*children(tree), *values))

    def _ordered(self, trees: Iterable[Tree | None], needs: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
        found = frozenset().union(*(self._facts(tree, needs) for tree in trees if tree is not None))
        return tuple(name for name in self.ruleset.facts if name in found)

    def _root(self, criteria: list[CriterionPlan], needs: Mapping[str, frozenset[str]]) -> GroupPlan:
        scoring = self.ruleset.scoring
        return GroupPlan(
            id="",
            title=self.ruleset.campaign.title,
            source="",
            weight_source="",
            at=(),
            weight=scoring.total,
            children=tuple(self._group(item, criteria, needs, _Inherited(self.ruleset)) for item in self.ruleset.items),
            **_aggregation(scoring),
        )

    def _group(
        self,
        item: Item,
        criteria: list[CriterionPlan],
        needs: Mapping[str, frozenset[str]],
        above: _Inherited,
    ) -> GroupPlan:
        own = above.within(item)
        own_criteria: list[int] = []
        for criterion in item.criteria:
            own_criteria.append(len(criteria))
            criteria.append(self._criterion(criterion, item, own, len(criteria), needs))
        nested = [self._group(child, criteria, needs, own) for child in item.items]
        rounding = item.round if item.round is not None else self.ruleset.scoring.rounding_at("item")
        return GroupPlan(
            id=item.id,
            title=item.title,
            source=own.source,
            weight_source=own.weight_source,
            at=item.at,
            weight=self.number(item.weight),
            children=(*own_criteria, *nested),
            applies=self._yes_no(item.applies),
            not_applicable=own.not_applicable,
            at_most=self._cap(item.at_most),
            floor=self._floor(item.floor),
            rounding=_rounding(rounding),
            **_aggregation(item),
        )

    def _criterion(
        self,
        criterion: Criterion,
        item: Item,
        own: _Inherited,
        index: int,
        needs: Mapping[str, frozenset[str]],
    ) -> CriterionPlan:
        maximum = self.number(criterion.points)
        table = self._table(criterion, maximum)
        applies, exempt = self._yes_no(criterion.applies), self._yes_no(criterion.exempt)
        needed = criterion.needs_full_base
        rounding = criterion.round if criterion.round is not None else self.ruleset.scoring.rounding_at("criterion")
        trees = [applies, exempt, table.otherwise, *(given.tree for given in table.inputs)]
        trees += [tree for rule in table.rules for tree in (rule.when, rule.points)]
        least, most = self._cap(criterion.at_least), self._cap(criterion.at_most)
        return CriterionPlan(
            id=criterion.id,
            title=criterion.title,
            source=criterion.source or own.source,
            points_source=criterion.points_source or own.weight_source,
            at=criterion.at,
            index=index,
            maximum=maximum,
            weight=maximum if criterion.weight is None else self.number(criterion.weight),
            stake=Fraction(0),
            least=Fraction(0) if least is None else least,
            most=maximum if most is None else most,
            table=table,
            facts=self._ordered(trees, needs),
            applies=applies,
            exempt=exempt,
            missing=criterion.missing or own.missing,
            not_applicable=criterion.not_applicable or own.not_applicable,
            target=self._cap(criterion.target),
            claimable=criterion.claimable,
            rounding=_rounding(rounding),
            floor=self._floor(criterion.floor),
            ledger=criterion.ledger,
            group=criterion.group or "",
            approximate=any(self._approximate(tree) for tree in trees if tree is not None),
            needs_full=item.id if needed is True else needed if isinstance(needed, str) else "",
        )

    def _table(self, criterion: Criterion, maximum: Fraction) -> Table:
        method = self.methods[criterion.method]
        table = method.lower(criterion.options, _Ask(self, maximum, criterion.ledger))
        scope: dict[str, Type] = {}
        inputs = []
        for given in table.inputs:
            typed = self.typed(given.tree, scope)
            if typed.type is not None:
                scope[given.name] = typed.type
            inputs.append(evolve(given, tree=typed))
        return evolve(
            table,
            inputs=tuple(inputs),
            rules=tuple(self._rule(rule, scope) for rule in table.rules),
            otherwise=None if table.otherwise is None else self.typed(table.otherwise, scope),
        )

    def _rule(self, rule: Rule, scope: Mapping[str, Type]) -> Rule:
        when = None if rule.when is None else self.typed(rule.when, scope)
        return evolve(rule, when=when, points=self.typed(rule.points, scope))

    def _condition(self, condition: Condition, needs: Mapping[str, frozenset[str]]) -> ConditionPlan:
        holds = self.typed(self.tree(condition.holds))
        applies = self._yes_no(condition.applies)
        return ConditionPlan(
            id=condition.id,
            title=condition.title,
            source=condition.source,
            at=condition.at,
            holds=holds,
            text=self.said(condition.holds),
            effect=self._effect(condition.otherwise),
            facts=self._ordered((holds, applies), needs),
            unknown=condition.unknown,
            applies=applies,
        )

    def _level(self, level: Level) -> LevelPlan:
        return LevelPlan(
            id=level.id,
            title=level.title,
            source=level.source,
            start=self.number(level.start),
            strict=level.strict,
            needs=level.needs,
            floors=tuple((floor.of, floor.share / PERCENT) for floor in level.floors),
            combined=tuple((pair.of, self.number(pair.start)) for pair in level.combined),
        )

    def _yes_no(self, expression: Expression | None) -> Tree | None:
        return None if expression is None else self.typed(self.tree(expression))

    def _cap(self, amount: Fraction | str | None) -> Fraction | None:
        return None if amount is None else self.number(amount)

    def _floor(self, rule: FloorRule | None) -> Floor | None:
        return None if rule is None else Floor(rule.share / PERCENT, self._effect(rule.otherwise))

    def _effect(self, outcome: OutcomeRule) -> Effect:
        return Effect(kind=outcome.kind, of=outcome.of, amount=self.number(outcome.amount))


@frozen
class _Ask:
    """What a method may ask for while it lowers one criterion."""

    lowered: _Lowered
    maximum: Fraction
    ledger: Ledger
    ledger: Ledger

    def number(self, amount: Fraction | str) -> Fraction:
        return self.lowered.number(amount)

    def tree(self, expression: Expression) -> Tree:
        return self.lowered.tree(expression)

    def condition(self, tests: Expression, subject: Tree) -> Tree:
        return self.lowered.condition(tests, subject)


class _Inherited:
    """What an item hands down to everything in it unless that says otherwise."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.missing = ruleset.scoring.missing
        self.not_applicable = ruleset.scoring.not_applicable
        self.source = ""
        self.weight_source = ""

    def within(self, item: Item) -> _Inherited:
        """What holds inside an item."""
        own = _Inherited.__new__(_Inherited)
        own.missing = item.missing or self.missing
        own.not_applicable = item.not_applicable or self.not_applicable
        own.source = item.source or self.source
        own.weight_source = item.weight_source or self.weight_source
        return own


def _aggregation(keys: Aggregation) -> dict[str, Any]:
    """The keys by which an item, or the whole, puts its parts together."""
    return {
        "aggregate": keys.aggregate,
        "by": keys.by,
        "keep": keys.keep or 0,
        "drop_lowest": keys.drop_lowest or 0,
        "drop_highest": keys.drop_highest or 0,
        "exponent": keys.exponent if keys.exponent is not None else Fraction(1),
        "at_zero": None if keys.at_zero_floor is None else keys.at_zero_floor / PERCENT,
    }


def _rounding(rule: RoundingRule | str | None) -> Rounding | None:
    return Rounding(rule.places, rule.mode) if isinstance(rule, RoundingRule) else None


def _ordered_values(ruleset: Ruleset) -> list[str]:
    """The derived values, each after those that it needs; the checks have excluded cycles."""
    order: list[str] = []
    waiting = list(reversed(ruleset.values))
    while waiting:
        name = waiting[-1]
        needed = names(ruleset.values[name].formula.tree) & ruleset.values.keys() - set(order)
        if name in order or not needed:
            waiting.pop()
            if name not in order:
                order.append(name)
        else:
            waiting.extend(sorted(needed))
    return order


def _stakes(group: GroupPlan, criteria: list[CriterionPlan], scale: Fraction) -> Iterator[tuple[int, Fraction]]:
    """What each base criterion brings to the total at the most when everything applies."""
    parts = leaves(group) if group.aggregate == "flat" else group.children
    children = [child for child in parts if isinstance(child, GroupPlan) or criteria[child].ledger == "base"]
    sizes = [
        (child.weight, child.weight) if isinstance(child, GroupPlan) else (criteria[child].weight, criteria[child].maximum)
        for child in children
    ]
    for child, (_, own), stake in zip(children, sizes, stakes(group, sizes), strict=True):
        part = scale * stake / own if own else Fraction(0)
        if isinstance(child, GroupPlan):
            yield from _stakes(child, criteria, part)
        else:
            yield child, part * own
