"""Runs the registered checks on a submission; what a check does wrong becomes a finding and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from attrs import evolve

from thiduascore.diagnostics import slugs
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding, Submission
from thiduascore.plugins.locating import located, read_by
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.things import Check
from thiduascore.plugins.written import Written, all_checks, all_ready, failed, stated_by
from thiduascore.program.checks import RAISED, Checks, Coded, Stated
from thiduascore.program.environment import environment_of
from thiduascore.program.plan import Plan
from thiduascore.program.program import Program
from thiduascore.program.resolve import Resolver, resolver_of
from thiduascore.program.scorecard import Scorecard, Versions

Found = tuple[Finding, ...]


def checks_of(registry: Registry, ruleset: Ruleset, plan: Plan) -> Checks:
    """What runs every registered check on what the plan, lowered from the ruleset, made of a submission.

    A check in FEEL is passed over for a ruleset that lacks one of its names.
    Checks that compare units with each other are left to `outliers`.
    Raises `DiagnosticError`, naming the distribution, for one that cannot be read or does not fit the types.
    A check in Python that raises becomes an error finding that names it and its plugin; the others still run.
    Findings come by plugin and check.
    """
    checks = all_checks(registry, ruleset.facts)
    single = [each for each in checks if each[0].written and not each[0].outlier]
    coded = [(each, plugin) for each, plugin, _ in checks if not each.written]

    @cache
    def resolver() -> Resolver:
        return resolver_of(ruleset, plan.functions, plan.date or datetime.date.min)

    written = all_ready(single, resolver()) if single else ()
    judge = _judging(written, plan)
    asked = tuple(_coded(each, plugin, ruleset, resolver) for each, plugin in coded)

    def run(card: Scorecard) -> Found:
        found = [*judge(card)]
        found += [finding for each in asked for finding in each.ask(card)]
        return tuple(sorted(found, key=lambda finding: (finding.plugin, str(finding.arguments["check"]))))

    stated = tuple(Stated(one.condition, one.check.severity) for one in written)
    return Checks(run=run, stated=stated, coded=asked)


def _nothing(card: Scorecard) -> Iterator[Finding]:
    return iter(())


def _judging(written: Sequence[Written], plan: Plan) -> Callable[[Scorecard], Iterator[Finding]]:
    """The findings of the checks in FEEL, which are judged together, by one program, as conditions are.

    An unknown one says nothing.
    """
    if not written:
        return _nothing
    conditions = tuple(one.condition for one in written)
    root = evolve(plan.root, children=(), applies=None, floor=None, at_most=None)
    program = Program(
        evolve(plan, criteria=(), root=root, conditions=conditions, levels=()), versions=Versions(engine="")
    )
    labels = {slot.name: slot.label for slot in plan.facts} | {slot.name: slot.label for slot in plan.values}

    def judge(card: Scorecard) -> Iterator[Finding]:
        verdicts = program.score(card.submission).trace.working.verdicts
        failing = [
            one for one, verdict in zip(written, verdicts, strict=True) if verdict.judgement == "fails"
        ]
        if failing:
            environment = environment_of(plan, card.submission)
            for one in failing:
                yield located(failed(one, labels, environment), card.submission, read_by(one))

    return judge


def _coded(one: Check, plugin: str, ruleset: Ruleset, resolver: Callable[[], Resolver]) -> Coded:
    """A check in Python, ready for one ruleset."""

    def find(submission: Submission) -> list[Finding]:
        return _guarded(one, plugin, submission, lambda: one.find(submission, ruleset) if one.find else ())

    def ask(card: Scorecard) -> list[Finding]:
        if one.compare is None:
            return find(card.submission)
        compare = one.compare
        return _guarded(one, plugin, card.submission, lambda: compare(card, ruleset))

    def stated() -> tuple[Stated, ...]:
        return tuple(stated_by(one, ruleset, resolver()))

    return Coded(
        name=one.name, plugin=plugin, ask=ask, find=find if one.find else None,
        needs=one.needs, alone=one.alone, stated=stated if one.stated else None,
    )  # fmt: skip


def _guarded(
    one: Check, plugin: str, submission: Submission, found: Callable[[], Iterable[Finding]]
) -> list[Finding]:
    """The findings of a check in Python, each marked with the check and its plugin."""
    try:
        return [located(_marked(each, one, plugin), submission) for each in found()]
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}"
        arguments = {"check": one.name, "plugin": plugin, "reason": reason}
        return [Finding(RAISED, "error", arguments, plugin=plugin)]


def _marked(found: Finding, one: Check, plugin: str) -> Finding:
    """The finding with its check and plugin; LookupError when nobody could put it into words."""
    if found.slug not in slugs():
        raise LookupError(f"the catalogue has no {found.slug!r}; use `finding` for words of your own")
    return evolve(found, plugin=plugin, arguments={"check": one.name, **found.arguments})
