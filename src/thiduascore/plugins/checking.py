"""Runs the registered checks on a submission; what a check does wrong becomes a finding and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from attrs import evolve, frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Text, slugs
from thiduascore.feel import FeelError, check, names, parse
from thiduascore.feel.fitting import described
from thiduascore.feel.problem import Problem
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import AnyType, BooleanType
from thiduascore.model.expression import Expression
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.source import CORE
from thiduascore.plugins.things import Check
from thiduascore.program.criterion_sentences import value_text
from thiduascore.program.environment import Environment, environment_of
from thiduascore.program.plan import Plan
from thiduascore.program.resolve import Resolver, resolver_of
from thiduascore.program.scorecard import Scorecard

Found = tuple[Finding, ...]


@frozen
class _Written:
    """A check in FEEL, ready for one ruleset."""

    check: Check
    plugin: str
    tree: Tree
    facts: tuple[str, ...]
    """The names that it reads, in order."""


def checks_of(registry: Registry, ruleset: Ruleset, plan: Plan) -> Callable[[Scorecard], Found]:
    """What runs every registered check on what the plan, lowered from the ruleset, made of a submission.

    A check in FEEL is passed over for a ruleset that lacks one of its names.
    Raises `DiagnosticError`, naming the distribution, for one that cannot be read or does not fit the types.
    A check in Python that raises becomes an error finding that names it and its plugin; the others still run.
    Findings come by plugin and check.
    """
    resolver = resolver_of(ruleset, plan.functions, plan.date or datetime.date.min)
    checks = [(each, _plugin(registry, name)) for name, each in registry.checks.items()]
    written = _all_ready([(each, plugin) for each, plugin in checks if each.holds], resolver)
    coded = [(each, plugin) for each, plugin in checks if not each.holds]

    def run(card: Scorecard) -> Found:
        environment = environment_of(plan, card.submission)
        found = [finding for one in written for finding in _judge(one, plan, environment)]
        found += [finding for each, plugin in coded for finding in _ask(each, plugin, card, ruleset)]
        return tuple(sorted(found, key=lambda finding: (finding.plugin, str(finding.arguments["check"]))))

    return run


def _all_ready(checks: Iterable[tuple[Check, str]], resolver: Resolver) -> tuple[_Written, ...]:
    written: list[_Written] = []
    problems: list[Diagnostic] = []
    for each, plugin in checks:
        try:
            ready = _ready(each, plugin, resolver)
        except FeelError as error:
            problems.extend(_unusable(each, plugin, error.problems))
        else:
            written.extend([] if ready is None else [ready])
    if problems:
        raise DiagnosticError(*problems)
    return tuple(written)


def _plugin(registry: Registry, name: str) -> str:
    """What a finding says of where its check comes from: nothing for the core's own."""
    origin = registry.origin("checks", name)
    return "" if origin == CORE else origin.name


def _ready(each: Check, plugin: str, resolver: Resolver) -> _Written | None:
    """The check for one ruleset; None when that lacks a name, or a figure at the plan's date."""
    tree = parse(each.holds)
    used = names(tree)
    figures = used & resolver.ruleset.parameters.keys()
    if not used <= resolver.scope.keys() | figures:
        return None
    resolved = resolver.tree(Expression(each.holds, (), tree))
    if resolver.absent & figures:
        return None
    typed, problems = check(resolved, resolver.scope, functions=resolver.functions)
    if not problems and not isinstance(typed.type, BooleanType | AnyType):
        problems = (Problem("yes-no-expected", tree.span, {"found": described(typed.type or AnyType())}),)
    if problems:
        raise FeelError(problems)
    return _Written(each, plugin, typed, tuple(sorted(used - figures)))


def _unusable(each: Check, plugin: str, problems: Iterable[Problem]) -> Iterator[Diagnostic]:
    for problem in problems:
        inner = Diagnostic(problem.slug, problem.arguments)
        reason = Text(inner.message("vi"), inner.message("en"))
        yield Diagnostic(
            "plugin-check-unusable", {"check": each.name, "distribution": plugin, "reason": reason}
        )


def _judge(one: _Written, plan: Plan, environment: Environment) -> Iterator[Finding]:
    """The finding of a check whose expression is false; an unknown one says nothing."""
    if environment.value(one.tree) is not False:
        return
    labels = {slot.name: slot.label for slot in plan.facts} | {slot.name: slot.label for slot in plan.values}
    known = [name for name in one.facts if name in environment.names]
    read = [(labels.get(name, Text(name)), environment.names[name]) for name in known]
    both = Text(
        "; ".join(f"{label.said('vi')} = {value_text(value, 'vi')}" for label, value in read),
        "; ".join(f"{label.said('en')} = {value_text(value, 'en')}" for label, value in read),
    )
    says = one.check.says or Text(one.check.holds)
    arguments = {"check": one.check.name, "says": says, "values": both}
    yield Finding("check-fails", one.check.severity, arguments, plugin=one.plugin)


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
        return [_marked(each, one, plugin) for each in found]
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}"
        arguments = {"check": one.name, "plugin": plugin, "reason": reason}
        return [Finding("check-raised", "error", arguments, plugin=plugin)]


def _marked(found: Finding, one: Check, plugin: str) -> Finding:
    """The finding with its check and plugin; LookupError when nobody could put it into words."""
    if found.slug not in slugs():
        raise LookupError(f"the catalogue has no {found.slug!r}; use `finding` for words of your own")
    return evolve(found, plugin=plugin, arguments={"check": one.name, **found.arguments})
