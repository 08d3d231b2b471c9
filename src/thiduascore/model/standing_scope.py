"""What expressions about units can name once these are scored: results, places, earlier years, parts.

Beside the facts, parameters, derived values, `unit` and `period` of every expression:

* `result`: `total`, `base`, `bonus`, `deduction`, `coverage` (percent), `self_total`, `level`, and, where the
  unit has a place already, `rank` and `overall_rank`, `cluster_rank`, `kind_rank`, `cluster_and_kind_rank`;
* `previous`: `rank`, `level` and `titles` of the year before, from the history file;
* `points("2.1")` and `share("2.1")` of an item or criterion (a share in percent), `met("id")` of a condition;
* `earlier_years("title")`, `years_in_a_row("title")` from the history file;
* `given("id")`: whether the unit was given an award; in targets only.

The functions take a text that is written out, so they become names before anything is typed or evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from attrs import evolve, field

from thiduascore.diagnostics import nearest
from thiduascore.feel import Problem
from thiduascore.feel.tree import Call, Constant, Name, Tree
from thiduascore.feel.types import BooleanType, ContextType, ListType, NumberType, TextType, Type
from thiduascore.feel.walk import children, with_children
from thiduascore.model.awards import AWARDED, STANDING
from thiduascore.model.quotas import ENDING
from thiduascore.records import frozen

ZERO: Final = Fraction(0)
_COUNT: Final = NumberType("năm", 0, ZERO)
_ASKED: Final[Mapping[str, tuple[str, Type, tuple[str, ...]]]] = MappingProxyType(
    {
        "points": ("part", NumberType(), (ENDING, STANDING, AWARDED)),
        "share": ("part", NumberType("%"), (ENDING, STANDING, AWARDED)),
        "met": ("condition", BooleanType(), (ENDING, STANDING, AWARDED)),
        "earlier_years": ("", _COUNT, (ENDING, STANDING, AWARDED)),
        "years_in_a_row": ("", _COUNT, (ENDING, STANDING, AWARDED)),
        "given": ("award", BooleanType(), (AWARDED,)),
    }
)
"""What each function's text refers to, what the function yields, and the scopes that have it."""


@frozen
class Asked:
    """A question about a unit that a name of a tree stands for."""

    function: str
    of: str


@frozen
class Resolution:
    """A tree whose questions are names, these names with their questions and types, and what was wrong."""

    tree: Tree
    asked: Mapping[str, Asked] = field(factory=dict)
    types: Mapping[str, Type] = field(factory=dict)
    problems: tuple[Problem, ...] = ()


def standing_types(scope: str, levels: Iterable[str], within: Iterable[str]) -> Mapping[str, Type]:
    """The types of `result` and `previous` in a scope; `within` are the rankings that are made."""
    number = NumberType()
    result: dict[str, Type] = {
        **dict.fromkeys(("total", "base", "bonus", "deduction", "self_total"), number),
        "coverage": NumberType("%", None, ZERO, Fraction(100)),
        "level": TextType(tuple(levels) or None),
    }
    if scope != ENDING:
        result |= dict.fromkeys(("rank", *map(rank_name, within)), NumberType())
    previous: dict[str, Type] = {"rank": NumberType(), "level": TextType(), "titles": ListType(TextType())}
    return {"result": ContextType(result), "previous": ContextType(previous)}


def kind_of_question(function: str) -> str:
    """What the text of a question names: part, condition, award, or nothing of the ruleset (empty)."""
    return _ASKED[function][0]


def rank_name(within: str) -> str:
    """The member of `result` that holds the rank within a kind of class."""
    return f"{within.replace('-', '_')}_rank"


def resolved(tree: Tree, scope: str, declared: Mapping[str, Iterable[str]]) -> Resolution:
    """The tree with a name for each question; `declared` are the ids of parts, conditions and awards."""
    asked: dict[str, Asked] = {}
    types: dict[str, Type] = {}
    problems: list[Problem] = []

    def walked(node: Tree) -> Tree:
        if not isinstance(node, Call) or node.function not in _ASKED or scope not in _ASKED[node.function][2]:
            return with_children(node, tuple(walked(child) for child in children(node)))
        kind, type_, _ = _ASKED[node.function]
        match node.arguments:
            case (Constant(value=str(of)) as written,):
                name = f'{node.function}("{of}")'
                asked[name] = Asked(node.function, of)
                types[name] = type_
                if kind and of not in declared[kind]:
                    near = nearest(of, declared[kind])
                    arguments = {"name": of} | ({"nearest": near} if near else {})
                    problems.append(Problem(f"unknown-{kind}", written.span, arguments))
            case _:
                name = node.function
                types[name] = type_
                problems.append(Problem("id-not-written-out", node.span, {"function": node.function}))
        return evolve(Name(name), span=node.span)

    return Resolution(walked(tree), asked, types, tuple(problems))
