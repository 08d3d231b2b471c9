"""Field plugins: a package's `field.toml` to a field, its checks, and the library that rulesets take from."""

from __future__ import annotations

import datetime
import pkgutil
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place
from thiduascore.model.field import Field, Lent, field_of
from thiduascore.model.library import Library
from thiduascore.plugins.things import Check
from thiduascore.text import Document, normal

if TYPE_CHECKING:
    from thiduascore.model.expression import Expression
    from thiduascore.model.field_records import FieldCheck
    from thiduascore.model.quantities import Parameter
    from thiduascore.plugins.registry import Registry

FILE = "field.toml"


def read_field(package: str) -> Field:
    """The field that a package's `field.toml` describes; a plugin's module calls it with `__name__`.

    Only the head of the file is looked at: the rest is read when a ruleset asks for something in it.
    Raises DiagnosticError when the package has no such file, or the file does not say which field it is.
    """
    file = f"{package.replace('.', '/')}/{FILE}"
    try:
        data = pkgutil.get_data(package, FILE)
    except OSError:
        data = None
    if data is None:
        raise DiagnosticError(Diagnostic("field-file-missing", {"file": file}, Place(file)))
    try:
        return field_of(data.decode("utf-8"), file)
    except UnicodeDecodeError as error:
        raise DiagnosticError(Diagnostic("not-utf8", {"offset": error.start + 1}, Place(file))) from None


@lru_cache(maxsize=64)
def checks_of_field(field: Field) -> tuple[Check, ...]:
    """The checks of a field, in the file's order.

    Raises DiagnosticError with everything that is wrong with the checks of its file.
    """
    found, problems = field.whole
    if problems or found is None:
        raise DiagnosticError(*problems)
    return tuple(_check(each) for each in found.checks)


def figures_of_fields(
    registry: Registry, facts: Iterable[str], date: datetime.date
) -> tuple[Fraction | None, ...]:
    """The figures that checks can use on a day: those of each field of which a ruleset has a fact.

    None stands for one that has no value then, or none that is confirmed.
    Raises DiagnosticError when the file of such a field cannot be read.
    """
    prefixes = {name.partition("_")[0] for name in facts}
    files = [field.whole[0] for name, field in registry.fields.items() if name in prefixes]
    return tuple(
        figure_on(parameter, date)
        for found in files
        if found is not None
        for parameter in found.parameters.values()
    )


def figure_on(parameter: Parameter, date: datetime.date) -> Fraction | None:
    """A field's figure on a day, where it is confirmed."""
    value = parameter.on(date)
    return None if value is None or value.status == "unconfirmed" else value.value


def _check(written: FieldCheck) -> Check:
    return Check(
        name=written.name,
        doc=written.title,
        value=_source(written.value),
        relation=written.relation,  # type: ignore[arg-type]
        against=_source(written.against),
        tolerance=_source(written.tolerance) or "0",
        holds=_source(written.holds),
        outlier=_source(written.outlier),
        fence=_source(written.fence) or "3",
        units=written.units,
        when=_source(written.when),
        says=written.says,
        severity=written.severity,  # type: ignore[arg-type]
        source=written.source,
    )


def _source(expression: Expression | None) -> str:
    return "" if expression is None else expression.source


def library_of(registry: Registry) -> Library:
    """Everything that the registered plugins have for rulesets to take over."""
    single: dict[tuple[str, str], Lent] = {}
    lenders = {("fields", name): registry.origin("fields", name).name for name in registry.fields}
    for kind in ("facts", "parameters", "criteria"):
        declared: Mapping[str, object] = getattr(registry, kind)
        for name, thing in declared.items():
            origin = registry.origin(kind, name)
            keys = {key: _plain(value) for key, value in thing.keys.items()}  # type: ignore[attr-defined]
            document = Document(str(origin), "", keys, lambda text: {})
            single[kind, name] = Lent(kind, name, keys, document, ())
            lenders[kind, name] = origin.name
    return Library(registry.fields, MappingProxyType(single), MappingProxyType(lenders))


def _plain(value: object) -> object:
    """A declared value as a document holds it."""
    if isinstance(value, str):
        return normal(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
