"""`for`, `some` and `every`, with one iterator or several."""

from __future__ import annotations

from typing import Literal, cast

from thiduascore.feel.parser.brackets import Brackets
from thiduascore.feel.tree import For, Quantified, Series, Tree

_Iterator = tuple[str, Tree]


class Loops(Brackets):
    """Reads loops; several iterators become loops inside one another."""

    def quantified(self) -> Tree:
        token = self.take()
        iterators = self.iterators()
        self.expect("satisfies")
        tree = self.expression()
        quantifier = cast(Literal["some", "every"], token.text)
        for variable, over in reversed(iterators):
            tree = Quantified(quantifier, variable, over, tree, span=self.span(token.start))
        return tree

    def loop(self) -> Tree:
        start = self.take().start
        iterators = self.iterators()
        self.expect("return")
        tree = self.expression()
        for position, (variable, over) in reversed(list(enumerate(iterators))):
            flat = position < len(iterators) - 1
            tree = For(variable, over, tree, flat, span=self.span(start))
        return tree

    def iterators(self) -> list[_Iterator]:
        found = [self.iteration()]
        while self.sees(","):
            self.take()
            found.append(self.iteration())
        return found

    def iteration(self) -> _Iterator:
        if self.token.kind != "name" and not self.dmn:
            self.fail("variable-expected")
        variable = self.name_until("in")
        self.known.add("partial")
        self.expect("in")
        start = self.token.start
        over = self.expression()
        if self.sees(".."):
            self.take()
            over = Series(over, self.expression(), span=self.span(start))
        return variable, over
