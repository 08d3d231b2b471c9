"""Who stands elsewhere than in an earlier decision, and what moved them: found by deciding again.

First the earlier inputs are decided on by today's rules: what differs then is due to the rules.
Then what changed in the inputs is put in one at a time. What alone brings a unit where it is now is named for
it; where nothing alone does, the changes without which it would not be there are named together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field

from thiduascore.cohort.history import History
from thiduascore.cohort.journal import Entry
from thiduascore.cohort.moved import Cause, Move, Outcome, UnitKey
from thiduascore.cohort.proceedings import Assessments, Journal, Proceedings, Votes
from thiduascore.cohort.record import (
    Record,
    inputs_document,
    key_of_standing,
    outcome_of,
)
from thiduascore.cohort.results import Results
from thiduascore.model.assessment import Assessment, Ballot
from thiduascore.model.intake import intake as taken_in
from thiduascore.model.submission import Report
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.engine.engine import Engine

MOST_REPLAYS: Final = 60
"""How many changes are tried one at a time; of more, all of a unit together, then all of a kind."""
MOST_SCORED: Final = 30_000
"""How many units may be scored for it in all: of a large cohort changes are tried in fewer, larger lots."""

Part = tuple[str, ...]
"""What can differ between two decisions' inputs: its kind, then what it is about."""
State = Mapping[Part, Any]


def moves(engine: Engine, old: Record, new: Results, *, as_of: Any = None) -> tuple[Move, ...]:
    """Every unit that stands elsewhere than in the earlier decision, in today's order."""
    after = {key_of_standing(one): outcome_of(one) for one in new.standings.all}
    if _same(old.outcomes, after):
        return ()
    journals = (old.proceedings.journal, new.proceedings.journal)
    entries = {entry.hash: entry for journal in journals for entry in journal.entries}
    decide = _Deciding(engine, new, as_of, entries)
    was, now = _parts_of(old), _parts_of_results(new)
    search = _Search(was, now, _lots(was, now, len(after)), decide.outcomes)
    based, found = search.only(()), []
    for key in dict.fromkeys((*after, *old.outcomes)):
        before, end = old.outcomes.get(key), after.get(key)
        if _place(before) != _place(end):
            lots, together = search.causes(key, end)
            causes = [_cause(lot, search.lots[lot], was, now) for lot in lots]
            if _place(based.get(key)) != _place(before):
                causes.insert(0, Cause(kind="rules", before=old.version, after=new.ruleset.campaign.version))
            found.append(Move(key=key, before=before, after=end, causes=tuple(causes), together=together))
    return tuple(found)


def _same(one: Mapping[UnitKey, Outcome], other: Mapping[UnitKey, Outcome]) -> bool:
    return {key: each.place for key, each in one.items()} == {key: each.place for key, each in other.items()}


def _place(outcome: Outcome | None) -> object:
    return None if outcome is None else outcome.place


@frozen
class _Search:
    """Looks for what moved a unit, among lots of changes."""

    was: State
    now: State
    lots: Mapping[Part, Sequence[Part]]
    outcomes: Callable[[State], Mapping[UnitKey, Outcome]]

    def only(self, lots: Iterable[Part]) -> Mapping[UnitKey, Outcome]:
        """The earlier decision with these changes."""
        return self.outcomes(_with(self.was, self.now, (part for lot in lots for part in self.lots[lot])))

    def without(self, lot: Part) -> Mapping[UnitKey, Outcome]:
        """Today's decision without a change."""
        return self.outcomes(_with(self.now, self.was, self.lots[lot]))

    def causes(self, key: UnitKey, end: Outcome | None) -> tuple[list[Part], bool]:
        """The lots that brought a unit where it is, and whether only together."""
        if _place(self.only(()).get(key)) == _place(end):
            return [], False
        alone = [lot for lot in self.lots if _place(self.only([lot]).get(key)) == _place(end)]
        if alone:
            return alone, False
        needed = [lot for lot in self.lots if _place(self.without(lot).get(key)) != _place(end)]
        for lot in self.lots:
            if _place(self.only(needed).get(key)) == _place(end):
                break
            if lot not in needed:
                needed.append(lot)
        return sorted(needed), len(needed) > 1


@frozen
class _Deciding:
    """Decides on any inputs by today's rules, each state once."""

    engine: Engine
    results: Results
    as_of: Any
    entries: Mapping[str, Entry]
    """The entries of both journals by hash."""
    kept: dict[str, Mapping[UnitKey, Outcome]] = field(factory=dict)

    def outcomes(self, state: State) -> Mapping[UnitKey, Outcome]:
        written = json.dumps(sorted((list(part), value) for part, value in state.items()), default=str)
        if written not in self.kept:
            self.kept[written] = self._decided(state)
        return self.kept[written]

    def _decided(self, state: State) -> Mapping[UnitKey, Outcome]:
        ruleset = self.results.ruleset
        found = self.engine.results(
            ruleset,
            taken_in(ruleset, [Report(tree=tree) for tree in _trees(state)]),
            history=state[("history",)],
            proceedings=_proceedings(state, self.entries),
            light=True,
            as_of=self.as_of,
        )
        return {key_of_standing(one): outcome_of(one) for one in found.standings.all}


def _parts_of(record: Record) -> dict[Part, Any]:
    return _parts(record.submissions, record.proceedings, record.history)


def _parts_of_results(results: Results) -> dict[Part, Any]:
    submissions = inputs_document(results)["submissions"]
    return _parts(submissions, results.proceedings, results.history)


def _parts(
    submissions: Iterable[Mapping[str, Any]], proceedings: Proceedings, history: History
) -> dict[Part, Any]:
    found: dict[Part, Any] = {("history",): history}
    for tree in submissions:
        key = _key(tree)
        for name, value in tree.items():
            if name == "facts":
                found |= {("fact", *key, fact): each for fact, each in value.items()}
            else:
                found["report", *key, name] = value
    for row in proceedings.assessments.rows:
        part: Part = ("assessment", row.unit, str(row.year or ""), row.criterion, row.stage)
        found[part] = (*found.get(part, ()), row)
    for ballot in proceedings.votes.rows:
        part = ("vote", ballot.unit, str(ballot.year or ""), ballot.award)
        found[part] = (*found.get(part, ()), ballot)
    return found | {("journal", str(entry.number)): entry.hash for entry in proceedings.journal.entries}


def _key(tree: Mapping[str, Any]) -> tuple[str, str]:
    """The unit's id and its period as text."""
    unit = tree.get("unit") or {}
    return str(unit.get("id")), json.dumps(tree.get("period"), sort_keys=True)


def _trees(state: State) -> list[dict[str, Any]]:
    trees: dict[tuple[str, str], dict[str, Any]] = {}
    for part, value in state.items():
        if part[0] in ("fact", "report"):
            tree = trees.setdefault((part[1], part[2]), {})
            if part[0] == "fact":
                tree.setdefault("facts", {})[part[3]] = value
            else:
                tree[part[3]] = value
    return [trees[key] for key in sorted(trees)]


def _proceedings(state: State, entries: Mapping[str, Entry]) -> Proceedings:
    rows: list[Assessment] = [row for part, each in state.items() if part[0] == "assessment" for row in each]
    ballots: list[Ballot] = [row for part, each in state.items() if part[0] == "vote" for row in each]
    journal = [entries[value] for part, value in state.items() if part[0] == "journal"]
    return Proceedings(
        assessments=Assessments(rows=tuple(rows)),
        votes=Votes(rows=tuple(ballots)),
        journal=Journal(tuple(sorted(journal, key=lambda entry: entry.number))),
    )


def _with(state: State, other: State, parts: Iterable[Part]) -> dict[Part, Any]:
    """A state with some parts as another has them."""
    made = dict(state)
    for part in parts:
        if part in other:
            made[part] = other[part]
        else:
            made.pop(part, None)
    return made


def _lots(was: State, now: State, units: int) -> dict[Part, list[Part]]:
    """What differs, in lots that are tried one at a time: by input, by unit, or by kind."""
    changed = [part for part in dict.fromkeys((*was, *now)) if was.get(part) != now.get(part)]
    whole = {part[:3] for part in now if part[0] == "report"} ^ {
        part[:3] for part in was if part[0] == "report"
    }
    most = max(3, min(MOST_REPLAYS, MOST_SCORED // max(units, 1)))
    lots: dict[Part, list[Part]] = {}
    for size in ("input", "unit", "kind"):
        lots = {}
        for part in sorted(changed):
            lots.setdefault(_lot(part, size, whole), []).append(part)
        if len(lots) <= most:
            break
    return lots


def _lot(part: Part, size: str, whole: set[Part]) -> Part:
    if part[0] in ("fact", "report") and ("report", *part[1:3]) in whole:
        return ("unit",) if size == "kind" else ("unit", part[1])
    if size == "kind" or part[0] == "history":
        return part[:1]
    if size == "unit" and part[0] != "journal":
        return part[:2]
    return part[:4] if part[0] == "assessment" else part


def _cause(lot: Part, parts: Sequence[Part], was: State, now: State) -> Cause:
    kind: Any = lot[0]
    about = lot[1] if len(lot) > 1 else ""
    if kind == "journal":
        return Cause(kind=kind, of=about, count=len(parts))
    told = Cause(kind=kind, unit=about, of=lot[3] if len(lot) > 3 else "", count=len(parts))
    if len(parts) > 1 or kind not in ("fact", "report"):
        return told
    return evolve(told, before=_shown(was.get(parts[0])), after=_shown(now.get(parts[0])))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
