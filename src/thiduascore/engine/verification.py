"""Verification: a stored scorecard is scored again from the submission in it, and compared part by part."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from thiduascore.cohort.sheets import AssessmentFile, assessment_of
from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.model.declare import Reading, read_record
from thiduascore.model.ruleset import Ruleset
from thiduascore.plugins import OUTLIER
from thiduascore.program.assessed import with_assessments
from thiduascore.program.document import FORMAT, scorecard_document
from thiduascore.program.peers_document import cohort_problem
from thiduascore.program.scorecard import Scorecard
from thiduascore.records import frozen
from thiduascore.text import Document

if TYPE_CHECKING:
    from thiduascore.engine.engine import Engine

Part = Literal[
    "campaign",
    "ruleset",
    "ruleset-version",
    "engine",
    "plugin",
    "submission",
    "result",
    "item",
    "criterion",
    "condition",
    "working",
]
_CIRCUMSTANCES = ("engine", "plugin")
_PLACES = ("line", "column")


@frozen
class Change:
    """One thing that is not as the scorecard says.

    `of` names the plugin, result, item, criterion or condition.
    `before` is what the scorecard says and `after` what was found now, both as the scorecard's JSON would
    write them; empty where there is nothing.
    """

    part: Part
    of: str = ""
    before: str = ""
    after: str = ""


@frozen
class Verification:
    """What replaying found; `unit` is the unit's id."""

    unit: str
    changes: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        """Whether the same ruleset and submission give the same result, with the same working.

        Another version of the engine or of a plugin that changes nothing else leaves a scorecard holding.
        """
        return all(change.part in _CIRCUMSTANCES for change in self.changes)


def scorecards_in(document: Any, file: str) -> list[Mapping[str, Any]]:
    """The scorecards of a JSON document: itself, or those of a report that `score --format json` wrote.

    Raises DiagnosticError `not-a-scorecard` when it holds none.
    """
    if (
        isinstance(document, Mapping)
        and isinstance(document.get("scorecards"), list)
        and document["scorecards"]
    ):
        return [_checked(each, file) for each in document["scorecards"]]
    return [_checked(document, file)]


def verify(engine: Engine, document: Mapping[str, Any], ruleset: Ruleset) -> Verification:
    """What changed since the scorecard was made: circumstances, results, then the rest."""
    document = _checked(document, "")
    provenance = document["provenance"]
    day = datetime.date.fromisoformat(provenance["parameters_at"])
    card = engine.replay(ruleset, document["submission"], day, cohort=document.get("cohort"))
    now = scorecard_document(_assessed(card, document.get("assessments", []), ruleset))
    return Verification(document["unit"]["id"], tuple(_changes(document, now)))


def _assessed(card: Scorecard, rows: Any, ruleset: Ruleset) -> Scorecard:
    """The scorecard with the assessments that the stored one was made of."""
    if not rows:
        return card
    reading = Reading(Document("", "", {"assessments": rows}, lambda text: {}))
    whole = read_record(AssessmentFile, reading.root())
    if whole is None or reading.problems:
        raise DiagnosticError(Diagnostic("not-a-scorecard", {"file": "", "problem": "assessments"}))
    return with_assessments(card, ruleset.stages, map(assessment_of, whole.assessments))[0]


def _checked(document: Any, file: str) -> Mapping[str, Any]:
    problem = _problem(document)
    if problem:
        raise DiagnosticError(Diagnostic("not-a-scorecard", {"file": file, "problem": problem}))
    checked: Mapping[str, Any] = document
    return checked


def _problem(document: Any) -> str:
    """The key that is missing or malformed, as a path; empty when the document can be replayed."""
    if not isinstance(document, Mapping):
        return "{}"
    if document.get("format") != FORMAT:
        return "format"
    for key in ("campaign", "unit", "result", "provenance", "submission"):
        if not isinstance(document.get(key), Mapping):
            return key
    for key in ("items", "criteria", "conditions", "contributions", "findings"):
        rows = document.get(key)
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            return key
    return _provenance_problem(document) or cohort_problem(document.get("cohort"))


def _provenance_problem(document: Mapping[str, Any]) -> str:
    provenance = document["provenance"]
    for key in ("ruleset", "submission", "plugins"):
        if not isinstance(provenance.get(key), Mapping):
            return f"provenance.{key}"
    if not isinstance(document["unit"].get("id"), str):
        return "unit.id"
    try:
        datetime.date.fromisoformat(provenance.get("parameters_at", ""))
    except (TypeError, ValueError):
        return "provenance.parameters_at"
    return ""


def _changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    circumstances = list(_circumstances(then, now))
    results = [
        *_results(then["result"], now["result"]),
        *_rows("item", then["items"], now["items"], "points"),
        *_rows("criterion", then["criteria"], now["criteria"], "points"),
        *_rows("condition", then["conditions"], now["conditions"], "judgement"),
    ]
    yield from circumstances
    yield from results
    if not results and _compared(then) != _compared(now):
        yield Change("working")


def _circumstances(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    old, new = then["provenance"], now["provenance"]
    compared: list[tuple[Part, str, Any, Any]] = [
        ("campaign", "", then["campaign"].get("id"), now["campaign"]["id"]),
        ("ruleset", "", old["ruleset"].get("hash"), new["ruleset"]["hash"]),
        ("ruleset-version", "", old["ruleset"].get("version"), new["ruleset"]["version"]),
        ("submission", "", old["submission"].get("hash"), new["submission"]["hash"]),
        ("engine", "", old.get("engine"), new["engine"]),
    ]
    for name in sorted({*old["plugins"], *new["plugins"]}):
        compared.append(("plugin", name, old["plugins"].get(name), new["plugins"].get(name)))
    yield from (_change(part, of, before, after) for part, of, before, after in compared if before != after)


def _results(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for key in now:
        if then.get(key) != now[key]:
            yield _change("result", key, then.get(key), now[key])


def _rows(part: Part, then: list[Any], now: list[Any], key: str) -> Iterator[Change]:
    """Rows whose key figure differs, by id; a row that only one side has shows nothing on the other."""
    old, new = ({str(row.get("id")): row.get(key) for row in rows} for rows in (then, now))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name) or (name in old) != (name in new):
            yield _change(part, name, old.get(name), new.get(name))


def _change(part: Part, of: str, before: Any, after: Any) -> Change:
    return Change(part, of, _written(before), _written(after))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _compared(document: Mapping[str, Any]) -> Any:
    """The document without its circumstances, and without the lines and columns of the file of then.

    What was found beside other units is left out: they are not there when one unit is replayed.
    """
    alone = [each for each in document["findings"] if each.get("slug") != OUTLIER]
    parts = {**document, "findings": alone}
    return {key: _without_places(value) for key, value in parts.items() if key != "provenance"}


def _without_places(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_places(inner) for key, inner in value.items() if key not in _PLACES}
    return [_without_places(inner) for inner in value] if isinstance(value, list) else value
