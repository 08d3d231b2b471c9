"""Operators by their precedence, and what stands between them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final, Literal, NoReturn, cast

from thiduascore.feel.lexer import Token
from thiduascore.feel.parser.cursor import Cursor
from thiduascore.feel.parser.naming import KnownNames, name_of
from thiduascore.feel.problem import FeelError, Problem
from thiduascore.feel.tree import (
    Arithmetic,
    Choose,
    Comparison,
    Constant,
    In,
    Interval,
    Logic,
    Name,
    Negation,
    Span,
    Tests,
    Tree,
)
from thiduascore.feel.walk import height

MOST_DEPTH: Final = 100
"""The greatest height of a tree that the parser makes."""

_MOST_NESTING: Final = 150
"""The greatest nesting of brackets: more than the height, so that what `source` writes can always be read."""

_OR, _AND, COMPARISON, _SUM, _PRODUCT, _POWER, _SIGN = range(1, 8)
_STRENGTH: Final = {
    "or": _OR, "and": _AND, "between": COMPARISON, "in": COMPARISON,
    "=": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON,
    ">=": COMPARISON,
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER,
}  # fmt: skip
COMPARING: Final = ("=", "!=", "<", "<=", ">", ">=")


class Expressions(Cursor):
    """Reads operators and the plainest operands; subclasses read what else an expression can hold."""

    def __init__(self, source: str, *, names: Iterable[str], dmn: bool) -> None:
        super().__init__(source, dmn=dmn)
        self.dmn = dmn
        self.nesting = 0
        self.known = KnownNames(names)

    def bounded(self, tree: Tree) -> Tree:
        # No node goes without a word of its own, but for the two that `between` and `in` bring along.
        if 3 * len(self.tokens) > MOST_DEPTH and height(tree) > MOST_DEPTH:
            self.too_deep(self.span(self.tokens[0].start))
        return tree

    def too_deep(self, span: Span) -> NoReturn:
        raise FeelError([Problem("expression-too-deep", span, {"most": MOST_DEPTH})])

    def operand(self) -> Tree:
        """What stands between operators: a value with everything that is written directly behind it."""
        raise NotImplementedError

    def tests_of_in(self) -> Tests:
        """What stands behind `in`."""
        raise NotImplementedError

    def expression(self, strength: int = 0) -> Tree:
        """An expression whose operators outside brackets all bind more strongly than `strength`."""
        self.nesting += 1
        if self.nesting > _MOST_NESTING:
            self.too_deep((self.token.start, self.token.end))
        start = self.tokens[self.at].start
        tree = self.operand()
        while _STRENGTH.get(self.signs[self.at], 0) > strength:
            tree = self.operation(tree, self.take(), start)
        self.nesting -= 1
        return tree

    def operation(self, left: Tree, operator: Token, start: int) -> Tree:
        text, strength = operator.text, _STRENGTH[operator.text]
        if strength in (_OR, _AND):
            return self.logic(left, operator, start)
        if strength != COMPARISON:
            right = self.expression(strength)
            kind = cast(Literal["+", "-", "*", "/", "**"], text)
            return Arithmetic(kind, left, right, span=self.span(start))
        tree: Tree
        if text == "between":
            tree = self.between(left, start)
        elif text == "in":
            tests = self.tests_of_in()
            tree = In(left, tests, span=self.span(start))
        else:
            right = self.expression(COMPARISON)
            tree = Comparison(comparing(text), left, right, span=self.span(start))
        if not self.dmn and _STRENGTH.get(self.token.text) == COMPARISON:
            self.fail("chained-comparison")
        return tree

    def logic(self, left: Tree, operator: Token, start: int) -> Tree:
        operands = [left, self.expression(_STRENGTH[operator.text])]
        while self.sees(operator.text):
            self.take()
            operands.append(self.expression(_STRENGTH[operator.text]))
        kind = cast(Literal["and", "or"], operator.text)
        return Logic(kind, tuple(operands), span=self.span(start))

    def between(self, of: Tree, start: int) -> Tree:
        first = self.token.start
        low = self.expression(COMPARISON)
        self.expect("and")
        high = self.expression(COMPARISON)
        interval = Interval(low, high, True, True, span=self.span(first))
        return In(of, Tests((interval,), span=interval.span), span=self.span(start))

    # --- the plainest operands ---

    def word(self) -> Tree:
        token = self.take()
        value = {"true": True, "false": False, "null": None}[token.text]
        return Constant(value, span=(token.start, token.end))

    def subject(self) -> Tree:
        token = self.take()
        return Name("?", span=(token.start, token.end))

    def negation(self) -> Tree:
        start = self.take().start
        token = self.token
        # A sign before digits is part of the number, so `-2 ** 2` is 4, as the standard has it.
        if isinstance(token.value, Fraction):
            self.take()
            return Constant(-token.value, span=self.span(start))
        return Negation(self.expression(_SIGN), span=self.span(start))

    def choose(self) -> Tree:
        start = self.take().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        otherwise = self.expression()
        return Choose(condition, then, otherwise, span=self.span(start))

    # --- names ---

    def name_until(self, *stops: str) -> str:
        """A name that is introduced here, which ends before one of these words; it is known from here on."""
        start = self.at
        while self.token.kind != "end" and self.token.text not in stops:
            if not self.dmn and (self.token.kind != "name" or self.at > start):
                break
            self.at += 1
        if self.at == start:
            self.fail("variable-expected")
        name = name_of(self.tokens[start : self.at])
        self.known.add(name)
        return name

    def longest_name(self) -> tuple[str, int] | None:
        """The name that begins here, with its count of words; None when it can be none."""
        found = self.known.longest(self.tokens, self.at) if self.dmn else None
        ahead = self.at + (self.token.kind == "name")
        # Two names side by side mean nothing else, so that they are one name that nobody told about.
        while self.dmn and ahead > self.at and self.tokens[ahead].kind == "name":
            ahead += 1
        if found is not None and found[1] >= ahead - self.at:
            return found
        return (name_of(self.tokens[self.at : ahead]), ahead - self.at) if ahead > self.at else None


def comparing(text: str) -> Literal["=", "!=", "<", "<=", ">", ">="]:
    return cast(Literal["=", "!=", "<", "<=", ">", ">="], text)
