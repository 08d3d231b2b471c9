"""Which names a tree cannot do without: where one of them is null, so is the tree."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from thiduascore.feel.desugar import condition_of, is_of_ranges
from thiduascore.feel.functions import Function, Functions
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    For,
    In,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Tree,
)

Strict = Mapping[str, frozenset[str]]
"""For a name that stands for a tree, the names that the tree cannot do without."""

_NONE: frozenset[str] = frozenset()


def strict_names(tree: Tree, named: Strict, functions: Functions) -> frozenset[str]:
    """Names of which a single null makes the tree null; `named` has those behind other names.

    There may be more of them: what cannot be told quickly is left out.
    """

    def of(part: Tree) -> frozenset[str]:
        return strict_names(part, named, functions)

    match tree:
        case Name(name=name):
            return named.get(name, frozenset({name}))
        case Path(of=inner) | Negation(of=inner):
            return of(inner)
        case Choose(condition=inner) | For(over=inner) | Quantified(over=inner):
            return of(inner)
        case Arithmetic(left=left, right=right):
            return of(left) | of(right)
        case Comparison(left=left, right=right):
            return _NONE if _is_null(left) or _is_null(right) else of(left) | of(right)
        case Logic(operands=operands):
            # One operand may decide alone, unless it needs the same name.
            return reduce(frozenset.intersection, map(of, operands))
        case In(tests=tests) if any(is_of_ranges(test) for test in tests.alternatives):
            return _NONE
        case In(of=inner, tests=tests):
            return of(condition_of(tests, inner))
        case Call(function=function, arguments=arguments):
            overloads = functions.get(function, ())
            if function != "not" and any(_takes_nulls(one) for one in overloads):
                return _NONE
            return _NONE.union(*map(of, arguments))
        case _:
            return _NONE


def _takes_nulls(function: Function) -> bool:
    return function.sees_nulls or function.keeps_gaps or any(one.nullable for one in function.parameters)


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Constant) and tree.value is None
