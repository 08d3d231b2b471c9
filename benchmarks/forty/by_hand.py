"""The same rules as one exact function, as an expert would write it for these rules and no others.

Points are whole hundredths; a quotient is rounded half up by one floor division of non-negative numbers.
It gives the total and the level, and nothing that says why.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

DUE = (datetime.date(2021, 10, 15), datetime.date(2021, 11, 15), datetime.date(2021, 12, 15))
GRADES = {"low": 0, "middle": 150, "high": 300}


def score(values: Mapping[str, Any]) -> tuple[int, str, bool]:
    """Total in hundredths, level, ranked."""
    one = 0
    if values["kept_1"]:
        one += 300
    if values["kept_2"]:
        one += 300
    if values["kept_3"]:
        one += 300
    if values["kept_4"]:
        one += 300
    if values["kept_5"]:
        one += 200
    if values["kept_6"]:
        one += 200
    if values["kept_7"] and values["inspected"] >= 7:
        one += 200
    if values["kept_8"] or values["inspected"] > 20:
        one += 200
    two = 0
    done, due = 100 * values["done_1"], values["due_1"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_2"], values["due_2"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_3"], values["due_3"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_4"], values["due_4"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_5"], values["due_5"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_6"], values["due_6"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_7"], values["due_7"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    done, due = 100 * values["done_8"], values["due_8"]
    if done >= 95 * due:
        two += 300
    elif done >= 80 * due:
        two += 200
    elif done >= 50 * due:
        two += 100
    three = 0
    reached, target = values["reached_1"], values["target_1"]
    three += 300 if reached >= target else (600 * reached + target) // (2 * target)
    reached, target = values["reached_2"], values["target_2"]
    three += 300 if reached >= target else (600 * reached + target) // (2 * target)
    reached, target = values["reached_3"], values["target_3"]
    three += 300 if reached >= target else (600 * reached + target) // (2 * target)
    reached, target = values["reached_4"], values["target_4"]
    three += 300 if reached >= target else (600 * reached + target) // (2 * target)
    reached, target = values["reached_5"], values["target_5"]
    three += 300 if reached >= target else (600 * reached + target) // (2 * target)
    reached, target = values["reached_6"], values["target_6"]
    three += 300 if reached >= target else (600 * reached + target) // (2 * target)
    four = 0
    cases = values["cases_1"]
    four += 40 * cases if cases < 5 else 200
    cases = values["cases_2"]
    four += 40 * cases if cases < 5 else 200
    cases = values["cases_3"]
    four += 40 * cases if cases < 5 else 200
    bonus = min(values["cases_4"], 3) + min(values["cases_5"], 3)
    if bonus > 5:
        bonus = 5
    deduction = 50 * min(values["cases_6"], 8)
    four += (
        GRADES[values["grade_1"]]
        + GRADES[values["grade_2"]]
        + GRADES[values["grade_3"]]
        + GRADES[values["grade_4"]]
    )
    five = 0
    sent = values["sent_1"]
    late = (sent - DUE[0]).days if sent > DUE[0] else 0
    five += 200 - 25 * late if late < 8 else 0
    sent = values["sent_2"]
    late = (sent - DUE[1]).days if sent > DUE[1] else 0
    five += 200 - 25 * late if late < 8 else 0
    sent = values["sent_3"]
    late = (sent - DUE[2]).days if sent > DUE[2] else 0
    five += 200 - 25 * late if late < 8 else 0
    five += (3 * values["share_1"] + 50) // 100
    share = values["share_2"]
    five += (share + 15) // 30 if share < 6000 else 200
    share = values["share_3"]
    five += 300 if share >= 7000 else (2 * share + 35) // 70
    inspected, violations, accidents = values["inspected"], values["violations"], values["accidents"]
    whole = inspected + violations + 1
    five += (600 * inspected + whole) // (2 * whole)
    lost = 2100 - 210 * violations - 100 * accidents
    if lost > 0:
        five += (2 * lost + 7) // 14
    total = one + two + three + four + five + 100 * bonus - deduction
    if accidents > 2:
        total -= 500
    if total < 0:
        total = 0
    if total >= 8000 and not violations and two >= 1440:
        level = "excellent"
    elif total >= 6500:
        level = "good"
    elif total >= 4500:
        level = "done"
    else:
        level = "not-done"
    return total, level, values["registered"]
