"""What stands in brackets: parentheses, ranges, lists and contexts."""

from __future__ import annotations

from thiduascore.feel.lexer import Token
from thiduascore.feel.parser.expressions import COMPARING, COMPARISON, Expressions, comparing
from thiduascore.feel.tree import ContextOf, HalfRange, Interval, ListOf, Tree

_NO_BEGINNING = frozenset(
    {")", "]", "}", ",", ".", "..", ":", "*", "/", "+", "**", "=", "!=", "<", "<=", ">", ">="}
    | {"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"}
)
"""Words that no expression begins with: a `[` before them ends a range instead of beginning a filter."""


class Brackets(Expressions):
    """Reads brackets of all kinds."""

    def begins_filter(self) -> bool:
        """Whether the `[` here is followed by an expression."""
        following = self.tokens[self.at + 1]
        return following.kind == "literal" or (
            following.kind != "end" and following.text not in _NO_BEGINNING
        )

    def parenthesis(self) -> Tree:
        opening = self.take()
        if self.sees(*COMPARING):
            operator = self.take()
            end = self.expression(COMPARISON)
            self.closing(opening, ")")
            return HalfRange(comparing(operator.text), end, span=self.span(opening.start))
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

    def context(self) -> Tree:
        opening = self.take()
        entries: list[tuple[str, Tree]] = []
        while not self.sees("}"):
            name = self.key()
            self.expect(":")
            entries.append((name, self.expression()))
            if not self.sees(","):
                break
            self.take()
        self.closing(opening, "}")
        return ContextOf(tuple(entries), span=self.span(opening.start))

    def key(self) -> str:
        value = self.token.value
        if isinstance(value, str):
            self.take()
            self.known.add(value)
            return value
        return self.name_until(":", "}", ",", "{")
