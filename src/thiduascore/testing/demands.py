"""What is demanded of a plugin: each demand says nothing when it is met, else what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Lang, Text, phrase
from thiduascore.diagnostics.render import as_text
from thiduascore.engine import Engine
from thiduascore.model.field import Field
from thiduascore.plugins import Registry, build_registry, checks_of_field
from thiduascore.plugins.source import Distribution, installed, named
from thiduascore.testing.cases import Placed, cases_in
from thiduascore.testing.rulesets import Wanted, last_values, ruleset_of, unconfirmed
from thiduascore.testing.trials import Trials

Ask = Callable[[Lang], str]
_BILINGUAL: Final = ("methods", "functions", "readers", "reports", "checks", "commands")


@frozen
class Demand:
    """One thing that a plugin must satisfy; `ask` gives what is wrong in a language, or nothing."""

    name: str
    ask: Ask


def demands_of(plugin: object, cases: Path) -> tuple[Demand, ...]:
    """Every demand on a plugin: what holds for all plugins, then one for each thing that needs cases, then
    one for each case.

    Nothing more is demanded of a plugin that cannot be read.
    """
    distribution = named(plugin).distribution
    try:
        registry = build_registry([plugin])
        for field in registry.fields.values():
            assert field.document
    except DiagnosticError as error:
        problems = error.diagnostics
        return (Demand("can-be-read", lambda lang: _listed(problems, lang)),)
    wrong = [field for field in registry.fields.values() if field.whole[1]]
    if wrong:
        return tuple(_of_field(field) for field in wrong)
    placed, problems = cases_in(cases)
    trials = Trials(plugin, registry, distribution.name)
    return (
        Demand("can-be-read", lambda lang: _listed(problems, lang)),
        *(_of_field(field) for field in registry.fields.values()),
        *(_in_both_languages(field) for field in registry.fields.values()),
        Demand("documented-in-both-languages", lambda lang: _documented(registry, distribution, lang)),
        Demand("loads-alone", lambda lang: _loads([plugin], trials, lang)),
        Demand("loads-with-what-is-installed", lambda lang: _loads([plugin, *installed()[0]], trials, lang)),
        *_with_cases(registry, distribution, placed),
        *(_case(trials, each) for each in placed),
    )


def _listed(problems: Iterable[Diagnostic], lang: Lang) -> str:
    return as_text(tuple(problems), lang)


def _of_field(field: Field) -> Demand:
    def ask(lang: Lang) -> str:
        return _listed(field.whole[1], lang)

    return Demand(f"field-{field.id}-follows-its-format", ask)


def _in_both_languages(field: Field) -> Demand:
    """Every text for people has both languages."""

    def ask(lang: Lang) -> str:
        missing = [".".join(map(str, path)) for path in _untranslated(field.document.value, ())]
        return phrase("testing-untranslated", lang, places=", ".join(missing)) if missing else ""

    return Demand(f"field-{field.id}-speaks-both-languages", ask)


def _untranslated(value: object, at: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            here = (*at, key)
            if key in ("title", "label", "doc", "says") or (at and at[-1] == "choices"):
                if not (isinstance(inner, Mapping) and inner.get("vi") and inner.get("en")):
                    yield here
            else:
                yield from _untranslated(inner, here)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            name = inner.get("name", index) if isinstance(inner, Mapping) else index
            yield from _untranslated(inner, (*at, name))


def _documented(registry: Registry, distribution: Distribution, lang: Lang) -> str:
    """Everything that is registered in Python says in both languages what it is."""
    missing = []
    for kind in _BILINGUAL:
        for name, thing in getattr(registry, kind).items():
            doc = getattr(thing, "doc", None)
            if isinstance(doc, Text) and not (doc.vi and doc.en):
                missing.append(f"{kind}.{name}")
    return phrase("testing-untranslated", lang, places=", ".join(missing)) if missing else ""


def _loads(plugins: list[object], trials: Trials, lang: Lang) -> str:
    """An engine takes the plugin, and everything in it can be included, whatever day it is."""
    try:
        engine = Engine(plugins)
    except DiagnosticError as error:
        return _listed(error.diagnostics, lang)
    for field in trials.registry.fields.values():
        wanted = Wanted(
            trials.distribution,
            field,
            criteria=tuple(field.lent["criteria"]),
            conditions=tuple(field.lent["conditions"]),
            parameters=last_values(field),
            accepted=unconfirmed(field),
            kinds=trials.kinds(field),
        )
        wrong = [each for each in engine.check(ruleset_of(wanted)) if each.severity == "error"]
        if wrong:
            return _listed(wrong, lang)
    return ""


def _with_cases(registry: Registry, distribution: Distribution, placed: Iterable[Placed]) -> Iterator[Demand]:
    """Each check has a case that it finds and one that it does not; each criterion and condition has one."""
    tried = [each.case for each in placed]
    names = [name for name, origin in registry.origins.items() if origin == distribution]
    checks = [name for kind, name in names if kind == "checks"]
    checks += [check.name for field in registry.fields.values() for check in checks_of_field(field)]
    twice = sorted({name for name in checks if checks.count(name) > 1})
    yield Demand("names-are-taken-once", _taken_twice(twice))
    for check in dict.fromkeys(checks):
        seen = {case.found for case in tried if case.check == check}
        missing = [found for found in (True, False) if found not in seen]
        yield Demand(f"cases-of-{_plain(check)}", _missing_cases(check, missing))
    for kind in ("criteria", "conditions"):
        for field in registry.fields.values():
            for name in field.lent[kind]:
                none = not any(name in (case.criterion, case.condition) for case in tried)
                yield Demand(f"cases-of-{_plain(name)}", _missing_case(name, none))


def _taken_twice(names: list[str]) -> Ask:
    return lambda lang: "\n".join(phrase("testing-twice", lang, name=name) for name in names)


def _missing_cases(check: str, missing: list[bool]) -> Ask:
    def ask(lang: Lang) -> str:
        said = [
            phrase(f"testing-no-case-{'found' if found else 'passed'}", lang, name=check) for found in missing
        ]
        return "\n".join(said)

    return ask


def _missing_case(name: str, none: bool) -> Ask:
    return lambda lang: phrase("testing-no-case", lang, name=name) if none else ""


def _case(trials: Trials, placed: Placed) -> Demand:
    return Demand(f"case-{placed.name}", lambda lang: trials.outcome(placed, lang))


def _plain(name: str) -> str:
    return name.encode("ascii", "replace").decode()
