"""What the parts of the intake share: what a ruleset expects, and where they put what they notice."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import define, field

from thiduascore.diagnostics import Diagnostic, Path, Text, nearest
from thiduascore.feel.types import Type
from thiduascore.model.intake_scalars import Unread, absent, key_text, tagged, written
from thiduascore.model.quantities import fact_called
from thiduascore.model.ruleset import Criterion, Fact, Ruleset
from thiduascore.model.submission import Finding, Report
from thiduascore.records import frozen

MOST_PARTS: Final = 10_000


@frozen
class Expected:
    """What a ruleset lets a submission say, gathered once for all reports."""

    campaign: str
    kinds: tuple[str, ...]
    """The kinds of unit that take part; empty when any may."""
    facts: Mapping[str, Fact]
    types: Mapping[str, Type]
    points: Mapping[str, Fraction | None]
    """Criterion id → its most points; None for those of a ledger or of a parameter."""
    start: datetime.date | None
    end: datetime.date | None
    """The campaign's period; None for an end that is open."""

    @property
    def most_parts(self) -> int:
        """How many tables, lists and scalars a report may hold: far more than any has a use for."""
        return MOST_PARTS + 20 * (len(self.facts) + len(self.points))


def expected(ruleset: Ruleset) -> Expected:
    """What the ruleset lets its submissions say."""
    period = ruleset.campaign.period
    return Expected(
        campaign=ruleset.campaign.id,
        kinds=tuple(ruleset.campaign.kinds),
        facts=ruleset.facts,
        types={name: fact.type_ for name, fact in ruleset.facts.items()},
        points={criterion.id: _most(criterion) for criterion in ruleset.criteria()},
        start=period.start,
        end=period.end,
    )


def _most(criterion: Criterion) -> Fraction | None:
    points = criterion.points
    return points if criterion.ledger == "base" and isinstance(points, Fraction) else None


@define
class Binding:
    """One report on its way to a submission: the report, and everything noticed so far."""

    report: Report
    expected: Expected
    findings: list[Finding] = field(factory=list)
    """What is doubtful in what was reported."""
    refusals: list[Diagnostic] = field(factory=list)
    """Why there can be no submission."""
    notes: list[Diagnostic] = field(factory=list)
    """What is worth saying about the file, though the submission does not depend on it."""

    def find(self, slug: str, path: Path, *, key: bool = False, **arguments: Any) -> None:
        """Adds a finding at a path; arguments that are None are left out."""
        noticed = self._diagnostic(slug, path, key, arguments)
        self.findings.append(Finding(slug, noticed.severity, noticed.arguments, noticed.place))

    def refuse(self, slug: str, path: Path, *, key: bool = False, **arguments: Any) -> None:
        """Adds a reason to refuse the report."""
        self.refusals.append(self._diagnostic(slug, path, key, arguments))

    def note(self, slug: str, path: Path, **arguments: Any) -> None:
        """Adds a remark about the file."""
        self.notes.append(self._diagnostic(slug, path, False, arguments))

    def _diagnostic(self, slug: str, path: Path, key: bool, arguments: Mapping[str, Any]) -> Diagnostic:
        given = {name: value for name, value in arguments.items() if value is not None}
        named = given.get("fact", given.get("name"))
        if named is not None:
            given["called"] = self._called(str(named))
        return Diagnostic(slug, given, self.report.place(path, key=key))

    def _called(self, key: str) -> Text:
        """What people call what stands under a key: a fact by its label, with the key where it is another."""
        name = next((part for part in (key, *key.split(".")[1:2]) if part in self.expected.facts), None)
        if name is None:
            return Text(f"`{key}`", f"`{key}`")
        label = fact_called(name, self.expected.facts)
        return label if name == key else Text(*(f"{label.said(lang)} (`{key}`)" for lang in ("vi", "en")))

    def find_unread(self, unread: Unread, path: Path, name: str, choices: tuple[str, ...] = ()) -> None:
        """Adds the finding that says why a text could not be read."""
        near = nearest(unread.text, choices) if choices else None
        listed = ", ".join(f"`{choice}`" for choice in choices) if choices else None
        self.find(unread.because, path, name=name, text=unread.shown, choices=listed, nearest=near)

    def section(self, name: str) -> Mapping[Any, Any]:
        """A table of the report; empty when it is absent or, with a finding, when it is not a table."""
        found = self.report.tree.get(name)
        if isinstance(found, Mapping) and not tagged(found):
            return found
        if found is not None and written(found) is not None:
            self.find("not-a-section", (name,), name=name)
        return {}

    def entries(self, table: Mapping[Any, Any], path: Path) -> Iterator[tuple[str, Path, Any]]:
        """The name, path and value of what a table reports; a name that comes twice is a finding."""
        seen: set[str] = set()
        for key, raw in table.items():
            name = key_text(key)
            if name in seen:
                self.find("name-twice", (*path, key), key=True, name=name)
            elif not absent(raw):
                seen.add(name)
                yield name, (*path, key), raw

    def text(self, raw: Any, path: Path, name: str) -> str:
        """A plain text, empty when it is absent or, with a finding, when it is none."""
        text = written(raw)
        if isinstance(text, Unread):
            self.find_unread(text, path, name)
            return ""
        return text or ""

    def unknown_key(self, path: Path, name: str, candidates: Iterable[str], *, prefix: str = "") -> None:
        """Adds a finding about a key that a submission does not have."""
        self._unknown("unknown-submission-key", path, name, candidates, prefix)

    def unknown_fact(self, path: Path, name: str, *, prefix: str = "") -> None:
        """Adds a finding about a name that no fact of the ruleset has."""
        self._unknown("unknown-fact", path, name, self.expected.facts, prefix)

    def _unknown(self, slug: str, path: Path, name: str, candidates: Iterable[str], prefix: str) -> None:
        near = nearest(name, candidates)
        self.find(slug, path, key=True, name=prefix + name, nearest=near and prefix + near)
