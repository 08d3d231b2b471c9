"""The record of `[ranking]`: who is compared with whom, by what, and who counts."""

from __future__ import annotations

from typing import Final

from attrs import field

from thiduascore.diagnostics import Path, Text
from thiduascore.model.declare import Node, option, record
from thiduascore.model.quotas import WITHIN, Tie
from thiduascore.model.shapes import Many, Nested, OneOf

METHODS: Final = ("competition", "dense", "ordinal", "mid")


def _ranking_said_whole(ranking: Ranking, node: Node) -> None:
    draws = [index for index, tie in enumerate(ranking.ties) if tie.by == "draw"]
    if ranking.method == "ordinal" and not draws:
        node.child("method", None).report("ordinal-without-draw")
    if draws and draws[0] < len(ranking.ties) - 1:
        node.child("ties", None).child(draws[0] + 1, None).report("tie-break-after-draw")
    if len(set(ranking.within)) < len(ranking.within):
        node.child("within", None).report("within-twice")


@record(
    title=Text("bảng cách xếp hạng", "a ranking table"),
    also=_ranking_said_whole,
    doc=Text("Cách xếp hạng các đơn vị.", "How units are ranked."),
)
class Ranking:
    """How units are ranked."""

    on: str = option(
        OneOf("unrounded", "rounded"),
        default="unrounded",
        doc=Text(
            "Xếp hạng, xếp loại theo tổng điểm chưa làm tròn hay đã làm tròn.",
            "Which total ranks and levels go by.",
        ),
    )
    within: tuple[str, ...] = option(
        Many(WITHIN, least=1),
        default=("overall",),
        doc=Text(
            "Xếp hạng trong từng cụm, khối (`cluster`), từng loại đơn vị (`kind`), từng loại trong cụm "
            "(`cluster-and-kind`), hay chung (`overall`); phạm vi đầu tiên là hạng chính.",
            "Ranked within each cluster, each kind of unit, each kind in a cluster, or overall; the first is "
            "the rank that is meant where nothing else is said.",
        ),
    )
    method: str = option(
        OneOf(*METHODS),
        default="competition",
        doc=Text(
            "Khi đồng hạng: `competition` 1-2-2-4, `dense` 1-2-2-3, `mid` 1-2,5-2,5-4; "
            "`ordinal` 1-2-3-4, cần bốc thăm.",
            "Equal units: `competition` 1-2-2-4, `dense` 1-2-2-3, `mid` 1-2.5-2.5-4; `ordinal` 1-2-3-4 "
            "needs a draw.",
        ),
    )
    ties: tuple[Tie, ...] = option(
        Many(Nested(Tie)),
        default=(),
        doc=Text("Các tiêu chí phụ, xét lần lượt.", "The tie-breaks, one after another."),
    )
    population: str = option(
        OneOf("ranked", "without-disqualified", "all"),
        default="ranked",
        doc=Text(
            "Ai được tính vào số đơn vị của cụm, khối: đơn vị được xếp hạng, mọi đơn vị trừ đơn vị bị loại, "
            "hay tất cả.",
            "Who counts in the size of a class: ranked units, all but disqualified ones, or all.",
        ),
    )
    undecided: str = option(
        OneOf("not-ranked", "where-certain", "least"),
        default="not-ranked",
        doc=Text(
            "Đơn vị chưa rõ tổng điểm: không xếp hạng; xếp hạng khi khoảng điểm không chồng lên đơn vị khác; "
            "hay xếp theo điểm thấp nhất có thể.",
            "A unit whose total is not known is not ranked, ranked where its range overlaps nobody's, or "
            "ranked by the least that its total can be.",
        ),
    )
    at: Path = field(default=(), eq=False, kw_only=True)
