"""Literals, names, members and operators: what they are worth and what they go with."""

from __future__ import annotations

from attrs import evolve

from thiduascore.feel.check.checker import Checker, Scope
from thiduascore.feel.fitting import ANY, BOOLEAN, common, type_of
from thiduascore.feel.operators import arithmetic as type_of_arithmetic
from thiduascore.feel.operators import member
from thiduascore.feel.operators import negation as type_of_negation
from thiduascore.feel.tree import (
    Arithmetic,
    Choose,
    Comparison,
    Constant,
    InstanceOf,
    Logic,
    Name,
    Negation,
    Path,
    Tree,
)
from thiduascore.feel.types import NamedType


def constant(checker: Checker, tree: Constant, scope: Scope) -> Tree:
    return evolve(tree, type=type_of(tree.value))


def name(checker: Checker, tree: Name, scope: Scope) -> Tree:
    if tree.name in scope:
        return evolve(tree, type=scope[tree.name])
    if tree.name == "?":
        return evolve(tree, type=checker.report("subject-outside-tests", tree.span))
    advice = checker.advice(tree.name, scope)
    return evolve(tree, type=checker.report("unknown-name", tree.span, name=tree.name, **advice))


def path(checker: Checker, tree: Path, scope: Scope) -> Tree:
    of = checker.typed(tree.of, scope)
    return evolve(tree, of=of, type=checker.settle(member(of.type or ANY, tree.member), tree))


def negation(checker: Checker, tree: Negation, scope: Scope) -> Tree:
    of = checker.typed(tree.of, scope)
    return evolve(tree, of=of, type=checker.settle(type_of_negation(of.type or ANY), tree))


def arithmetic(checker: Checker, tree: Arithmetic, scope: Scope) -> Tree:
    sides = checker.each((tree.left, tree.right), scope)
    left, right = sides
    found = type_of_arithmetic(tree.operator, left.type or ANY, right.type or ANY)
    return evolve(tree, left=left, right=right, type=checker.settle(found, tree, sides))


def comparison(checker: Checker, tree: Comparison, scope: Scope) -> Tree:
    left, right = checker.each((tree.left, tree.right), scope)
    checker.compare(tree.operator, left, right, tree)
    return evolve(tree, left=left, right=right, type=BOOLEAN)


def logic(checker: Checker, tree: Logic, scope: Scope) -> Tree:
    operands = checker.each(tree.operands, scope)
    for operand in operands:
        checker.expect(operand, BOOLEAN, "not-yes-no")
    return evolve(tree, operands=operands, type=BOOLEAN)


def choose(checker: Checker, tree: Choose, scope: Scope) -> Tree:
    condition, then, otherwise = checker.each((tree.condition, tree.then, tree.otherwise), scope)
    checker.expect(condition, BOOLEAN, "not-yes-no")
    found = common(then.type or ANY, otherwise.type or ANY)
    type_ = checker.settle(found, otherwise)
    return evolve(tree, condition=condition, then=then, otherwise=otherwise, type=type_)


def instance_of(checker: Checker, tree: InstanceOf, scope: Scope) -> Tree:
    if isinstance(tree.kind, NamedType):
        checker.report("unknown-type", tree.span, name=tree.kind.name)
    return evolve(tree, of=checker.typed(tree.of, scope), type=BOOLEAN)
