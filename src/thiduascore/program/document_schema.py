"""The JSON Schema of a scorecard's document, which is also its documentation."""

from __future__ import annotations

from typing import get_args

from thiduascore.program.earned import Judgement, State
from thiduascore.program.outcome import LineKind
from thiduascore.program.plan import Ledger
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


def scorecard_schema() -> Schema:
    """The schema, in JSON Schema 2020-12; every key that it requires is always there."""
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "thiduascore scorecard",
        **table(
            "One unit's result with its working.",
            format=const(1),
            campaign=table(
                "The ruleset's campaign.",
                id=text("Its identifier."),
                title=said("Its title."),
                version=text("The ruleset's version."),
                total=number("The most points of the base."),
            ),
            unit=table("Who was judged.", **{key: text("") for key in ("id", "name", "kind", "cluster")}),
            period=or_null(table("The days reported on.", **{"from": date(), "to": date()})),
            result=_result(),
            criteria=many(_criterion()),
            items=many(_item()),
            conditions=many(_condition()),
            contributions=many(_contribution()),
            findings=many(_finding()),
            cohort=or_null(_cohort()),
            provenance=_provenance(),
            submission={
                "type": "object",
                "description": "What was reported, as it was read; see the submission's format.",
            },
        ),
    }
    schema["properties"]["assessments"] = many(
        {
            "type": "object",
            "description": "An assessment that changed it, as its file has it; the key is there only then.",
        }
    )
    return schema


def _result() -> Schema:
    return table(
        "The whole.",
        total=maybe("The published total; null when it is not known."),
        unrounded=maybe("The total before its last rounding, on which ranks rest."),
        least=maybe("The least that the total can be; null when there is no score."),
        most=maybe("The most that it can be."),
        provisional=maybe("The total when what is unknown is left out; null when all is known."),
        known=flag("Whether the result is the same whatever the unknown values are."),
        why_none={"enum": ["", "nothing-applies", "coverage", "rejected"]},
        level={"type": ["string", "null"], "description": "The level's id."},
        ranked=flag("Whether the unit takes part in the ranking."),
        base=number("Points of the base."),
        bonus=number("Points of the bonus ledger, after its caps."),
        deduction=number("Points taken by the deduction ledger, after its caps."),
        coverage=number("Share, 0 to 1, of the applicable weight that was scored."),
        approximate=flag("Whether a root, logarithm or fractional power was used (34 digits)."),
        self_total=maybe("The unit's own total."),
        effects=many(
            table("An effect that was applied.", by=text(""), kind=text(""), of=text(""), amount=number(""))
        ),
        unmet=many(table("What a better level lacks.", level=text(""), kind=text(""), of=text(""))),
    )


def _criterion() -> Schema:
    return table(
        "A criterion.",
        id=text(""),
        title=said(""),
        source=text("Its clause."),
        points_source=text("Whose points these are."),
        ledger={"enum": list(get_args(Ledger))},
        maximum=number("Its most points."),
        stake=number("What it brings to the total at the most."),
        state={"enum": list(get_args(State))},
        reason={"enum": ["", "applies", "claim", "item", "missing"]},
        claim=text("The unit's reason for its not applying."),
        facts=many(_fact()),
        inputs=many(
            table("A working value.", name=text(""), label=said(""), text=said("What it is."), value={})
        ),
        rules=many(
            table(
                "A rule that fired.",
                text=said(""),
                written=text("In the author's or method's words."),
                source=text(""),
            )
        ),
        raw=maybe("Points by the method, before caps and rounding."),
        steps=many(table("What changed them.", kind=text(""), before=number(""), after=number(""))),
        points=maybe("Points after caps and rounding."),
        least=number("The least that they can be."),
        most=number("The most that they can be."),
        lost=maybe("Points short of the maximum."),
        causes=_causes(),
        self_score=maybe("The unit's own score."),
        difference=maybe("The self-score less the computed points."),
        contribution=number("What it adds to the total, before re-weighting, caps and gates."),
    )


def _fact() -> Schema:
    evidence = {key: text("") for key in ("number", "issuer", "date", "file", "link", "note")}
    return table(
        "A reported value.",
        name=text(""),
        label=said(""),
        value={"description": "A number as text, yes-no, text, date, list of these, or null."},
        causes=_causes(),
        evidence=many({"type": "object", "properties": evidence, "additionalProperties": False}),
    )


def _item() -> Schema:
    return table(
        "An item.",
        id=text(""),
        points=maybe("Its points; null when nothing in it applies."),
        capacity=number("The most that it could have earned, given what applies."),
        contribution=number("What it brings, in the scale of the total."),
    )


def _condition() -> Schema:
    return table(
        "A mandatory condition.",
        id=text(""),
        title=said(""),
        source=text(""),
        text=said("The condition as a sentence."),
        judgement={"enum": list(get_args(Judgement))},
        effect=table("What its failing does.", kind=text(""), of=text(""), amount=number("")),
        facts=many(_fact()),
        causes=_causes(),
    )


def _contribution() -> Schema:
    return table(
        "One part of the total; together they add up to it exactly, or to the least where it is not known.",
        kind={"enum": list(get_args(LineKind))},
        of=text("The criterion, item or condition; empty for the whole."),
        amount=number(""),
        text=said(""),
    )


def _finding() -> Schema:
    place = {"type": ["integer", "null"]}
    return table(
        "What reading or a check noticed.",
        slug=text(""),
        severity={"enum": ["error", "warning", "note"]},
        plugin=text("Which plugin noticed it; empty for the core."),
        check=text("The name of the check that noticed it; empty for what reading noticed."),
        text=said(""),
        line=place,
        column=place,
    )


def _cohort() -> Schema:
    cause = table("Why it is not known.", slug=text(""), arguments={"type": "object"}, text=said(""))
    return table(
        "What the unit is compared with; null where nothing is relative or nobody knows who else there is.",
        hash=text("The hash over the cohort: its units and what each reported."),
        figures=many(
            table(
                "A figure of the cohort.",
                name=text(""),
                text=said("What it is."),
                value=maybe("The figure; null when it is not known."),
                approximate=flag("Whether it is an approximation (34 digits)."),
                causes=many(cause),
            )
        ),
    )


def _provenance() -> Schema:
    return table(
        "What made this result; the same of these gives the same bytes.",
        engine=text("The engine's version."),
        plugins={"type": "object", "additionalProperties": {"type": "string"}},
        ruleset=table("", version=text(""), hash=text("")),
        submission=table("", hash=text("")),
        parameters_at=date(),
    )


def _causes() -> Schema:
    return many(table("Why a value is unknown.", slug=text(""), text=said("")))
