"""The same rules as JDM decisions for ZEN Engine: all expressions, or bands and choices in tables."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]

DUE = [datetime.date(2021, month, 15).toordinal() for month in (10, 11, 12)]
BANDS = (("95", "3"), ("80", "2"), ("50", "1"))
GRADES = (("low", "0"), ("middle", "1.5"), ("high", "3"))
BASE = [f"p{index}" for index in range(40) if index not in (25, 26, 27)]


def _kept() -> Iterator[str]:
    more = {7: " and inspected >= 7", 8: " or inspected > 20"}
    for index in range(1, 9):
        yield f"(kept_{index}{more.get(index, '')}) ? {3 if index < 5 else 2} : 0"


def _band(index: int) -> str:
    share = f"done_{index} / due_{index} * 100"
    return "".join(f"{share} >= {least} ? {points} : " for least, points in BANDS) + "0"


def _grade(index: int) -> str:
    return "".join(f"grade_{index} == '{grade}' ? {points} : " for grade, points in GRADES[:2]) + "3"


def _others() -> dict[str, str]:
    """Every criterion but bands and choices: p0 to p39 in the ruleset's order."""
    found = {f"p{index}": text for index, text in enumerate(_kept())}
    for index in range(1, 7):
        found[f"p{15 + index}"] = f"round(min([reached_{index} / target_{index}, 1]) * 3, 2)"
    for index, (each, most) in enumerate([(0.4, 2), (0.4, 2), (0.4, 2), (1, 3), (1, 3), (0.5, 4)], 1):
        found[f"p{21 + index}"] = f"min([cases_{index} * {each}, {most}])"
    for index, due in enumerate(DUE, 1):
        found[f"p{31 + index}"] = f"sent_{index} > {due} ? max([0, 2 - 0.25 * (sent_{index} - {due})]) : 2"
    found["p35"] = "round(share_1 / 100 * 3, 2)"
    found["p36"] = "round(min([share_2, 60]) / 30, 2)"
    found["p37"] = "round(share_3 >= 70 ? 3 : share_3 / 35, 2)"
    found["p38"] = "round(3 * inspected / (inspected + violations + 1), 2)"
    found["p39"] = "round(max([0, 3 - violations * 0.3 - accidents / 7]), 2)"
    return found


def _totals() -> dict[str, str]:
    bands = " + ".join(f"$.p{index}" for index in range(8, 16))
    base = " + ".join(f"$.{name}" for name in BASE)
    return {
        "two": bands,
        "sum": f"{base} + min([$.p25 + $.p26, 5]) - $.p27 - (accidents > 2 ? 5 : 0)",
        "total": "round(max([0, $.sum]), 2)",
        "level": "$.total >= 80 and violations == 0 and $.two >= 14.4 ? 'excellent' : "
        "$.total >= 65 ? 'good' : $.total >= 45 ? 'done' : 'not-done'",
    }


def _expressions(expressions: dict[str, str], *, through: bool) -> Node:
    listed = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    return {
        "type": "expressionNode",
        "content": {"expressions": listed, "passThrough": through},
    }


def _table(field: str, output: str, rows: list[tuple[str, str]]) -> Node:
    rules = [{"_id": str(number), "a": when, "o": then} for number, (when, then) in enumerate(rows)]
    return {
        "type": "decisionTableNode",
        "content": {
            "hitPolicy": "first",
            "passThrough": True,
            "inputs": [{"id": "a", "name": "a", "field": field}],
            "outputs": [{"id": "o", "name": "o", "field": output}],
            "rules": rules,
        },
    }


def _decision(nodes: list[Node]) -> str:
    chain = [{"type": "inputNode"}, *nodes, {"type": "outputNode"}]
    placed = [
        {"id": str(number), "name": str(number), "position": {"x": 0, "y": 0}, **node}
        for number, node in enumerate(chain)
    ]
    edges = [
        {"id": f"e{number}", "type": "edge", "sourceId": str(number), "targetId": str(number + 1)}
        for number in range(len(chain) - 1)
    ]
    return json.dumps({"nodes": placed, "edges": edges})


def in_expressions() -> str:
    """One expression node with every criterion: the fastest form that we found."""
    bands = {f"p{7 + index}": _band(index) for index in range(1, 9)}
    grades = {f"p{27 + index}": _grade(index) for index in range(1, 5)}
    return _decision([_expressions({**_others(), **bands, **grades, **_totals()}, through=False)])


def in_tables() -> str:
    """Bands and choices as decision tables, as their authors would draw them; the rest as expressions."""
    bands = [(f">= {least}", points) for least, points in BANDS]
    tables = [
        _table(f"done_{index} / due_{index} * 100", f"p{7 + index}", [*bands, ("", "0")])
        for index in range(1, 9)
    ]
    grades = [(f"'{grade}'", points) for grade, points in GRADES]
    tables += [_table(f"grade_{index}", f"p{27 + index}", grades) for index in range(1, 5)]
    totals = {
        key: text.replace("$.p", "p") if key in ("two", "sum") else text for key, text in _totals().items()
    }
    others = _expressions(_others(), through=True)
    return _decision([*tables, others, _expressions(totals, through=False)])
