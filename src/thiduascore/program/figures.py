"""The figures of the cohort that a plan needs, gathered while its methods are lowered.

Criteria that look at the same thing share it, so that it is computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from attrs import define, evolve, field

from thiduascore.diagnostics import Text, phrase_text
from thiduascore.feel import names
from thiduascore.feel.tree import Name, Negation, Tree
from thiduascore.feel.types import NumberType, Type
from thiduascore.model.relative import Relative, Spread
from thiduascore.program.plan import FigureSlot, Input, Observation, Statistic
from thiduascore.program.resolve import Resolver
from thiduascore.records import frozen

PERCENT: Final = 100
_LIKE: Final = frozenset({"least", "greatest", "sum", "mean", "median", "deviation", "sample-deviation"})
"""Statistics in the unit of what was observed."""

_WHOLE: Final = frozenset(
    {"count", "others", "above", "equal", "distinct-above", "distinct", "wins", "draws"}
)
_PLAIN: Final[Mapping[str, Type]] = MappingProxyType(
    dict.fromkeys(_WHOLE, NumberType(scale=0, least=Fraction(0)))
)


@frozen
class Figure:
    """What a method gets: the name under which rules see a figure, and what it is in words."""

    name: Name
    label: Text


@define
class FigureBook:
    """The figures of one plan, in the order in which they were asked for."""

    resolver: Resolver
    observations: list[Observation] = field(factory=list)
    slots: list[FigureSlot] = field(factory=list)

    def figure(self, statistic: Statistic, of: Observation, said: Text, options: Relative) -> Figure:
        """A figure; `said` is what it is about, in words, and the observation's trees are typed."""
        slot = FigureSlot(
            name="",
            statistic=statistic,
            of=self._observed(of),
            within=options.within or self.resolver.ruleset.ranking.within[0],
            label=Text(""),
            type=_type(statistic, of.trees[0].type),
            **(_ends(options) if isinstance(options, Spread) and statistic != "count" else {}),
        )
        for known in self.slots:
            if evolve(known, name="", label=slot.label) == slot:
                return Figure(Name(known.name), known.label)
        named = evolve(
            slot,
            name=f"cohort {len(self.slots) + 1}",
            label=phrase_text(
                f"figure-{statistic}", of=said, within=phrase_text(f"figure-within-{slot.within}")
            ),
        )
        self.slots.append(named)
        return Figure(Name(named.name), named.label)

    def index(self, figure: Figure) -> int:
        """The figure's slot."""
        return next(index for index, slot in enumerate(self.slots) if slot.name == figure.name.name)

    def used(self, trees: Iterable[Tree]) -> tuple[int, ...]:
        """Indexes of the figures that trees name."""
        named = frozenset[str]().union(*(names(tree) for tree in trees))
        return tuple(index for index, slot in enumerate(self.slots) if slot.name in named)

    def types(self) -> dict[str, Type]:
        """The type of each figure by name."""
        return {slot.name: slot.type for slot in self.slots}

    def labels(self) -> dict[str, Text]:
        """Each figure in words."""
        return {slot.name: slot.label for slot in self.slots}

    def _observed(self, of: Observation) -> int:
        if of not in self.observations:
            self.observations.append(of)
        return self.observations.index(of)


def _type(statistic: str, observed: Type | None) -> Type:
    if statistic in _WHOLE:
        return _PLAIN[statistic]
    unit = observed.unit if isinstance(observed, NumberType) and statistic in _LIKE else None
    return NumberType(unit)


def _ends(spread: Spread) -> dict[str, Any]:
    return {
        "outliers": spread.outliers,
        "lowest": spread.outliers_lowest,
        "highest": spread.outliers_highest,
        "share": spread.outliers_percent / PERCENT,
    }


@frozen
class Compared:
    """What a method asks of the cohort about one observation."""

    book: FigureBook
    options: Relative
    observation: Observation
    said: Text

    def figure(self, name: str, statistic: Statistic) -> Input:
        """A working value of this name that holds a figure of the cohort."""
        found = self.book.figure(statistic, self.observation, self.said, self.options)
        return Input(name, found.label, found.name)


def compared(
    book: FigureBook,
    options: Relative,
    trees: tuple[Tree, ...],
    weights: tuple[Fraction, ...],
    *,
    applies: tuple[Tree, ...],
    claim: str,
    said: Text | None,
) -> Compared:
    """What a criterion's method asks about; its trees are typed here.

    Unless `said` is given the words are those of the trees, without the sign that turns a direction.
    """
    typed = tuple(book.resolver.typed(tree) for tree in trees)
    parts = [book.resolver.said(tree.of if isinstance(tree, Negation) else tree) for tree in typed]
    said = said or Text("; ".join(part.vi for part in parts), "; ".join(part.en for part in parts))
    observation = Observation(trees=typed, applies=applies, claim=claim, weights=weights)
    return Compared(book, options, observation, said)


def stand_ins(book: FigureBook, statistic: Statistic, facts: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The group's figure for each of the facts that is a number."""
    found = []
    for fact in facts:
        tree = book.resolver.typed(Name(fact))
        if isinstance(tree.type, NumberType):
            observation = Observation(trees=(tree,))
            figure = book.figure(statistic, observation, book.resolver.said(tree), Relative())
            found.append((fact, book.index(figure)))
    return tuple(found)
