"""The figures that a unit is compared with, as values that JSON can hold, and back for a replay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.diagnostics import Text, exact
from thiduascore.feel import Cause, Null, Value
from thiduascore.program.peers import Peers, peers_of
from thiduascore.program.plan import FigureSlot, Plan
from thiduascore.program.words import cause_text

Document = dict[str, Any]
MOST_DIGITS: Final = 4_000
"""Digits of a number that is read back; no figure has more."""

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?")
_CAUSES: Final = frozenset({"cohort-empty", "cohort-incomplete", "cohort-too-large", "not-compared"})
_NOTHING: Final[Mapping[str, Any]] = {}


def peers_document(plan: Plan, peers: Peers | None) -> Document | None:
    """What the unit was compared with: the cohort's hash, and every figure by its name."""
    if peers is None:
        return None
    rows = [_row(plan, slot, index, peers) for index, slot in enumerate(plan.figures)]
    return {"hash": peers.cohort, "figures": rows}


def _row(plan: Plan, slot: FigureSlot, index: int, peers: Peers) -> Document:
    value = peers.value(index)
    return {
        "name": slot.name,
        "text": _text(slot.label),
        "value": exact(value) if isinstance(value, Fraction) else None,
        "approximate": index in peers.rough,
        "causes": [_cause(plan, cause) for cause in value.causes] if isinstance(value, Null) else [],
    }


def _cause(plan: Plan, cause: Cause) -> Document:
    text = _text(cause_text(cause, plan))
    return {"slug": cause.slug, "arguments": dict(cause.arguments), "text": text}


def peers_in(plan: Plan, document: Mapping[str, Any]) -> Peers:
    """The figures that a checked document holds; one that it lacks, or that is another, is not known."""
    rows = {row.get("name"): row for row in document["figures"]}
    found: list[Value] = []
    rough = set()
    for index, slot in enumerate(plan.figures):
        row = rows.get(slot.name, _NOTHING)
        row = row if row.get("text") == _text(slot.label) else _NOTHING
        found.append(_value(row))
        if row.get("approximate") is True:
            rough.add(index)
    return peers_of(document["hash"], found, frozenset(rough))


def _value(row: Mapping[str, Any]) -> Value:
    text = row.get("value")
    if isinstance(text, str) and len(text) <= MOST_DIGITS and _NUMBER.fullmatch(text):
        return Fraction(text)
    causes = row.get("causes")
    found = [_cause_in(one) for one in causes if isinstance(one, Mapping)] if isinstance(causes, list) else []
    return Null(tuple(sorted(found)) or (Cause("not-compared"),))


def _cause_in(row: Mapping[str, Any]) -> Cause:
    given = row.get("arguments")
    arguments = given.items() if isinstance(given, Mapping) else ()
    if row.get("slug") not in _CAUSES:
        return Cause("not-compared")
    return Cause(str(row["slug"]), tuple(sorted((str(key), str(value)) for key, value in arguments)))


def cohort_problem(document: Any) -> str:
    """The key that is missing or malformed in what a scorecard says of its cohort, as a path; else empty."""
    if document is None:
        return ""
    if not isinstance(document, Mapping) or not isinstance(document.get("hash"), str):
        return "cohort"
    figures = document.get("figures")
    well = isinstance(figures, list) and all(isinstance(row, Mapping) for row in figures)
    return "" if well else "cohort.figures"


def _text(text: Text) -> Document:
    return {"vi": text.vi, "en": text.en or text.vi}
