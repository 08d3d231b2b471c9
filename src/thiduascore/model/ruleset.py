"""The ruleset: everything that one campaign's file says, as frozen records."""

from __future__ import annotations

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.aggregation import Aggregation, Floor, Outcome, RoundingRule
from thiduascore.model.awards import Award, Earlier, Ineligible, Target
from thiduascore.model.campaign import Campaign, Milestone, OfficialDocument, Period
from thiduascore.model.content import Condition, Criterion, Item, Monotone
from thiduascore.model.declare import Node, option, record
from thiduascore.model.expression import Expression
from thiduascore.model.levels import Combined, Level, LevelFloor, Quantile
from thiduascore.model.quantities import Fact, Parameter, ParameterValue, Value
from thiduascore.model.quotas import Quota, Tie
from thiduascore.model.ranking import Ranking
from thiduascore.model.scoring import LedgerCap, Plugins, RoundingStages, Scoring
from thiduascore.model.shapes import EMPTY, Many, Nested, Table, Whole
from thiduascore.model.stages import Assessor, Council, CouncilMember, Stage
from thiduascore.text.document import Document

__all__ = [
    "FORMAT",
    "Aggregation",
    "Assessor",
    "Award",
    "Campaign",
    "Combined",
    "Condition",
    "Council",
    "CouncilMember",
    "Criterion",
    "Earlier",
    "Expression",
    "Fact",
    "Floor",
    "Ineligible",
    "Item",
    "LedgerCap",
    "Level",
    "LevelFloor",
    "Milestone",
    "Monotone",
    "OfficialDocument",
    "Outcome",
    "Parameter",
    "ParameterValue",
    "Period",
    "Plugins",
    "Quantile",
    "Quota",
    "Ranking",
    "RoundingRule",
    "RoundingStages",
    "Ruleset",
    "Scoring",
    "Stage",
    "Target",
    "Tie",
    "Value",
    "hash_of",
    "taken_over",
]

FORMAT = 1
"""The version of the file format that this release reads."""


class _Format(Whole):
    """The one version that is known."""

    def read(self, node: Node) -> int | None:
        got = super().read(node)
        if got is not None and got != FORMAT:
            node.report("unknown-format", version=got, known=FORMAT)
        return got


@record(
    title=Text("bộ tiêu chí", "a ruleset"),
    doc=Text("Bộ tiêu chí của một phong trào thi đua.", "The ruleset of one emulation campaign."),
)
class Ruleset:
    """A campaign's rules."""

    format: int = option(
        _Format(),
        stand_in=FORMAT,
        doc=Text("Phiên bản định dạng tệp: 1.", "The version of the file format: 1."),
    )
    campaign: Campaign = option(Nested(Campaign), doc=Text("Phong trào thi đua.", "The campaign."))
    scoring: Scoring = option(Nested(Scoring), doc=Text("Cách tính điểm.", "How scores are made."))
    plugins: Plugins = option(Nested(Plugins), default=Plugins(), doc=Text("Phần mở rộng.", "The plugins."))
    parameters: Mapping[str, Parameter] = option(
        Table(Nested(Parameter), named=True),
        default=EMPTY,
        doc=Text("Các tham số.", "Dated figures by name."),
    )
    facts: Mapping[str, Fact] = option(
        Table(Nested(Fact), named=True), default=EMPTY, doc=Text("Các số liệu.", "Reported values by name.")
    )
    values: Mapping[str, Value] = option(
        Table(Nested(Value), named=True),
        default=EMPTY,
        doc=Text("Các giá trị tính sẵn.", "Derived values by name."),
    )
    items: tuple[Item, ...] = option(
        Many(Nested(Item), least=1), stand_in=(), doc=Text("Các nội dung thi đua.", "The content items.")
    )
    conditions: tuple[Condition, ...] = option(
        Many(Nested(Condition)), default=(), doc=Text("Các điều kiện bắt buộc.", "The mandatory conditions.")
    )
    levels: tuple[Level, ...] = option(
        Many(Nested(Level)),
        default=(),
        doc=Text("Các mức xếp loại, tốt nhất trước.", "The levels, best first."),
    )
    ranking: Ranking = option(
        Nested(Ranking), default=Ranking(), doc=Text("Cách xếp hạng.", "How units are ranked.")
    )
    awards: tuple[Award, ...] = option(
        Many(Nested(Award)),
        default=(),
        doc=Text("Các hình thức khen thưởng, cao nhất trước.", "The awards, highest first."),
    )
    targets: tuple[Target, ...] = option(
        Many(Nested(Target)),
        default=(),
        doc=Text("Các chỉ tiêu của cả phong trào.", "Targets of the whole campaign."),
    )
    stages: tuple[Stage, ...] = option(
        Many(Nested(Stage)),
        default=(),
        doc=Text("Các bước chấm, theo thứ tự.", "The stages of assessment, in their order."),
    )
    councils: tuple[Council, ...] = option(
        Many(Nested(Council)),
        default=(),
        doc=Text("Các hội đồng bỏ phiếu.", "The councils that vote."),
    )
    document: Document = field(kw_only=True, eq=False, repr=False)
    hash: str = field(kw_only=True)
    """`sha256:` and the digest of what the ruleset says, see `hash_of`."""
    at: Path = field(default=(), eq=False, kw_only=True)

    def walk(self) -> Iterator[Item]:
        """Every item, each before those within it."""
        for item in self.items:
            yield from item.walk()

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion in reading order, see `Item.parts`."""
        for item in self.items:
            yield from item.leaves()

    def parameter_at(self, name: str, date: datetime.date) -> Fraction | None:
        """A parameter's value in force on a day; None when there is no such parameter or value.

        A plugin's value that is not confirmed is none, unless the author asks for it.
        """
        parameter = self.parameters.get(name)
        value = parameter.on(date) if parameter is not None else None
        return None if parameter is None or value is None or parameter.refuses(value) else value.value


def hash_of(text: str, taken: Iterable[tuple[Path, Any]] = ()) -> str:
    """The content hash of a ruleset: SHA-256 of its text in UTF-8, in NFC and with LF line ends.

    What it takes over from plugins follows, as JSON, one line for each part in the order of their paths.
    An editor that changes line ends or the form of letters does not make another ruleset; a plugin that
    changes what the ruleset takes over does.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(unicodedata.normalize("NFC", plain).encode("utf-8", "surrogatepass"))
    for part in sorted(taken, key=lambda part: _in_order(part[0])):
        line = json.dumps(part, ensure_ascii=False, sort_keys=True, default=str)
        digest.update(b"\n" + line.encode("utf-8", "surrogatepass"))
    return "sha256:" + digest.hexdigest()


def taken_over(document: Document) -> Iterator[tuple[Path, Any]]:
    """What a document borrowed: where it stands now, and what it says there."""
    for path in document.borrowed:
        value = document.value
        for part in path:
            value = value[part]
        yield path, value


def _in_order(path: Path) -> tuple[str, ...]:
    return tuple(f"{part:09}" if isinstance(part, int) else part for part in path)
