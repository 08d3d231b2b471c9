"""Votes of councils: the share of yes of all members, not of those present; exact, without rounding."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from thiduascore.cohort.reasons import Reason, because
from thiduascore.diagnostics import Text
from thiduascore.model.assessment import Ballot
from thiduascore.records import frozen

PERCENT = 100
Carried = Literal["carried", "failed", "no-quorum", "no-votes"]


@frozen(kw_only=True)
class VotePlan:
    """A council at a date; shares are fractions of one."""

    council: str
    title: Text
    source: str
    members: tuple[str, ...]
    threshold: Fraction
    quorum: Fraction = Fraction(0)
    leaves_out: bool = False
    """Whether a member with a conflict of interest is left out of the number of members."""


@frozen(kw_only=True)
class Tally:
    """The votes on an award for a unit."""

    plan: VotePlan
    yes: int = 0
    no: int = 0
    abstain: int = 0
    absent: int = 0
    """Members without a vote, those of whom nothing was handed in among them."""
    conflicted: int = 0
    """Members who had to keep out; they are not among the absent."""
    cast: bool = False
    """Whether any vote on it was handed in."""

    @property
    def members(self) -> int:
        """The number of members that shares are of."""
        return len(self.plan.members) - (self.conflicted if self.plan.leaves_out else 0)

    @property
    def share(self) -> Fraction:
        """Yes of all members; 0 without members."""
        return Fraction(self.yes, self.members) if self.members else Fraction(0)

    @property
    def present(self) -> Fraction:
        """Those that took part of all members."""
        taking = self.yes + self.no + self.abstain
        return Fraction(taking, self.members) if self.members else Fraction(0)

    @property
    def result(self) -> Carried:
        """Whether it carried; thresholds are inclusive."""
        if not self.cast:
            return "no-votes"
        if self.present < self.plan.quorum:
            return "no-quorum"
        return "carried" if self.members and self.share >= self.plan.threshold else "failed"

    @property
    def reason(self) -> Reason:
        """The result in words, with the numbers."""
        if self.result == "no-votes":
            return because("vote-no-votes", council=self.plan.title)
        return because(
            f"vote-{self.result}",
            council=self.plan.title,
            yes=self.yes,
            no=self.no,
            abstain=self.abstain,
            absent=self.absent,
            conflicted=self.conflicted,
            members=self.members,
            share=self.share * PERCENT,
            threshold=self.plan.threshold * PERCENT,
            present=self.present * PERCENT,
            quorum=self.plan.quorum * PERCENT,
        )


def tally(plan: VotePlan, ballots: Iterable[Ballot]) -> Tally:
    """Counts the ballots of one award and unit, one a member."""
    votes = {ballot.member: ballot for ballot in ballots}
    conflicted = sum(1 for one in votes.values() if one.conflict)
    counts = {kind: sum(1 for one in votes.values() if one.vote == kind) for kind in ("yes", "no", "abstain")}
    return Tally(
        plan=plan,
        yes=counts["yes"],
        no=counts["no"],
        abstain=counts["abstain"],
        absent=len(plan.members) - sum(counts.values()) - conflicted,
        conflicted=conflicted,
        cast=bool(votes),
    )
