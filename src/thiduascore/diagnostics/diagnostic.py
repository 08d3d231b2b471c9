"""A diagnostic: a fact about an author's file, with its place; only the edge makes it an exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field

from thiduascore.diagnostics.catalogue import (
    Argument,
    Severity,
    entry,
    filled,
    phrase_text,
    placeholders,
)
from thiduascore.diagnostics.place import Place
from thiduascore.diagnostics.words import Text
from thiduascore.records import frozen


@frozen
class Related:
    """A second place that a diagnostic speaks of, with a note from the catalogue's phrases."""

    place: Place
    slug: str
    arguments: Mapping[str, Argument] = field(factory=dict, hash=False)

    def message(self, lang: str) -> str:
        """The note in `lang`."""
        return filled(phrase_text(self.slug).said(lang), self.arguments, lang)


@frozen
class Diagnostic:
    """What is wrong, where, and inside what.

    `slug` names an entry of the catalogue, and `arguments` fill its placeholders.
    `inside` holds the human titles of what encloses the place, outermost first.
    `declared` is how grave the author of a check calls it, where that is not left to the catalogue.
    """

    slug: str
    arguments: Mapping[str, Argument] = field(factory=dict, hash=False)
    place: Place | None = None
    related: tuple[Related, ...] = ()
    inside: tuple[Text, ...] = ()
    declared: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How grave it is: as declared, else as the catalogue says."""
        return self.declared or entry(self.slug).severity

    def message(self, lang: str) -> str:
        """The fact, in lower case and without a full stop."""
        return filled(entry(self.slug).message.said(lang), self.arguments, lang)

    def help(self, lang: str) -> str | None:
        """What can be done; None when the catalogue has no advice or an argument of the advice is absent."""
        advice = entry(self.slug).help
        if advice is None:
            return None
        template = advice.said(lang)
        if not placeholders(template) <= self.arguments.keys():
            return None
        return filled(template, self.arguments, lang)


class DiagnosticError(Exception):
    """Raised at the edge, where there is nothing to go on with; carries every diagnostic that was found."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics: tuple[Diagnostic, ...] = ordered(diagnostics)

    def __str__(self) -> str:
        from thiduascore.diagnostics.render import as_text

        return as_text(self.diagnostics, "en")


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by file, line, column and slug; those without a place come first."""
    return tuple(sorted(diagnostics, key=_order))


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    place = diagnostic.place
    where = (place.file, place.line, place.column) if place else ("", 0, 0)
    return (*where, diagnostic.slug, diagnostic.message("en"))
