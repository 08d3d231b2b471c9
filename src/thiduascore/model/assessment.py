"""What people said of units after their reports came in: assessments, judges' marks, council votes."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any, Literal

from attrs import field

from thiduascore.diagnostics import Diagnostic, Path, Related, exact
from thiduascore.records import frozen
from thiduascore.text.document import Document

Vote = Literal["yes", "no", "abstain", "absent"]


@frozen
class Where:
    """The row of a file that something was read from; without a document, nowhere."""

    document: Document | None = None
    at: Path = ()

    def diagnostic(
        self, slug: str, key: str = "", other: Where | None = None, **arguments: Any
    ) -> Diagnostic:
        """A diagnostic about the row or one of its cells; `other` is a row that it speaks of as well."""
        given = {name: value for name, value in arguments.items() if value is not None}
        if self.document is None:
            return Diagnostic(slug, given)
        related: tuple[Related, ...] = ()
        if other is not None and other.document is not None:
            related = (Related(other.document.place(other.at), "first-given-here"),)
        place = self.document.place((*self.at, key) if key else self.at)
        return Diagnostic(slug, given, place, related)


NOWHERE = Where()


@frozen(kw_only=True)
class Assessment:
    """What an assessor said of a unit and a criterion at a stage: points, or a judge's mark or absence."""

    unit: str
    criterion: str
    stage: str
    assessor: str
    date: datetime.date
    points: Fraction | None = None
    mark: Fraction | None = None
    absent: str = ""
    """Why a judge gave no mark."""
    conflict: str = ""
    """The conflict of interest for which a judge gave no mark."""
    reason: str = ""
    year: int | None = None
    """The year of the period, where a unit has several."""
    where: Where = field(default=NOWHERE, eq=False, repr=False)

    @property
    def judged(self) -> bool:
        """Whether it is a judge's mark, or the absence of one, rather than points."""
        return self.points is None

    @property
    def key(self) -> tuple[str, int, str, str, str, str]:
        """What it speaks of, when, and by whom."""
        return (
            self.unit, self.year or 0, self.criterion, self.stage, self.date.isoformat(), self.assessor,
        )  # fmt: skip

    def document(self) -> dict[str, Any]:
        """The row as JSON holds it."""
        return _filled(
            unit=self.unit,
            year=self.year,
            criterion=self.criterion,
            stage=self.stage,
            assessor=self.assessor,
            date=self.date.isoformat(),
            points=None if self.points is None else exact(self.points),
            mark=None if self.mark is None else exact(self.mark),
            absent=self.absent,
            conflict=self.conflict,
            reason=self.reason,
        )


@frozen(kw_only=True)
class Ballot:
    """What a member of a council voted on an award for a unit."""

    award: str
    unit: str
    member: str
    vote: Vote
    conflict: str = ""
    """The conflict of interest for which the member did not vote."""
    year: int | None = None
    where: Where = field(default=NOWHERE, eq=False, repr=False)

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What it speaks of, and by whom."""
        return self.unit, self.year or 0, self.award, self.member

    def document(self) -> dict[str, Any]:
        """The row as JSON holds it."""
        return _filled(
            award=self.award,
            unit=self.unit,
            year=self.year,
            member=self.member,
            vote=self.vote,
            conflict=self.conflict,
        )


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
