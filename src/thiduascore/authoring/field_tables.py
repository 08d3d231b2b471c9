"""What a field holds, as tables for people: its facts, figures, checks, criteria and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from thiduascore.diagnostics import DiagnosticError, Lang, Text, phrase, shown, unit_said, with_unit
from thiduascore.model.field import Field, Lent
from thiduascore.model.field_records import FieldCheck, FieldFile
from thiduascore.model.quantities import Fact, Parameter, Value


@frozen
class FieldTable:
    """A table under its heading; every cell is words in one language."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def field_tables(field: Field, lang: Lang) -> tuple[FieldTable, ...]:
    """The tables of a field, in a language; raises DiagnosticError with what is wrong in its file."""
    found, problems = field.whole
    if found is None or problems:
        raise DiagnosticError(*problems)
    made = (
        _table("facts", ("name", "label", "type", "evidence"), _facts(found, lang), lang),
        _table("parameters", ("name", "label", "figures"), _parameters(found, lang), lang),
        _table("values", ("name", "label", "formula"), _values(found, lang), lang),
        _table("checks", ("name", "title", "severity", "formula", "source"), _checks(found, lang), lang),
        *(
            _table(kind, ("name", "title", "method", "source"), _included(field, kind, lang), lang)
            for kind in ("criteria", "conditions")
        ),
    )
    return tuple(table for table in made if table.rows)


def _table(kind: str, heads: tuple[str, ...], rows: Iterator[tuple[str, ...]], lang: Lang) -> FieldTable:
    return FieldTable(
        phrase(f"field-table-{kind}", lang),
        tuple(phrase(f"field-head-{head}", lang) for head in heads),
        tuple(rows),
    )


def _facts(found: FieldFile, lang: Lang) -> Iterator[tuple[str, ...]]:
    for name, fact in found.facts.items():
        evidence = phrase(f"field-evidence-{fact.evidence}", lang)
        yield name, _called(fact, lang), _typed(fact, lang), evidence


def _called(fact: Fact, lang: Lang) -> str:
    """The label, with the time in which the term is in use and the choices."""
    label = fact.label.said(lang)
    if fact.choices:
        listed = "; ".join(f"{name}: {text.said(lang)}" for name, text in fact.choices.items())
        label += f" ({listed})"
    if fact.in_use is None:
        return label
    return f"{label} [{_span(fact.in_use.start, fact.in_use.end, lang)}]"


def _typed(fact: Fact, lang: Lang) -> str:
    unit = fact.unit if isinstance(fact.unit, str) else ""
    return f"{fact.type} ({unit_said(unit, lang)})" if unit and unit != "%" else fact.type


def _parameters(found: FieldFile, lang: Lang) -> Iterator[tuple[str, ...]]:
    for name, parameter in found.parameters.items():
        yield name, parameter.label.said(lang), "; ".join(_figures(parameter, lang))


def _figures(parameter: Parameter, lang: Lang) -> Iterator[str]:
    for value in parameter.values:
        dates = _span(value.start, value.end, lang)
        status = phrase(f"field-status-{value.status}", lang)
        figure = with_unit(shown(Fraction(value.value), lang), parameter.unit or "", lang)
        yield f"{figure}, {dates} ({status}: {value.source})"


def _span(start: date | None, end: date | None, lang: Lang) -> str:
    days = {key: str(day) for key, day in (("start", start), ("end", end)) if day is not None}
    return phrase("field-between" if start and end else "field-until" if end else "field-from", lang, **days)


def _values(found: FieldFile, lang: Lang) -> Iterator[tuple[str, ...]]:
    for name, value in found.values.items():
        yield name, _labelled(value, lang), value.formula.source


def _labelled(value: Value, lang: Lang) -> str:
    return value.label.said(lang)


def _checks(found: FieldFile, lang: Lang) -> Iterator[tuple[str, ...]]:
    for check in found.checks:
        severity = phrase(f"severity-{check.severity}", lang)
        yield check.name, check.title.said(lang), severity, _formula(check, lang), check.source


def _formula(check: FieldCheck, lang: Lang) -> str:
    """The check as it is written, with what it allows."""
    when = f"; {phrase('field-when', lang)} {check.when.source}" if check.when is not None else ""
    if check.holds is not None:
        return check.holds.source + when
    if check.outlier is not None:
        fence = check.fence.source if check.fence is not None else "3"
        said = phrase("field-outlier", lang, fence=fence, units=check.units)
        return f"{check.outlier.source} ({said}){when}"
    if check.value is None or check.against is None or check.tolerance is None:
        return when
    return f"{check.value.source} {check.relation} {check.against.source} ± {check.tolerance.source}{when}"


def _included(field: Field, kind: str, lang: Lang) -> Iterator[tuple[str, ...]]:
    for name, lent in field.lent[kind].items():
        how = lent.keys.get("method", "") if kind == "criteria" else lent.keys.get("holds", "")
        yield name, _words(lent, lang), str(how), str(lent.keys.get("source", ""))


def _words(lent: Lent, lang: Lang) -> str:
    title: Any = lent.keys.get("title", "")
    if isinstance(title, Mapping):
        return Text(str(title.get("vi", "")), str(title.get("en", ""))).said(lang)
    return str(title)
