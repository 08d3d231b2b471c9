"""As of which day a report is scored, where nobody says."""

from __future__ import annotations

import datetime

from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Submission


def day_of(ruleset: Ruleset, submission: Submission) -> datetime.date:
    """The last day of the report's period, else the campaign's day."""
    return submission.period.end if submission.period else day_of_campaign(ruleset)


def day_of_campaign(ruleset: Ruleset) -> datetime.date:
    """The campaign's last day, or its first while it is open-ended."""
    period = ruleset.campaign.period
    day = period.end or period.start
    assert day is not None, "a period has a start once it was read"
    return day
