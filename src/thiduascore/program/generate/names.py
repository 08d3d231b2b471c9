"""Which names and criteria a plan mentions where."""

from __future__ import annotations

from collections.abc import Iterator

from thiduascore.feel.tree import Tree
from thiduascore.feel.walk import names
from thiduascore.program.aggregate import leaves
from thiduascore.program.interpret import groups
from thiduascore.program.plan import CriterionPlan, GroupPlan, Plan


def table_trees(criterion: CriterionPlan) -> tuple[Tree, ...]:
    """Every tree of a criterion's table."""
    table = criterion.table
    trees = [table.otherwise, *(given.tree for given in table.inputs)]
    for rule in table.rules:
        trees += [rule.when, rule.points]
    return tuple(tree for tree in trees if tree is not None)


def mentioned(plan: Plan) -> frozenset[str]:
    """Every name that stands in a tree of the plan."""
    return frozenset().union(*(names(tree) for tree in _trees(plan)))


def conditional(root: GroupPlan) -> frozenset[int]:
    """Indexes of the criteria in items that may not apply."""
    found = [leaves(group) for group in groups(root) if group.applies is not None]
    return frozenset(index for indexes in found for index in indexes)


def _trees(plan: Plan) -> Iterator[Tree]:
    for criterion in plan.criteria:
        yield from table_trees(criterion)
        yield from (tree for tree in (criterion.applies, criterion.exempt) if tree is not None)
    for value in plan.values:
        yield value.tree
    for condition in plan.conditions:
        yield condition.holds
        if condition.applies is not None:
            yield condition.applies
    for group in groups(plan.root):
        if group.applies is not None:
            yield group.applies
