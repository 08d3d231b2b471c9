"""A computed number with the reported numbers in place of the names: `872 / 900 × 100`.

It is what a reader needs to compute the number again by hand; what is more than arithmetic is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from thiduascore.diagnostics import Lang, exact, phrase, shown
from thiduascore.feel import Value, names, substituted
from thiduascore.feel.tree import Arithmetic, Call, Constant, ListOf, Name, Negation, Tree
from thiduascore.feel.walk import children
from thiduascore.model.submission import Submission
from thiduascore.program.peers import Peers, figures_named
from thiduascore.program.plan import CriterionPlan, Plan
from thiduascore.program.rounding import rounded

LONGEST = 15
"""Numbers and signs of a computation that people still follow."""

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/"}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_NEGATED = 3
_CHOOSING = ("min", "max")


def known_trees(plan: Plan, submission: Submission, peers: Peers | None = None) -> dict[str, Tree]:
    """What stands behind each name: a reported number, a figure, the formula of a derived value."""
    found: dict[str, Tree] = {value.name: value.tree for value in plan.values}
    for name, figure in figures_named(plan, peers).items():
        if isinstance(figure, Fraction):
            found[name] = Constant(figure)
    for slot in plan.facts:
        value = submission.values.get(slot.name)
        if isinstance(value, int) and not isinstance(value, bool):
            found[slot.name] = Constant(rounded(Fraction(value, 10**slot.scale), plan.input_rounding))
    return found


def with_inputs(
    known: Mapping[str, Tree], criterion: CriterionPlan, values: Sequence[Value]
) -> dict[str, Tree]:
    """The same with a criterion's inputs: by their formula, or by their value where that is no arithmetic."""
    found = dict(known)
    for given, value in zip(criterion.table.inputs, values, strict=False):
        if given.places is None and _is_arithmetic(given.tree):
            found[given.name] = given.tree
        elif isinstance(value, Fraction):
            found[given.name] = Constant(value)
    return found


def computation(tree: Tree, known: Mapping[str, Tree], lang: Lang) -> str:
    """The tree as arithmetic of numbers; empty where it is one number, no arithmetic, or too long."""
    while _size(tree) <= LONGEST and (needed := names(tree) & known.keys()):
        replacements = {name: known[name] for name in needed}
        if any(_size(each) > LONGEST for each in replacements.values()):
            return ""
        tree = substituted(tree, replacements)
    if _size(tree) > LONGEST or names(tree) or isinstance(tree, Constant) or not _is_arithmetic(tree):
        return ""
    return _written(tree, lang, 0)


def _size(tree: Tree) -> int:
    """Nodes of the tree, counted no further than one above the longest."""
    count, waiting = 0, [tree]
    while waiting and count <= LONGEST:
        count += 1
        waiting.extend(children(waiting.pop()))
    return count


def _is_arithmetic(tree: Tree) -> bool:
    if isinstance(tree, Constant):
        return isinstance(tree.value, Fraction)
    if isinstance(tree, Arithmetic):
        return tree.operator in _SIGNS and _is_arithmetic(tree.left) and _is_arithmetic(tree.right)
    if isinstance(tree, Call):
        return tree.function in _CHOOSING and all(map(_is_arithmetic, _numbers(tree)))
    return isinstance(tree, Name) or (isinstance(tree, Negation) and _is_arithmetic(tree.of))


def _numbers(call: Call) -> tuple[Tree, ...]:
    """What a function chooses from, listed or in a list."""
    only = call.arguments[0]
    return only.elements if len(call.arguments) == 1 and isinstance(only, ListOf) else call.arguments


def _written(tree: Tree, lang: Lang, around: int) -> str:
    """The tree, in brackets where it binds less than what stands `around` it."""
    if isinstance(tree, Constant) and isinstance(tree.value, Fraction):
        number = exact(tree.value) if "/" in exact(tree.value) else shown(tree.value, lang)
        return f"({number})" if around and (tree.value < 0 or "/" in number) else number
    if isinstance(tree, Negation):
        return f"−{_written(tree.of, lang, _NEGATED)}"
    if isinstance(tree, Call):
        listed = "; ".join(_written(each, lang, 0) for each in _numbers(tree))
        return phrase(f"function-{tree.function}", lang, all=f"({listed})")
    assert isinstance(tree, Arithmetic)
    if tree.operator == "+" and tree.left == Constant(Fraction(0)):
        return _written(tree.right, lang, around)
    strength = _STRENGTH[tree.operator]
    apart = strength + (tree.operator in "-/")
    text = (
        f"{_written(tree.left, lang, strength)} {_SIGNS[tree.operator]} {_written(tree.right, lang, apart)}"
    )
    return f"({text})" if strength < around else text
