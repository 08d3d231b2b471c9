"""A decision table as generated code: conditions in order, or collected by its hit policy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from thiduascore.feel.generate.branches import simplified
from thiduascore.feel.generate.expressions import Scope, number, yes_no
from thiduascore.feel.generate.values import FALSE, TRUE, Quantity, Truth, product, whole
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.feel.tree import Tree
from thiduascore.program.generate.points import PointsSource
from thiduascore.program.plan import Rule, Table
from thiduascore.records import frozen


@frozen
class TableSource:
    """Writes one table whose inputs are in scope."""

    table: Table
    scope: Scope
    points: PointsSource

    def write(self, writer: Writer) -> None:
        """Writes the statements by which the table earns its points."""
        hit = self.table.hit
        if hit == "first" or (hit == "unique" and self.table.proven):
            self._chain([None] * len(self.table.rules), writer)
        elif hit in ("unique", "any"):
            conditions = self._conditions(writer)
            # More than one rule that holds is rare, and the interpreter says what it means.
            writer.line(f"if {' + '.join(one.text for one in conditions) or '0'} > 1: raise Unproven")
            self._chain(conditions, writer)
        else:
            self._collect(writer)

    def _conditions(self, writer: Writer) -> list[Truth]:
        return [
            held if held.known is not None else Truth(writer.bind(f"({held.text})", "b"))
            for held in (self._when(rule, writer) for rule in self.table.rules)
        ]

    def _when(self, rule: Rule, writer: Writer) -> Truth:
        return TRUE if rule.when is None else yes_no(rule.when, self.scope, writer)

    def _held(self, rule: Rule, held: Truth | None, writer: Writer) -> Truth:
        return self._when(rule, writer) if held is None else simplified(held, writer)

    def _chain(self, conditions: Sequence[Truth | None], writer: Writer) -> None:
        """The first rule that holds: `if`, `elif`, `else`; a condition with statements of its own nests."""
        head, known = "if", frozenset[str]()
        for index, (rule, held) in enumerate(zip(self.table.rules, conditions, strict=True)):
            aside = writer.aside(known)
            condition = self._held(rule, held, aside)
            if condition.known is False and not aside.lines:
                continue
            if head == "elif" and (aside.lines or condition.known):
                writer.line("else:")
                writer, head = writer.inside(known), "if"
                aside = writer.aside()
                condition = self._held(rule, held, aside)
            if aside.lines:
                writer.add(aside)
            if condition.known:
                self._earn(rule.points, (index,), writer)
                return
            writer.line(f"{head} {condition.text}:")
            self._earn(rule.points, (index,), writer.inside(known | condition.implies))
            head, known = "elif", known | ({condition.opposite} - {""})
        if head == "elif":
            writer.line("else:")
            writer = writer.inside(known)
        self._fallback(writer)

    def _fallback(self, writer: Writer) -> None:
        if self.table.otherwise is None:
            writer.line("raise Unproven")
        else:
            self._earn(self.table.otherwise, (), writer)

    def _earn(self, points: Tree, rules: tuple[int, ...], writer: Writer) -> None:
        self.points.write(number(points, self.scope, writer), rules, writer)

    def _collect(self, writer: Writer) -> None:
        """Every rule that holds counts: their sum, the least, the greatest, or how many there are."""
        hit, conditions = self.table.hit, self._conditions(writer)
        points = [number(rule.points, self.scope, writer) for rule in self.table.rules]
        if any(one.den for one in points):
            raise Unsupported("quotients-collected")
        unit = Fraction(1, math.lcm(*(one.factor.denominator for one in points)))
        total, held = writer.names.fresh("n"), writer.names.fresh("h")
        writer.line(f"{total} = {0 if hit in ('sum', 'count') else None}")
        writer.line(f"{held} = ()")
        for index, (condition, one) in enumerate(zip(conditions, points, strict=True)):
            if condition is FALSE:
                continue
            writer.line(f"if {condition.text}:")
            inside = writer.inside()
            inside.line(f"{held} += ({index},)")
            size = int(one.factor / unit)
            self._gather(total, whole(product(size, one.num)) if size else "0", inside)
        if hit == "count":
            unit = Fraction(1)
        else:
            writer.line(f"if not {held}:")
            self._fallback(writer.inside())
            writer.line("else:")
            writer = writer.inside()
        bits = sum(one.bits for one in points) + len(points)
        self.points.write(Quantity(unit, total, "", bits), (), writer, held=held)

    def _gather(self, total: str, text: str, writer: Writer) -> None:
        hit = self.table.hit
        if hit in ("sum", "count"):
            writer.line(f"{total} += {1 if hit == 'count' else text}")
        else:
            name = writer.bind(text)
            sign = "<" if hit == "least" else ">"
            writer.line(f"if {total} is None or {name} {sign} {total}: {total} = {name}")
