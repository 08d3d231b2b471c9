"""One criterion as generated code: applicability, inputs, table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from thiduascore.feel.generate.branches import settled
from thiduascore.feel.generate.expressions import Scope, generate, yes_no
from thiduascore.feel.generate.numbers import at_places
from thiduascore.feel.generate.strict import Strict, strict_names
from thiduascore.feel.generate.values import TRUE, Code, Quantity
from thiduascore.feel.generate.writer import Writer
from thiduascore.feel.tree import Tree
from thiduascore.program.generate.names import table_trees
from thiduascore.program.generate.points import Layout, PointsSource, Scale, scale_of
from thiduascore.program.generate.table import TableSource
from thiduascore.program.plan import CriterionPlan


@frozen
class Standing:
    """What a criterion counts as in generated code; `present` is the local that says whether it applies."""

    points: Quantity
    present: str = ""


@frozen
class CriterionSource:
    """Writes one criterion; `may_go` says that the submission can do without it.

    `guard` is the condition, as source, that something which the trees read is missing; empty for none.
    A criterion that does not apply never looks at the rest of its facts, which such a unit seldom reports.
    """

    plan: CriterionPlan
    scope: Scope
    tracing: bool
    may_go: bool
    guard: Callable[[Iterable[Tree]], str]
    strict: Strict
    """For each derived value, the facts that it cannot do without."""
    facts: Mapping[str, str]
    """The local of each fact that is None exactly when it is missing, where that alone may decide."""

    def write(self, writer: Writer) -> Standing:
        """Writes the statements; raises Unsupported, and then what was written must be thrown away."""
        if self.plan.rounding is not None:
            scale = Scale(Fraction(1, 10) ** self.plan.rounding.places, False)
        else:
            scale = scale_of(self.plan, self._table(writer.aside(), None).wanted)
        if self.plan.applies is None and not self.plan.claimable:
            if self.may_go:
                writer.line(f"a{self.plan.index} = True")
            self._known(writer, scale)
        else:
            self._where_it_applies(writer, scale)
        return standing(self.plan, scale, may_go=self.may_go)

    def _where_it_applies(self, writer: Writer, scale: Scale) -> None:
        plan = self.plan
        applies = TRUE
        if plan.applies is not None:
            give_up(self.guard([plan.applies]), writer)
            applies = yes_no(plan.applies, self.scope, writer)
        if not applies.known:
            writer.line(f"if {applies.opposite or f'not {applies.text}'}:")
            self._absent(writer.inside(), "applies", scale)
            writer.line("else:")
            writer = writer.inside(applies.implies)
        if plan.claimable:
            writer.line(f"if {writer.names.constant(plan.id)} in claims:")
            self._absent(writer.inside(), "claim", scale)
            writer.line("else:")
            writer = writer.inside()
        writer.line(f"a{plan.index} = True")
        self._known(writer, scale)

    def _absent(self, writer: Writer, reason: str, scale: Scale) -> None:
        index = self.plan.index
        writer.line(f"p{index} = 0")
        if scale.divided:
            writer.line(f"q{index} = 1")
        writer.line(f"a{index} = False")
        if self.tracing:
            writer.line(f"t{index} = {writer.names.constant((Layout('not-applicable', reason),))}")

    def _known(self, writer: Writer, scale: Scale) -> None:
        """The table; where something missing counts as zero, that is known without a look at the rest."""
        missing = self._certain() if self.plan.missing == "zero" else []
        if missing:
            index = self.plan.index
            writer.line(f"if {' or '.join(f'{name} is None' for name in missing)}:")
            inside = writer.inside()
            inside.line(f"p{index} = 0")
            if scale.divided:
                inside.line(f"q{index} = 1")
            if self.tracing:
                inside.line(f"t{index} = None")
            writer.line("else:")
            writer = writer.inside()
        self._table(writer, scale)

    def _certain(self) -> list[str]:
        """Locals of the facts without which no rule can be told to hold."""
        table, named = self.plan.table, dict(self.strict)
        for given in table.inputs:
            named[given.name] = strict_names(given.tree, named, self.scope.functions)
        if not table.rules or (table.hit != "first" and not (table.hit == "unique" and table.proven)):
            return []
        first = table.rules[0].when or table.rules[0].points
        found = strict_names(first, named, self.scope.functions)
        return sorted(self.facts[name] for name in found if name in self.facts)

    def _table(self, writer: Writer, scale: Scale | None) -> PointsSource:
        give_up(self.guard(table_trees(self.plan)), writer)
        doubt = self._exemption(writer)
        scope, inputs = self.scope, list[Code]()
        for given in self.plan.table.inputs:
            code = generate(given.tree, scope, writer)
            if given.places is not None and isinstance(code, Quantity):
                code = at_places(code, given.places, "down", writer)
            code = settled(code, writer)
            scope = scope.having(given.name, code)
            inputs.append(code)
        points = PointsSource(self.plan, self.tracing, tuple(inputs), scale, doubt)
        TableSource(self.plan.table, scope, points).write(writer)
        return points

    def _exemption(self, writer: Writer) -> str:
        """Gives up where the unit is exempt, which is rare; the local that says that nobody knows."""
        if self.plan.exempt is None:
            return ""
        exempt, doubt, missing = self.plan.exempt, "", self.guard([self.plan.exempt])
        strict = strict_names(exempt, self.strict, self.scope.functions)
        certain = [self.facts[name] for name in sorted(strict) if name in self.facts]
        if missing and certain:
            doubt = writer.bind(" or ".join(f"{name} is None" for name in certain), "b")
            writer.line(f"if not {doubt}:")
            writer = writer.inside()
        # Without another fact the unit may still be exempt, as in `a or b`.
        give_up(missing, writer)
        give_up(yes_no(exempt, self.scope, writer).text, writer)
        return doubt


def give_up(condition: str, writer: Writer) -> None:
    """Writes that the code gives up where a condition is true."""
    if condition:
        writer.line(f"if {condition}: raise Unproven")


def standing(plan: CriterionPlan, scale: Scale, *, may_go: bool) -> Standing:
    """The names under which a criterion's points are found."""
    index = plan.index
    points = Quantity(scale.factor, f"p{index}", f"q{index}" if scale.divided else "")
    return Standing(points, f"a{index}" if may_go else "")
