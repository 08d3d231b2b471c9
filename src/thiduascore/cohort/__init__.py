"""Cohorts: what can only be said of units together.

In: the scorecards of a set of units, and the reports that could not be scored.
Out: standings and results.
May import: `program` and what lies below it.
"""

from __future__ import annotations

from thiduascore.cohort.ranking import Standing, Standings, standings
from thiduascore.cohort.results import Page, Results

__all__ = ["Page", "Results", "Standing", "Standings", "standings"]
