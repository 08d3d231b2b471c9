"""Calls of functions: which function the types of the arguments pick, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from thiduascore.feel.check.checker import Checker, Scope, element_of
from thiduascore.feel.fitting import ANY, BOOLEAN, NULL, Misfit
from thiduascore.feel.functions import Function, resolved
from thiduascore.feel.tree import Call, Constant, FunctionOf, Invocation, ListOf, Name, Tree


def call(checker: Checker, tree: Call, scope: Scope) -> Tree:
    arguments = checker.each(tree.arguments, scope)
    overloads = checker.functions.get(tree.function)
    if overloads is None:
        advice = checker.advice(tree.function, checker.functions)
        start, end = tree.span
        span = (start, min(end, start + len(tree.function)))
        type_ = checker.report("unknown-function", span, function=tree.function, **advice)
        return evolve(tree, arguments=arguments, type=type_)
    if tree.named:
        function, arguments = _arranged(checker, tree, overloads, arguments)
        if function is None:
            return evolve(tree, arguments=arguments, type=ANY)
        tree, overloads = evolve(tree, arguments=arguments, named=()), (function,)
    found = resolved(overloads, tuple(argument.type or ANY for argument in arguments))
    type_ = checker.settle(found if isinstance(found, Misfit) else found[1], tree, arguments)
    if tree.function == "list contains" and type_ == BOOLEAN:
        members(checker, arguments)
    return evolve(tree, arguments=arguments, type=type_)


def _arranged(
    checker: Checker, tree: Call, overloads: Sequence[Function], arguments: tuple[Tree, ...]
) -> tuple[Function | None, tuple[Tree, ...]]:
    """The first function with parameters of these names, and the arguments in their order."""
    by_name = dict(zip(tree.named, arguments, strict=True))
    for function in overloads:
        names = [parameter.name for parameter in function.parameters]
        if by_name.keys() <= set(names) and len(by_name) == len(arguments):
            last = max((names.index(name) for name in by_name), default=-1)
            absent = Constant(None, span=tree.span, type=NULL)
            return function, tuple([by_name.get(name, absent) for name in names[: last + 1]])
    known = [parameter.name for function in overloads for parameter in function.parameters]
    wrong = next((name for name in tree.named if name not in known), tree.named[-1])
    advice = checker.advice(wrong, known)
    checker.report("argument-name-unknown", tree.span, function=tree.function, name=wrong, **advice)
    return None, arguments


def members(checker: Checker, arguments: tuple[Tree, ...]) -> None:
    """Compares the elements of a list with what it shall contain, for choices that do not exist."""
    of, element = arguments
    elements = of.elements if isinstance(of, ListOf) else (Name("", type=element_of(of.type)),)
    for one in elements:
        checker.compare("=", one, element, element if isinstance(element, Constant) else one)


def function_of(checker: Checker, tree: FunctionOf, scope: Scope) -> Tree:
    """Rulesets have no functions of their own: what one does could not be shown in a scorecard."""
    return evolve(tree, type=checker.report("function-as-value", tree.span))


def invocation(checker: Checker, tree: Invocation, scope: Scope) -> Tree:
    arguments = checker.each(tree.arguments, scope)
    of = checker.typed(tree.of, scope)
    return evolve(tree, of=of, arguments=arguments, type=checker.report("function-as-value", tree.of.span))
