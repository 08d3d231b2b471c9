"""Cohorts: what can only be said of units together.

In: the scorecards of a set of units, what is known of earlier years, reports that could not be scored.
Out: the frozen cohort, standings (ranks, levels, awards, targets, with the reasons of each), and results.
May import: `program` and what lies below it.
"""

from __future__ import annotations

from thiduascore.cohort.cohort import Apart, Cohort, Member, frozen_cohort
from thiduascore.cohort.history import History, Year
from thiduascore.cohort.placing import Place
from thiduascore.cohort.plan import CohortPlan, cohort_plan
from thiduascore.cohort.reasons import Reason
from thiduascore.cohort.results import Page, Results
from thiduascore.cohort.standings import Standing, Standings, standings

__all__ = [
    "Apart",
    "Cohort",
    "CohortPlan",
    "History",
    "Member",
    "Page",
    "Place",
    "Reason",
    "Results",
    "Standing",
    "Standings",
    "Year",
    "cohort_plan",
    "frozen_cohort",
    "standings",
]
