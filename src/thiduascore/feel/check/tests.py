"""Ranges and unary tests: whether a subject can be compared with what it is tested for."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from thiduascore.diagnostics import exact
from thiduascore.feel.check.checker import Checker, Scope
from thiduascore.feel.fitting import ANY, BOOLEAN, NULL, common
from thiduascore.feel.operations import compared
from thiduascore.feel.tree import Arithmetic, Constant, HalfRange, In, Interval, ListOf, Name, Tests, Tree
from thiduascore.feel.types import ListType, RangeType, Type
from thiduascore.feel.walk import names


def interval(checker: Checker, tree: Interval, scope: Scope) -> Tree:
    """A range as a value: its ends have an order, and one type."""
    typed = ends(checker, tree, scope)
    of: Type = NULL
    for end in (typed.low, typed.high):
        if end is not None:
            of = checker.settle(common(of, end.type or ANY), end)
            checker.compare("<=", end, end, end)
    if _never_holds(typed):
        checker.report("range-never-holds", tree.span)
    return evolve(typed, type=RangeType(of))


def half_range(checker: Checker, tree: HalfRange, scope: Scope) -> Tree:
    of = checker.typed(tree.of, scope)
    checker.compare(tree.operator, of, of, of)
    return evolve(tree, of=of, type=RangeType(of.type or ANY))


def ends(checker: Checker, tree: Interval, scope: Scope) -> Interval:
    low = None if tree.low is None else checker.typed(tree.low, scope)
    high = None if tree.high is None else checker.typed(tree.high, scope)
    return evolve(tree, low=low, high=high, type=BOOLEAN)


def contained(checker: Checker, tree: In, scope: Scope) -> Tree:
    of = checker.typed(tree.of, scope)
    tests = checker.typed(tree.tests, {**scope, "?": of.type or ANY})
    return evolve(tree, of=of, tests=tests, type=BOOLEAN)


def tests(checker: Checker, tree: Tests, scope: Scope) -> Tree:
    if "?" not in scope:
        checker.report("subject-outside-tests", tree.span)
        scope = {**scope, "?": ANY}
    alternatives = tuple([alternative(checker, test, scope) for test in tree.alternatives])
    return evolve(tree, alternatives=alternatives, type=BOOLEAN)


def alternative(checker: Checker, test: Tree, scope: Scope) -> Tree:
    subject = Name("?", span=test.span, type=scope["?"])
    if isinstance(test, Interval):
        return interval_test(checker, test, subject, scope)
    if (ends := _ends_of_difference(test)) is not None:
        low, high = map(exact, ends)
        return evolve(test, type=checker.report("range-as-difference", test.span, low=low, high=high))
    if isinstance(test, ListOf) and "?" not in names(test) and not isinstance(subject.type, ListType):
        return _any_of(checker, test, subject, scope)
    typed = checker.typed(test, scope)
    if "?" in names(test):
        checker.expect(typed, BOOLEAN, "not-yes-no")
    elif isinstance(typed.type, ListType) and not isinstance(subject.type, ListType):
        _match(checker, subject, Name("", span=typed.span, type=typed.type.of), typed)
    else:
        _match(checker, subject, typed, typed)
    return typed


def _any_of(checker: Checker, test: ListOf, subject: Tree, scope: Scope) -> Tree:
    """A list whose elements may be values and ranges side by side: each goes with the subject by itself."""
    elements = checker.each(test.elements, scope)
    for element in elements:
        _match(checker, subject, element, element)
    return evolve(test, elements=elements, type=ListType(ANY, len(elements)))


def _match(checker: Checker, subject: Tree, value: Tree, whole: Tree) -> None:
    """Compares the subject with a value, or with the ends of a range."""
    if isinstance(value.type, RangeType):
        value, operator = evolve(value, type=value.type.of), "<="
    else:
        operator = "="
    checker.compare(operator, subject, value, whole)


def interval_test(checker: Checker, test: Interval, subject: Tree, scope: Scope) -> Tree:
    typed = ends(checker, test, scope)
    for end in (typed.low, typed.high):
        if end is not None:
            checker.compare("<=", subject, end, end)
    if typed.low is not None and typed.high is not None:
        checker.compare("<=", typed.low, typed.high, typed)
        if _never_holds(typed):
            checker.report("range-never-holds", test.span)
    return typed


def _ends_of_difference(test: Tree) -> tuple[Fraction, Fraction] | None:
    """The numbers of a test such as `95-98`: a difference to FEEL, a range to whoever wrote it."""
    match test:
        case Arithmetic("-", Constant(Fraction() as low), Constant(Fraction() as high)) if low < high:
            return low, high
    return None


def _never_holds(interval: Interval) -> bool:
    """Whether no value lies between two literal ends of one kind."""
    low, high = interval.low, interval.high
    if not isinstance(low, Constant) or not isinstance(high, Constant):
        return False
    if low.value is None or high.value is None:
        return False
    if compared(">", low.value, high.value) is True:
        return True
    same = compared("=", low.value, high.value) is True
    return same and not (interval.low_closed and interval.high_closed)
