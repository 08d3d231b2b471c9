"""A tree as a sentence in Vietnamese or English, for people who read rules and not formulas.

Every word comes from the catalogue or the labels; the sentence begins in lower case and has no full stop.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from thiduascore.diagnostics import Text, compared_with, exact, phrase, phrases, shown
from thiduascore.feel.shapes import (
    as_tests,
    asks_for_null,
    dotted,
    is_date,
    is_percentage,
    is_plain,
    is_short,
    literals,
    lowered,
)
from thiduascore.feel.source import literal, source
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    HalfRange,
    In,
    InstanceOf,
    Interval,
    Invocation,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Scalar,
    Series,
    Tests,
    Tree,
)
from thiduascore.feel.types import ListType, NumberType
from thiduascore.feel.values import Days, Months
from thiduascore.feel.walk import names

Labels = Mapping[str, Text]

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/", "**": "^"}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_WORDS = {"=": "is", "!=": "is-not", "<": "below", "<=": "at-most", ">": "above", ">=": "at-least"}
_INVERSE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def said(tree: Tree, lang: str, labels: Labels) -> str:
    """The tree in `lang`; of unary tests, what they say about an unnamed subject: `từ 85 đến dưới 95`.

    `labels` are the titles of names, of members as `unit.kind`, and of choices as `unit.kind=enterprise`.
    What has no label appears by its name.
    Numbers that are compared with something that has a unit carry that unit when the tree is typed.
    """
    speaker = _Speaker(lang, labels)
    return speaker.predicate(tree, Name("?")) if isinstance(tree, Tests) else speaker.said(tree)


class _Speaker:
    """Says trees in one language with one set of labels."""

    def __init__(self, lang: str, labels: Labels) -> None:
        self.lang = lang
        self.labels = labels
        self.phrases = phrases()

    def word(self, key: str, **arguments: str) -> str:
        return phrase(f"said-{key}", self.lang, **arguments)

    def said(self, tree: Tree, unit: str | None = None) -> str:
        match tree:
            case Constant(value=value):
                return self.constant(value, unit)
            case Name() | Path():
                return self.title(tree)
            case Negation(of=of):
                return f"−{self.tight(of)}"
            case Arithmetic():
                return self.arithmetic(tree, unit)
            case Comparison():
                return self.comparison(tree)
            case Logic():
                return self.logic(tree)
            case Choose(condition=condition, then=then, otherwise=otherwise):
                parts = {"then": self.said(then, unit), "otherwise": self.said(otherwise, unit)}
                return self.word("if", condition=self.said(condition), **parts)
            case In(of=of, tests=tests):
                return self.contained(of, tests)
            case Call():
                return self.call(tree, unit)
            case Quantified(quantifier=quantifier, variable=name, over=over, satisfies=body):
                return self.word(quantifier, name=name, over=self.said(over), body=self.said(body))
            case For(variable=name, over=over, returns=body):
                return self.word("for", name=name, over=self.said(over), body=self.said(body))
            case ListOf(elements=elements):
                return "[" + "; ".join(self.said(element, unit) for element in elements) + "]"
            case Tests() | Interval():
                return self.predicate(tree, Name("?"))
            case HalfRange(operator=operator, of=of):
                return self.compared(operator, Name("?"), of)
            case Series(start=start, end=end):
                return self.word("series", low=self.said(start), high=self.said(end))
            case Filter(of=of, by=by):
                return self.filtered(of, by)
            case ContextOf(entries=entries):
                return "{" + "; ".join(f"{name}: {self.said(value)}" for name, value in entries) + "}"
            case InstanceOf() | FunctionOf() | Invocation():
                # These are for people who read formulas; no ruleset needs them.
                return source(tree)

    def filtered(self, of: Tree, by: Tree) -> str:
        if isinstance(by.type, NumberType) or (isinstance(by, Constant) and isinstance(by.value, Fraction)):
            return self.word("element", of=self.said(of), index=self.said(by))
        return self.word("elements", of=self.said(of), condition=self.said(by))

    # --- words for values and names ---

    def constant(self, value: Scalar, unit: str | None = None) -> str:
        if value is None or isinstance(value, bool):
            return self.word({None: "null", True: "true", False: "false"}[value])
        if isinstance(value, Fraction):
            number = exact(value) if "/" in exact(value) else shown(value, self.lang)
            return compared_with(number, unit or "", self.lang)
        if isinstance(value, str):
            return f"“{value}”"
        if isinstance(value, Days | Months):
            return self.duration(value)
        if isinstance(value, datetime.date):
            year, month, day = value.isoformat().split("-")
            return self.word("date", day=day, month=month, year=year)
        return literal(value).removeprefix("@").strip('"')

    def duration(self, value: Days | Months) -> str:
        if isinstance(value, Days):
            return self.word("days", count=self.constant(value.count))
        years, months = divmod(abs(value.count), 12)
        parts = [self.word("years", count=str(years))] if years else []
        parts += [self.word("months", count=str(months))] if months or not years else []
        return ("−" if value.count < 0 else "") + " ".join(parts)

    def title(self, tree: Name | Path) -> str:
        name = dotted(tree)
        if name in self.labels:
            return lowered(self.labels[name].said(self.lang))
        if name in ("?", "item"):
            return self.word("this-value")
        if isinstance(tree, Name):
            return name
        key = f"path-{name.replace('.', '-')}"
        if f"said-{key}" in self.phrases:
            return self.word(key)
        if f"said-member-{tree.member}" in self.phrases:
            return self.word(f"member-{tree.member}", of=self.tight(tree.of))
        return f"{self.tight(tree.of)}.{tree.member}"

    def beside(self, subject: Tree, value: Tree) -> str:
        """A value compared with the subject: a choice by its title, a number with its unit."""
        if isinstance(value, Constant) and isinstance(value.value, str):
            label = self.labels.get(f"{dotted(subject)}={value.value}")
            if label is not None:
                return f"“{label.said(self.lang)}”"
        unit = subject.type.unit if isinstance(subject.type, NumberType) else None
        return self.said(value, unit if isinstance(unit, str) else None)

    # --- sentences ---

    def listed(self, word: str, parts: list[str]) -> str:
        """Parts with commas between them, and the word before the last one."""
        if len(parts) == 1:
            return parts[0]
        separator = ", " if all("," not in part for part in parts) else "; "
        return f"{separator.join(parts[:-1])} {self.word(word)} {parts[-1]}"

    def logic(self, tree: Logic) -> str:
        tested = as_tests(tree)
        if tested is not None:
            return self.contained(*tested)
        parts = [self.operand(tree.operator, part) for part in tree.operands]
        return self.listed(tree.operator, parts)

    def operand(self, operator: str, part: Tree) -> str:
        text = self.said(part)
        tested = as_tests(part)
        if tested is not None:
            several = operator == "and" and len(tested[1].alternatives) > 1
            return f"({text})" if several else text
        return f"({text})" if isinstance(part, Logic | Choose | Quantified) else text

    def arithmetic(self, tree: Arithmetic, unit: str | None) -> str:
        left, right = tree.left, tree.right
        if is_percentage(tree) and isinstance(left, Arithmetic):
            return self.word("percentage", part=self.said(left.left), whole=self.said(left.right))
        strength = _STRENGTH[tree.operator]
        inner = unit if tree.operator in "+-" else None
        sides = (self.term(left, strength, inner), self.term(right, strength + 1, inner))
        return f"{sides[0]} {_SIGNS[tree.operator]} {sides[1]}"

    def term(self, tree: Tree, least: int, unit: str | None = None) -> str:
        text = self.said(tree, unit)
        weak = isinstance(tree, Arithmetic) and _STRENGTH[tree.operator] < least
        loose = isinstance(tree, Logic | Comparison | Choose | In) or (isinstance(tree, Call) and least > 0)
        return f"({text})" if weak or loose else text

    def tight(self, tree: Tree) -> str:
        text = self.said(tree)
        return text if is_plain(tree) else f"({text})"

    def comparison(self, tree: Comparison) -> str:
        left, right = tree.left, tree.right
        if isinstance(left, Constant) and not isinstance(right, Constant):
            mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(tree.operator, tree.operator)
            return self.sentence(right, self.compared(mirrored, right, left))
        if isinstance(right, Constant) and isinstance(right.value, bool) and tree.operator in ("=", "!="):
            return self.said(left) if right.value == (tree.operator == "=") else self.denied(left)
        if isinstance(right, Constant) and right.value is None and tree.operator in ("=", "!="):
            return self.word("not-reported" if tree.operator == "=" else "reported", what=self.said(left))
        return self.sentence(left, self.compared(tree.operator, left, right))

    def sentence(self, subject: Tree, predicate: str) -> str:
        return self.word("sentence", subject=self.term(subject, 0), predicate=predicate)

    def compared(self, operator: str, subject: Tree, value: Tree) -> str:
        word = _WORDS[operator]
        if is_date(subject) or is_date(value):
            word = f"date-{word}"
        elif operator in ("=", "!=") and isinstance(value, Constant) and isinstance(value.value, str):
            word = f"text-{word}"
        return self.word(word, value=self.beside(subject, value))

    def contained(self, of: Tree, tests: Tests) -> str:
        return self.sentence(of, self.predicate(tests, of))

    def predicate(self, tree: Tests | Interval, subject: Tree) -> str:
        """What tests say about their subject, without naming it."""
        if isinstance(tree, Interval):
            return self.interval(tree, subject)
        if not tree.alternatives:
            return self.word("anything")
        values = literals(tree)
        if len(values) > 1:
            text = any(isinstance(value.value, str) for value in values)
            listed = self.listed("or", [self.beside(subject, value) for value in values])
            found = self.word("text-is" if text else "is", value=listed)
        else:
            found = self.listed("or", [self.alternative(test, subject) for test in tree.alternatives])
        if not tree.negated:
            return found
        if len(values) == 1:
            return self.compared("!=", subject, values[0])
        return self.word("none-of", tests=found)

    def alternative(self, test: Tree, subject: Tree) -> str:
        if isinstance(test, Interval):
            return self.interval(test, subject)
        if isinstance(test, Comparison) and is_short(test):
            return self.compared(test.operator, subject, test.right)
        if "?" in names(test):
            return self.word("such-that", condition=self.said(test))
        if isinstance(test, Constant):
            return self.compared("=", subject, test)
        listed = isinstance(test, ListOf) or isinstance(test.type, ListType)
        return self.word("among" if listed else "is", value=self.beside(subject, test))

    def interval(self, tree: Interval, subject: Tree) -> str:
        low, high = tree.low, tree.high
        if low is None or high is None:
            if low is not None:
                return self.compared(">=" if tree.low_closed else ">", subject, low)
            if high is not None:
                return self.compared("<=" if tree.high_closed else "<", subject, high)
            return self.word("anything")
        key = f"{'from' if tree.low_closed else 'above'}-{'to' if tree.high_closed else 'below'}"
        prefix = "date-" if any(is_date(part) for part in (subject, low, high)) else ""
        return self.word(prefix + key, low=self.beside(subject, low), high=self.beside(subject, high))

    def call(self, tree: Call, unit: str | None) -> str:
        if tree.function == "not" and len(tree.arguments) == 1:
            return self.denied(tree.arguments[0])
        arguments = [self.said(argument, unit) for argument in tree.arguments]
        key = f"function-{tree.function.replace(' ', '-')}"
        if key not in self.phrases:
            return f"{tree.function}({'; '.join(arguments)})"
        pairs = zip(arguments, tree.arguments, strict=True)
        arguments = [f"({text})" if isinstance(of, Arithmetic) else text for text, of in pairs]
        whole = "; ".join(arguments)
        places = dict(zip(("first", "second", "third"), arguments, strict=False))
        return phrase(key, self.lang, all=whole, **{"second": "0", **places})

    def denied(self, tree: Tree) -> str:
        """The opposite: by the opposite operator, by the word that Vietnamese denies with, or outright."""
        if isinstance(tree, Comparison) and not asks_for_null(tree):
            inverse = _INVERSE[tree.operator]
            return self.said(Comparison(inverse, tree.left, tree.right))  # type: ignore[arg-type]
        if isinstance(tree, Call) and tree.function == "is defined" and len(tree.arguments) == 1:
            return self.word("not-reported", what=self.said(tree.arguments[0]))
        tested = as_tests(tree)
        if tested is not None:
            return self.contained(tested[0], evolve(tested[1], negated=not tested[1].negated))
        text = self.said(tree)
        if isinstance(tree, Name | Path) and self.lang == "vi":
            for positive, negative in (("có ", "không có "), ("đã ", "chưa ")):
                if text.startswith(positive):
                    return negative + text.removeprefix(positive)
        return self.word("not", what=text if is_plain(tree) else f"({text})")
