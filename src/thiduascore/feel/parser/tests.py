"""Unary tests: what a value is tested for, behind `in` and in the cells of tables."""

from __future__ import annotations

from thiduascore.feel.parser.calls import Calls
from thiduascore.feel.parser.expressions import COMPARING, COMPARISON, comparing
from thiduascore.feel.tree import Comparison, HalfRange, Name, Tests, Tree


class Parser(Calls):
    """Reads one list of tokens from left to right; only a leading `not(…)` is ever read twice."""

    def tests_of_in(self) -> Tests:
        """What stands behind `in`: one test, or several in parentheses."""
        start = self.token.start
        if not self.sees("("):
            test = self.test(COMPARISON)
            return Tests((test,), span=self.span(start))
        opening = self.take()
        alternatives = [self.test()]
        if self.sees(".."):
            interval = self.interval(opening, alternatives[0])
            return Tests((interval,), span=interval.span)
        while self.sees(","):
            self.take()
            alternatives.append(self.test())
        self.closing(opening, ")")
        return Tests(tuple(alternatives), span=self.span(start))

    def unary_tests(self) -> Tests:
        start = self.token.start
        if self.sees("-") and self.tokens[self.at + 1].kind == "end":
            self.take()
            return Tests((), span=self.span(start))
        if not self.sees("not"):
            return Tests(self.alternatives(), span=self.span(start))
        return self.negated_tests() or Tests(self.alternatives(), span=self.span(start))

    def negated_tests(self) -> Tests | None:
        """The tests of `not(…)` when that is all there is; else nothing is read."""
        start = self.take().start
        opening = self.expect("(")
        alternatives = self.alternatives()
        self.closing(opening, ")")
        if self.token.kind == "end":
            return Tests(alternatives, negated=True, span=self.span(start))
        self.at = 0
        return None

    def alternatives(self) -> tuple[Tree, ...]:
        found = [self.test()]
        while self.sees(","):
            if isinstance(found[-1], Comparison) and not self.dmn:
                # `>= 92,5` would silently mean "at least 92, or 5": nobody who writes it means that.
                self.refuse_decimal_comma(self.at)
            self.take()
            found.append(self.test())
        return tuple(found)

    def test(self, strength: int = 0) -> Tree:
        """One unary test: an operator with its right side, or an expression (which may be an interval)."""
        if self.sees(*COMPARING):
            operator = self.take()
            right = self.expression(COMPARISON)
            subject = Name("?", span=(operator.start, operator.end))
            return Comparison(comparing(operator.text), subject, right, span=self.span(operator.start))
        tree = self.expression(strength)
        if isinstance(tree, HalfRange):
            return Comparison(tree.operator, Name("?", span=tree.span), tree.of, span=tree.span)
        return tree
