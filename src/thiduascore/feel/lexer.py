"""The words of an expression, and every character in it that FEEL does not know.

The lexer reads the whole text before it complains, so that all wrong characters are reported together.
In the DMN mode names may hold nearly any character, so that only the parser can say which ones are wrong.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, cast

from thiduascore.feel.problem import Argument, FeelError, Problem
from thiduascore.feel.rationals import ratio, whole
from thiduascore.feel.temporal.moments import DateTime, FarDate
from thiduascore.feel.temporal.reading import moment_from_text
from thiduascore.feel.tree import Scalar
from thiduascore.feel.values import missing

Kind = Literal["literal", "name", "keyword", "symbol", "other", "end"]

KEYWORDS = frozenset(
    {"and", "between", "else", "every", "false", "for", "function", "if", "in", "instance"}
    | {"not", "null", "or", "return", "satisfies", "some", "then", "true"}
)
"""Words that no fact, value, parameter or variable can be called."""

MOST_DIGITS = 60
MOST_DIGITS_DMN = 1000
_MOST_EXPONENT = 3000
MOST_CHARACTERS = 100_000
MOST_TOKENS = 20_000


class Token(NamedTuple):
    """One word of the expression; `value` is what a literal holds."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Scalar = None


def is_name(text: str) -> bool:
    """Whether an expression can refer to something by this word."""
    return unicodedata.normalize("NFC", text).isidentifier() and text not in KEYWORDS


_SPACE = re.compile(r"(?:\s|\ufeff|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)([^\W_]\w*)?")
_NUMBER_DMN = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE]([-+]?[0-9]+))?")
_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD\U00010000-\U000EFFFF"
)
_WORD_DMN = re.compile(rf"(?!\s)[{_START}](?:(?!\s)[{_START}0-9\u00B7\u0300-\u036F\u203F-\u2040])*")
"""Names as the standard has them; what may also stand inside a name is up to the parser."""
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SYMBOL = re.compile(r"\.\.|\*\*|<=|>=|!=|[-+*/<>=()\[\]{},.?:]")
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\({_PAIR}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{6}}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}

_PLAIN: Final = re.compile(
    r"""[ \n\r\t]*+(?:
      ([A-Za-z_][A-Za-z_0-9]*+)(?![^\x00-\x7f])              # a word of ASCII letters and nothing else
    | (\.\.|\*\*|[<>!]=|>|<(?!>)|=(?![=<>])|/(?![/*])|\.(?![0-9])|[-+*()\[\]{},?:])
    | "([^"\\]*+)"                                           # a text without escapes
    | ([0-9]{1,18}+(?:(?![\w.])|(?=\.\.)))                   # a whole number
    | ([0-9]{1,9}+\.[0-9]{1,9}+(?!\w))                       # a decimal number
    )""",
    re.VERBOSE,
)
"""What most words of most expressions are: the same in both modes, and nothing about it can be wrong.

Whatever does not match, such as a comment, a letter beyond ASCII or a slip, is looked at step by step.
"""

_TOKEN: Final = cast(Any, tuple.__new__)
"""Makes a token of its five parts: the constructor that has names takes twice the time."""

_LETTERS: Final = re.compile(r"\w+")

_MEANT = {
    "==": "=", "&&": "and", "||": "or", "<>": "!=", "=>": ">=", "=<": "<=", "…": "..",
    "“": '"', "”": '"', "„": '"', "'": '"', "‘": '"', "’": '"', "–": "-", "—": "-", "−": "-",
    "×": "*", "·": "*", "÷": "/", ":": "/", "≥": ">=", "≤": "<=", "≠": "!=", "^": "**",
    ";": ",", "!": "not(…)",
}  # fmt: skip
"""What people write out of habit, or because a word processor made it so, and what FEEL writes instead."""


_MEANT_PAIRS = frozenset(pair for pair in _MEANT if len(pair) == 2)


def tokens(source: str, *, dmn: bool = False) -> tuple[Token, ...]:
    """The words of the source, the last one being the end; raises `FeelError` with every wrong character.

    With `dmn`, numbers may have exponents, texts are taken as they are, and a literal such as `@"…"` that
    names nothing is a null with its cause.
    """
    if len(source) > MOST_CHARACTERS:
        raise FeelError([Problem("expression-too-long", (0, len(source)), {"most": MOST_CHARACTERS})])
    return _Lexer(source, dmn).run()


def comment(source: str) -> tuple[int, int] | None:
    """Where the first comment of a source that can be read stands; None when there is none."""
    before = 0
    for token in tokens(source):
        if match := _COMMENT.search(source, before, token.start):
            return match.span()
        before = token.end
    return None


class _Lexer:
    """Goes through the source once, from left to right."""

    def __init__(self, source: str, dmn: bool) -> None:
        self.source = source
        self.dmn = dmn
        self.at = 0
        self.found: list[Token] = []
        self.problems: list[Problem] = []

    def run(self) -> tuple[Token, ...]:
        source, plain = self.source, _PLAIN.match
        while True:
            match = plain(source, self.at)
            if match is not None:
                self.plain(match)
            elif self.skip_space() < len(source):
                self.step()
            else:
                break
            if len(self.found) > MOST_TOKENS:
                most = {"most": MOST_TOKENS}
                raise FeelError([Problem("expression-too-many-words", (0, len(source)), most)])
        if self.problems:
            raise FeelError(self.problems)
        return (*self.found, Token("end", "", self.at, self.at))

    def plain(self, match: re.Match[str]) -> None:
        """Adds what `_PLAIN` found."""
        group = match.lastindex or 0
        start, end = match.span(group)
        text: str = match[group]
        kind: Kind = "literal"
        value: Scalar = None
        if group == 1:
            kind = "keyword" if text in KEYWORDS else "name"
        elif group == 2:
            kind = "symbol"
        elif group == 3:
            value = text if self.dmn else _composed(text)
            start, end = start - 1, end + 1
            text = _composed(self.source[start:end])
        elif group == 4:
            value = whole(int(text))
        else:
            before, _, behind = text.partition(".")
            value = ratio(int(before + behind), 10 ** len(behind))
        self.found.append(_TOKEN(Token, (kind, text, start, end, value)))
        self.at = end

    def skip_space(self) -> int:
        if match := _SPACE.match(self.source, self.at):
            self.at = match.end()
        return self.at

    def step(self) -> None:
        character = self.source[self.at]
        if self.dmn and (word := _WORD_DMN.match(self.source, self.at)):
            self.named(word.end())
        elif not self.dmn and character.isidentifier():
            self.word()
        elif number := (_NUMBER_DMN if self.dmn else _NUMBER).match(self.source, self.at):
            (self.number_of_dmn if self.dmn else self.number)(number)
        elif character == '"':
            self.text(self.at)
        elif self.source.startswith('@"', self.at):
            self.moment()
        elif not self.dmn and self.source[self.at : self.at + 2] in _MEANT_PAIRS and not self.ends_type():
            self.wrong(2)
        elif symbol := _SYMBOL.match(self.source, self.at):
            self.add("symbol", symbol.end())
        elif self.dmn:
            self.add("other", self.at + 1)
        else:
            self.wrong(1)

    def ends_type(self) -> bool:
        """Whether a `<>` stands here that holds the parts of a type, of which there are none."""
        before = self.found[-1] if self.found else None
        touches = before is not None and before.end == self.at and before.text in ("context", "function")
        return touches and self.source.startswith("<>", self.at)

    def add(self, kind: Kind, end: int, value: Scalar = None) -> None:
        self.found.append(Token(kind, _composed(self.source[self.at : end]), self.at, end, value))
        self.at = end

    def problem(self, slug: str, start: int, end: int, **arguments: Argument) -> None:
        self.problems.append(Problem(slug, (start, end), arguments))
        self.at = end

    def word(self) -> None:
        found = _LETTERS.match(self.source, self.at)
        # Nearly every word is one run of letters and digits; an odd one is gone through sign by sign.
        end = found.end() if found is not None and found[0].isidentifier() else self.at + 1
        # A letter and a mark that follows it count together, so a mark is tried behind a letter.
        while end < len(self.source) and ("a" + self.source[end]).isidentifier():
            end += 1
        self.named(end)

    def named(self, end: int) -> None:
        self.add("keyword" if self.source[self.at : end] in KEYWORDS else "name", end)

    def number_of_dmn(self, match: re.Match[str]) -> None:
        exponent = int(match[2] or 0) if len(match[2] or "") < 9 else _MOST_EXPONENT + 1
        if len(match[1]) > MOST_DIGITS_DMN or abs(exponent) > _MOST_EXPONENT:
            self.add("literal", match.end(), missing("number-too-large"))
        else:
            number = Fraction(match[1])
            self.add("literal", match.end(), number * Fraction(10) ** exponent if exponent else number)

    def number(self, match: re.Match[str]) -> None:
        digits, tail = match[1], match[2]
        if tail or (match[1][0] == "." and self.found and self.found[-1].end == self.at):
            self.problem("malformed-number", *match.span(), text=_excerpt(match[0]))
        elif len(digits.replace(".", "")) > MOST_DIGITS:
            self.problem("number-has-too-many-digits", *match.span(), most=MOST_DIGITS)
        else:
            self.add("literal", match.end(), Fraction(digits))

    def text(self, start: int) -> None:
        match = _TEXT.match(self.source, start)
        if match is None:
            self.problem("unterminated-text", start, len(self.source))
            return
        wrong = [escape for escape in _ESCAPE.finditer(match[1]) if not _is_known(escape[1])]
        if self.dmn:
            # The standard knows no wrong escape: a backslash before anything else stands for itself.
            wrong = [escape for escape in wrong if len(escape[1]) > 1]
        for escape in wrong:
            self.problem("unknown-escape", *(start + 1 + offset for offset in escape.span()), text=escape[0])
        self.at = start
        value = "" if wrong else _ESCAPE.sub(_unescaped, match[1])
        self.add("literal", match.end(), value if self.dmn else unicodedata.normalize("NFC", value))

    def moment(self) -> None:
        start = self.at
        self.text(start + 1)
        token = self.found[-1] if self.found and self.found[-1].start == start + 1 else None
        if token is None:
            return
        self.found.pop()
        text = str(token.value)
        value = moment_from_text(text)
        far = value.date if isinstance(value, DateTime) else value
        if isinstance(far, FarDate) and not self.dmn:
            value = None
        if value is None and self.dmn:
            self.at = start
            self.add("literal", token.end, missing("not-a-moment", text=_excerpt(text)))
        elif value is None:
            self.problem("invalid-date", start, token.end, text=_excerpt(text))
        else:
            self.at = start
            self.add("literal", token.end, value)

    def wrong(self, length: int) -> None:
        text = self.source[self.at : self.at + length]
        before = self.found[-1] if self.found else None
        if text == "%" and before is not None and before.kind == "literal":
            self.problem("percent-sign", self.at, self.at + 1, number=_excerpt(before.text))
            return
        instead = {"instead": _MEANT[text]} if text in _MEANT else {}
        shown = text if text.isprintable() else f"U+{ord(text):04X}"
        self.problem("unexpected-character", self.at, self.at + length, text=shown, **instead)


def _composed(text: str) -> str:
    """The text with letters and their marks as one; most texts are that already."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _is_known(escape: str) -> bool:
    """Whether the escape is one of FEEL's and names a character (half of a surrogate pair is none)."""
    if len(escape) == 1:
        return escape in _ESCAPED
    if "\\" in escape:
        return True
    code = int(escape[1:], 16)
    return code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) == 1:
        return _ESCAPED.get(code, match[0])
    if "\\" in code:
        high, low = int(code[1:5], 16), int(code[7:], 16)
        return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)
    return chr(int(code[1:], 16))


def _excerpt(text: str) -> str:
    """The text itself, or its beginning when a message could not show it all."""
    return text if len(text) <= 40 else text[:39] + "…"
