"""The frozen cohort that an option names, as reports or as a table needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thiduascore.cohort import Cohort
    from thiduascore.columns.cohort.frozen import CohortTable
    from thiduascore.model.ruleset import Ruleset


def frozen_for(file: str, ruleset: Ruleset) -> Cohort:
    """A frozen cohort of the ruleset's campaign, whether reports or a table were frozen.

    Raises DiagnosticError for a file that is none, and for another campaign's.
    """
    from thiduascore.cohort.files import read_cohort
    from thiduascore.tables.suffixes import kind_of

    if kind_of(file) == "parquet":
        return frozen_table_for(file, ruleset).cohort()
    found = read_cohort(file)
    _check_campaign(found.campaign, ruleset, file)
    return found


def frozen_table_for(file: str, ruleset: Ruleset) -> CohortTable:
    """The same as a table; raises DiagnosticError without Polars too."""
    from importlib.util import find_spec

    from thiduascore.diagnostics import Diagnostic, DiagnosticError

    if find_spec("polars") is None:
        raise DiagnosticError(Diagnostic("table-needs-polars", {}))
    from thiduascore.tables.frozen import read

    found = read(file)
    _check_campaign(found.campaign, ruleset, file)
    return found


def _check_campaign(campaign: str, ruleset: Ruleset, file: str) -> None:
    from thiduascore.diagnostics import Diagnostic, DiagnosticError, Place

    if campaign != ruleset.campaign.id:
        arguments = {"cohort": campaign, "campaign": ruleset.campaign.id}
        raise DiagnosticError(Diagnostic("cohort-of-another-campaign", arguments, Place(file)))
