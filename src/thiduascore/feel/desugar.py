"""Unary tests as a plain yes-no tree about their subject, for back ends that know no tests."""

from __future__ import annotations

from typing import Literal

from attrs import evolve

from thiduascore.feel.fitting import BOOLEAN
from thiduascore.feel.tree import (
    Call,
    Comparison,
    Constant,
    HalfRange,
    In,
    Interval,
    ListOf,
    Logic,
    Span,
    Tests,
    Tree,
)
from thiduascore.feel.types import ListType, RangeType, Type
from thiduascore.feel.walk import names, substituted


def is_of_ranges(test: Tree) -> bool:
    """Whether a typed test is a range, or a list of them, that is only known once it is computed."""
    of: Type | None = test.type.of if isinstance(test.type, ListType) else test.type
    return isinstance(of, RangeType) and not isinstance(test, ListOf)


def condition_of(tests: Tests, subject: Tree) -> Tree:
    """The tree that is true when the subject meets the tests: comparisons, `and`, `or`, `not` and membership.

    Typed tests and a typed subject give a typed tree.
    In untyped tests an alternative that may be a list, because it is a name or a call, stays an `In`, and so
    does everywhere one that is a range by computation.
    The subject is copied into every comparison, so that nested tests grow with each level unless a subject
    that is more than a name is given a name of its own first.
    Every copy of the subject has the span of the test that it stands in.
    """
    found = [_alternative(test, evolve(subject, span=test.span)) for test in tests.alternatives]
    if not found:
        return Constant(True, span=tests.span, type=BOOLEAN)
    tree = found[0] if len(found) == 1 else Logic("or", tuple(found), span=tests.span, type=BOOLEAN)
    return Call("not", (tree,), span=tests.span, type=BOOLEAN) if tests.negated else tree


def _alternative(test: Tree, subject: Tree) -> Tree:
    about_subject = "?" in names(test)
    plain = substituted(test, {"?": subject}) if about_subject else test
    if isinstance(plain, Interval):
        return _within(plain, subject)
    if about_subject:
        return plain
    if isinstance(subject.type, ListType) or isinstance(test, Constant):
        return _equals(subject, test)
    if isinstance(test, ListOf):
        found = tuple([_matches(subject, element) for element in test.elements])
        if not found:
            return Constant(False, span=test.span, type=BOOLEAN)
        return found[0] if len(found) == 1 else Logic("or", found, span=test.span, type=BOOLEAN)
    if is_of_ranges(test):
        return In(subject, Tests((test,), span=test.span), span=test.span, type=BOOLEAN)
    if isinstance(test.type, ListType):
        return Call("list contains", (test, subject), span=test.span, type=BOOLEAN)
    if test.type is None:
        return In(subject, Tests((test,), span=test.span), span=test.span)
    return _equals(subject, test)


def _matches(subject: Tree, element: Tree) -> Tree:
    """An element of a list that is a range has the subject when it lies in it."""
    if isinstance(element, Interval):
        return _within(element, subject)
    if isinstance(element, HalfRange):
        return Comparison(element.operator, subject, element.of, span=element.span, type=BOOLEAN)
    if is_of_ranges(element) and not isinstance(element.type, ListType):
        return In(subject, Tests((element,), span=element.span), span=element.span, type=BOOLEAN)
    return _equals(subject, element)


def _equals(subject: Tree, other: Tree) -> Tree:
    return Comparison("=", subject, other, span=other.span, type=BOOLEAN)


def _within(interval: Interval, subject: Tree) -> Tree:
    found: list[Tree] = []
    if interval.low is not None:
        found.append(_compared(">=" if interval.low_closed else ">", subject, interval.low, interval.span))
    if interval.high is not None:
        found.append(_compared("<=" if interval.high_closed else "<", subject, interval.high, interval.span))
    if len(found) == 1:
        return found[0]
    if not found:
        return Constant(True, span=interval.span, type=BOOLEAN)
    return Logic("and", tuple(found), span=interval.span, type=BOOLEAN)


def _compared(operator: Literal["<", "<=", ">", ">="], subject: Tree, end: Tree, span: Span) -> Tree:
    return Comparison(operator, subject, end, span=span, type=BOOLEAN)
