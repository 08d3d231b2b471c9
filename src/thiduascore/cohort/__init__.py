"""Cohorts: what can only be said of units together.

In: the scorecards of a frozen set of units.
Out: standings.
May import: `program` and what lies below it.
"""

from __future__ import annotations

from thiduascore.cohort.ranking import Standing, Standings, standings

__all__ = ["Standing", "Standings", "standings"]
