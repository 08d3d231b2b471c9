"""The JSON Schema of a scorecard's document, which is also its documentation."""

from __future__ import annotations

from typing import Any, Final, get_args

from thiduascore.program.earned import Judgement, State
from thiduascore.program.outcome import LineKind
from thiduascore.program.plan import Ledger

Schema = dict[str, Any]

EXACT: Final = r"^-?\d+(\.\d+|/\d+)?$"
"""How an exact number is written: `92.5`, `280/3`."""


def scorecard_schema() -> Schema:
    """The schema, in JSON Schema 2020-12; every key that it names is always there."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "thiduascore scorecard",
        **_object(
            "One unit's result with its working.",
            format=_const(1),
            campaign=_object(
                "The ruleset's campaign.",
                id=_text("Its identifier."),
                title=_said("Its title."),
                version=_text("The ruleset's version."),
                total=_number("The most points of the base."),
            ),
            unit=_object("Who was judged.", **{key: _text("") for key in ("id", "name", "kind", "cluster")}),
            period=_or_null(_object("The days reported on.", **{"from": _date(), "to": _date()})),
            result=_result(),
            criteria=_list(_criterion()),
            items=_list(_item()),
            conditions=_list(_condition()),
            contributions=_list(_contribution()),
            findings=_list(_finding()),
            provenance=_provenance(),
            submission={
                "type": "object",
                "description": "What was reported, as it was read; see the submission's format.",
            },
        ),
    }


def _result() -> Schema:
    return _object(
        "The whole.",
        total=_maybe("The published total; null when it is not known."),
        unrounded=_maybe("The total before its last rounding, on which ranks rest."),
        least=_maybe("The least that the total can be; null when there is no score."),
        most=_maybe("The most that it can be."),
        provisional=_maybe("The total when what is unknown is left out; null when all is known."),
        known=_flag("Whether the result is the same whatever the unknown values are."),
        why_none={"enum": ["", "nothing-applies", "coverage", "rejected"]},
        level={"type": ["string", "null"], "description": "The level's id."},
        ranked=_flag("Whether the unit takes part in the ranking."),
        base=_number("Points of the base."),
        bonus=_number("Points of the bonus ledger, after its caps."),
        deduction=_number("Points taken by the deduction ledger, after its caps."),
        coverage=_number("Share, 0 to 1, of the applicable weight that was scored."),
        approximate=_flag("Whether a root, logarithm or fractional power was used (34 digits)."),
        self_total=_maybe("The unit's own total."),
        effects=_list(
            _object(
                "An effect that was applied.", by=_text(""), kind=_text(""), of=_text(""), amount=_number("")
            )
        ),
        unmet=_list(_object("What a better level lacks.", level=_text(""), kind=_text(""), of=_text(""))),
    )


def _criterion() -> Schema:
    return _object(
        "A criterion.",
        id=_text(""),
        title=_said(""),
        source=_text("Its clause."),
        points_source=_text("Whose points these are."),
        ledger={"enum": list(get_args(Ledger))},
        maximum=_number("Its most points."),
        stake=_number("What it brings to the total at the most."),
        state={"enum": list(get_args(State))},
        reason={"enum": ["", "applies", "claim", "item", "missing"]},
        claim=_text("The unit's reason for its not applying."),
        facts=_list(_fact()),
        inputs=_list(
            _object("A working value.", name=_text(""), label=_said(""), text=_said("What it is."), value={})
        ),
        rules=_list(
            _object(
                "A rule that fired.",
                text=_said(""),
                written=_text("In the author's or method's words."),
                source=_text(""),
            )
        ),
        raw=_maybe("Points by the method, before caps and rounding."),
        steps=_list(_object("What changed them.", kind=_text(""), before=_number(""), after=_number(""))),
        points=_maybe("Points after caps and rounding."),
        least=_number("The least that they can be."),
        most=_number("The most that they can be."),
        lost=_maybe("Points short of the maximum."),
        causes=_causes(),
        self_score=_maybe("The unit's own score."),
        difference=_maybe("The self-score less the computed points."),
        contribution=_number("What it adds to the total, before re-weighting, caps and gates."),
    )


def _fact() -> Schema:
    evidence = {key: _text("") for key in ("number", "issuer", "date", "file", "link", "note")}
    return _object(
        "A reported value.",
        name=_text(""),
        label=_said(""),
        value={"description": "A number as text, yes-no, text, date, list of these, or null."},
        causes=_causes(),
        evidence=_list({"type": "object", "properties": evidence, "additionalProperties": False}),
    )


def _item() -> Schema:
    return _object(
        "An item.",
        id=_text(""),
        points=_maybe("Its points; null when nothing in it applies."),
        capacity=_number("The most that it could have earned, given what applies."),
        contribution=_number("What it brings, in the scale of the total."),
    )


def _condition() -> Schema:
    return _object(
        "A mandatory condition.",
        id=_text(""),
        title=_said(""),
        source=_text(""),
        text=_said("The condition as a sentence."),
        judgement={"enum": list(get_args(Judgement))},
        effect=_object("What its failing does.", kind=_text(""), of=_text(""), amount=_number("")),
        facts=_list(_fact()),
        causes=_causes(),
    )


def _contribution() -> Schema:
    return _object(
        "One part of the total; together they add up to it exactly, or to the least where it is not known.",
        kind={"enum": list(get_args(LineKind))},
        of=_text("The criterion, item or condition; empty for the whole."),
        amount=_number(""),
        text=_said(""),
    )


def _finding() -> Schema:
    place = {"type": ["integer", "null"]}
    return _object(
        "What reading or a check noticed.",
        slug=_text(""),
        severity={"enum": ["error", "warning", "note"]},
        plugin=_text("Which plugin noticed it; empty for the core."),
        text=_said(""),
        line=place,
        column=place,
    )


def _provenance() -> Schema:
    return _object(
        "What made this result; the same of these gives the same bytes.",
        engine=_text("The engine's version."),
        plugins={"type": "object", "additionalProperties": {"type": "string"}},
        ruleset=_object("", version=_text(""), hash=_text("")),
        submission=_object("", hash=_text("")),
        parameters_at=_date(),
    )


def _causes() -> Schema:
    return _list(_object("Why a value is unknown.", slug=_text(""), text=_said("")))


def _object(description: str, **properties: Schema) -> Schema:
    described = {"description": description} if description else {}
    return {
        **described,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _const(value: int) -> Schema:
    return {"const": value}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description} if description else schema


def _text(description: str) -> Schema:
    return _described({"type": "string"}, description)


def _flag(description: str) -> Schema:
    return _described({"type": "boolean"}, description)


def _date() -> Schema:
    return {"type": "string", "format": "date"}


def _number(description: str) -> Schema:
    return _described({"type": "string", "pattern": EXACT}, description)


def _maybe(description: str) -> Schema:
    return _described({"type": ["string", "null"], "pattern": EXACT}, description)


def _said(description: str) -> Schema:
    return _object(description, vi=_text(""), en=_text(""))
