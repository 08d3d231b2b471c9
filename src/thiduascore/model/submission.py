"""What a unit reported, read and typed by a ruleset's facts: the form that programs score.

`intake` makes these values; nothing here reads a file or knows a ruleset.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal, Protocol

from attrs import field

from thiduascore.diagnostics.diagnostic import Diagnostic
from thiduascore.diagnostics.place import Path, Place
from thiduascore.model.dates import PartialDate
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.feel.values import Cause

Single = int | bool | str | datetime.date
FactValue = Single | tuple[Single, ...]
"""A fact as it was accepted: a number is an integer times ten to the fact's scale; a list is a tuple."""

Severity = Literal["error", "warning", "note"]
Arguments = Mapping[str, Any]


def _mapping(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A copy of its own, in the order of its keys, so that equal reports are written alike."""
    return {key: value[key] for key in sorted(value)}


@frozen
class Unit:
    """Who is judged."""

    id: str
    name: str = ""
    kind: str = ""
    cluster: str = ""


@frozen
class Period:
    """The days that a submission speaks of, both ends included."""

    start: datetime.date
    end: datetime.date

    @property
    def year(self) -> int:
        """The year in which the period ends."""
        return self.end.year


@frozen(kw_only=True)
class Evidence:
    """The document behind a fact; every part may be missing, as in real files."""

    number: str = ""
    issuer: str = ""
    date: PartialDate | None = None
    file: str = ""
    link: str = ""
    note: str = ""


@frozen
class Finding:
    """What a check noticed in a submission; `plugin` is empty for the core's own."""

    slug: str
    severity: Severity
    arguments: Arguments = field(factory=dict, hash=False)
    place: Place | None = field(default=None, eq=False)
    plugin: str = ""

    @property
    def diagnostic(self) -> Diagnostic:
        """The same, to be shown with its place and advice."""
        return Diagnostic(self.slug, self.arguments, self.place, declared=self.severity)

    def message(self, lang: Literal["vi", "en"]) -> str:
        """The catalogue's sentence about it."""
        return self.diagnostic.message(lang)


class Placed(Protocol):
    """Says where the value at a path stands in its file, or its key."""

    def __call__(self, path: Path, *, key: bool = False) -> Place | None: ...


def nowhere(path: Path, *, key: bool = False) -> Place | None:
    """Of a report that stands in no file."""
    return None


@frozen(kw_only=True)
class Submission:
    """One unit's report for one period, as far as it could be read.

    Every fact of the ruleset is a key of either `values` or `missing`, never of both.
    Equality leaves out `file` and the places of findings: two files that say the same are equal.
    """

    campaign: str
    unit: Unit
    period: Period | None = None
    file: str = field(default="", eq=False)
    hash: str = ""
    """`sha256:` and the hexadecimal digest of `reported`, see `canonical_hash`."""
    values: Mapping[str, FactValue] = field(factory=dict, converter=_mapping, hash=False)
    missing: Mapping[str, tuple[Cause, ...]] = field(factory=dict, converter=_mapping, hash=False)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(factory=dict, converter=_mapping, hash=False)
    self_scores: Mapping[str, Fraction] = field(factory=dict, converter=_mapping, hash=False)
    self_total: Fraction | None = None
    not_applicable: Mapping[str, str] = field(factory=dict, converter=_mapping, hash=False)
    """Criterion id → the reason that the unit gives."""
    previous: Mapping[str, FactValue] = field(factory=dict, converter=_mapping, hash=False)
    findings: tuple[Finding, ...] = ()
    illustrative: bool = False
    reported: str = field(default="{}", repr=False)
    """The canonical form, see `canonical_text`."""
    placed: Placed = field(default=nowhere, eq=False, repr=False)
    """Where the value at a path stands; known for a report that has a file of its own."""


@frozen
class Refused:
    """A report that could not become a submission, and why."""

    file: str
    row: int | None
    unit: str
    """The unit's id where one could be read, else empty."""
    diagnostics: tuple[Diagnostic, ...]


@frozen
class Intake:
    """Everything that came in: each report is in exactly one of the first two."""

    submissions: tuple[Submission, ...]
    refused: tuple[Refused, ...]
    notes: tuple[Diagnostic, ...] = ()
    """Remarks that no submission depends on: files of evidence not found, ids that look alike."""


@frozen(kw_only=True)
class Report:
    """One unit's report as a reader found it, before any ruleset is known.

    `tree` has the submission's keys; its scalars are whatever the format gives (texts from CSV, numbers and
    dates from TOML), which the intake reads alike.
    `place` says where a path stands in the file.
    `problems` that are errors mean that the report could not be read at all.
    """

    tree: Mapping[str, Any] = field(factory=dict)
    place: Placed = field(default=nowhere, eq=False)
    file: str = ""
    row: int | None = None
    """The line, from 1, for formats with one unit a line."""
    problems: tuple[Diagnostic, ...] = ()
    folder: FilePath | None = None
    """Where file references of evidence start; None when the report has no folder."""
    decimal: Literal[".", ","] = "."
    """The decimal mark of numbers that stand as text."""


def tree_of(paths: Iterable[tuple[str, ...]], cells: Iterable[Any]) -> dict[str, Any]:
    """A report's tree of cells and the paths where they belong; a cell that is None says nothing."""
    tree: dict[str, Any] = {}
    for (*outer, last), cell in zip(paths, cells, strict=True):
        if cell is not None:
            table = tree
            for part in outer:
                table = table.setdefault(part, {})
            table[last] = cell
    return tree


def canonical_text(tree: Mapping[str, Any]) -> str:
    """The tree as JSON text with sorted keys and no spaces."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_hash(canonical: str) -> str:
    """`sha256:` and the digest of the canonical text's UTF-8 bytes.

    The canonical text holds what was reported, as the ruleset's facts read it: texts in NFC, numbers exact
    (whole ones as JSON integers, others as texts such as "92.5"), dates as "2021-09-16", yes-no as true and
    false, and what could not be read as the text that stood there.
    The format, the order of keys and rows, the file's name and where values stand leave no trace in it.
    """
    return f"sha256:{canonical_digest(canonical).hex()}"


def canonical_digest(canonical: str) -> bytes:
    """The 32 bytes that the hash of a canonical text is written from."""
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).digest()


def submission_document(submission: Submission) -> dict[str, Any]:
    """The submission as a tree for JSON, which the JSON reader reads back into an equal submission."""
    document: dict[str, Any] = json.loads(submission.reported)
    return document
