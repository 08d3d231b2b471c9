"""One criterion as generated code: applicability, inputs, table."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from thiduascore.feel.generate import Scope, generate, settled, yes_no
from thiduascore.feel.generate_numbers import at_places
from thiduascore.feel.generate_values import TRUE, Code, Quantity
from thiduascore.feel.generate_writer import Writer
from thiduascore.program.generate_points import Layout, PointsSource, Scale, scale_of
from thiduascore.program.generate_table import TableSource
from thiduascore.program.plan import CriterionPlan


@frozen
class Standing:
    """What a criterion counts as in generated code; `present` is the local that says whether it applies."""

    points: Quantity
    present: str = ""


@frozen
class CriterionSource:
    """Writes one criterion; `may_go` says that the submission can do without it."""

    plan: CriterionPlan
    scope: Scope
    tracing: bool
    may_go: bool

    def write(self, writer: Writer) -> Standing:
        """Writes the statements; raises Unsupported, and then what was written must be thrown away."""
        if self.plan.rounding is not None:
            scale = Scale(Fraction(1, 10) ** self.plan.rounding.places, False)
        else:
            scale = scale_of(self.plan, self._table(writer.aside(), None).wanted)
        if self.plan.applies is None and not self.plan.claimable:
            if self.may_go:
                writer.line(f"a{self.plan.index} = True")
            self._table(writer, scale)
        else:
            self._where_it_applies(writer, scale)
        return standing(self.plan, scale, may_go=self.may_go)

    def _where_it_applies(self, writer: Writer, scale: Scale) -> None:
        plan = self.plan
        applies = TRUE if plan.applies is None else yes_no(plan.applies, self.scope, writer)
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
        self._table(writer, scale)

    def _absent(self, writer: Writer, reason: str, scale: Scale) -> None:
        index = self.plan.index
        writer.line(f"p{index} = 0")
        if scale.divided:
            writer.line(f"q{index} = 1")
        writer.line(f"a{index} = False")
        if self.tracing:
            writer.line(f"t{index} = {writer.names.constant((Layout('not-applicable', reason),))}")

    def _table(self, writer: Writer, scale: Scale | None) -> PointsSource:
        scope, inputs = self.scope, list[Code]()
        for given in self.plan.table.inputs:
            code = generate(given.tree, scope, writer)
            if given.places is not None and isinstance(code, Quantity):
                code = at_places(code, given.places, "down", writer)
            code = settled(code, writer)
            scope = scope.having(given.name, code)
            inputs.append(code)
        if self.plan.exempt is not None:
            # What an exemption leaves is rare, and told by the interpreter.
            writer.line(f"if {yes_no(self.plan.exempt, self.scope, writer).text}: raise Unproven")
        points = PointsSource(self.plan, self.tracing, tuple(inputs), scale)
        TableSource(self.plan.table, scope, points).write(writer)
        return points


def standing(plan: CriterionPlan, scale: Scale, *, may_go: bool) -> Standing:
    """The names under which a criterion's points are found."""
    index = plan.index
    points = Quantity(scale.factor, f"p{index}", f"q{index}" if scale.divided else "")
    return Standing(points, f"a{index}" if may_go else "")
