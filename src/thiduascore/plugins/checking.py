"""Runs the registered checks on a submission; what a check does wrong becomes a finding and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from thiduascore.diagnostics import slugs
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding
from thiduascore.plugins.locating import located, read_by
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.things import Check
from thiduascore.plugins.written import Written, all_checks, all_ready, failed
from thiduascore.program.environment import environment_of
from thiduascore.program.plan import Plan
from thiduascore.program.program import Program
from thiduascore.program.resolve import resolver_of
from thiduascore.program.scorecard import Scorecard, Versions

Found = tuple[Finding, ...]


def checks_of(registry: Registry, ruleset: Ruleset, plan: Plan) -> Callable[[Scorecard], Found]:
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
    resolver = resolver_of(ruleset, plan.functions, plan.date or datetime.date.min) if single else None
    judge = _judging(all_ready(single, resolver), plan) if resolver is not None else _nothing

    def run(card: Scorecard) -> Found:
        found = [*judge(card)]
        found += [finding for each, plugin in coded for finding in _ask(each, plugin, card, ruleset)]
        return tuple(sorted(found, key=lambda finding: (finding.plugin, str(finding.arguments["check"]))))

    return run


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


def _ask(one: Check, plugin: str, card: Scorecard, ruleset: Ruleset) -> list[Finding]:
    """The findings of a check in Python, each marked with the check and its plugin."""
    try:
        found = (
            one.find(card.submission, ruleset)
            if one.find
            else one.compare(card, ruleset)
            if one.compare
            else ()
        )
        return [located(_marked(each, one, plugin), card.submission) for each in found]
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}"
        arguments = {"check": one.name, "plugin": plugin, "reason": reason}
        return [Finding("check-raised", "error", arguments, plugin=plugin)]


def _marked(found: Finding, one: Check, plugin: str) -> Finding:
    """The finding with its check and plugin; LookupError when nobody could put it into words."""
    if found.slug not in slugs():
        raise LookupError(f"the catalogue has no {found.slug!r}; use `finding` for words of your own")
    return evolve(found, plugin=plugin, arguments={"check": one.name, **found.arguments})
