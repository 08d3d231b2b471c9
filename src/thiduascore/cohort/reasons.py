"""Why a unit stands where it stands: reasons as data, worded from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from thiduascore.diagnostics import Argument, Text, phrase_text
from thiduascore.records import frozen


@frozen
class Reason:
    """One step of an explanation; the phrase `why-SLUG` says it."""

    slug: str
    arguments: Mapping[str, Argument] = field(factory=dict, hash=False)

    @property
    def text(self) -> Text:
        """The sentence in both languages."""
        return phrase_text(f"why-{self.slug}", **self.arguments)


def because(slug: str, **arguments: Argument) -> Reason:
    """A reason."""
    return Reason(slug, arguments)
