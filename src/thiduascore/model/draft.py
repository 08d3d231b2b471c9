"""A ruleset as far as it could be read: what the checks look at, whole or not.

In a broken file the names of what could not be read still count as declared: one mistake is reported once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import field

from thiduascore.diagnostics import Diagnostic, Path, Related
from thiduascore.feel.types import Type
from thiduascore.model.awards import Award, Target
from thiduascore.model.campaign import Campaign
from thiduascore.model.content import Condition, Criterion, Item
from thiduascore.model.declare import Reading
from thiduascore.model.levels import Level
from thiduascore.model.quantities import Fact, Parameter, Value
from thiduascore.model.ranking import Ranking
from thiduascore.model.scoring import Plugins, Scoring
from thiduascore.model.stages import Council, Stage
from thiduascore.records import frozen

LISTED: Final = ("conditions", "levels", "awards", "targets", "stages", "councils")
"""The lists of the file whose entries have ids of their own."""

Names = Mapping[str, tuple[Path, ...]]
"""Where each id or name is declared; more than one place is a duplicate."""


@frozen
class Declared:
    """Every id and name that the file declares, whether or not the rest of it could be read."""

    parts: Names
    conditions: Names
    levels: Names
    awards: Names
    targets: Names
    stages: Names
    councils: Names
    parameters: Names
    facts: Names
    values: Names

    def of(self, kind: str) -> Names:
        """What a reference can name: `part`, `condition`, `level`, `award`, `council`, `parameter`,
        `quantity`."""
        if kind == "quantity":
            return {**self.facts, **self.values}
        found: Names = getattr(self, f"{kind}s")
        return found


@frozen(kw_only=True)
class Draft:
    """What could be read; `campaign` and `scoring` are None where they could not."""

    reading: Reading
    campaign: Campaign | None
    scoring: Scoring | None
    plugins: Plugins
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, Fact]
    values: Mapping[str, Value]
    items: tuple[Item, ...]
    conditions: tuple[Condition, ...]
    levels: tuple[Level, ...]
    ranking: Ranking
    awards: tuple[Award, ...]
    targets: tuple[Target, ...]
    stages: tuple[Stage, ...]
    councils: tuple[Council, ...]
    declared: Declared
    lenders: Mapping[str, Path] = field(factory=dict)
    """The distributions from which something is taken over, and where that is first asked for."""
    types: Mapping[Path, Type] = field(factory=dict)
    """The type of each expression by its path, where it has one."""
    typing: tuple[Diagnostic, ...] = ()
    """What is wrong with expressions."""
    day: datetime.date | None = None
    """The day whose figures amounts have; None for the day on which the campaign begins."""

    def walk(self) -> Iterator[Item]:
        """Every item, each before those within it."""
        for item in self.items:
            yield from item.walk()

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion."""
        for item in self.walk():
            yield from item.criteria

    def diagnostic(self, slug: str, path: Path, **arguments: Any) -> Diagnostic:
        """A diagnostic at a path, with the titles around it; see `Reading.diagnostic`."""
        return self.reading.diagnostic(slug, path, **arguments)

    def related(self, phrase: str, path: Path, *, key: bool = False, **arguments: Any) -> Related:
        """A second place, with a phrase of the catalogue."""
        return Related(self.reading.document.place(path, key=key), phrase, arguments)

    def raw(self, path: Path) -> Any:
        """What stands in the file at a path; None when nothing does."""
        value: Any = self.reading.document.value
        try:
            for part in path:
                value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
        return value

    def sound(self, path: Path) -> bool:
        """Whether everything at and within a path could be read."""
        return not any(broken[: len(path)] == path for broken in self.reading.broken)

    def amount(self, amount: Fraction | str | None) -> Fraction | None:
        """A number, or the value that the parameter has on the draft's day.

        A parameter without a value when the campaign begins has its first one; that it misses the period is
        reported elsewhere.
        """
        if not isinstance(amount, str):
            return amount
        parameter = self.parameters.get(amount)
        if parameter is None or not parameter.values:
            return None
        if self.day is not None:
            value = parameter.on(self.day)
            return None if value is None else value.value
        first = self.campaign.period.start if self.campaign else None
        return (parameter.on(first or datetime.date.min) or parameter.values[0]).value


def declared_in(value: Any) -> Declared:
    """Every id and name in a document's value."""
    names: dict[str, Names] = {
        kind: {name: ((kind, name),) for name in _table(value, kind)}
        for kind in ("parameters", "facts", "values")
    }
    found = {kind: list(_ids(value, (), (kind,))) for kind in LISTED}
    parts = list(_ids(value, (), ("items", "criteria")))
    return Declared(
        parts=_gathered(parts),
        **{kind: _gathered(pairs) for kind, pairs in found.items()},
        **names,
    )


def _table(value: Any, key: str) -> Mapping[str, Any]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _ids(value: Any, at: Path, keys: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for key in keys:
        entries = value.get(key) if isinstance(value, Mapping) else None
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, Mapping):
                if isinstance(entry.get("id"), str):
                    yield entry["id"], (*at, key, index, "id")
                yield from _ids(entry, (*at, key, index), keys)


def _gathered(pairs: list[tuple[str, Path]]) -> Names:
    found: dict[str, list[Path]] = {}
    for name, path in pairs:
        found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}
