"""Why something is unknown, as codes: for each criterion and condition, in the rows in which it is.

The rows are told apart by what decides on the causes, which is less than the values themselves: which facts
are missing and why, what each yes or no is, and which divisions and functions have no result. A construct's
causes depend on no more, so that the program is asked once for each combination.
Where a tree has no form in columns, rows are told apart by all the values that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import polars as pl
from attrs import evolve

from thiduascore.columns.apart import Asked, PeersOf, answered, nobody, reads, trees_of
from thiduascore.columns.combinations import key_of
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported
from thiduascore.columns.finishing import ROW, in_pieces
from thiduascore.columns.intake.facts import Spans
from thiduascore.columns.intake.noticed import spread
from thiduascore.columns.language.codes import Code, Scope, Several, Truth
from thiduascore.columns.language.expressions import lowered, nothing
from thiduascore.columns.results import UNKNOWN, VERDICTS, why_column, why_of
from thiduascore.columns.rules.compiling import Compiler
from thiduascore.columns.rules.criteria import STATES
from thiduascore.columns.rules.tables import inputs_of
from thiduascore.feel.desugar import condition_of
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    In,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Tree,
)
from thiduascore.feel.walk import children
from thiduascore.program.plan import Plan

_MOST_KNOWN: Final = 1 << 16
_ONE_CAUSE: Final = frozenset(
    {
        *("abs", "modulo", "sum", "mean", "min", "max", "count", "median", "not", "is defined"),
        *("floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"),
        *("round half even", "present", "at least", "highest", "trimmed"),
    }
)
"""Functions that, given values, lack a result for one reason at the most."""


class Causes:
    """The columns that say why; for tables whose columns say the same of their numbers."""

    def __init__(self, plan: Plan, spans: Spans, peers: PeersOf = nobody) -> None:
        self.plan, self.spans, self.peers = plan, spans, peers
        self._parts: dict[Asked, _Part] = {}

    @cached_property
    def named(self) -> Compiler:
        """The facts and derived values."""
        return Compiler(self.plan, self.spans).named()

    def added(self, found: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
        """The result with the causes for each criterion and condition, in rows where it is not known.

        The column `row` of the result is each row's place in the facts; its columns of causes are still null.
        """
        columns, names = [], {asked: _about(asked) for asked in self._asked()}
        if not names:
            return found
        highest = found.select(pl.col(names.values()).to_physical().max()).row(0, named=True)
        for asked, name in names.items():
            where = _unknown(found[name], asked) if highest[name] else None
            if where is None or not where.any():
                continue
            texts = self._part(asked).texts(facts[found[ROW].filter(where)])
            columns.append(
                in_pieces(spread(texts, where), found[ROW]).alias(why_column(asked.kind, asked.id))
            )
        return found.with_columns(columns)

    def _asked(self) -> Iterator[Asked]:
        yield from (Asked("criterion", one.id) for one in self.plan.criteria)
        yield from (Asked("condition", one.id) for one in self.plan.conditions)

    def _part(self, asked: Asked) -> _Part:
        if asked not in self._parts:
            self._parts[asked] = _Part(self, asked)
        return self._parts[asked]


def _about(asked: Asked) -> str:
    """The column with the states or verdicts."""
    return f"state.{asked.id}" if asked.kind == "criterion" else f"condition.{asked.id}"


def _unknown(column: pl.Series, asked: Asked) -> pl.Series:
    """Where a state or verdict says that something is not known."""
    every = STATES if asked.kind == "criterion" else VERDICTS
    return column.to_physical().is_in([every.index(state) for state in UNKNOWN if state in every])


class _Part:
    """One criterion or condition."""

    def __init__(self, causes: Causes, asked: Asked) -> None:
        self.plan, self.asked, self.peers = causes.plan, asked, causes.peers
        self.needed, columns = reads(self.plan, asked)
        facts = [name for name in columns if name.startswith("fact.")]
        self.columns = [*columns, *(name.replace("fact.", "cause.", 1) for name in facts)]
        self.known: dict[tuple[Any, ...], str | None] = {}
        self.keys: list[pl.Expr] = []
        self.sheets: tuple[Sheet, ...] = ()
        named, walk = causes.named, _Walk(causes.named.scope)
        try:
            walk.part(self.plan, asked, self.needed)
            self.keys, self.sheets = [*_absences(columns), *walk.keys], (named.sheet, walk.sheet)
        except Unsupported:
            # All the values that it reads then tell rows apart.
            pass

    def texts(self, facts: pl.DataFrame) -> pl.Series:
        """The causes in each row of some facts."""
        columns = [name for name in self.columns if name in facts.columns]
        keys = self.keys or [key_of(name, facts.schema[name]) for name in columns]
        keys = [*keys, *(pl.col(name) for name in columns if name.startswith("cause."))] or [pl.lit(0)]
        labels = [f"key {index}" for index in range(len(keys))]
        frame = facts.lazy()
        for sheet in self.sheets:
            frame = sheet.over(frame)
        given = [key.alias(label) for key, label in zip(keys, labels, strict=True)]
        keyed = frame.select(ROW, *given, *columns).collect()
        distinct = keyed.unique(labels, keep="first", maintain_order=True)
        values = distinct.select(columns).iter_rows(named=True)
        pairs = zip(distinct.select(labels).iter_rows(), values, strict=True)
        texts = pl.Series("why", [self._text(key, row) for key, row in pairs], dtype=pl.String)
        known = distinct.select(labels).with_columns(texts)
        return keyed.join(known, on=labels, how="left", nulls_equal=True, maintain_order="left")["why"]

    def _text(self, key: tuple[Any, ...], row: dict[str, Any]) -> str | None:
        if len(self.known) > _MOST_KNOWN:
            self.known.clear()
        if key not in self.known:
            self.known[key] = why_of(answered(self.plan, self.asked, self.needed, row, self.peers).causes)
        return self.known[key]


def _absences(columns: list[str]) -> list[pl.Expr]:
    return [pl.col(name).is_null() for name in columns]


class _Walk:
    """Collects what decides on the causes of trees: whether parts have a value, and what each yes or no is.

    Raises Unsupported for constructs whose causes may depend on more.
    """

    def __init__(self, scope: Scope) -> None:
        self.sheet = Sheet("why ")
        self.scope = Scope(scope.names, scope.functions, self.sheet)
        self.keys: list[pl.Expr] = []

    def part(self, plan: Plan, asked: Asked, needed: frozenset[str]) -> None:
        """A criterion or condition, and the derived values that it reads."""
        for value in plan.values:
            if value.name in needed:
                self.tree(value.tree, self.scope)
        if asked.kind != "criterion":
            for tree in trees_of(plan, asked):
                self.tree(tree, self.scope)
            return
        criterion = next(one for one in plan.criteria if one.id == asked.id)
        table, scope = criterion.table, self.scope
        if criterion.figures or criterion.stand_ins or table.hit == "any":
            raise Unsupported("construct")
        for given_tree in (criterion.applies, criterion.exempt):
            self.tree(given_tree, scope)
        for given in table.inputs:
            self.tree(given.tree, scope)
            scope = inputs_of(evolve(table, inputs=(given,)), scope)
        for rule in table.rules:
            self.tree(rule.when, scope)
            self.tree(rule.points, scope)
        self.tree(table.otherwise, scope)

    def tree(self, tree: Tree | None, scope: Scope) -> None:
        """A tree and everything in it."""
        match tree:
            case None | Constant():
                return
            case In(of=of, tests=tests):
                self.tree(of, scope)
                condition = condition_of(tests, Name("?", type=of.type))
                self.tree(condition, scope.having("?", lowered(of, scope)))
                return
            case Call(function=function) if function not in _ONE_CAUSE:
                raise Unsupported("function")
            case (
                Name()
                | Path()
                | Negation()
                | ListOf()
                | Arithmetic()
                | Comparison()
                | Logic()
                | Choose()
                | Call()
            ):
                parts = () if isinstance(tree, Path) and isinstance(tree.of, Name) else children(tree)
            case _:
                raise Unsupported("construct")
        for part in parts:
            self.tree(part, scope)
        self._key(lowered(tree, scope))

    def _key(self, code: Code) -> None:
        """A yes or no with what it is, anything else by whether it is there."""
        if isinstance(code, Several):
            return
        found = code if isinstance(code, Truth) else nothing(code)
        if found.known is None:
            self.keys.append(found.expr)
