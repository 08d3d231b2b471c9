"""Who stands elsewhere than in an earlier decision, and what moved them: as data."""

from __future__ import annotations

from typing import Any, Literal, get_args

from thiduascore.program.schema_parts import Schema, flag, many, maybe, or_null, table, text
from thiduascore.records import frozen

Kind = Literal["unit", "fact", "report", "assessment", "vote", "journal", "history", "rules"]
UnitKey = tuple[str, str, str]
"""A unit's id and the ends of its period, empty without one."""


@frozen(kw_only=True)
class Outcome:
    """Where a unit stands: its first rank as text, its level and the awards that it is proposed for."""

    name: str
    rank: str | None
    total: str | None
    level: str | None
    awards: tuple[str, ...]

    @property
    def place(self) -> tuple[object, ...]:
        """What is compared."""
        return self.rank, self.total, self.level, self.awards


@frozen(kw_only=True)
class Cause:
    """Something that changed: one input, or several where they were tried together."""

    kind: Kind
    unit: str = ""
    of: str = ""
    """The fact, criterion, award, or number of the entry; empty where the kind says all."""
    before: str = ""
    after: str = ""
    """What it was and is, where one text says it."""
    count: int = 1
    """How many inputs it stands for."""


@frozen(kw_only=True)
class Move:
    """A unit that stands elsewhere; `before` or `after` is None where it is not in that decision."""

    key: UnitKey
    before: Outcome | None
    after: Outcome | None
    causes: tuple[Cause, ...]
    together: bool
    """Whether the causes did it together, none of them alone."""


def move_document(move: Move) -> dict[str, Any]:
    """A move as JSON has it."""
    unit, start, end = move.key
    shown = move.after or move.before
    return {
        "unit": unit,
        "name": shown.name if shown else "",
        "period": {"from": start, "to": end} if start else None,
        "before": _outcome(move.before),
        "after": _outcome(move.after),
        "together": move.together,
        "causes": [
            {
                "kind": cause.kind,
                "unit": cause.unit,
                "of": cause.of,
                "before": cause.before,
                "after": cause.after,
                "count": cause.count,
            }
            for cause in move.causes
        ],
    }


def _outcome(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "rank": outcome.rank,
        "total": outcome.total,
        "level": outcome.level,
        "awards": list(outcome.awards),
    }


def move_schema(period: Schema) -> Schema:
    """A unit that stands elsewhere than before."""
    outcome = or_null(
        table(
            "Where it stands; null where it is not in that decision.",
            rank=maybe("Its first rank."),
            total=maybe("Its published total."),
            level={"type": ["string", "null"], "description": "Its level."},
            awards=many(text("An award that it is proposed for.")),
        )
    )
    return table(
        "A unit that stands elsewhere than in the earlier decision.",
        unit=text(""),
        name=text(""),
        period=period,
        before=outcome,
        after=outcome,
        together=flag("Whether the causes did it together, none of them alone."),
        causes=many(
            table(
                "Something that changed.",
                kind={"enum": list(get_args(Kind))},
                unit=text("The unit that it is about; empty for all."),
                of=text("The fact, criterion, award or entry."),
                before=text("What it was, where one text says it."),
                after=text("What it is."),
                count={"type": "integer", "description": "How many inputs it stands for."},
            )
        ),
    )
