"""The small ruleset in which a case is tried: every fact of the field, and what the case is about."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import frozen

from thiduascore.diagnostics import exact
from thiduascore.model.field import Field
from thiduascore.model.submission import Period

DEFAULT_PERIOD: Final = Period(datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))


@frozen
class Wanted:
    """What a ruleset is to hold, besides every fact of the field."""

    distribution: str
    field: Field | None
    period: Period = DEFAULT_PERIOD
    criteria: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    points: Fraction = Fraction(10)
    kinds: tuple[str, ...] = ()
    parameters: tuple[tuple[str, Fraction], ...] = ()
    """Those to which the ruleset gives a value of its own, for all time."""
    declared: tuple[tuple[str, str], ...] = ()
    """Facts of the ruleset's own, with their types."""
    accepted: tuple[str, ...] = ()
    """Those of which unconfirmed values are accepted."""


def ruleset_of(wanted: Wanted) -> str:
    """The ruleset's text."""
    own = wanted.field
    facts = [f"{own.id}_*"] if own is not None and own.lent["facts"] else []
    ledgers = [_ledger(own, name) for name in wanted.criteria]
    base = 1 + wanted.points * sum(ledger == "base" for ledger in ledgers)
    lines = [
        "format = 1",
        "[campaign]",
        'id = "test"\ntitle = "Phong trào thử"\nissuer = "Ban tổ chức"\nversion = "1"',
        f'document = {{ number = "1/QĐ-BTC", date = {wanted.period.start} }}',
        f"period = {{ from = {wanted.period.start}, to = {wanted.period.end} }}",
        "kinds = { " + ", ".join(f"{_quoted(kind)} = {_quoted(kind)}" for kind in wanted.kinds) + " }",
        f"[scoring]\ntotal = {exact(base)}\nbonus = {{ uncapped = true }}\ndeduction = {{ uncapped = true }}",
        f"[plugins]\nrequire = {json.dumps([wanted.distribution])}\nfacts = {json.dumps(facts)}",
        *_parameters(wanted),
        *(
            f"[facts.{name}]\nlabel = {_quoted(name)}\ntype = {_quoted(type_)}"
            for name, type_ in wanted.declared
        ),
        '[[items]]\nid = "own"\ntitle = "Phần chung"\nweight = 1',
        'weight_source = "project"\nsource = "Điều 1"',
        '[[items.criteria]]\nid = "own.1"\ntitle = "Có mặt"\npoints = 1\nmethod = "formula"\nis = 1',
    ]
    for index, (name, ledger) in enumerate(zip(wanted.criteria, ledgers, strict=True)):
        lines += _criterion(own, index, name, ledger, wanted.points)
    for index, name in enumerate(wanted.conditions):
        lines += [f"[[conditions]]\nid = {_quoted(f'condition-{index}')}\ninclude = {_quoted(name)}"]
        lines += [] if _has(own, "conditions", name, "otherwise") else ['otherwise = "not-ranked"']
    return "\n".join(lines) + "\n"


def _parameters(wanted: Wanted) -> Iterator[str]:
    given = dict(wanted.parameters)
    for name in dict.fromkeys((*given, *wanted.accepted)):
        yield f"[parameters.{name}]\ninclude = {_quoted(name)}"
        if name in given:
            value = f'value = {exact(given[name])}, source = "trường hợp thử"'
            yield f"values = [{{ from = 1900-01-01, {value} }}]"
        if name in wanted.accepted:
            yield "accept_unconfirmed = true"


def _criterion(own: Field | None, index: int, name: str, ledger: str, points: Fraction) -> Iterator[str]:
    """The criterion, in an item of its own; what is no base adds nothing to its item's weight."""
    weight = exact(points) if ledger == "base" else "0"
    yield f'[[items]]\nid = "item-{index}"\ntitle = "Phần {index}"\nweight = {weight}'
    yield 'weight_source = "project"\nsource = "Điều 2"'
    yield f'[[items.criteria]]\nid = "criterion-{index}"\ninclude = {_quoted(name)}\npoints = {exact(points)}'


def _ledger(own: Field | None, name: str) -> str:
    lent = own.lent["criteria"].get(name) if own is not None else None
    return str(lent.keys.get("ledger", "base")) if lent is not None else "base"


def _has(own: Field | None, kind: str, name: str, key: str) -> bool:
    lent = own.lent[kind].get(name) if own is not None else None
    return lent is not None and key in lent.keys


def _quoted(text: str) -> str:
    """A TOML string; JSON's form is one."""
    return json.dumps(text, ensure_ascii=False)


def submission_of(
    facts: Mapping[str, Any],
    period: Period,
    *,
    unit: Mapping[str, str],
    evidence: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """A submission's value; unless told, every fact has a document of the period's last day behind it."""
    document = {"number": "1/BC-UBND", "issuer": "Đơn vị", "date": period.end}
    return {
        "unit": {"id": "thu", **unit},
        "period": {"from": period.start, "to": period.end},
        "facts": dict(facts),
        "evidence": dict.fromkeys(facts, document) if evidence is None else dict(evidence),
    }


def unconfirmed(field: Field) -> tuple[str, ...]:
    """The parameters of a field that have a value which is not confirmed."""
    return tuple(
        name
        for name, lent in field.lent["parameters"].items()
        if any(_status(value) == "unconfirmed" for value in _listed(lent.keys.get("values")))
    )


def last_values(field: Field) -> tuple[tuple[str, Fraction], ...]:
    """The last value of each parameter, so that everything can be tried whatever the day."""
    found = []
    for name, lent in field.lent["parameters"].items():
        numbers = [value["value"] for value in _listed(lent.keys.get("values")) if "value" in value]
        if numbers and not isinstance(numbers[-1], str | bool):
            found.append((name, Fraction(numbers[-1])))
    return tuple(found)


def _status(value: Mapping[str, Any]) -> object:
    return value.get("status")


def _listed(values: Any) -> Iterable[Mapping[str, Any]]:
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []
