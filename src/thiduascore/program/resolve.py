"""The expressions of a ruleset at a date: parameters replaced by their values, every node typed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from attrs import field

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Path, Text, phrase_text
from thiduascore.feel import Functions, check, condition_of, is_approximate, names, substituted
from thiduascore.feel.sentence import said
from thiduascore.feel.tree import Constant, Tests, Tree
from thiduascore.feel.types import Type
from thiduascore.model.expression import Expression
from thiduascore.model.headings import headings
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.scope import surroundings, value_order, with_unit
from thiduascore.program.plan import ValueSlot
from thiduascore.records import frozen


@frozen(slots=False)
class Resolver:
    """Answers for one ruleset at one date; made by `resolver_of`."""

    ruleset: Ruleset
    functions: Functions
    date: datetime.date
    scope: dict[str, Type]
    needs: dict[str, frozenset[str]] = field(factory=dict)
    """The facts that each derived value reads, directly or through others."""
    values: list[ValueSlot] = field(factory=list)
    rough: set[str] = field(factory=set)
    """The derived values that are approximate."""
    absent: set[str] = field(factory=set)
    """Parameters that are needed and have no value at the date, so that all of them are named at once."""

    def number(self, amount: Fraction | str) -> Fraction:
        """The amount itself, or the value of the parameter that it names at the date."""
        if isinstance(amount, Fraction):
            return amount
        value = self.ruleset.parameter_at(amount, self.date)
        if value is None:
            self.absent.add(amount)
        return Fraction(0) if value is None else value

    def amount(self, amount: Fraction | str | None) -> Fraction | None:
        """The same for an amount that may not be there."""
        return None if amount is None else self.number(amount)

    def tree(self, expression: Expression) -> Tree:
        """The expression's tree with parameters replaced by their values."""
        return self._resolved(expression.tree)

    def condition(self, tests: Expression, subject: Tree) -> Tree:
        """The yes-no tree that says whether the subject meets the unary tests."""
        tree = self._resolved(tests.tree)
        return condition_of(tree, subject) if isinstance(tree, Tests) else tree

    def typed(self, tree: Tree, inputs: Mapping[str, Type] | None = None, *, at: Path = ()) -> Tree:
        """The tree with its types, in the ruleset's scope and that of a criterion's inputs.

        DiagnosticError, at that place of the ruleset, when it does not fit: each expression was checked
        alone,
        but a method may bring together two that do not fit, such as a value and a target in different units.
        """
        checked, problems = check(tree, {**self.scope, **(inputs or {})}, functions=self.functions)
        if problems:
            document = self.ruleset.document
            place, inside = document.place(at), headings(document.value, at)
            found = (Diagnostic(each.slug, each.arguments, place, inside=inside) for each in problems)
            raise DiagnosticError(*dict.fromkeys(found))
        return checked

    def yes_no(self, expression: Expression | None) -> Tree | None:
        """The typed tree of an expression that may not be there."""
        return None if expression is None else self.typed(self.tree(expression))

    def said(self, tree: Tree, inputs: Mapping[str, Text] | None = None) -> Text:
        """A typed tree as a sentence, with the titles of what it names."""
        labels = {**self._labels, **(inputs or {})}
        return Text(said(tree, "vi", labels), said(tree, "en", labels))

    @cached_property
    def _labels(self) -> Mapping[str, Text]:
        named = (self.ruleset.facts, self.ruleset.values, self.ruleset.parameters)
        labels = {name: one.label for group in named for name, one in group.items()}
        for name, fact in self.ruleset.facts.items():
            labels |= {f"{name}={choice}": label for choice, label in fact.choices.items()}
        kinds = self.ruleset.campaign.kinds.items()
        members = {f"unit.{name}": phrase_text(f"unit-{name}") for name in ("id", "kind", "name", "cluster")}
        return labels | members | {f"unit.kind={kind}": label for kind, label in kinds}

    def facts(self, trees: Iterable[Tree | None]) -> tuple[str, ...]:
        """The facts that trees read, directly or through derived values, in the ruleset's order."""
        used = frozenset().union(*(names(tree) for tree in trees if tree is not None))
        found = used.union(*(self.needs.get(name, frozenset()) for name in used))
        return tuple(name for name in self.ruleset.facts if name in found)

    def approximate(self, tree: Tree) -> bool:
        """Whether a typed tree, or a derived value that it reads, takes a root, a logarithm or a fractional
        power.
        """
        return is_approximate(tree, self.functions) or not self.rough.isdisjoint(names(tree))

    def missing_values(self) -> tuple[Diagnostic, ...]:
        """A diagnostic for each parameter that was needed and has no value at the date."""
        return tuple(
            Diagnostic(
                "parameter-without-value",
                {"name": name, "date": self.date.isoformat()},
                self.ruleset.document.place(self.ruleset.parameters[name].at, key=True),
            )
            for name in sorted(self.absent)
        )

    def _resolved(self, tree: Tree) -> Tree:
        used = names(tree) & self.ruleset.parameters.keys()
        return substituted(tree, {name: Constant(self.number(name)) for name in used})


def resolver_of(ruleset: Ruleset, functions: Functions, date: datetime.date) -> Resolver:
    """A resolver whose derived values are typed, each after those that it needs."""
    scope = {name: fact.type_ for name, fact in ruleset.facts.items()} | surroundings(ruleset.campaign)
    resolver = Resolver(ruleset, functions, date, scope)
    for name in value_order(ruleset.values):
        if name is not None:
            value = ruleset.values[name]
            tree = resolver.typed(resolver.tree(value.formula), at=value.formula.at)
            resolver.values.append(ValueSlot(name, tree, value.label))
            resolver.needs[name] = frozenset(resolver.facts([tree]))
            if resolver.approximate(tree):
                resolver.rough.add(name)
            if tree.type is not None:
                scope[name] = with_unit(tree.type, value.unit)
    return resolver
