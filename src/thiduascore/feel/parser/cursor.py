"""The words of an expression one after the other, and what to say when another word was expected."""

from __future__ import annotations

from typing import Final, NoReturn

from thiduascore.feel.lexer import Token, tokens
from thiduascore.feel.problem import Argument, FeelError, Problem
from thiduascore.feel.tree import Span

_SIGNS: Final = ("symbol", "keyword")


class Cursor:
    """A place in a list of tokens that only moves forward; raises `FeelError` where the text breaks."""

    def __init__(self, source: str, *, dmn: bool) -> None:
        self.tokens = tokens(source, dmn=dmn)
        self.signs = [one.text if one.kind in _SIGNS else "" for one in self.tokens]
        """For each token its text where that is a symbol or a keyword, which is asked for again and again."""
        self.at = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        return self.signs[self.at] in texts

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def expect(self, *texts: str) -> Token:
        if self.signs[self.at] in texts:
            return self.take()
        return self.fail("other-word-expected", expected=" / ".join(f"`{text}`" for text in texts))

    def closing(self, opening: Token, *texts: str) -> Token:
        if self.token.kind == "end":
            arguments = {"bracket": opening.text, "closing": texts[0]}
            raise FeelError([Problem("unclosed-bracket", (opening.start, opening.end), arguments)])
        return self.expect(*texts)

    def span(self, start: int) -> Span:
        return (start, self.tokens[self.at - 1].end)

    def fail(self, slug: str, **arguments: Argument) -> NoReturn:
        token = self.token
        self.refuse_decimal_comma(self.at - 2)
        self.refuse_decimal_comma(self.at)
        if token.kind == "end":
            slug = "expression-ends-early" if self.at else "expression-empty"
            raise FeelError([Problem(slug, (max(token.start - 1, 0), token.end))])
        if token.kind == "other" or token.text == ":":
            instead = {"instead": "/"} if token.text == ":" else {}
            arguments = {"text": token.text, **instead}
            raise FeelError([Problem("unexpected-character", (token.start, token.end), arguments)])
        before = self.tokens[self.at - 1]
        if self.at and token.kind == before.kind == "name":
            span, joined = (before.start, token.end), f"{before.text}_{token.text}"
            raise FeelError([Problem("name-with-space", span, {"found": token.text, "joined": joined})])
        raise FeelError([Problem(slug, (token.start, token.end), {"found": token.text, **arguments})])

    def finish(self) -> None:
        if self.token.kind != "end":
            self.fail("operator-expected")

    def refuse_decimal_comma(self, comma: int) -> None:
        """Complains when the token at this index is a comma that touches digits, as in `92,5`."""
        if not 0 < comma < len(self.tokens) - 1:
            return
        before, middle, after = self.tokens[comma - 1 : comma + 2]
        touching = before.end == middle.start and middle.end == after.start
        if middle.text == "," and touching and before.text.isdecimal() and after.text.isdecimal():
            arguments = {"found": f"{before.text},{after.text}", "instead": f"{before.text}.{after.text}"}
            raise FeelError([Problem("decimal-comma", (before.start, after.end), arguments)])
