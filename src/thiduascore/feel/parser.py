"""Expressions and unary tests, from text to a tree.

Operators are read by precedence (Pratt), everything else by recursive descent.
Nesting and the height of the tree are bounded, so that the parser and every walk over its trees stay far from
Python's recursion limit.
A chain of `and` or `or` is one node; a chain of `+` counts one level for each operator.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, NoReturn, cast

from thiduascore.feel.cursor import Cursor
from thiduascore.feel.lexer import Token
from thiduascore.feel.problem import FeelError, Problem
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    For,
    In,
    Interval,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Span,
    Tests,
    Tree,
)
from thiduascore.feel.values import date_from_text, duration_from_text
from thiduascore.feel.walk import height

MOST_DEPTH: Final = 100
"""The greatest height of a tree that the parser makes."""

_MOST_NESTING: Final = 150
"""The greatest nesting of brackets: more than the height, so that what `source` writes can always be read."""

_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _SIGN = range(1, 8)
_STRENGTH: Final = {
    "or": _OR, "and": _AND, "between": _COMPARISON, "in": _COMPARISON,
    "=": _COMPARISON, "!=": _COMPARISON, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON,
    ">=": _COMPARISON,
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER,
}  # fmt: skip
_COMPARING: Final = ("=", "!=", "<", "<=", ">", ">=")


def parse(source: str) -> Tree:
    """The tree of an expression.

    Raises `FeelError` with every wrong character, or else with the first place where the sentence breaks.
    """
    parser = _Parser(source)
    tree = parser.expression()
    parser.finish()
    return parser.bounded(tree)


def parse_tests(source: str) -> Tests:
    """The tree of unary tests such as `>= 95`, `[85..95)`, `"a", "b"`, `not(0)`, `? * 2 > 3` or `-`.

    Raises `FeelError` as `parse` does.
    """
    parser = _Parser(source)
    tests = parser.unary_tests()
    parser.finish()
    return cast(Tests, parser.bounded(tests))


class _Parser(Cursor):
    """Reads one list of tokens from left to right; only a leading `not(…)` is ever read twice."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.nesting = 0

    def bounded(self, tree: Tree) -> Tree:
        if height(tree) > MOST_DEPTH:
            self.too_deep(self.span(self.tokens[0].start))
        return tree

    def too_deep(self, span: Span) -> NoReturn:
        raise FeelError([Problem("expression-too-deep", span, {"most": MOST_DEPTH})])

    # --- expressions ---

    def expression(self, strength: int = 0) -> Tree:
        """An expression whose operators outside brackets all bind more strongly than `strength`."""
        self.nesting += 1
        if self.nesting > _MOST_NESTING:
            self.too_deep((self.token.start, self.token.end))
        start = self.token.start
        tree = self.operand()
        while self.token.kind in ("symbol", "keyword") and _STRENGTH.get(self.token.text, 0) > strength:
            tree = self.operation(tree, self.take(), start)
        self.nesting -= 1
        return tree

    def operation(self, left: Tree, operator: Token, start: int) -> Tree:
        text, strength = operator.text, _STRENGTH[operator.text]
        if strength in (_OR, _AND):
            return self.logic(left, operator, start)
        if strength != _COMPARISON:
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
            right = self.expression(_COMPARISON)
            tree = Comparison(_comparing(text), left, right, span=self.span(start))
        if _STRENGTH.get(self.token.text) == _COMPARISON:
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
        low = self.expression(_COMPARISON)
        self.expect("and")
        high = self.expression(_COMPARISON)
        interval = Interval(low, high, True, True, span=self.span(first))
        return In(of, Tests((interval,), span=interval.span), span=self.span(start))

    def operand(self) -> Tree:
        start = self.token.start
        tree = self.plain_operand()
        while self.sees("."):
            self.take()
            if self.token.kind not in ("name", "keyword"):
                self.fail("member-expected")
            tree = Path(tree, self.take().text, span=self.span(start))
        return tree

    def plain_operand(self) -> Tree:
        token = self.token
        if token.kind == "literal":
            self.take()
            return Constant(token.value, span=(token.start, token.end))
        if token.kind == "name" or self.sees("not"):
            return self.named()
        reader = {
            "(": self.parenthesis, "[": self.bracket, "]": self.bracket, "-": self.negation,
            "?": self.subject, "if": self.choose, "for": self.loop,
            "some": self.quantified, "every": self.quantified,
            "true": self.word, "false": self.word, "null": self.word,
        }.get(token.text)  # fmt: skip
        if reader is None or token.kind == "end":
            self.fail("operand-expected")
        return reader()

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

    def named(self) -> Tree:
        """A name, or a call; the name of a function may have several words, as in `string length(x)`."""
        start, ahead = self.at, self.at + 1
        while self.tokens[ahead].kind == "name":
            ahead += 1
        if self.tokens[ahead].text == "(" and self.tokens[ahead].kind == "symbol":
            self.at = ahead
            words = self.tokens[start:ahead]
            return self.call(" ".join(word.text for word in words), words[0].start)
        token = self.take()
        if token.kind == "keyword":
            self.expect("(")
        return Name(token.text, span=(token.start, token.end))

    def call(self, function: str, start: int) -> Tree:
        opening = self.take()
        arguments: list[Tree] = []
        while not self.sees(")"):
            arguments.append(self.expression())
            if not self.sees(","):
                break
            self.take()
        self.closing(opening, ")")
        return _folded(Call(function, tuple(arguments), span=self.span(start)))

    def parenthesis(self) -> Tree:
        opening = self.take()
        tree = self.expression()
        if self.sees(".."):
            return self.interval(opening, tree)
        self.closing(opening, ")")
        return tree

    def bracket(self) -> Tree:
        opening = self.take()
        if opening.text == "[" and self.sees("]"):
            self.take()
            return ListOf((), span=self.span(opening.start))
        elements = [self.expression()]
        if opening.text == "]" or self.sees(".."):
            return self.interval(opening, elements[0])
        while self.sees(","):
            self.take()
            elements.append(self.expression())
        self.closing(opening, "]")
        return ListOf(tuple(elements), span=self.span(opening.start))

    def interval(self, opening: Token, low: Tree) -> Tree:
        self.expect("..")
        high = self.expression()
        closing = self.closing(opening, "]", ")", "[")
        span = self.span(opening.start)
        return Interval(low, high, opening.text == "[", closing.text == "]", span=span)

    def choose(self) -> Tree:
        start = self.take().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        otherwise = self.expression()
        return Choose(condition, then, otherwise, span=self.span(start))

    def quantified(self) -> Tree:
        token = self.take()
        variable, over = self.iteration()
        self.expect("satisfies")
        satisfies = self.expression()
        quantifier = cast(Literal["some", "every"], token.text)
        return Quantified(quantifier, variable, over, satisfies, span=self.span(token.start))

    def loop(self) -> Tree:
        start = self.take().start
        variable, over = self.iteration()
        self.expect("return")
        returns = self.expression()
        return For(variable, over, returns, span=self.span(start))

    def iteration(self) -> tuple[str, Tree]:
        if self.token.kind != "name":
            self.fail("variable-expected")
        variable = self.take().text
        self.expect("in")
        return variable, self.expression()

    # --- unary tests ---

    def tests_of_in(self) -> Tests:
        """What stands behind `in`: one test, or several in parentheses."""
        start = self.token.start
        if not self.sees("("):
            test = self.test(_COMPARISON)
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
            if isinstance(found[-1], Comparison):
                # `>= 92,5` would silently mean "at least 92, or 5": nobody who writes it means that.
                self.refuse_decimal_comma(self.at)
            self.take()
            found.append(self.test())
        return tuple(found)

    def test(self, strength: int = 0) -> Tree:
        """One unary test: an operator with its right side, or an expression (which may be an interval)."""
        if not self.sees(*_COMPARING):
            return self.expression(strength)
        operator = self.take()
        right = self.expression(_COMPARISON)
        subject = Name("?", span=(operator.start, operator.end))
        return Comparison(_comparing(operator.text), subject, right, span=self.span(operator.start))


def _comparing(text: str) -> Literal["=", "!=", "<", "<=", ">", ">="]:
    return cast(Literal["=", "!=", "<", "<=", ">", ">="], text)


def _folded(call: Call) -> Tree:
    """`date("…")` and `duration("…")` of a literal text are literals; a text that names none is a problem."""
    argument = call.arguments[0] if len(call.arguments) == 1 else None
    if call.function not in ("date", "duration") or not isinstance(argument, Constant):
        return call
    if not isinstance(argument.value, str):
        return call
    reader = date_from_text if call.function == "date" else duration_from_text
    value = reader(argument.value)
    if value is None:
        arguments = {"text": argument.value}
        raise FeelError([Problem(f"invalid-{call.function}", argument.span, arguments)])
    return Constant(value, span=call.span)
