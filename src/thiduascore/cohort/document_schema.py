"""The JSON Schema of standings, and of a frozen cohort, which is also their documentation."""

from __future__ import annotations

from typing import get_args

from thiduascore.cohort.awarding import Given
from thiduascore.cohort.cohort import Why
from thiduascore.cohort.entrant import State
from thiduascore.cohort.moved import move_schema
from thiduascore.cohort.proceedings_document import (
    inputs_schema,
    journal_schema,
    judge_schema,
    stage_schema,
)
from thiduascore.cohort.reaching import Reached
from thiduascore.model.quotas import CLASSES
from thiduascore.program.schema_parts import (
    Schema,
    const,
    date,
    flag,
    many,
    maybe,
    number,
    or_null,
    said,
    table,
    text,
)

_LEVEL: Schema = {"type": ["string", "null"], "description": "The level's id."}


def standings_schema() -> Schema:
    """The schema, in JSON Schema 2020-12; every key that it names is always there."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "thiduascore standings",
        **table(
            "The decision on a cohort, with its reasons.",
            format=const(1),
            campaign=table(
                "The ruleset's campaign.",
                id=text("Its identifier."),
                title=said("Its title."),
                version=text("The ruleset's version."),
            ),
            units=many(_unit()),
            periods=many(_period_result()),
            apart=many(_apart()),
            refused=many(
                table(
                    "A report that could not be read or scored.",
                    file=text(""),
                    row={"type": ["integer", "null"]},
                    unit=text("The unit's id, where it could be read."),
                    why=many(said("")),
                )
            ),
            judges=many(judge_schema(change_schema())),
            journal=journal_schema(),
            moves=or_null(many(move_schema(_period()))),
            inputs=inputs_schema(),
            provenance=_provenance(),
            scorecards=many({"type": "object", "description": "Every scorecard, when it was asked for."}),
        ),
    }


def _unit() -> Schema:
    return table(
        "What was decided about a unit.",
        **{key: text("") for key in ("id", "name", "kind", "cluster")},
        period=_period(),
        state={"enum": list(get_args(State))},
        rank=maybe("The rank in the first ranking that the ruleset makes; null without a rank."),
        total=maybe("The published total; null when it is not known."),
        unrounded=maybe("The total before its last rounding."),
        least=maybe("The least that the total can be; null without a score."),
        most=maybe("The most that it can be."),
        level=_LEVEL,
        own_level={"type": ["string", "null"], "description": "The level by its own result, before quotas."},
        places=many(_place()),
        awards=many(
            table(
                "What became of an award.",
                award=text("Its id."),
                track={"enum": ["periodic", "ad-hoc"]},
                state={"enum": list(get_args(Given))},
                why=_reasons(),
            )
        ),
        why=_reasons(),
        why_level=_reasons(),
        stages=many(stage_schema()),
        submission=text("The hash of what was reported."),
        parameters_at=date(),
    )


def _place() -> Schema:
    return table(
        "Its place in one ranking.",
        within={"enum": list(CLASSES)},
        **{"class": text("The class's name; empty for everybody.")},
        rank=number("From 1; a fraction where middle ranks are shared."),
        count={"type": "integer", "description": "How many units are ranked in the class."},
        shared={"type": "integer", "description": "How many have this rank."},
        behind={"type": ["string", "null"], "description": "Who stands right before it."},
        split=flag("Whether rounding hides what parts it from another."),
        may_fall={"type": "integer", "description": "How many undecided units may come before it."},
    )


def _reasons() -> Schema:
    return many(
        table(
            "One step of the explanation.",
            kind=text("What kind of reason it is."),
            values={"type": "object", "description": "What fills it in; numbers as text."},
            text=said("The sentence."),
        )
    )


def _period() -> Schema:
    return or_null(table("The days reported on.", **{"from": date(), "to": date()}))


def _period_result() -> Schema:
    return table(
        "What was decided about the cohort of one period.",
        period=_period(),
        quotas=many(
            table(
                "The places of one class under one quota.",
                kind={"enum": ["level", "award"]},
                id=text("The level or award."),
                within={"enum": list(CLASSES)},
                **{"class": text("The class's name; empty for everybody.")},
                places=number("How many there are."),
                base=maybe("What the shares are taken of; null for a number."),
                of=text("What that counts: population, qualified, level or award."),
                of_id=text("Which level or award."),
                shares=many(number("In percent; each of the result of the one before.")),
                round=text("How each step is rounded."),
                carried=number("Places that a better level or award left."),
                taken=number("How many were given."),
                tied=flag("Whether a tie at the last place stopped the giving."),
            )
        ),
        targets=many(_target()),
    )


def _target() -> Schema:
    return table(
        "A target of the campaign.",
        id=text(""),
        title=said(""),
        source=text("Its clause."),
        state={"enum": list(get_args(Reached))},
        share=maybe("The percent that is asked for."),
        number=maybe("The number that is asked for."),
        counts=many(
            table(
                "What was counted.",
                group=text("The group; empty for everybody."),
                state={"enum": list(get_args(Reached))},
                least=number("The least that meets it."),
                most=number("The most that may meet it."),
                of_least=number("The least that it is compared with."),
                of_most=number("The most that it is compared with."),
                unknown=many(text("A unit of which something is not known.")),
                missed=many(text("A unit that does not meet it.")),
            )
        ),
        homeless=many(text("A unit whose group is not known.")),
    )


def change_schema() -> Schema:
    """What differs for a unit between two decisions, each pair before and after."""
    return table(
        "What differs for a unit, before and after.",
        unit=text(""),
        name=text(""),
        period=_period(),
        rank=many(maybe("")),
        total=many(maybe("The total before and after; null where it is not known.")),
        level=many({"type": ["string", "null"]}),
        gained=many(text("An award that it is proposed for now.")),
        lost=many(text("An award that it is not proposed for any more.")),
    )


def _apart() -> Schema:
    return table(
        "A unit that is not in the frozen cohort as it is now.",
        unit=text(""),
        name=text(""),
        period=_period(),
        why={"enum": list(get_args(Why))},
        effect=many(change_schema()),
    )


def _provenance() -> Schema:
    return table(
        "What made this decision; the same of these gives the same bytes.",
        engine=text("The engine's version."),
        plugins={"type": "object", "additionalProperties": {"type": "string"}},
        ruleset=table("", version=text(""), hash=text("")),
        cohort=text("The hash over the cohort."),
        history=text("The hash of what was known of earlier years; empty without."),
    )
