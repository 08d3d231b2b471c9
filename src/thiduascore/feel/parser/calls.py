"""Operands with what stands directly behind them: members, filters, calls, types; function definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from thiduascore.feel.parser.kinds import Kinds
from thiduascore.feel.parser.naming import name_of
from thiduascore.feel.problem import FeelError, Problem
from thiduascore.feel.tree import (
    Call,
    Constant,
    Filter,
    FunctionOf,
    InstanceOf,
    Invocation,
    Name,
    Path,
    Tree,
)
from thiduascore.feel.types import Type
from thiduascore.feel.values import date_from_text, duration_from_text

_Arguments = tuple[tuple[Tree, ...], tuple[str, ...]]

_READERS: Final = {
    "(": "parenthesis", "[": "bracket", "]": "bracket", "{": "context", "-": "negation", "?": "subject",
    "if": "choose", "for": "loop", "function": "function", "some": "quantified", "every": "quantified",
    "true": "word", "false": "word", "null": "word",
}  # fmt: skip
"""For each word that an operand begins with, the method that reads it."""


class Calls(Kinds):
    """Reads operands."""

    def operand(self) -> Tree:
        start = self.tokens[self.at].start
        tree = self.plain_operand()
        while sign := self.signs[self.at]:
            if sign == ".":
                self.take()
                tree = Path(tree, self.member(), span=self.span(start))
            elif sign == "[" and self.begins_filter():
                tree = self.filtered(tree, start)
            elif sign == "(" and (self.dmn or isinstance(tree, Call | Invocation | Path | FunctionOf)):
                arguments, named = self.arguments()
                tree = Invocation(tree, arguments, named, span=self.span(start))
            elif sign == "instance":
                tree = self.instance(tree, start)
            else:
                break
        return tree

    def plain_operand(self) -> Tree:
        token = self.tokens[self.at]
        if token.kind == "literal":
            self.at += 1
            return Constant(token.value, span=(token.start, token.end))
        if token.kind == "keyword" and self.dmn and self.known.longest(self.tokens, self.at):
            return self.named()
        reader = _READERS.get(token.text)
        if reader is not None and token.kind != "other":
            read: Callable[[], Tree] = getattr(self, reader)
            return read()
        if token.kind == "name" or token.text == "not" or self.dmn:
            return self.named()
        return self.fail("operand-expected")

    def member(self) -> str:
        if self.dmn:
            found = self.longest_name()
            if found is not None:
                self.at += found[1]
                return found[0]
        if self.token.kind not in ("name", "keyword"):
            self.fail("member-expected")
        first = self.at
        self.take()
        # Members of a range have two words in every mode, and nothing else could follow.
        if self.tokens[first].text in ("start", "end", "time") and self.token.kind == "name":
            self.take()
        return name_of(self.tokens[first : self.at])

    def filtered(self, of: Tree, start: int) -> Tree:
        opening = self.take()
        self.known.add("item")
        by = self.expression()
        self.closing(opening, "]")
        return Filter(of, by, span=self.span(start))

    def instance(self, of: Tree, start: int) -> Tree:
        self.take()
        if self.token.text != "of":
            self.fail("other-word-expected", expected="`of`")
        self.take()
        return InstanceOf(of, self.kind(), span=self.span(start))

    # --- names and calls ---

    def named(self) -> Tree:
        """A name, or a call; the name of a function may have several words, as in `string length(x)`."""
        token = self.token
        name, count = self.name_ahead()
        words = self.tokens[self.at : self.at + count]
        following = self.tokens[self.at + count]
        if following.text == "(" and following.kind == "symbol":
            self.at += count
            # No function of its own reads this: each level of calls would cost Python one more frame.
            arguments, named = self.arguments()
            call = Call(name, arguments, named, span=self.span(words[0].start))
            return call if self.dmn else _folded(call)
        if self.dmn:
            self.at += count
            return Name(name, span=(words[0].start, words[-1].end))
        self.take()
        if token.kind == "keyword":
            self.expect("(")
        return Name(token.text, span=(token.start, token.end))

    def name_ahead(self) -> tuple[str, int]:
        """The name that begins here and its count of words; without `dmn` several only before a bracket."""
        if self.dmn and (found := self.longest_name()):
            return found
        if self.token.text == "not" and self.token.kind == "keyword":
            return "not", 1
        if self.dmn:
            self.fail("operand-expected")
        ahead = self.at + 1
        while self.tokens[ahead].kind == "name":
            ahead += 1
        if self.tokens[ahead].text == "and" and self.tokens[self.at].text in ("date", "years"):
            ahead = self.long_name(ahead)
        return " ".join(word.text for word in self.tokens[self.at : ahead]), ahead - self.at

    def long_name(self, ahead: int) -> int:
        """Where `date and time(` or `years and months duration(` ends, or the same place."""
        for words in (["date", "and", "time", "("], ["years", "and", "months", "duration", "("]):
            if [token.text for token in self.tokens[self.at : self.at + len(words)]] == words:
                return self.at + len(words) - 1
        return ahead

    def arguments(self) -> _Arguments:
        opening = self.take()
        found: list[Tree] = []
        names: list[str] = []
        while not self.sees(")"):
            if (name := self.argument_name()) is not None:
                names.append(name)
            found.append(self.expression())
            if len(names) not in (0, len(found)):
                raise FeelError([Problem("arguments-mixed", found[-1].span)])
            if not self.sees(","):
                break
            self.take()
        self.closing(opening, ")")
        return tuple(found), tuple(names)

    def argument_name(self) -> str | None:
        """The parameter's name where `name:` stands next."""
        ahead = self.at
        while self.tokens[ahead].kind in ("name", "keyword") or (
            ahead > self.at and self.dmn and self.tokens[ahead].kind in ("literal", "other")
        ):
            ahead += 1
        if ahead == self.at or self.tokens[ahead].text != ":":
            return None
        name = name_of(self.tokens[self.at : ahead])
        self.at = ahead + 1
        return name

    # --- function definitions ---

    def function(self) -> Tree:
        start = self.take().start
        opening = self.expect("(")
        names: list[str] = []
        accepts: list[Type | None] = []
        while not self.sees(")"):
            names.append(self.name_until(":", ",", ")"))
            accepts.append(None)
            if self.sees(":"):
                self.take()
                accepts[-1] = self.kind()
            if not self.sees(","):
                break
            self.take()
        self.closing(opening, ")")
        external = self.token.kind == "name" and self.token.text == "external"
        if external:
            self.take()
        body = self.expression()
        return FunctionOf(tuple(names), tuple(accepts), body, external, span=self.span(start))


def _folded(call: Call) -> Tree:
    """`date("…")` and `duration("…")` of a literal text are literals; a text that names none is a problem."""
    argument = call.arguments[0] if len(call.arguments) == 1 and not call.named else None
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
