"""A plan compiled to a Python function, and what it leaves behind when it has scored a submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import Any

from attrs import evolve

from thiduascore.feel.generate.writer import Unproven, run_of
from thiduascore.model.submission import FactValue, Submission
from thiduascore.program.criterion import settled
from thiduascore.program.earned import Earned, Judgement, Verdict, Working
from thiduascore.program.environment import Environment, environment_of
from thiduascore.program.generate.points import Entry, read_entry
from thiduascore.program.generate.source import Generated, generate_program
from thiduascore.program.generate.watching import generate_watching
from thiduascore.program.interpret import earned_by, groups, judge, with_items
from thiduascore.program.peers import Peers
from thiduascore.program.plan import Plan
from thiduascore.program.score import NO_DETAILS, Details, Score, score_of
from thiduascore.program.settle import Settlement, settle
from thiduascore.program.watching import Observed, Watched, counts, observed
from thiduascore.records import frozen

Facts = Mapping[str, FactValue]


@frozen(slots=False)
class Asked:
    """The interpreter, for what a generated function cannot say of one submission."""

    plan: Plan
    submission: Submission
    peers: Peers | None = None

    @cached_property
    def _names(self) -> Environment:
        return environment_of(self.plan, self.submission, peers=self.peers)

    def earned(self, index: int) -> Earned:
        """What a criterion earned."""
        return earned_by(self.plan.criteria[index], self.plan, self.submission, self._names)

    def condition(self, index: int) -> Verdict:
        """Whether a condition holds."""
        condition = self.plan.conditions[index]
        return judge(condition.holds, condition.applies, self._names)

    def item(self, name: str) -> Verdict:
        """Whether an item applies."""
        group = next(group for group in groups(self.plan.root) if group.id == name)
        assert group.applies is not None
        return judge(group.applies, None, self._names)

    def observed(self, index: int) -> Observed:
        """What an observation finds."""
        return observed(self.plan.observations[index], self.submission, self._names)

    def counts(self) -> bool:
        """Whether the unit counts in the cohort's figures."""
        return counts(self.plan, self._names)


@frozen(slots=False)
class CompiledTrace:
    """What the generated function computed; the working and the lines of the result are made on demand."""

    plan: Plan
    asked: Asked
    entries: tuple[Entry | Earned | None, ...]
    """None where a missing fact counts as zero."""
    verdicts: tuple[Judgement | Verdict, ...]
    items: tuple[Judgement | Verdict, ...]
    computed: Score | None
    """None where the sum needs the interpreter."""
    points: tuple[Fraction | None, ...] | None = None
    """Of the items that were asked for, None in it for one that does not apply; None where the sum is."""

    @property
    def details(self) -> Details:
        """What is at hand without settling."""
        return NO_DETAILS

    @cached_property
    def score(self) -> Score:
        """The short answer."""
        return score_of(self.settlement) if self.computed is None else self.computed

    @cached_property
    def working(self) -> Working:
        """What each criterion earned and whether each condition holds."""
        conditional = (group.id for group in groups(self.plan.root) if group.applies is not None)
        working = Working(
            earned=tuple(self._earned(index, entry) for index, entry in enumerate(self.entries)),
            verdicts=tuple(_verdict(one) for one in self.verdicts),
            items=dict(zip(conditional, map(_verdict, self.items), strict=True)),
        )
        return with_items(self.plan, working)

    @cached_property
    def settlement(self) -> Settlement:
        """The result, line by line."""
        return settle(self.plan, self.working)

    def _earned(self, index: int, entry: Entry | Earned | None) -> Earned:
        if entry is None:
            return self.asked.earned(index)
        if isinstance(entry, Earned):
            return entry
        found = read_entry(entry)
        if found.raw is None or found.points is None:
            return Earned(state=found.state, reason=found.reason)
        return evolve(
            settled(self.plan.criteria[index], found.raw, found.rules),
            inputs=found.inputs,
            points=found.points,
        )


@frozen(slots=False)
class LightTrace:
    """The short answer at once; everything else is computed when somebody asks for it."""

    compiled: Compiled
    submission: Submission
    peers: Peers | None
    score: Score
    parts: tuple[str, ...] = ()
    """Items and criteria whose points are probably asked for."""

    @cached_property
    def details(self) -> Details:
        """Points of those parts, and whether conditions hold."""
        return self.compiled.details(self.submission, self.peers, self.parts)

    @cached_property
    def whole(self) -> CompiledTrace:
        """The trace with everything in it."""
        return self.compiled.trace(self.submission, self.peers)

    @property
    def working(self) -> Working:
        """What each criterion earned and whether each condition holds."""
        return self.whole.working

    @property
    def settlement(self) -> Settlement:
        """The result, line by line."""
        return self.whole.settlement


def _verdict(found: Judgement | Verdict) -> Verdict:
    return found if isinstance(found, Verdict) else Verdict(found)


def _taker(names: tuple[str, ...]) -> Callable[[Facts], tuple[Any, ...]]:
    """Takes the facts out of a submission's values; KeyError when one is not there."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


@frozen(slots=False)
class Compiled:
    """The generated functions of a plan, each made when it is first needed."""

    plan: Plan

    @cached_property
    def generated(self) -> Generated:
        """The function that traces, as source."""
        return generate_program(self.plan, tracing=True)

    @property
    def interpreted(self) -> tuple[tuple[str, str], ...]:
        """What stays with the interpreter, as `Generated.interpreted` has it."""
        return self.generated.interpreted

    @cached_property
    def _trace(self) -> Callable[..., Any]:
        return run_of(self.generated.source, self.generated.namespace)

    @cached_property
    def _tabled(self) -> Callable[..., Any]:
        tabled = generate_program(self.plan, tracing=True, parts=self.items)
        return run_of(tabled.source, tabled.namespace)

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The items in the ruleset's order."""
        return tuple(group.id for group in groups(self.plan.root) if group.id)

    @cached_property
    def _quick(self) -> Callable[..., Any]:
        quick = generate_program(self.plan, tracing=False)
        return run_of(quick.source, quick.namespace)

    @cached_property
    def _detailed(self) -> dict[tuple[str, ...], Callable[..., Any]]:
        return {}

    @cached_property
    def _take(self) -> Callable[[Facts], tuple[Any, ...]]:
        return _taker(self.generated.facts)

    def quick(self, submission: Submission, peers: Peers | None = None) -> Score:
        """The short answer, as fast as it can be had."""
        asked = Asked(self.plan, submission, peers) if self.interpreted else None
        if self.plan.figures and (peers is None or not peers.whole):
            return self.trace(submission, peers).score
        try:
            facts = self._take(submission.values)
            score: Score = self._quick(
                facts,
                submission.unit,
                submission.period,
                submission.not_applicable,
                asked,
                peers.parts if peers else (),
            )
        except (KeyError, Unproven):
            return self.trace(submission, peers).score
        return score

    def details(self, submission: Submission, peers: Peers | None, parts: tuple[str, ...]) -> Details:
        """Points of items and criteria, and whether conditions hold; nothing where something is not known."""
        if parts not in self._detailed:
            detailed = generate_program(self.plan, tracing=False, parts=parts)
            self._detailed[parts] = run_of(detailed.source, detailed.namespace)
        if self.plan.figures and (peers is None or not peers.whole):
            return NO_DETAILS
        asked = Asked(self.plan, submission, peers) if self.interpreted else None
        try:
            points, met = self._detailed[parts](
                self._take(submission.values),
                submission.unit,
                submission.period,
                submission.not_applicable,
                asked,
                peers.parts if peers else (),
            )
        except (KeyError, Unproven):
            return NO_DETAILS
        conditions = (condition.id for condition in self.plan.conditions)
        return Details(dict(zip(parts, points, strict=True)), dict(zip(conditions, met, strict=True)))

    def trace(self, submission: Submission, peers: Peers | None = None) -> CompiledTrace:
        """Everything that had to be computed to score a submission."""
        return self._traced(self._trace, submission, peers)

    def tabled(self, submission: Submission, peers: Peers | None = None) -> CompiledTrace:
        """The same, with the points of `items`."""
        return self._traced(self._tabled, submission, peers)

    def _traced(self, run: Callable[..., Any], submission: Submission, peers: Peers | None) -> CompiledTrace:
        asked = Asked(self.plan, submission, peers)
        found = run(
            self._facts(submission.values),
            submission.unit,
            submission.period,
            submission.not_applicable,
            asked,
            peers.parts if peers else (None, None) * len(self.plan.figures),
        )
        return CompiledTrace(self.plan, asked, *found)

    @cached_property
    def _watching(self) -> Generated:
        return generate_watching(self.plan)

    @cached_property
    def _watch(self) -> Callable[..., Any]:
        return run_of(self._watching.source, self._watching.namespace)

    @cached_property
    def _take_watched(self) -> Callable[[Facts], tuple[Any, ...]]:
        return _taker(self._watching.facts)

    def watch(self, submission: Submission) -> Watched:
        """What the cohort's figures need of a submission, as `watching.watched` has it."""
        try:
            facts = self._take_watched(submission.values)
        except KeyError:
            facts = tuple(map(submission.values.get, self._watching.facts))
        asked = Asked(self.plan, submission)
        unit, period, claims = submission.unit, submission.period, submission.not_applicable
        found: Watched = self._watch(facts, unit, period, claims, asked)
        return found

    def _facts(self, values: Facts) -> tuple[Any, ...]:
        """The facts that the functions read, None where one is missing."""
        try:
            return self._take(values)
        except KeyError:
            return tuple(map(values.get, self.generated.facts))
