"""The generated pages of the reference, by their path: one folder a language, and the schemas beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, get_args

from thiduascore.authoring.reference_methods import methods_page
from thiduascore.authoring.reference_python import python_page
from thiduascore.authoring.reference_scorecard import scorecard_page, standings_page
from thiduascore.authoring.schema import field_schema, json_text, proceedings_schemas, ruleset_schema
from thiduascore.cohort.document_schema import standings_schema
from thiduascore.cohort.journal import Entry as JournalEntry
from thiduascore.cohort.sheets import AssessmentFile, VoteFile
from thiduascore.diagnostics import Entry, Lang, entry, outlined, phrase, phrases, slugs
from thiduascore.feel.fitting import described
from thiduascore.feel.functions import DMN, STANDARD, Function
from thiduascore.model.field_records import FieldFile
from thiduascore.model.reference import reference_of
from thiduascore.model.ruleset import Ruleset
from thiduascore.plugins import Registry, spec
from thiduascore.program.document_schema import scorecard_schema

LANGUAGES: tuple[Lang, ...] = get_args(Lang)


def pages(registry: Registry) -> dict[str, str]:
    """Every page that the registry and the catalogue yield: path → text."""
    found = {
        "ruleset.schema.json": json_text(ruleset_schema(registry)),
        "field.schema.json": json_text(field_schema()),
        "scorecard.schema.json": json_text(scorecard_schema()),
        "standings.schema.json": json_text(standings_schema()),
        **{f"{name}.schema.json": json_text(each) for name, each in proceedings_schemas().items()},
    }
    made: Mapping[str, Callable[[Registry, Lang], str]] = {
        "ruleset": _ruleset,
        "methods": methods_page,
        "field": _field,
        "scorecard": scorecard_page,
        "standings": standings_page,
        "proceedings": _proceedings,
        "python": python_page,
        "functions": _functions,
        "formats": _formats,
        "diagnostics": _diagnostics,
        "hooks": _hooks,
    }
    for name, make in made.items():
        for lang in LANGUAGES:
            found[f"{lang}/{name}.md"] = titled(name, make(registry, lang), lang)
    return found


def titled(name: str, body: str, lang: Lang) -> str:
    """A page with its title, its introduction, and the note that it is generated."""
    head = f"# {phrase(f'page-{name}', lang)}\n\n{phrase(f'page-{name}-about', lang)}"
    return f"<!-- {phrase('page-generated', lang)} -->\n\n{head}\n\n{body.strip()}\n"


def _proceedings(registry: Registry, lang: Lang) -> str:
    return "\n\n".join(reference_of(each, lang) for each in (AssessmentFile, VoteFile, JournalEntry))


def _ruleset(registry: Registry, lang: Lang) -> str:
    return f"{phrase('page-methods-elsewhere', lang)}\n\n{reference_of(Ruleset, lang)}"


def _field(registry: Registry, lang: Lang) -> str:
    return reference_of(FieldFile, lang)


def _functions(registry: Registry, lang: Lang) -> str:
    standard = [function for overloads in STANDARD.values() for function in overloads]
    others = [function for name in DMN.keys() - STANDARD.keys() for function in DMN[name]]
    listed = _listed([*standard, *registry.functions.values()], lang)
    return f"{listed}\n\n## {phrase('page-functions-dmn', lang)}\n\n{_listed(others, lang)}"


def _listed(functions: Iterable[Function], lang: Lang) -> str:
    ordered = sorted(functions, key=lambda function: function.name)
    return "\n".join(f"- {_function(function, lang)}" for function in ordered)


def _function(function: Function, lang: Lang) -> str:
    given = [
        f"{parameter.name}: {described(parameter.accepts).said(lang)}" + ("?" if parameter.optional else "")
        for parameter in function.parameters
    ]
    note = f" ({phrase('page-approximate', lang)})" if function.approximate else ""
    key = f"about-function-{function.name.replace(' ', '-')}"
    about = f": {phrase(key, lang)}" if key in phrases() else ""
    return f"`{function.name}({', '.join(given)})`{note}{about}"


def _formats(registry: Registry, lang: Lang) -> str:
    kinds: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("readers", registry.readers),
        ("reports", registry.reports),
        ("checks", registry.checks),
    )
    return "\n\n".join(
        f"## {phrase(f'plugins-{kind}', lang)}\n\n{_docs(things, lang)}" for kind, things in kinds
    )


def _docs(things: Mapping[str, Any], lang: Lang) -> str:
    return "\n".join(f"- `{name}`: {thing.doc.said(lang)}" for name, thing in things.items())


def _diagnostics(registry: Registry, lang: Lang) -> str:
    return "\n\n".join(_diagnostic(entry(slug), lang) for slug in slugs())


def _diagnostic(known: Entry, lang: Lang) -> str:
    parts = [
        f"## {known.slug}",
        f"**{phrase(f'severity-{known.severity}', lang)}**: {outlined(known.message.said(lang))}",
        known.means.said(lang),
        known.why.said(lang),
        *_example(phrase("explain-wrong", lang), known.wrong),
        *_example(phrase("explain-right", lang), known.right),
    ]
    return "\n\n".join(parts)


def _example(label: str, text: str) -> Iterable[str]:
    return (f"{label}:", f"```\n{text}\n```")


def _hooks(registry: Registry, lang: Lang) -> str:
    return "\n\n".join(f"## {name}\n\n{doc}" for name, doc in hooks())


def hooks() -> Iterator[tuple[str, str]]:
    """Each hook that a plugin can implement, and what it says of itself."""
    for name, hook in sorted(vars(spec).items()):
        if name.startswith("register_"):
            yield name, (hook.__doc__ or "").strip()
