"""Decision tables: rows that hold together but may not, rows never reached, and what no row accepts.

The analysis is exact, on the box of values that each row accepts.
It says nothing of what it cannot know: cells that depend on facts, inputs that share a fact, so that some
combinations of their values never occur, and tables that are too large.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Final

from thiduascore.diagnostics import Diagnostic, Text, phrase_text
from thiduascore.feel import names
from thiduascore.feel.tree import Name, Path, Tree
from thiduascore.feel.types import BooleanType, NumberType, TextType, Type
from thiduascore.model.accepting import EVERYTHING, accepted, accepted_values, constant
from thiduascore.model.boxes import Axis, Box, Set, difference, met
from thiduascore.model.draft import Draft
from thiduascore.model.expression import Expression
from thiduascore.model.intervals import HIGHEST, LOWEST, Grid, after, before
from thiduascore.model.stated import TableColumn, TableRow, Tabulation, states_table
from thiduascore.records import frozen

MOST_ROWS: Final = 200
"""Of longer tables no two rows are compared."""

MOST_BOXES: Final = 2000
"""A remainder in more pieces is not followed any further."""

_MUST_AGREE: Final = ("U", "A")
_ONE_BY_ONE: Final = (False, True)


@frozen
class Analysed:
    """A table with the axes of its inputs and the box of each row; None for a row that cannot be known."""

    table: Tabulation
    axes: tuple[Axis, ...]
    boxes: tuple[Box | None, ...]
    free: bool
    """Whether every combination of values of the inputs can occur, as far as anybody knows."""

    @property
    def rows(self) -> Iterator[tuple[TableRow, Box]]:
        """The rows that can be known."""
        pairs = zip(self.table.rows, self.boxes, strict=True)
        return ((row, box) for row, box in pairs if box is not None)

    @property
    def everything(self) -> tuple[Box, ...]:
        """The one box of all that can occur."""
        return (tuple((axis.domain,) for axis in self.axes),)

    def example(self, box: Box) -> Text:
        """Values of a box in words, of those inputs that it narrows."""
        narrowed = [
            axis.example(accepts)
            for axis, accepts in zip(self.axes, box, strict=True)
            if axis.without(((LOWEST, HIGHEST),), accepts)
        ]
        if not narrowed:
            return phrase_text("example-anything")
        return Text(*(", ".join(each.said(lang) for each in narrowed) for lang in ("vi", "en")))


def _analysed(draft: Draft) -> Iterator[Analysed]:
    """Every table that was read; for a later day only those in which a parameter stands."""
    for criterion in draft.criteria():
        if not states_table(criterion.options) or not draft.sound(criterion.at):
            continue
        table = criterion.options.stated_table()
        tests = [each.tree for row in table.rows for each in row.tests]
        dated = any(names(tree) & draft.parameters.keys() for tree in tests)
        if draft.day is None or dated:
            axes = tuple(_axis(draft, column) for column in table.columns)
            boxes = tuple(_box(draft, row, table, axes) for row in table.rows)
            yield Analysed(table, axes, boxes, _is_free(draft, table))


def _axis(draft: Draft, column: TableColumn) -> Axis:
    tree = column.of.tree
    type_ = draft.types.get(column.of.at)
    fact = draft.facts.get(tree.name) if isinstance(tree, Name) else None
    label = column.label or (fact.label if fact is not None else Text(column.of.source))
    if isinstance(type_, NumberType):
        low = LOWEST if type_.least is None else before(type_.least)
        high = HIGHEST if type_.most is None else after(type_.most)
        return Axis(label, (low, high), Grid(type_.scale))
    values = _values(type_)
    if not values:
        return Axis(label, (LOWEST, HIGHEST), Grid())
    domain = (before(Fraction(0)), after(Fraction(len(values) - 1)))
    return Axis(label, domain, Grid(0), tuple(_named(draft, tree, value) for value in values))


def _values(type_: Type | None) -> tuple[bool, ...] | tuple[str, ...]:
    """The only values that an input can have, where they can be listed."""
    if isinstance(type_, BooleanType):
        return _ONE_BY_ONE
    return (type_.choices or ()) if isinstance(type_, TextType) else ()


def _named(draft: Draft, tree: Tree, value: bool | str) -> Text:
    if isinstance(value, bool):
        return phrase_text("yes" if value else "no")
    fact = draft.facts.get(tree.name) if isinstance(tree, Name) else None
    labels = fact.choices if fact is not None else {}
    if isinstance(tree, Path) and draft.campaign is not None:
        labels = draft.campaign.kinds
    return labels.get(value, Text(value, value))


def _box(draft: Draft, row: TableRow, table: Tabulation, axes: tuple[Axis, ...]) -> Box | None:
    found = []
    for tests, column, axis in zip(row.tests, table.columns, axes, strict=True):
        accepts = _set(draft, tests, draft.types.get(column.of.at))
        if accepts is None:
            return None
        found.append(axis.occurring(accepts))
    return tuple(found)


def _set(draft: Draft, tests: Expression, type_: Type | None) -> Set | None:
    if isinstance(type_, NumberType):
        return accepted(tests.tree, draft.amount)
    values = _values(type_)
    if values:
        kept = accepted_values(tests.tree, values)
        positions = [Fraction(values.index(value)) for value in kept] if kept is not None else []
        return None if kept is None else tuple(sorted((before(one), after(one)) for one in positions))
    return EVERYTHING if accepted(tests.tree, lambda name: None) == EVERYTHING else None


def _is_free(draft: Draft, table: Tabulation) -> bool:
    """Whether no two inputs read the same fact, directly or through derived values."""
    used = [_facts(draft, column.of.tree) for column in table.columns]
    return all(not one & other for one, other in combinations(used, 2))


def _facts(draft: Draft, tree: Tree) -> frozenset[str]:
    found = names(tree)
    values = (draft.values[name].formula.tree for name in found & draft.values.keys())
    return (found - draft.values.keys()).union(*(_facts(draft, each) for each in values))


def tables(draft: Draft) -> Iterator[Diagnostic]:
    """What is wrong with each table."""
    for found in _analysed(draft):
        yield from _overlaps(draft, found)
        yield from (draft.diagnostic("table-row-unreached", row.at) for row in _unreached(found))
        yield from _gap(draft, found)


def _overlaps(draft: Draft, found: Analysed) -> Iterator[Diagnostic]:
    """Rows of which only one may hold, or which must give the same points, but which hold together."""
    rows, hit = list(found.rows), found.table.hit
    if hit not in _MUST_AGREE or not found.free or len(rows) > MOST_ROWS:
        return
    rule = phrase_text(f"hit-{hit}")
    for index, (row, box) in enumerate(rows):
        others = (each for each in rows[:index] if hit == "U" or _disagree(draft, row, each[0]))
        shared = ((other, met(box, its, found.axes)) for other, its in others)
        other, both = next((each for each in shared if each[1] is not None), (row, None))
        if both is not None:
            related = (draft.related("row-holds-too", other.at),)
            example = found.example(both)
            yield draft.diagnostic("table-overlap", row.at, related=related, example=example, rule=rule)


def _disagree(draft: Draft, row: TableRow, other: TableRow) -> bool:
    """Whether two rows are known to give different points."""
    points, others = (constant(each.points.tree, draft.amount) for each in (row, other))
    return points is not None and others is not None and points != others


def _unreached(found: Analysed) -> Iterator[TableRow]:
    """Rows that accept nothing that can occur, or under F nothing that the rows above leave."""
    rest = found.everything if found.table.hit == "F" else None
    for row, box in found.rows:
        if not all(box) or (rest is not None and all(met(each, box, found.axes) is None for each in rest)):
            yield row
        rest = _less(rest, box, found.axes)


def _gap(draft: Draft, found: Analysed) -> Iterator[Diagnostic]:
    """Values that no row accepts, where the table does not say what they earn."""
    rest = None if found.table.complete or not found.free or None in found.boxes else found.everything
    for _, box in found.rows:
        rest = _less(rest, box, found.axes)
    if rest:
        yield draft.diagnostic("table-gap", found.table.at, key=True, example=found.example(rest[0]))


def _less(boxes: tuple[Box, ...] | None, taken: Box, axes: tuple[Axis, ...]) -> tuple[Box, ...] | None:
    """The boxes without what another takes; None when they fall into too many pieces."""
    if boxes is None:
        return None
    rest = tuple(piece for box in boxes for piece in difference(box, taken, axes))
    return rest if len(rest) <= MOST_BOXES else None


CHECKS: Final = (tables,)
