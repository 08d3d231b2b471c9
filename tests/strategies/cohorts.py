"""Cohorts for property tests: rulesets with every kind of ranking, quota and award; units that often tie."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from hypothesis import strategies as st

RULES = """
format = 1
[campaign]
id = "laws"
title = { vi = "Luật", en = "Laws" }
issuer = "Sở Ví dụ"
document = { number = "1", date = 2024-01-01 }
period = { year = 2024 }
version = "1"
[scoring]
total = 100
round = { places = 0, mode = "half-up" }
rounding = { criterion = "none" }
[facts.task]
label = { vi = "Nhiệm vụ", en = "Tasks" }
type = "percent"
least = 0
most = 100
[facts.service]
label = { vi = "Phục vụ", en = "Service" }
type = "percent"
least = 0
most = 100
[facts.violations]
label = { vi = "Vi phạm", en = "Violations" }
type = "count"
[facts.registered]
label = { vi = "Đăng ký", en = "Registered" }
type = "yes-no"
[[items]]
id = "1"
title = { vi = "Nhiệm vụ", en = "Tasks" }
weight = 60
weight_source = "project"
source = "1"
criteria = [{ id = "1.1", title = "Nhiệm vụ", points = 60, method = "ratio", of = "task", target = "100" }]
[[items]]
id = "2"
title = { vi = "Phục vụ", en = "Service" }
weight = 40
weight_source = "project"
source = "2"
criteria = [{ id = "2.1", title = "Phục vụ", points = 40, method = "ratio", of = "service", target = "100" }]
[[conditions]]
id = "registered"
title = { vi = "Có đăng ký", en = "Registered" }
holds = "registered"
otherwise = "not-ranked"
source = "3"
[[levels]]
id = "top"
title = { vi = "Xuất sắc", en = "Top" }
from = 70
floors = [{ of = "2", share = 30 }]
LEVEL
[[levels]]
id = "good"
title = { vi = "Tốt", en = "Good" }
from = 50
floors = [{ of = "1", share = 40 }]
[[levels]]
id = "done"
title = { vi = "Hoàn thành", en = "Done" }
from = 0
[ranking]
RANKING
[[awards]]
id = "flag"
title = { vi = "Cờ", en = "Flag" }
source = "4"
when = "violations = 0"
group = "one"
FLAG
[[awards]]
id = "letter"
title = { vi = "Giấy khen", en = "Letter" }
source = "5"
levels = ["top", "good", "done"]
group = "one"
LETTER
[[targets]]
id = "half"
title = { vi = "Một nửa đạt", en = "Half of them" }
source = "6"
among = 'unit.kind != "small"'
holds = "task >= 50"
share = 50
"""


@frozen
class Campaign:
    """A ruleset's text, the units' reports, and what was drawn for the ruleset."""

    rules: str
    units: tuple[dict[str, Any], ...]
    drawn: dict[str, Any]


TIES = (
    '{ by = "points", of = ["1"] }',
    '{ by = "share", of = ["1", "2"] }',
    '{ by = "value", is = "violations", better = "less" }',
    '{ by = "count-back" }',
)
DRAW = '{ by = "draw", seed = "4071" }'


@st.composite
def quotas(draw: st.DrawFn) -> dict[str, Any]:
    """A quota as keys and values of TOML."""
    found: dict[str, Any] = draw(
        st.one_of(
            st.builds(lambda number: {"number": str(number)}, st.sampled_from([1, 2, 3, 0])),
            st.builds(
                lambda share, of, mode: {"share": str(share), "of": of, "round": mode},
                st.sampled_from([0, 20, 34, 50, 100, "[60, 50]"]),
                st.sampled_from(['"population"', '"qualified"']),
                st.sampled_from(['"floor"', '"ceiling"', '"half-up"']),
            ),
        )
    )
    found["within"] = draw(st.sampled_from(['"overall"', '"cluster"']))
    found["ties"] = draw(st.sampled_from(['"council"', '"none"', '"all"', '"break"']))
    if found["ties"] == '"break"':
        found["breaks"] = f"[{draw(st.sampled_from([DRAW, TIES[2]]))}]"
    found["unused"] = draw(st.sampled_from(['"lapse"', '"others"', '"next"']))
    return found


def written(quota: dict[str, Any]) -> str:
    """A quota as an inline table."""
    return "{ " + ", ".join(f"{key} = {value}" for key, value in quota.items()) + " }"


FEW = st.sampled_from([80, 80, 100, 50, 50, 30, 0])
"""Few values, so that units are often equal."""


@st.composite
def units(draw: st.DrawFn, least: int = 4, most: int = 9) -> tuple[dict[str, Any], ...]:
    """Reports of units; now and then something is missing or a condition fails."""
    found = []
    for index in range(draw(st.integers(least, most))):
        facts: dict[str, Any] = {
            "task": draw(FEW),
            "service": draw(FEW),
            "violations": draw(st.sampled_from([0, 0, 0, 0, 1])),
            "registered": draw(st.sampled_from([True] * 6 + [False])),
        }
        for name in draw(st.sampled_from([(), (), (), (), (), (), ("task",), ("violations",)])):
            del facts[name]
        unit = {
            "id": f"u{index}",
            "name": f"Đơn vị {index}",
            "cluster": draw(st.sampled_from(["a", "b"])),
            "kind": draw(st.sampled_from(["big", "small"])),
        }
        found.append({"unit": unit, "period": 2024, "facts": facts})
    return tuple(found)


@st.composite
def campaigns(draw: st.DrawFn, **fixed: Any) -> Campaign:
    """A ruleset and its units; what is `fixed` is not drawn."""
    ties = draw(st.permutations(TIES))[: draw(st.sampled_from([0, 0, 1, 3]))]
    method = draw(st.sampled_from(["competition", "competition", "dense", "mid", "ordinal"]))
    if method == "ordinal" or draw(st.integers(0, 3)) == 3:
        ties = [*ties, DRAW]
    within = draw(st.sampled_from(['["overall"]', '["cluster", "overall"]', '["kind", "cluster-and-kind"]']))
    drawn: dict[str, Any] = {
        "method": method,
        "ties": ties,
        "within": within,
        "population": draw(st.sampled_from(["ranked", "without-disqualified", "all"])),
        "undecided": draw(st.sampled_from(["not-ranked", "where-certain", "least"])),
        "level": draw(st.lists(quotas(), max_size=1)),
        "flag": draw(st.lists(quotas(), min_size=1, max_size=2)),
        "letter": draw(st.lists(quotas(), max_size=2)),
    } | fixed
    ranking = "\n".join(
        (
            f"within = {within}",
            f'method = "{method}"',
            f"ties = [{', '.join(ties)}]",
            f'population = "{drawn["population"]}"',
            f'undecided = "{drawn["undecided"]}"',
        )
    )
    rules = RULES.replace("RANKING", ranking)
    for key in ("level", "flag", "letter"):
        listed = ", ".join(written(quota) for quota in drawn[key])
        rules = rules.replace(key.upper(), f"quotas = [{listed}]" if listed else "")
    return Campaign(rules, draw(units()), drawn)
