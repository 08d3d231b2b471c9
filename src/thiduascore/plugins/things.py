"""The things that a plugin can register, besides methods and FEEL functions: frozen values with a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, Literal

from attrs import field, frozen

from thiduascore.cohort.results import Page, Results
from thiduascore.diagnostics import Text
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding, Report, Severity, Submission
from thiduascore.program.scorecard import Scorecard

Find = Callable[[Submission, Ruleset], Iterable[Finding]]
"""A check in Python: what it finds in a submission that was read for a ruleset."""
Compare = Callable[[Scorecard, Ruleset], Iterable[Finding]]
"""The same for what was reported beside what was computed."""


@frozen(kw_only=True)
class FactDeclaration:
    """A fact that rulesets can use; `keys` are what would stand in `[facts.NAME]`."""

    name: str
    keys: Mapping[str, Any] = field(hash=False)


@frozen(kw_only=True)
class ParameterDeclaration:
    """A dated value that rulesets can use; `keys` are what would stand in `[parameters.NAME]`."""

    name: str
    keys: Mapping[str, Any] = field(hash=False)


@frozen(kw_only=True)
class CriterionTemplate:
    """A criterion that rulesets can include; `keys` are what would stand in `[[items.criteria]]`."""

    name: str
    keys: Mapping[str, Any] = field(hash=False)


Relation = Literal["=", "<=", ">="]


@frozen(kw_only=True)
class Check:
    """Something that is looked for in a submission.

    Exactly one of these says what; FEEL where it can be, which runs in columns and can be proved about.
    With `value` and `against`, two FEEL numbers: they must stand in the `relation`, within the `tolerance`,
    which is in their unit; the finding shows both, their difference and the tolerance.
    With `holds`, a FEEL condition: when it is false the finding shows the value of each fact in it.
    With `outlier`, a FEEL number that is set against those of the other units: see `thiduascore.plugins`.
    With `find`, a function: it yields findings, usually made with `finding`.
    With `compare`, a function of the scorecard, for what is reported about points.

    `says` are the words of a FEEL check's finding: a statement of what is wrong.
    `when` is a FEEL condition without which the check is not looked at.
    A FEEL check is passed over for a ruleset that lacks one of its names, and for a unit that did not report
    one of its facts.

    The last three spare a function most rows of a table; without them it is shown every row.
    `needs` are parts of a report without each of which it finds nothing: names of facts, `evidence.number`
    (also issuer, date, file, link), `self`, `self_total` or `not_applicable`; one that stands there twice is
    needed of two facts or criteria.
    `alone` are all parts that it looks at where it looks at one fact or criterion at a time: those of
    evidence, `self`, `not_applicable`, and `period`.
    `stated` gives FEEL conditions on what was reported that say the same as the function: for each that is
    false it finds one thing, of the check's `severity`.
    """

    name: str
    doc: Text
    value: str = ""
    relation: Relation = "="
    against: str = ""
    tolerance: str = "0"
    holds: str = ""
    outlier: str = ""
    fence: str = "3"
    units: int = 8
    when: str = ""
    says: Text | None = None
    severity: Severity = "warning"
    source: str = ""
    find: Find | None = None
    compare: Compare | None = None
    needs: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    stated: Callable[[Ruleset], Iterable[str]] | None = None

    def __attrs_post_init__(self) -> None:
        written = (bool(self.value), bool(self.holds), bool(self.outlier))
        if (*written, self.find is not None, self.compare is not None).count(True) != 1:
            raise ValueError(
                f"check {self.name!r}: give one of `value`, `holds`, `outlier`, `find` and `compare`"
            )
        if any(written) and self.says is None:
            raise ValueError(f"check {self.name!r}: FEEL needs `says`, the words of the finding")
        if self.alone and (self.find is None or not self.needs):
            raise ValueError(f"check {self.name!r}: `alone` goes with `find` and `needs`")
        if bool(self.value) != bool(self.against):
            raise ValueError(f"check {self.name!r}: `value` and `against` go together")

    @property
    def written(self) -> bool:
        """Whether it is in FEEL."""
        return bool(self.value or self.holds or self.outlier)


def finding(says: Text, *, severity: Severity = "warning", **facts: str) -> Finding:
    """A finding in a plugin's own words.

    `facts` may add names and values that belong to it; machines read them, people read `says`.
    """
    return Finding("plugin-finding", severity, {"says": says, **facts})


@frozen(kw_only=True)
class Reader:
    """A format of submission files.

    `suffixes` are lower case with their dot.
    `read` yields one `Report` for each unit in the file, without a ruleset.
    What cannot be read at all is a report with problems, never an exception.
    """

    name: str
    suffixes: tuple[str, ...]
    doc: Text
    read: Callable[[FilePath], Iterable[Report]]


@frozen(kw_only=True)
class ReportFormat:
    """A form in which results are written; `write` returns the whole, so that a file is whole or absent."""

    name: str
    suffix: str
    doc: Text
    write: Callable[[Results, Page], str]


@frozen(kw_only=True)
class Command:
    """A command of the command line; `build` returns the click command, called only when it is used."""

    name: str
    doc: Text
    build: Callable[[], Any]
