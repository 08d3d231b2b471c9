"""Types every node of a tree, and says everything that does not fit, each with its place.

A part that failed has `AnyType`, which fits everywhere, so that one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final, TypeVar

from attrs import evolve

from thiduascore.diagnostics import exact, nearest
from thiduascore.feel.fitting import (
    ANY,
    BOOLEAN,
    Misfit,
    common,
    common_of,
    described,
    fits,
    is_unknown,
    type_of,
)
from thiduascore.feel.functions import STANDARD, Functions, resolved
from thiduascore.feel.operators import arithmetic, comparison, member, negation
from thiduascore.feel.problem import Argument, Problem
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
from thiduascore.feel.types import ListType, Type
from thiduascore.feel.walk import height, names

MOST_HEIGHT: Final = 150
"""The greatest height of a tree that can be checked: the parser's limit, and what methods build around it."""

_MOST_ADVICE: Final = 50

Scope = Mapping[str, Type]
_Node = TypeVar("_Node", bound=Tree)


def check(
    tree: _Node, scope: Scope, *, functions: Functions = STANDARD, expects: Type | None = None
) -> tuple[_Node, tuple[Problem, ...]]:
    """The tree with the `type` of every node, and every problem, in order of place.

    `scope` gives the types of the names, with `?` for the subject when the tree is or holds unary tests.
    With `expects`, a tree of another type is a problem as well.
    """
    if height(tree) > MOST_HEIGHT:
        return tree, (Problem("expression-too-deep", tree.span, {"most": MOST_HEIGHT}),)
    checker = _Checker(functions)
    typed = checker.typed(tree, scope)
    if expects is not None:
        checker.expect(typed, expects, "result-misfit")
    problems = sorted(checker.problems.values(), key=lambda problem: (problem.span, problem.slug))
    return typed, tuple(problems)


class _Checker:
    """Goes down the tree once and collects problems on the way."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        self.problems: dict[tuple[object, ...], Problem] = {}

    def typed(self, tree: _Node, scope: Scope) -> _Node:
        rule: Callable[..., Any] = _RULES[type(tree)]
        found: _Node = rule(self, tree, scope)
        return found

    def each(self, trees: tuple[Tree, ...], scope: Scope) -> tuple[Tree, ...]:
        return tuple([self.typed(tree, scope) for tree in trees])

    def report(self, slug: str, span: Span, **arguments: Argument) -> Type:
        key = (slug, span, *arguments.items())
        self.problems.setdefault(key, Problem(slug, span, arguments))
        return ANY

    def advice(self, name: str, known: Iterable[str]) -> dict[str, Argument]:
        """The name that was probably meant; a text with a great many mistakes is not worth the search."""
        near = nearest(name, known) if len(self.problems) < _MOST_ADVICE else None
        return {"nearest": near} if near else {}

    def settle(self, found: Type | Misfit, tree: Tree, parts: tuple[Tree, ...] = ()) -> Type:
        """The type that was found, or `AnyType` once the misfit has been reported at the part to blame."""
        if not isinstance(found, Misfit):
            return found
        blamed = tree if found.position is None or not parts else parts[found.position]
        return self.report(found.slug, blamed.span, **found.arguments)

    def expect(self, tree: Tree, expected: Type, slug: str) -> None:
        if tree.type is not None and not fits(tree.type, expected):
            arguments = {"found": described(tree.type), "expected": described(expected)}
            self.report(slug, tree.span, **arguments)

    # --- the kinds of nodes ---

    def constant(self, tree: Constant, scope: Scope) -> Tree:
        return evolve(tree, type=type_of(tree.value))

    def name(self, tree: Name, scope: Scope) -> Tree:
        if tree.name in scope:
            return evolve(tree, type=scope[tree.name])
        if tree.name == "?":
            return evolve(tree, type=self.report("subject-outside-tests", tree.span))
        advice = self.advice(tree.name, scope)
        return evolve(tree, type=self.report("unknown-name", tree.span, name=tree.name, **advice))

    def path(self, tree: Path, scope: Scope) -> Tree:
        of = self.typed(tree.of, scope)
        return evolve(tree, of=of, type=self.settle(member(of.type or ANY, tree.member), tree))

    def negation(self, tree: Negation, scope: Scope) -> Tree:
        of = self.typed(tree.of, scope)
        return evolve(tree, of=of, type=self.settle(negation(of.type or ANY), tree))

    def arithmetic(self, tree: Arithmetic, scope: Scope) -> Tree:
        sides = self.each((tree.left, tree.right), scope)
        left, right = sides
        found = arithmetic(tree.operator, left.type or ANY, right.type or ANY)
        return evolve(tree, left=left, right=right, type=self.settle(found, tree, sides))

    def comparison(self, tree: Comparison, scope: Scope) -> Tree:
        left, right = self.each((tree.left, tree.right), scope)
        self.compare(tree.operator, left, right, tree)
        return evolve(tree, left=left, right=right, type=BOOLEAN)

    def compare(self, operator: str, left: Tree, right: Tree, whole: Tree) -> None:
        """Reports why two typed sides cannot be compared."""
        found = comparison(operator, left, right)
        if found is not None:
            self.settle(found, whole, (left, right))

    def logic(self, tree: Logic, scope: Scope) -> Tree:
        operands = self.each(tree.operands, scope)
        for operand in operands:
            self.expect(operand, BOOLEAN, "not-yes-no")
        return evolve(tree, operands=operands, type=BOOLEAN)

    def choose(self, tree: Choose, scope: Scope) -> Tree:
        condition, then, otherwise = self.each((tree.condition, tree.then, tree.otherwise), scope)
        self.expect(condition, BOOLEAN, "not-yes-no")
        found = common(then.type or ANY, otherwise.type or ANY)
        type_ = self.settle(found, otherwise)
        return evolve(tree, condition=condition, then=then, otherwise=otherwise, type=type_)

    def interval(self, tree: Interval, scope: Scope) -> Tree:
        """An interval where no subject is compared with it."""
        type_ = self.report("range-outside-tests", tree.span)
        return evolve(self.ends(tree, scope), type=type_)

    def ends(self, tree: Interval, scope: Scope) -> Interval:
        low = None if tree.low is None else self.typed(tree.low, scope)
        high = None if tree.high is None else self.typed(tree.high, scope)
        return evolve(tree, low=low, high=high, type=BOOLEAN)

    def contained(self, tree: In, scope: Scope) -> Tree:
        of = self.typed(tree.of, scope)
        tests = self.typed(tree.tests, {**scope, "?": of.type or ANY})
        return evolve(tree, of=of, tests=tests, type=BOOLEAN)

    def tests(self, tree: Tests, scope: Scope) -> Tree:
        if "?" not in scope:
            self.report("subject-outside-tests", tree.span)
            scope = {**scope, "?": ANY}
        alternatives = tuple([self.alternative(test, scope) for test in tree.alternatives])
        return evolve(tree, alternatives=alternatives, type=BOOLEAN)

    def alternative(self, test: Tree, scope: Scope) -> Tree:
        subject = Name("?", span=test.span, type=scope["?"])
        if isinstance(test, Interval):
            return self.interval_test(test, subject, scope)
        if (ends := _ends_of_difference(test)) is not None:
            low, high = map(exact, ends)
            return evolve(test, type=self.report("range-as-difference", test.span, low=low, high=high))
        typed = self.typed(test, scope)
        if "?" in names(test):
            self.expect(typed, BOOLEAN, "not-yes-no")
        elif isinstance(typed, ListOf) and not isinstance(subject.type, ListType):
            for element in typed.elements:
                self.compare("=", subject, element, element)
        elif isinstance(typed.type, ListType) and not isinstance(subject.type, ListType):
            self.compare("=", subject, Name("", span=typed.span, type=typed.type.of), typed)
        else:
            self.compare("=", subject, typed, typed)
        return typed

    def interval_test(self, test: Interval, subject: Tree, scope: Scope) -> Tree:
        typed = self.ends(test, scope)
        for end in (typed.low, typed.high):
            if end is not None:
                self.compare("<=", subject, end, end)
        if typed.low is not None and typed.high is not None:
            self.compare("<=", typed.low, typed.high, typed)
            if _never_holds(typed):
                self.report("range-never-holds", test.span)
        return typed

    def list_of(self, tree: ListOf, scope: Scope) -> Tree:
        elements = self.each(tree.elements, scope)
        found = common_of(element.type or ANY for element in elements)
        of = self.settle(found, tree, elements)
        return evolve(tree, elements=elements, type=ListType(of, len(elements)))

    def call(self, tree: Call, scope: Scope) -> Tree:
        arguments = self.each(tree.arguments, scope)
        overloads = self.functions.get(tree.function)
        if overloads is None:
            advice = self.advice(tree.function, self.functions)
            start, end = tree.span
            span = (start, min(end, start + len(tree.function)))
            type_ = self.report("unknown-function", span, function=tree.function, **advice)
            return evolve(tree, arguments=arguments, type=type_)
        found = resolved(overloads, tuple(argument.type or ANY for argument in arguments))
        type_ = self.settle(found if isinstance(found, Misfit) else found[1], tree, arguments)
        if tree.function == "list contains" and type_ == BOOLEAN:
            self.members(arguments)
        return evolve(tree, arguments=arguments, type=type_)

    def members(self, arguments: tuple[Tree, ...]) -> None:
        """Compares the elements of a list with what it shall contain, for choices that do not exist."""
        of, element = arguments
        elements = of.elements if isinstance(of, ListOf) else (Name("", type=_element(of.type)),)
        for one in elements:
            self.compare("=", one, element, element if isinstance(element, Constant) else one)

    def quantified(self, tree: Quantified, scope: Scope) -> Tree:
        over, inner = self.iteration(tree, scope)
        satisfies = self.typed(tree.satisfies, inner)
        self.expect(satisfies, BOOLEAN, "not-yes-no")
        return evolve(tree, over=over, satisfies=satisfies, type=BOOLEAN)

    def loop(self, tree: For, scope: Scope) -> Tree:
        over, inner = self.iteration(tree, scope)
        returns = self.typed(tree.returns, inner)
        count = over.type.count if isinstance(over.type, ListType) else None
        return evolve(tree, over=over, returns=returns, type=ListType(returns.type or ANY, count))

    def iteration(self, tree: Quantified | For, scope: Scope) -> tuple[Tree, Scope]:
        over = self.typed(tree.over, scope)
        if tree.variable in scope:
            self.report("variable-name-taken", tree.span, name=tree.variable)
        if not isinstance(over.type, ListType) and not is_unknown(over.type or ANY):
            self.report("not-a-list", over.span, found=described(over.type or ANY))
        return over, {**scope, tree.variable: _element(over.type)}


def _element(type_: Type | None) -> Type:
    return type_.of if isinstance(type_, ListType) else ANY


def _ends_of_difference(test: Tree) -> tuple[Fraction, Fraction] | None:
    """The numbers of a test such as `95-98`: a difference to FEEL, a range to whoever wrote it."""
    match test:
        case Arithmetic("-", Constant(Fraction() as low), Constant(Fraction() as high)) if low < high:
            return low, high
    return None


def _never_holds(interval: Interval) -> bool:
    """Whether no value lies between two literal ends of one kind."""
    low, high = interval.low, interval.high
    if (
        not isinstance(low, Constant)
        or not isinstance(high, Constant)
        or type(low.value) is not type(high.value)
    ):
        return False
    ends: tuple[Any, Any] = (low.value, high.value)
    if low.value is None or isinstance(low.value, bool):
        return False
    return bool(ends[0] > ends[1]) or (
        ends[0] == ends[1] and not (interval.low_closed and interval.high_closed)
    )


_RULES: Final[Mapping[type, Callable[..., Tree]]] = {
    Constant: _Checker.constant,
    Name: _Checker.name,
    Path: _Checker.path,
    Negation: _Checker.negation,
    Arithmetic: _Checker.arithmetic,
    Comparison: _Checker.comparison,
    Logic: _Checker.logic,
    Choose: _Checker.choose,
    Interval: _Checker.interval,
    In: _Checker.contained,
    Tests: _Checker.tests,
    ListOf: _Checker.list_of,
    Call: _Checker.call,
    Quantified: _Checker.quantified,
    For: _Checker.loop,
}
