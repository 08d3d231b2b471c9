"""Rulesets, each drawn from its number and written as its author would write it."""

from __future__ import annotations

import datetime
import json
from functools import cache
from random import Random
from typing import Any

import tomli

from .criteria import MARKS, POOL, ROUNDS, Keys, criterion, relative, truth

SUMS = ("sum",) * 8 + ("mean", "mean", "ratio-of-sums", "flat")
OTHERS = ("minimum", "maximum", "median", "best", "drop", "harmonic", "geometric", "power")
POLICIES = ("reweight", "reweight", "reweight-whole", "full", "target", "leave-out")
MISSING = ("unknown", "unknown", "zero", "zero", "ignore", "reject", "previous")


@cache
def pool() -> Keys:
    """The file whose facts criteria may speak of."""
    return tomli.loads((POOL.parent / "pool.toml").read_text(encoding="utf-8"))


HEAD = """\
format = 1
[campaign]
id = "pool"
title = "Ngang bằng"
issuer = "Ban tổ chức"
version = "1.0.0"
document = { number = "1/QĐ", date = 2021-01-01 }
period = { from = 2021-01-01, to = 2022-12-31 }
[campaign.kinds]
agency = "Cơ quan"
enterprise = "Doanh nghiệp"
"""


def ruleset_text(seed: int, ruleset: int, attempt: int = 0) -> str:
    """A text for the ruleset of that number; in one of thirteen something is wrong, and another is drawn."""
    return _Author(Random(f"{seed} {ruleset} {attempt}")).text()


class _Author:
    """Writes one ruleset; one use only."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.left = (
            random.choice((1, 1, 2, 2, 3, 4, 6)) if random.random() < 0.95 else random.randrange(9, 25)
        )
        self.ids: list[str] = []
        self.criteria: list[str] = []
        self.relative = random.random() < 0.15
        self.rough = random.random() < 0.15
        self.gone = random.random() < 0.6
        """Whether parts may be left out."""
        self.capped = False
        """Whether an item or criterion stops below its maximum, so that high levels are out of reach."""

    def text(self) -> str:
        items = [self.item(f"i{place}", 1) for place in range(min(self.left, self.random.randrange(1, 4)))]
        total = sum(item["weight"] for item in items)
        self.reach = total * (0.3 if self.capped else 0.8)
        conditions = self.conditions(total)
        parts = [HEAD, self.scoring(total), self.facts(), self.values(), self.ranking()]
        parts += [_table("[[items]]", item) for item in items]
        parts += [_table("[[conditions]]", one) for one in conditions]
        parts += [_table("[[levels]]", one) for one in self.levels(self.reach, conditions)]
        return "\n".join(parts)

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def rounding(self) -> Any:
        if self.maybe(0.2):
            return "none"
        return {"places": self.random.choice((0, 1, 2, 2, 3)), "mode": self.random.choice(ROUNDS)}

    def scoring(self, total: float) -> str:
        found: Keys = {"total": total, "round": self.rounding(), "missing": self.random.choice(MISSING)}
        found |= {"bonus": self.cap(total), "deduction": self.cap(total)}
        if self.maybe(0.3):
            found["aggregate"] = self.random.choice(SUMS[-4:])
        if self.maybe(0.2):
            stages = self.random.sample(("input", "criterion", "item", "total"), 2)
            found["rounding"] = {stage: self.rounding() for stage in stages}
        if self.maybe(0.3):
            self.reach = total * 0.3
            found["ceiling"] = self.random.choice((total, total / 2))
        if self.maybe(0.2):
            found["minimum_coverage"] = self.random.choice((50, 80))
        if self.gone:
            found["not_applicable"] = self.random.choice([each for each in POLICIES if each != "target"])
        return _table("[scoring]", found)

    def cap(self, total: float) -> Keys:
        return (
            {"uncapped": True} if self.maybe(0.3) else {"at_most": self.random.choice((1, 2.5, 5, total / 4))}
        )

    def facts(self) -> str:
        most = {"most": self.random.choice((1000, 10**6))} if self.maybe(0.3) else {}
        found = {name: dict(keys) for name, keys in pool()["facts"].items()}
        found["a"] |= most
        found["b"] |= most
        found["p"]["scale"] = self.random.choice((0, 1, 2, 2, 4))
        found["n"]["scale"] = self.random.choice((1, 3, 3, 6))
        if self.maybe(0.4):
            found["p"] |= {"least": 0, "most": 100}
        if self.maybe(0.3):
            found["n"] |= {"least": -20, "most": 150}
        if self.maybe(0.2):
            found["yes"]["evidence"] = self.random.choice(("claimed", "required"))
        return "\n".join(["[facts]", *(f"{name} = {_inline(keys)}" for name, keys in found.items())])

    def ranking(self) -> str:
        random = self.random
        within = random.choice(
            (["cluster"], ["cluster", "overall"], ["overall"], ["kind", "cluster-and-kind"])
        )
        found: Keys = {"within": within, "on": random.choice(("unrounded", "rounded"))}
        found["population"] = random.choice(("ranked", "without-disqualified", "all"))
        found["method"] = random.choice(("competition", "competition", "dense", "mid"))
        if self.maybe(0.3):
            found["undecided"] = random.choice(("where-certain", "least"))
        if self.maybe(0.4):
            found["ties"] = [self.tie() for _ in range(random.randrange(1, 3))]
        return _table("[ranking]", found)

    def tie(self) -> Keys:
        random = self.random
        match random.randrange(4):
            case 0:
                return {"by": "value", "is": random.choice(("a", "n", "on")), "better": "less"}
            case 1:
                return {"by": "count-back"}
            case _:
                return {
                    "by": random.choice(("points", "share")),
                    "of": [random.choice((*self.ids, *self.criteria))],
                }

    def values(self) -> str:
        rate = ("a / b * 100", "a / b * 100", "if b = 0 then 100 else a / b * 100", "(a + c) / (b + 1) * 100")
        net = ("a - c", "a - c", "a - c / 3", "max(a - b, c)")
        share = ("if b = 0 then 0 else net / b", "net / b", "c / (a + b)", "1 - c / b")
        found = {"rate": rate, "net": net, "share": share}
        lines = [
            f"{name} = {_inline({'label': name, 'is': self.random.choice(written)})}"
            for name, written in found.items()
        ]
        years = [
            {"from": datetime.date(year, 1, 1), "value": self.random.choice(MARKS), "source": "Điều 3"}
            for year in (2021, 2022)
        ]
        goal = _inline({"label": "goal", "values": years})
        return "\n".join(["[parameters]", f"goal = {goal}", "[values]", *lines])

    def item(self, name: str, depth: int) -> Keys:
        self.ids.append(name)
        random = self.random
        aggregate = random.choice(OTHERS if self.rough and self.maybe(0.4) else SUMS)
        count = min(max(1, self.left), random.randrange(1, 7))
        self.left -= count
        criteria = [self.criterion("base", aggregate) for _ in range(count)]
        points = sum(one["points"] for one in criteria)
        items = []
        if depth and self.left > 0 and self.maybe(0.3) and aggregate != "flat":
            items = [self.item(f"{name}{place}", depth - 1) for place in range(random.randrange(1, 3))]
            points += sum(one["weight"] for one in items)
        criteria += [
            self.criterion(random.choice(("bonus", "deduction")), "sum") for _ in range(2) if self.maybe(0.25)
        ]
        weight = points if aggregate == "sum" else random.choice((points, 10, 20))
        found: Keys = {
            "id": name,
            "title": name,
            "weight": weight,
            "weight_source": "project",
            "source": "Điều 1",
        }
        found |= self.aggregation(aggregate)
        if self.gone and self.maybe(0.25):
            found |= {"applies": truth(random, 1)}
        if self.maybe(0.15):
            self.capped = True
            found["at_most"] = weight / 2
        if self.maybe(0.15):
            found["floor"] = {"share": random.choice((25, 50)), "otherwise": self.outcome(weight)}
        if self.maybe(0.15):
            found["round"] = self.rounding()
        return {**found, "criteria": criteria, **({"items": items} if items else {})}

    def aggregation(self, aggregate: str) -> Keys:
        found: Keys = {"aggregate": aggregate}
        if aggregate in ("minimum", "maximum", "median", "best", "drop"):
            found["by"] = self.random.choice(("share", "points"))
        if aggregate == "best":
            found["keep"] = self.random.randrange(1, 3)
        elif aggregate == "drop":
            found["drop_lowest"] = 1
        elif aggregate == "power":
            found["exponent"] = self.random.choice((-1, 2, 3))
        elif aggregate in ("geometric", "harmonic"):
            found |= {"at_zero": "floor", "at_zero_floor": 1} if self.maybe(0.5) else {"at_zero": "zero"}
        return found

    def criterion(self, ledger: str, aggregate: str) -> Keys:
        random = self.random
        name = f"c{len(self.criteria)}"
        found: Keys = {
            "id": name,
            "title": name,
            **(relative(random) if self.relative and self.maybe(0.6) else criterion(random)),
        }
        if ledger != "base":
            found["ledger"] = ledger
            found["source"] = "Điều 5"
        if aggregate in ("mean", "geometric", "harmonic", "power"):
            found["weight"] = random.choice((1, 2, 2.5))
        if self.maybe(0.3):
            found["missing"] = random.choice((*MISSING, "mean", "median") if self.relative else MISSING)
        if self.gone and self.maybe(0.3):
            found |= {"applies": truth(random, 1)} if self.maybe(0.5) else {"claimable": True}
            found["not_applicable"] = random.choice(POLICIES)
            if found["not_applicable"] == "target":
                found["target_points"] = found["points"] / 2
        if self.maybe(0.2):
            found["round"] = self.rounding()
        if self.maybe(0.15):
            self.capped = True
            found["at_most"] = found["points"] / random.choice((1, 2, 3.2))
        if ledger == "base" and self.maybe(0.1):
            found["floor"] = {"share": random.choice((25, 50)), "otherwise": self.outcome(found["points"])}
        if ledger == "bonus" and self.maybe(0.3):
            found["needs_full_base"] = random.choice((True, *self.criteria[:2]))
        if ledger == "deduction" and self.maybe(0.3):
            found["exempt"] = truth(random, 1)
        if ledger != "base" and self.maybe(0.3):
            found["group"] = "g"
        self.criteria.append(name)
        return found

    def outcome(self, total: float) -> Any:
        random = self.random
        match random.randrange(7):
            case 0:
                return "not-ranked"
            case 1:
                return "disqualify"
            case 2:
                return {"zero": random.choice((*self.ids, *self.criteria))} if self.criteria else "zero"
            case 3:
                return {"cap_total": random.choice((total / 2, total / 4))}
            case 4:
                return {"cap_level": random.choice(("good", "fair"))}
            case 5:
                return {"lower_level": random.randrange(1, 3)}
            case _:
                return {"deduct": random.choice((0.5, 1, 2.25))}

    def conditions(self, total: float) -> list[Keys]:
        found = []
        for place in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            one: Keys = {
                "id": f"k{place}",
                "title": f"k{place}",
                "holds": truth(self.random, 2),
                "source": "Điều 2",
            }
            one |= {
                "otherwise": self.outcome(total),
                "unknown": self.random.choice(("fail", "hold", "unknown")),
            }
            if self.maybe(0.2):
                one["applies"] = truth(self.random, 1)
            found.append(one)
        return found

    def levels(self, total: float, conditions: list[Keys]) -> list[Keys]:
        shares = sorted(self.random.sample((90, 85, 80, 75, 70, 66, 60, 50, 40, 30, 25, 20), 3), reverse=True)
        found: list[Keys] = [
            {"id": name, "title": name, "source": "Điều 4", "from": total * share / 100}
            for name, share in zip(("best", "good", "fair"), shares, strict=True)
        ]
        found.append({"id": "rest", "title": "rest", "source": "Điều 4", "from": 0})
        if self.maybe(0.3):
            found[0]["strict"] = True
        if conditions and self.maybe(0.4):
            found[0]["needs"] = [conditions[0]["id"]]
        if self.maybe(0.3):
            found[0]["floors"] = [{"of": self.random.choice((*self.ids, *self.criteria)), "share": 50}]
        if self.maybe(0.2):
            found[1]["combined"] = [{"of": self.criteria[:2], "from": total / 4}]
        return found


def _table(heading: str, keys: Keys) -> str:
    """A table with a key on each line, each table of a list on a line of its own."""
    lines = [heading]
    for name, value in keys.items():
        if name in ("criteria", "items") and value:
            inner = ",\n".join(f"  {_inline(each)}" for each in value)
            lines.append(f"{name} = [\n{inner},\n]")
        else:
            lines.append(f"{name} = {_inline(value)}")
    return "\n".join([*lines, ""])


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".6f").rstrip("0").rstrip(".")
    return json.dumps(value, ensure_ascii=False)
