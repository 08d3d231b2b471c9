"""From a ruleset to a plan: parameters take their values at a date, methods become tables, trees become
typed.

Nothing is decided here that the ruleset does not say; every default was filled in when it was read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, cast

from attrs import evolve

from thiduascore.diagnostics import DiagnosticError, Text
from thiduascore.feel import Functions, names
from thiduascore.feel.tree import Constant, ListOf, Name, Tree
from thiduascore.feel.types import Type
from thiduascore.model.aggregation import Aggregation, RoundingRule
from thiduascore.model.aggregation import Floor as FloorRule
from thiduascore.model.aggregation import Outcome as OutcomeRule
from thiduascore.model.expression import Expression
from thiduascore.model.relative import Relative
from thiduascore.model.ruleset import Condition, Criterion, Item, Level, Ruleset
from thiduascore.program.aggregate import leaves, stakes
from thiduascore.program.figures import Compared, FigureBook, compared, stand_ins
from thiduascore.program.method import Method
from thiduascore.program.plan import (
    UNSAID,
    ConditionPlan,
    CriterionPlan,
    Effect,
    FactSlot,
    Floor,
    GroupPlan,
    Ledger,
    LevelPlan,
    Missing,
    NotApplicable,
    Plan,
    Rounding,
    Rule,
    Table,
)
from thiduascore.program.resolve import Resolver, resolver_of
from thiduascore.records import frozen

Trees = tuple[Tree, ...]
PERCENT = 100
ZERO = Fraction(0)


def lower(
    ruleset: Ruleset, *, methods: Mapping[str, Method], functions: Functions, date: datetime.date
) -> Plan:
    """The plan of a checked ruleset at a date; DiagnosticError when a parameter has no value then."""
    resolver = resolver_of(ruleset, functions, date)
    plan = _Lowered(ruleset, methods, resolver, FigureBook(resolver)).plan()
    if resolver.absent:
        raise DiagnosticError(*resolver.missing_values())
    return plan


@frozen
class _Ask:
    """What a method may ask for while it lowers one criterion."""

    resolver: Resolver
    maximum: Fraction
    ledger: Ledger
    book: FigureBook
    around: Trees
    """What must hold for the criterion to apply, its items' applicability included."""
    claim: str

    def cohort(
        self,
        options: Relative,
        *trees: Tree,
        weights: tuple[Fraction, ...] = (),
        said: Text | None = None,
    ) -> Compared:
        return compared(self.book, options, trees, weights, applies=self.around, claim=self.claim, said=said)

    def number(self, amount: Fraction | str) -> Fraction:
        return self.resolver.number(amount)

    def tree(self, expression: Expression) -> Tree:
        return self.resolver.tree(expression)

    def condition(self, tests: Expression, subject: Tree) -> Tree:
        return self.resolver.condition(tests, subject)


@frozen
class _Lowered:
    ruleset: Ruleset
    methods: Mapping[str, Method]
    resolver: Resolver
    book: FigureBook

    def plan(self) -> Plan:
        scoring, campaign, resolver = self.ruleset.scoring, self.ruleset.campaign, self.resolver
        criteria: list[CriterionPlan] = []
        root = self._root(criteria)
        worth = dict(_stakes(root, criteria, Fraction(1)))
        return Plan(
            campaign=campaign.id,
            title=campaign.title,
            version=campaign.version,
            ruleset_hash=self.ruleset.hash,
            date=resolver.date,
            total=scoring.total,
            facts=tuple(
                FactSlot(name, fact.type_, fact.scale, fact.label, fact.choices)
                for name, fact in self.ruleset.facts.items()
            ),
            values=tuple(resolver.values),
            criteria=tuple(evolve(one, stake=worth.get(one.index, ZERO)) for one in criteria),
            root=root,
            conditions=tuple(self._condition(one) for one in self.ruleset.conditions),
            levels=tuple(self._level(level) for level in self.ruleset.levels),
            observations=tuple(self.book.observations),
            figures=tuple(self.book.slots),
            population=cast(Any, self.ruleset.ranking.population),
            input_rounding=_rounding(scoring.rounding_at("input")),
            total_rounding=_rounding(scoring.rounding_at("total")),
            display_rounding=_rounding(scoring.rounding_at("display")),
            floor=scoring.floor,
            ceiling=scoring.ceiling,
            bonus_cap=resolver.amount(scoring.bonus.at_most if scoring.bonus else None),
            deduction_cap=resolver.amount(scoring.deduction.at_most if scoring.deduction else None),
            rank_on="rounded" if self.ruleset.ranking.on == "rounded" else "unrounded",
            minimum_coverage=scoring.minimum_coverage / PERCENT,
            functions=resolver.functions,
        )

    def _root(self, criteria: list[CriterionPlan]) -> GroupPlan:
        scoring = self.ruleset.scoring
        return GroupPlan(
            id="",
            title=self.ruleset.campaign.title,
            source="",
            weight_source="",
            at=(),
            weight=scoring.total,
            children=tuple(self._group(item, criteria, ()) for item in self.ruleset.items),
            **_aggregation(scoring),
        )

    def _group(self, item: Item, criteria: list[CriterionPlan], around: Trees) -> GroupPlan:
        scoring = self.ruleset.scoring
        applies = self.resolver.yes_no(item.applies)
        around = around if applies is None else (*around, applies)
        held: list[GroupPlan | int] = []
        for part in item.parts():
            if isinstance(part, Item):
                held.append(self._group(part, criteria, around))
            else:
                held.append(len(criteria))
                criteria.append(self._criterion(part, item, len(criteria), around))
        rounding = item.round if item.round is not None else scoring.rounding_at("item")
        return GroupPlan(
            id=item.id,
            title=item.title,
            source=item.source,
            weight_source=item.weight_source,
            at=item.at,
            weight=self.resolver.number(item.weight),
            children=tuple(held),
            applies=applies,
            not_applicable=cast(NotApplicable, item.not_applicable or scoring.not_applicable),
            at_most=self.resolver.amount(item.at_most),
            floor=self._floor(item.floor),
            rounding=_rounding(rounding),
            **_aggregation(item),
        )

    def _criterion(self, criterion: Criterion, item: Item, index: int, around: Trees) -> CriterionPlan:
        resolver, scoring = self.resolver, self.ruleset.scoring
        maximum = resolver.number(criterion.points)
        applies, exempt = resolver.yes_no(criterion.applies), resolver.yes_no(criterion.exempt)
        table = self._table(criterion, maximum, around if applies is None else (*around, applies))
        trees = [tree for tree in (applies, exempt, *_trees(table)) if tree is not None]
        missing, facts = cast(Missing, criterion.missing or scoring.missing), resolver.facts(trees)
        least, most = resolver.amount(criterion.at_least), resolver.amount(criterion.at_most)
        rounding = criterion.round if criterion.round is not None else scoring.rounding_at("criterion")
        return CriterionPlan(
            id=criterion.id,
            title=criterion.title,
            source=criterion.source,
            points_source=criterion.points_source,
            at=criterion.at,
            index=index,
            maximum=maximum,
            weight=maximum if criterion.weight is None else resolver.number(criterion.weight),
            stake=ZERO,
            least=least or ZERO,
            most=maximum if most is None else most,
            table=table,
            facts=facts,
            applies=applies,
            applies_said=UNSAID if applies is None else resolver.said(applies),
            exempt=exempt,
            missing=missing,
            not_applicable=cast(NotApplicable, criterion.not_applicable or scoring.not_applicable),
            target=resolver.amount(criterion.target),
            claimable=criterion.claimable,
            rounding=_rounding(rounding),
            floor=self._floor(criterion.floor),
            ledger=cast(Ledger, criterion.ledger),
            group=criterion.group or "",
            needs_full=_needed(criterion, item),
            approximate=any(resolver.approximate(tree) for tree in trees),
            figures=self.book.used(trees),
            stand_ins=stand_ins(self.book, missing, facts) if missing in ("mean", "median") else (),
        )

    def _table(self, criterion: Criterion, maximum: Fraction, around: Trees) -> Table:
        claim = criterion.id if criterion.claimable else ""
        ask = _Ask(self.resolver, maximum, cast(Ledger, criterion.ledger), self.book, around, claim)
        table = self.methods[criterion.method].lower(criterion.options, ask)
        scope: dict[str, Type] = self.book.types()
        labels: dict[str, Text] = self.book.labels()
        inputs = []
        for given in table.inputs:
            typed = self.resolver.typed(given.tree, scope, at=(*criterion.at, "method"))
            if typed.type is not None:
                scope[given.name] = typed.type
            own = not names(typed) & labels.keys() and not isinstance(typed, Constant | ListOf)
            said = self.resolver.said(typed) if own else given.label
            inputs.append(evolve(given, tree=typed, said=said))
            labels[given.name] = said if own and isinstance(typed, Name) else given.label
            labels |= self._choices(given.name, typed)
        return evolve(
            table,
            inputs=tuple(inputs),
            rules=tuple(self._rule(rule, scope, labels) for rule in table.rules),
            otherwise=None if table.otherwise is None else self.resolver.typed(table.otherwise, scope),
        )

    def _choices(self, name: str, tree: Tree) -> dict[str, Text]:
        """The labels of choices under an input's name, when the input is a fact."""
        fact = self.ruleset.facts.get(tree.name) if isinstance(tree, Name) else None
        return {f"{name}={choice}": label for choice, label in fact.choices.items()} if fact else {}

    def _rule(self, rule: Rule, scope: Mapping[str, Type], labels: Mapping[str, Text]) -> Rule:
        when = None if rule.when is None else self.resolver.typed(rule.when, scope, at=rule.at)
        points = self.resolver.typed(rule.points, scope, at=rule.at)
        own = not rule.text.en
        said = self.resolver.said(points if when is None else when, labels) if own else rule.text
        if rule.gives.vi:
            said = Text(f"{said.vi}, {rule.gives.vi}", f"{said.en}, {rule.gives.en}")
        return evolve(rule, when=when, points=points, said=said)

    def _condition(self, condition: Condition) -> ConditionPlan:
        holds = self.resolver.typed(self.resolver.tree(condition.holds))
        applies = self.resolver.yes_no(condition.applies)
        return ConditionPlan(
            id=condition.id,
            title=condition.title,
            source=condition.source,
            at=condition.at,
            holds=holds,
            text=self.resolver.said(holds),
            effect=self._effect(condition.otherwise),
            facts=self.resolver.facts((holds, applies)),
            unknown=cast(Any, condition.unknown),
            applies=applies,
        )

    def _level(self, level: Level) -> LevelPlan:
        return LevelPlan(
            id=level.id,
            title=level.title,
            source=level.source,
            start=self.resolver.amount(level.start),
            strict=level.strict,
            needs=level.needs,
            floors=tuple((floor.of, self.resolver.number(floor.share) / PERCENT) for floor in level.floors),
            combined=tuple((pair.of, self.resolver.number(pair.start)) for pair in level.combined),
        )

    def _floor(self, rule: FloorRule | None) -> Floor | None:
        return None if rule is None else Floor(rule.share / PERCENT, self._effect(rule.otherwise))

    def _effect(self, outcome: OutcomeRule) -> Effect:
        return Effect(
            kind=cast(Any, outcome.kind), of=outcome.of, amount=self.resolver.number(outcome.amount)
        )


def _needed(criterion: Criterion, item: Item) -> str:
    """The part that must have earned its maximum for a bonus to count."""
    needed = criterion.needs_full_base
    return item.id if needed is True else needed or ""


def _trees(table: Table) -> Iterator[Tree | None]:
    yield table.otherwise
    for given in table.inputs:
        yield given.tree
    for rule in table.rules:
        yield rule.when
        yield rule.points


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
    return Rounding(rule.places, cast(Any, rule.mode)) if isinstance(rule, RoundingRule) else None


def _stakes(
    group: GroupPlan, criteria: list[CriterionPlan], scale: Fraction
) -> Iterator[tuple[int, Fraction]]:
    """What each base criterion brings to the total at the most when everything applies."""
    parts = leaves(group) if group.aggregate == "flat" else group.children
    children = [child for child in parts if isinstance(child, GroupPlan) or criteria[child].ledger == "base"]
    sizes = [_size(child if isinstance(child, GroupPlan) else criteria[child]) for child in children]
    for child, (_, own), stake in zip(children, sizes, stakes(group, sizes), strict=True):
        part = scale * stake / own if own else ZERO
        if isinstance(child, GroupPlan):
            yield from _stakes(child, criteria, part)
        else:
            yield child, part * own


def _size(child: GroupPlan | CriterionPlan) -> tuple[Fraction, Fraction]:
    """A child's weight and its own most points."""
    return child.weight, child.weight if isinstance(child, GroupPlan) else child.maximum
