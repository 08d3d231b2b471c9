"""The registry: everything that the core and the plugins register, by name, with where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pluggy
from attrs import evolve

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Text, nearest, phrase_text
from thiduascore.feel.functions import STANDARD, Function
from thiduascore.model.declare import is_record
from thiduascore.model.field import Field
from thiduascore.plugins import spec
from thiduascore.plugins.declarations import RECORDS, declaration_problems, keys_of_every_criterion
from thiduascore.plugins.source import CORE, Distribution, Plugin, installed, named
from thiduascore.plugins.things import (
    Check,
    Command,
    CriterionTemplate,
    FactDeclaration,
    ParameterDeclaration,
    Reader,
    ReportFormat,
)
from thiduascore.program.method import Method
from thiduascore.records import frozen

KINDS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "fields": Field,
        "facts": FactDeclaration,
        "parameters": ParameterDeclaration,
        "checks": Check,
        "criteria": CriterionTemplate,
        "methods": Method,
        "functions": Function,
        "readers": Reader,
        "reports": ReportFormat,
        "commands": Command,
    }
)
"""Each kind of thing, and the class of its values; the hook is `register_` and the kind."""

_FEEL: Final = "FEEL"


@frozen(kw_only=True)
class Registry:
    """Everything that was registered: for each kind a mapping from names, in the order of the names."""

    fields: Mapping[str, Field]
    facts: Mapping[str, FactDeclaration]
    parameters: Mapping[str, ParameterDeclaration]
    checks: Mapping[str, Check]
    criteria: Mapping[str, CriterionTemplate]
    methods: Mapping[str, Method]
    functions: Mapping[str, Function]
    readers: Mapping[str, Reader]
    reports: Mapping[str, ReportFormat]
    commands: Mapping[str, Command]
    distributions: tuple[Distribution, ...]
    """Every distribution that a plugin came from, in the order of the names."""
    origins: Mapping[tuple[str, str], Distribution]
    """(kind, name) → the distribution that registered it."""
    plugins: tuple[Plugin, ...]
    """The implementations of the hooks, for whoever builds the same registry elsewhere."""

    def origin(self, kind: str, name: str) -> Distribution:
        """The distribution that registered a thing; raises KeyError for one that nobody did."""
        return self.origins[kind, name]


def build_registry(plugins: Sequence[object] | None = None, *, load_entry_points: bool = False) -> Registry:
    """Collect what the given plugins register, and with `load_entry_points` what installed distributions do.

    `plugins` are modules, objects or `Plugin` records; one that comes both ways is registered once.
    Raises `DiagnosticError` with everything that is wrong, each naming the distribution: a plugin that cannot
    be imported, a hook that is misspelt, malformed or fails, a thing of the wrong kind, a name taken twice.
    """
    found, problems = installed() if load_entry_points else ((), ())
    chosen = _without_repeats((*found, *map(named, plugins or ())))
    collected, more = _collect(chosen)
    if problems or more:
        raise DiagnosticError(*problems, *more)
    return collected


def _without_repeats(plugins: Iterable[Plugin]) -> list[Plugin]:
    """Each implementation once: the core's first, then by the names of the distributions."""
    first = {id(plugin.implementation): plugin for plugin in reversed(tuple(plugins))}
    return sorted(first.values(), key=lambda one: (one.distribution != CORE, one.distribution, one.entry))


def _collect(plugins: Sequence[Plugin]) -> tuple[Registry, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    things: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    origins: dict[tuple[str, str], Distribution] = {}
    for plugin in plugins:
        for kind, thing in _registered(plugin, problems):
            built_in = kind == "functions" and thing.name in STANDARD
            taken = _FEEL if built_in else origins.get((kind, thing.name))
            if taken is not None:
                problems.append(_taken(kind, thing.name, str(taken), plugin.distribution))
                continue
            if kind == "fields":
                thing = evolve(thing, distribution=str(plugin.distribution))
            things[kind][thing.name] = thing
            origins[kind, thing.name] = plugin.distribution
    problems += [*_suffixes_taken(things["readers"], origins), *_keys_taken(things["methods"], origins)]
    problems += _misdeclared(things, origins)
    ordered = {kind: MappingProxyType(dict(sorted(named.items()))) for kind, named in things.items()}
    distributions = tuple(sorted({plugin.distribution for plugin in plugins}))
    registry = Registry(
        **ordered,
        distributions=distributions,
        origins=MappingProxyType(origins),
        plugins=tuple(plugins),
    )
    return registry, problems


def _taken(kind: str, name: str, first: str, second: Distribution) -> Diagnostic:
    return Diagnostic(
        "plugin-name-taken",
        {"kind": phrase_text(f"kind-{kind}"), "name": name, "first": first, "distribution": str(second)},
    )


def _suffixes_taken(
    readers: Mapping[str, Reader], origins: Mapping[tuple[str, str], Distribution]
) -> Iterator[Diagnostic]:
    """A diagnostic for each suffix that two readers would read."""
    first: dict[str, Distribution] = {}
    for name, reader in readers.items():
        for suffix in reader.suffixes:
            if suffix in first:
                yield _taken("suffixes", suffix, str(first[suffix]), origins["readers", name])
            first.setdefault(suffix, origins["readers", name])


def _keys_taken(
    methods: Mapping[str, Method], origins: Mapping[tuple[str, str], Distribution]
) -> Iterator[Diagnostic]:
    """A diagnostic for each key of a method that every criterion has already, and for keys that are none."""
    for name, method in methods.items():
        origin = str(origins["methods", name])
        if not is_record(method.options):
            about = {"distribution": origin, "hook": "register_methods"}
            found = f"{name}: {getattr(method.options, '__name__', method.options)}"
            yield Diagnostic("plugin-wrong-thing", {**about, "found": found, "expected": "record"})
            continue
        for key in keys_of_every_criterion(method.options):
            yield Diagnostic("plugin-method-key-taken", {"method": name, "key": key, "distribution": origin})


def _misdeclared(
    things: Mapping[str, Mapping[str, Any]], origins: Mapping[tuple[str, str], Distribution]
) -> Iterator[Diagnostic]:
    """A diagnostic for each key of a declaration that could not stand in a ruleset."""
    options = ((name, method.options) for name, method in things["methods"].items())
    methods = {name: each for name, each in options if is_record(each)}
    for kind in RECORDS:
        for name, thing in things[kind].items():
            origin = origins[kind, name]
            said = phrase_text(f"kind-{kind}")
            for reason in declaration_problems(kind, thing.keys, methods, origin):
                yield Diagnostic(
                    "plugin-declaration-unusable",
                    {"kind": said, "name": name, "distribution": str(origin), "reason": reason},
                )


def _registered(plugin: Plugin, problems: list[Diagnostic]) -> Iterator[tuple[str, Any]]:
    """What one plugin registers, with a diagnostic for each hook that cannot be used."""
    manager = pluggy.PluginManager(spec.PROJECT)
    manager.add_hookspecs(spec)
    distribution = str(plugin.distribution)
    try:
        manager.register(plugin.implementation, name=distribution)
    except (pluggy.PluginValidationError, ValueError, TypeError) as error:
        problems.append(
            Diagnostic("plugin-hook-malformed", {"distribution": distribution, "reason": str(error)})
        )
        return
    callers = manager.get_hookcallers(plugin.implementation) or []
    if not callers:
        problems.append(Diagnostic("plugin-without-hooks", {"distribution": distribution}))
    for caller in sorted(callers, key=lambda caller: caller.name):
        if not caller.has_spec():
            problems.append(_misspelt(caller.name, distribution))
            continue
        kind = caller.name.removeprefix("register_")
        for implementation in caller.get_hookimpls():
            yield from ((kind, thing) for thing in _called(kind, implementation, distribution, problems))


def _blamed(problem: Diagnostic, distribution: str) -> Diagnostic:
    reason = Text(problem.message("vi"), problem.message("en"))
    return Diagnostic("field-file-wrong", {"distribution": distribution, "reason": reason}, problem.place)


def _misspelt(hook: str, distribution: str) -> Diagnostic:
    near = nearest(hook, [f"register_{kind}" for kind in KINDS])
    arguments = {"distribution": distribution, "hook": hook, **({"nearest": near} if near else {})}
    return Diagnostic("plugin-hook-unknown", arguments)


def _called(kind: str, hook: pluggy.HookImpl, distribution: str, problems: list[Diagnostic]) -> list[Any]:
    """What one hook returns; never an exception for a plugin's mistake."""
    about = {"distribution": distribution, "hook": f"register_{kind}"}
    if hook.wrapper or hook.hookwrapper:
        problems.append(
            Diagnostic("plugin-hook-malformed", {"distribution": distribution, "reason": "wrapper"})
        )
        return []
    try:
        returned: Any = hook.function()
        things = list(returned)
    except DiagnosticError as error:
        problems += [_blamed(each, distribution) for each in error.diagnostics]
        return []
    except (Exception, SystemExit) as error:
        problems.append(
            Diagnostic("plugin-hook-fails", {**about, "reason": f"{type(error).__name__}: {error}"})
        )
        return []
    wrong = [thing for thing in things if not isinstance(thing, KINDS[kind])]
    problems.extend(
        Diagnostic(
            "plugin-wrong-thing", {**about, "found": type(thing).__name__, "expected": KINDS[kind].__name__}
        )
        for thing in wrong
    )
    return [thing for thing in things if thing not in wrong]
