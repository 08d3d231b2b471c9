"""Lists, contexts, filters and loops: the types of elements and members."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from thiduascore.feel.check.checker import Checker, Scope, element_of
from thiduascore.feel.fitting import ANY, BOOLEAN, common, common_of, described, fits, is_unknown
from thiduascore.feel.tree import ContextOf, Filter, For, ListOf, Quantified, Series, Span, Tree
from thiduascore.feel.types import ContextType, DateType, ListType, NumberType, RangeType, Type


def list_of(checker: Checker, tree: ListOf, scope: Scope) -> Tree:
    elements = checker.each(tree.elements, scope)
    found = common_of(element.type or ANY for element in elements)
    of = checker.settle(found, tree, elements)
    return evolve(tree, elements=elements, type=ListType(of, len(elements)))


def context_of(checker: Checker, tree: ContextOf, scope: Scope) -> Tree:
    """Every entry sees those before it."""
    inner, entries, members = dict(scope), [], {}
    for name, value in tree.entries:
        typed = checker.typed(value, inner)
        if name in members:
            checker.report("entry-twice", typed.span, name=name)
        inner[name] = members[name] = typed.type or ANY
        entries.append((name, typed))
    return evolve(tree, entries=tuple(entries), type=ContextType(members))


def filtered(checker: Checker, tree: Filter, scope: Scope) -> Tree:
    """An index gives an element, a condition a list; what is no list counts as a list of one."""
    of = checker.typed(tree.of, scope)
    list_ = of.type if isinstance(of.type, ListType) else ListType(of.type or ANY, 1)
    own: dict[str, Type] = {"item": list_.of}
    if isinstance(list_.of, ContextType):
        own |= list_.of.members
    _refuse_taken(checker, own, scope, tree.by.span)
    by = checker.typed(tree.by, {**scope, **own})
    type_: Type = list_
    if isinstance(by.type, NumberType):
        type_ = list_.of
    elif not fits(by.type or ANY, BOOLEAN):
        type_ = checker.report("filter-misfit", by.span, found=described(by.type or ANY))
    elif is_unknown(by.type or ANY):
        type_ = ANY
    return evolve(tree, of=of, by=by, type=type_)


def _refuse_taken(checker: Checker, own: Iterable[str], scope: Scope, span: Span) -> None:
    for name in own:
        if name in scope:
            checker.report("variable-name-taken", span, name=name)


def quantified(checker: Checker, tree: Quantified, scope: Scope) -> Tree:
    over, inner = iteration(checker, tree, scope)
    satisfies = checker.typed(tree.satisfies, inner)
    checker.expect(satisfies, BOOLEAN, "not-yes-no")
    return evolve(tree, over=over, satisfies=satisfies, type=BOOLEAN)


def loop(checker: Checker, tree: For, scope: Scope) -> Tree:
    over, inner = iteration(checker, tree, scope)
    returns = checker.typed(tree.returns, inner)
    count = over.type.count if isinstance(over.type, ListType) else None
    type_ = ListType(returns.type or ANY, count)
    if tree.flat and isinstance(returns.type, ListType):
        inner_count = returns.type.count
        total = None if count is None or inner_count is None else count * inner_count
        type_ = ListType(returns.type.of, total)
    return evolve(tree, over=over, returns=returns, type=type_)


def iteration(checker: Checker, tree: Quantified | For, scope: Scope) -> tuple[Tree, Scope]:
    over = checker.typed(tree.over, scope)
    if tree.variable in scope:
        checker.report("variable-name-taken", tree.span, name=tree.variable)
    element = element_of(over.type)
    if isinstance(over.type, RangeType):
        element = over.type.of
        if not isinstance(element, NumberType | DateType) and not is_unknown(element):
            checker.report("series-misfit", over.span, found=described(element))
    elif not isinstance(over.type, ListType) and not is_unknown(over.type or ANY):
        checker.report("not-a-list", over.span, found=described(over.type or ANY))
    return over, {**scope, tree.variable: element}


def series(checker: Checker, tree: Series, scope: Scope) -> Tree:
    """Numbers or days that are one apart, so that they have the decimals of the first."""
    sides = checker.each((tree.start, tree.end), scope)
    start, end = sides
    found = checker.settle(common(start.type or ANY, end.type or ANY), end)
    if not isinstance(found, NumberType | DateType) and not is_unknown(found):
        found = checker.report("series-misfit", tree.span, found=described(found))
    return evolve(tree, start=start, end=end, type=ListType(found))
