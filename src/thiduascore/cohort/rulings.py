"""What councils and the journal say of a unit, as the decision on the cohort reads it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import field

from thiduascore.cohort.reasons import Reason, because
from thiduascore.diagnostics import Argument
from thiduascore.model.assessment import Ballot
from thiduascore.model.submission import Period
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.cohort.voting import Tally, VotePlan

Key = tuple[str, Period | None]
"""A unit and its period."""


@frozen(kw_only=True)
class Revoked:
    """A result, or an award, that was taken back."""

    number: int
    """The entry of the journal."""
    award: str = ""
    """The award; empty for the whole result."""
    reason: str
    by: str
    date: datetime.date

    @property
    def why(self) -> Reason:
        """The ruling in words."""
        told: dict[str, Argument] = {
            "number": self.number,
            "by": self.by,
            "date": self.date.isoformat(),
            "reason": self.reason,
        }
        return because("revoked-award" if self.award else "revoked", **told)


@frozen
class Ruled:
    """The votes on one unit and what was revoked of it."""

    ballots: tuple[Ballot, ...] = ()
    revoked: tuple[Revoked, ...] = ()

    @property
    def out(self) -> Revoked | None:
        """The entry that took back the whole result; None when none did."""
        return next((one for one in self.revoked if not one.award), None)

    def without(self, award: str) -> Revoked | None:
        """The entry that took back an award; None when none did."""
        return next((one for one in self.revoked if one.award == award), None)

    def tally(self, plan: VotePlan, award: str) -> Tally:
        """The votes on an award."""
        from thiduascore.cohort.voting import tally

        return tally(plan, (one for one in self.ballots if one.award == award))


UNRULED: Final = Ruled()


@frozen
class Rulings:
    """What was ruled, by unit and period."""

    units: Mapping[Key, Ruled] = field(factory=dict)

    def of(self, unit: str, period: Period | None) -> Ruled:
        """What was ruled of a unit; nothing for most."""
        return self.units.get((unit, period), UNRULED)


NO_RULINGS: Final = Rulings()
