"""Checks in FEEL made ready for one ruleset at one date: typed trees, and the words of their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Lang, Text, phrase_text, with_unit
from thiduascore.feel import FeelError, check, names, parse, substituted
from thiduascore.feel.fitting import described
from thiduascore.feel.problem import Problem
from thiduascore.feel.shapes import lowered
from thiduascore.feel.tree import Constant, Name, Tree
from thiduascore.feel.types import AnyType, BooleanType, NumberType
from thiduascore.feel.values import Value as FeelValue
from thiduascore.model.field import Field
from thiduascore.model.quantities import Parameter, Value
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding
from thiduascore.plugins.fields import checks_of_field, figure_on
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.source import CORE
from thiduascore.plugins.things import Check
from thiduascore.program.checks import Stated
from thiduascore.program.criterion_sentences import value_text
from thiduascore.program.environment import Environment
from thiduascore.program.plan import ConditionPlan, Effect
from thiduascore.program.resolve import Resolver
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.model.field_records import FieldFile

_FORMS: Final = {
    "=": "abs(value - against) <= tolerance",
    "<=": "value - against <= tolerance",
    ">=": "against - value <= tolerance",
}
"""What must hold of both sides, for each relation."""
_NO_EFFECT: Final = Effect(kind="not-ranked")


@frozen
class Side:
    """A number that a finding shows: its typed tree, what it is called and its unit."""

    tree: Tree
    label: Text
    """Empty for a constant, which says itself."""
    unit: str


@frozen
class Written:
    """A check in FEEL, ready for one ruleset at one date."""

    check: Check
    plugin: str
    holds: Tree
    """For an outlier check the number that is compared."""
    when: Tree | None
    facts: tuple[str, ...]
    """The names that it reads, in order."""
    sides: tuple[Side, ...] = ()
    """Value, against and tolerance."""

    @property
    def condition(self) -> ConditionPlan:
        """The check as a condition, which the programs know how to judge."""
        return ConditionPlan(
            id=self.check.name,
            title=self.check.doc,
            source=self.check.source,
            at=(),
            holds=self.holds,
            text=self.check.doc,
            effect=_NO_EFFECT,
            facts=self.facts,
            applies=self.when,
        )


def all_checks(registry: Registry, facts: Iterable[str]) -> list[tuple[Check, str, Field | None]]:
    """Every registered check with its plugin, and those of each field of which a ruleset has a fact.

    Raises DiagnosticError when the file of such a field cannot be read.
    """
    found: list[tuple[Check, str, Field | None]] = [
        (each, _plugin(registry, "checks", name), None) for name, each in registry.checks.items()
    ]
    prefixes = {name.partition("_")[0] for name in facts}
    for name, field in registry.fields.items():
        if name in prefixes:
            plugin = _plugin(registry, "fields", name)
            found += [(each, plugin, field) for each in checks_of_field(field)]
    return found


def _plugin(registry: Registry, kind: str, name: str) -> str:
    """What a finding says of where its check comes from: nothing for the core's own."""
    origin = registry.origin(kind, name)
    return "" if origin == CORE else origin.name


def all_ready(checks: Iterable[tuple[Check, str, Field | None]], resolver: Resolver) -> tuple[Written, ...]:
    """The checks that the ruleset has every name for.

    Raises DiagnosticError, naming the distributions, for those that cannot be read or do not fit its types.
    """
    written: list[Written] = []
    problems: list[Diagnostic] = []
    for each, plugin, field in checks:
        try:
            ready = _Ground(resolver, field).ready(each, plugin)
        except FeelError as error:
            problems.extend(_unusable(each, plugin, error.problems, field))
        else:
            written.extend([] if ready is None else [ready])
    if problems:
        raise DiagnosticError(*problems)
    return tuple(written)


def stated_by(one: Check, ruleset: Ruleset, resolver: Resolver) -> Iterator[Stated]:
    """The conditions that say the same as a check in Python.

    Raises FeelError for one that cannot be read or does not fit the ruleset's types.
    """
    assert one.stated is not None
    for text in one.stated(ruleset):
        holds = _Ground(resolver, None).yes_no(text)
        at = Written(one, "", holds, None, tuple(sorted(names(holds))))
        yield Stated(at.condition, one.severity)


class _Absent(Exception):
    """A name that the ruleset lacks, or a figure that has no value at the date."""


@frozen
class _Ground:
    """What a check stands on: the ruleset at a date, and the field that the check belongs to."""

    resolver: Resolver
    field: Field | None

    def ready(self, each: Check, plugin: str) -> Written | None:
        """The check for the ruleset; None when that lacks a name, or a figure at the date."""
        try:
            when = self.yes_no(each.when) if each.when else None
            if each.value:
                texts = (each.value, each.against, each.tolerance)
                parts = dict(zip(("value", "against", "tolerance"), map(self._tree, texts), strict=True))
                holds = self._typed(substituted(_parsed(_FORMS[each.relation]), parts))
                sides = tuple(self._side(text) for text in texts)
            elif each.outlier:
                holds, sides = self._typed(self._tree(each.outlier)), (self._side(each.outlier),)
            else:
                holds, sides = self.yes_no(each.holds), ()
        except _Absent:
            return None
        return Written(each, plugin, holds, when, tuple(sorted(names(holds))), sides)

    def _tree(self, text: str) -> Tree:
        """The tree with figures and the field's derived values put in their place."""
        tree = _parsed(text)
        ruleset, scope = self.resolver.ruleset, self.resolver.scope
        for _ in range(_MOST_ROUNDS):
            missing = names(tree) - scope.keys()
            if not missing:
                return tree
            tree = substituted(tree, {name: self._meant(name) for name in missing})
        raise _Absent(ruleset.campaign.id)

    def _meant(self, name: str) -> Tree:
        """What a name that is no fact stands for: the ruleset's figure, else the field's figure or value."""
        ruleset, date = self.resolver.ruleset, self.resolver.date
        if name in ruleset.parameters:
            figure = ruleset.parameter_at(name, date)
        else:
            own = self._own
            if own is not None and name in own.values:
                return own.values[name].formula.tree
            figure = figure_on(own.parameters[name], date) if own and name in own.parameters else None
        if figure is None:
            raise _Absent(name)
        return Constant(figure)

    @property
    def _own(self) -> FieldFile | None:
        return self.field.whole[0] if self.field is not None else None

    def _typed(self, tree: Tree) -> Tree:
        typed, problems = check(tree, self.resolver.scope, functions=self.resolver.functions)
        if problems:
            raise FeelError(problems)
        return typed

    def yes_no(self, text: str) -> Tree:
        """A condition's tree, typed."""
        typed = self._typed(self._tree(text))
        if not isinstance(typed.type, BooleanType | AnyType):
            found = described(typed.type or AnyType())
            raise FeelError((Problem("yes-no-expected", typed.span, {"found": found}),))
        return typed

    def _side(self, text: str) -> Side:
        tree = self._typed(self._tree(text))
        written = _parsed(text)
        named = self._named(written.name) if isinstance(written, Name) else None
        if named is not None:
            return Side(tree, named.label, named.unit or "")
        unit = tree.type.unit if isinstance(tree.type, NumberType) else None
        label = Text("") if isinstance(tree, Constant) else self.resolver.said(tree)
        return Side(tree, label, unit if isinstance(unit, str) else "")

    def _named(self, name: str) -> Parameter | Value | None:
        """The figure or derived value that a name stands for."""
        ruleset, own = self.resolver.ruleset, self._own
        values = {**(own.values if own is not None else {}), **ruleset.values}
        figures = {**(own.parameters if own is not None else {}), **ruleset.parameters}
        return values.get(name) or figures.get(name)


_MOST_ROUNDS: Final = 20
"""How deep derived values of a field may rest on each other."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Tree:
    return parse(text)


def _unusable(
    each: Check, plugin: str, problems: Iterable[Problem], field: Field | None
) -> Iterator[Diagnostic]:
    lent = field.lent["checks"].get(each.name) if field is not None else None
    place = lent.document.place((*lent.at, "name")) if lent is not None else None
    for problem in problems:
        inner = Diagnostic(problem.slug, problem.arguments)
        reason = Text(inner.message("vi"), inner.message("en"))
        arguments: dict[str, str | Text] = {"check": each.name, "distribution": plugin, "reason": reason}
        yield Diagnostic("plugin-check-unusable", arguments, place)


def failed(one: Written, labels: Mapping[str, Text], environment: Environment) -> Finding:
    """The finding of a check that failed: both sides, or the value of each fact in it."""
    says = one.check.says or Text(one.check.name)
    arguments: dict[str, object] = {"check": one.check.name, "says": says, "grounds": grounds(one.check)}
    if one.sides:
        return _differing(one, environment, arguments)
    read = [each for name in one.facts for each in _shown(name, labels, environment)]
    both = Text(
        "; ".join(f"{label.said('vi')} = {value_text(value, 'vi')}" for label, value in read),
        "; ".join(f"{label.said('en')} = {value_text(value, 'en')}" for label, value in read),
    )
    return Finding("check-fails", one.check.severity, {**arguments, "values": both}, plugin=one.plugin)


def _shown(
    name: str, labels: Mapping[str, Text], environment: Environment
) -> Iterator[tuple[Text, FeelValue]]:
    """A name with its value; the period by its days, and the unit not: findings stand below its name."""
    value = environment.names.get(name)
    if name == "period" and isinstance(value, Mapping):
        for part in ("start", "end"):
            yield phrase_text(f"said-path-period-{part}"), value[part]
    elif value is not None and name != "unit":
        yield labels.get(name, Text(name)), value


def _differing(one: Written, environment: Environment, arguments: dict[str, object]) -> Finding:
    value, against, tolerance = (_number(environment, side) for side in one.sides)
    sign = {"=": abs(value - against), "<=": value - against, ">=": against - value}
    shown = [side_said(side, number) for side, number in zip(one.sides, (value, against), strict=False)]
    both = Text("; ".join(text.vi for text in shown), "; ".join(text.en for text in shown))
    figures = {"difference": figure(sign[one.check.relation]), "tolerance": figure(tolerance)}
    arguments = {**arguments, **figures, "values": both}
    return Finding("check-differs", one.check.severity, arguments, plugin=one.plugin)


def _number(environment: Environment, side: Side) -> Fraction:
    found = environment.value(side.tree)
    return found if isinstance(found, Fraction) else Fraction(0)


def side_said(side: Side, number: Fraction) -> Text:
    """`Số điểm phục vụ = 12 điểm`; a constant says itself."""

    def said(lang: Lang) -> str:
        figure = with_unit(value_text(number, lang), side.unit, lang)
        label = lowered(side.label.said(lang))
        return f"{label} = {figure}" if label else figure

    return Text(said("vi"), said("en"))


def figure(number: Fraction) -> Text:
    """A number as findings show it."""
    return Text(value_text(number, "vi"), value_text(number, "en"))


def grounds(check: Check) -> Text:
    """The source of a check, to stand at the end of its finding."""
    return phrase_text("check-grounds", source=check.source) if check.source else Text("")
