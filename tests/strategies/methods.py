"""A ruleset of one criterion, for tests of method kinds: its facts and keys in, what it earns out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction

from thiduascore.diagnostics import Diagnostic
from thiduascore.engine import Engine
from thiduascore.feel import Value
from thiduascore.feel.values import missing
from thiduascore.program.criterion import earn
from thiduascore.program.earned import Earned
from thiduascore.program.environment import Environment

Given = Fraction | int | str | datetime.date | list[int | None] | None
ENGINE = Engine([])
DAY = datetime.date(2021, 12, 31)


def ruleset_text(keys: str, facts: Mapping[str, str], *, points: int = 8, more: str = "") -> str:
    """The TOML of a ruleset whose only criterion has these keys; `facts` gives each its type and more."""
    declared = "\n".join(f'[facts.{name}]\nlabel = "{name}"\ntype = {rest}' for name, rest in facts.items())
    return f"""
format = 1
[campaign]
id = "test"
title = "Phong trào thử"
issuer = "Ban tổ chức"
version = "1.0.0"
document = {{ number = "1/QĐ", date = 2021-01-01 }}
period = {{ from = 2021-01-01, to = 2021-12-31 }}
[scoring]
total = {points}
round = "none"
bonus = {{ at_most = 100 }}
deduction = {{ at_most = 100 }}
{more}
{declared}
[[items]]
id = "1"
title = "Nội dung"
weight = {points}
weight_source = "project"
source = "Điều 1"
[[items.criteria]]
id = "1.1"
title = "Tiêu chí"
points = {points}
{keys}
"""


def diagnostics(keys: str, facts: Mapping[str, str], **options: object) -> tuple[Diagnostic, ...]:
    """What the check of such a ruleset finds."""
    return ENGINE.check(ruleset_text(keys, facts, **options))  # type: ignore[arg-type]


def slugs(keys: str, facts: Mapping[str, str], **options: object) -> set[str]:
    """The slugs of what the check finds."""
    return {each.slug for each in diagnostics(keys, facts, **options)}


def scorer(keys: str, facts: Mapping[str, str], **options: object) -> Callable[..., Earned]:
    """What the criterion earns for the values of its facts, by name; a fact that is left out is missing."""
    ruleset = ENGINE.load(ruleset_text(keys, facts, **options))  # type: ignore[arg-type]
    plan = ENGINE.program(ruleset, DAY).plan

    def score(**values: Given) -> Earned:
        names = {name: _exact(values.get(name), name) for name in facts}
        environment = Environment(names, plan.functions)
        return earn(plan.criteria[0], environment, lambda: environment, claimed=False)

    return score


def _exact(value: Given, name: str) -> Value:
    if value is None:
        return missing("not-reported", fact=name)
    if isinstance(value, list):
        return tuple(_exact(element, name) for element in value)
    return value if isinstance(value, bool) or not isinstance(value, int) else Fraction(value)
