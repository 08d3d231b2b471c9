"""Who a unit is compared with: the figures of the cohort, computed before anybody is scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from thiduascore.cohort import Cohort
from thiduascore.cohort.cohort import Member, frozen_cohort, parted
from thiduascore.diagnostics import DiagnosticError
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Period, Submission, Unit
from thiduascore.program.peers import Peers, class_of
from thiduascore.program.program import Program
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.cohort.peers import Lacking

ProgramOf = Callable[[Submission], Program]


@frozen
class Compared:
    """The figures for each submission of a set, found by the submission itself."""

    peers: Mapping[int, Peers]
    submissions: tuple[Submission, ...] = ()
    """Kept, because an object's identity is its own only while it lives."""

    def of(self, submission: Submission) -> Peers | None:
        """The figures for a submission; None when nothing is relative or nobody knows who else there is."""
        return self.peers.get(id(submission))


NOBODY: Final = Compared({})


def compared(
    ruleset: Ruleset, submissions: Sequence[Submission], program_of: ProgramOf, cohort: Cohort | None
) -> Compared:
    """The figures over a frozen cohort for each submission, its own or one that came late.

    Without one these submissions are the cohort.
    A submission whose program cannot be made has no figures; scoring it says why.
    """
    from thiduascore.cohort.peers import Seen, peers_of_units

    own = cohort is None
    cohort = cohort or frozen_cohort(ruleset, submissions)
    kept = submissions if own else parted(cohort, submissions)[0]
    inside = {id(one) for one in kept}
    found: dict[int, Peers] = {}
    for program, period, together in _by_program(submissions, program_of):
        watch, seen = program.compiled.watch, []
        for one in together:
            seen.append(Seen(unit=one.unit, watched=watch(one), member=id(one) in inside))
        lacking = _nobody if own else _lacking(cohort, period, [one for one in together if id(one) in inside])
        peers = peers_of_units(program.plan, seen, cohort.hash, lacking)
        found |= {id(one): each for one, each in zip(together, peers, strict=True)}
    return Compared(found, tuple(submissions))


def _by_program(
    submissions: Iterable[Submission], program_of: ProgramOf
) -> list[tuple[Program, Period | None, list[Submission]]]:
    """The submissions of each period, which are compared apart, with the program that scores them."""
    found: dict[tuple[int, Period | None], tuple[Program, Period | None, list[Submission]]] = {}
    for one in submissions:
        try:
            program = program_of(one)
        except DiagnosticError:
            continue
        if program.plan.figures:
            found.setdefault((id(program), one.period), (program, one.period, []))[2].append(one)
    return list(found.values())


def _lacking(cohort: Cohort, period: Period | None, kept: Sequence[Submission]) -> Lacking:
    """How many of the cohort's units of a period are not there as they were, class by class."""
    there = {one.unit.id for one in kept}
    absent = [one for one in cohort.units if one.period == period and one.id not in there]
    counts: dict[str, Counter[str]] = {}

    def lacking(within: str, name: str) -> int:
        if within not in counts:
            counts[within] = Counter(class_of(_unit(one), within) for one in absent)
        return counts[within][name]

    return lacking


def _nobody(within: str, name: str) -> int:
    return 0


def _unit(member: Member) -> Unit:
    return Unit(member.id, member.name, member.kind, member.cluster)
