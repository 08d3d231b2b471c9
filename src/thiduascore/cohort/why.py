"""The chain of reasons behind a placing, a level and an award, from what was compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from thiduascore.cohort.allot import Decided, Room
from thiduascore.cohort.awarding import Decision
from thiduascore.cohort.entrant import BETWEEN, Entrant
from thiduascore.cohort.order import BY_TOTAL
from thiduascore.cohort.placing import Place, Ranking
from thiduascore.cohort.plan import TiePlan
from thiduascore.cohort.reasons import Reason, because
from thiduascore.diagnostics import Text, phrase_text
from thiduascore.feel import Null, Value
from thiduascore.program.plan import Plan
from thiduascore.program.words import effect_text, title_of

if TYPE_CHECKING:
    from thiduascore.cohort.standings import Standing


def placing(standing: Standing) -> tuple[Reason, ...]:
    """Why a unit has its rank in each class and not the next better one, or why it has none."""
    return tuple(_placing(standing))


def _placing(standing: Standing) -> Iterator[Reason]:
    if not standing.places:
        yield from _without_rank(standing)
        return
    card = standing.card
    if card.total is None:
        yield because("ranked-by-least", **_range(standing))
    for place in standing.places:
        yield from _place(standing.ranking, standing.entrant, place)
    if standing.split and card.unrounded is not None and card.total is not None:
        yield because("split", total=card.total, unrounded=card.unrounded)


def _range(standing: Standing) -> dict[str, Fraction]:
    card = standing.card
    return {"least": card.least or Fraction(0), "most": card.most or Fraction(0)}


def _without_rank(standing: Standing) -> Iterator[Reason]:
    card = standing.card
    if standing.entrant.ruled.out is not None:
        yield standing.entrant.ruled.out.why
        return
    if standing.state == "no-score":
        yield because(f"no-score-{card.why_none}")
        return
    if standing.state == "undecided":
        yield because("undecided", **_range(standing))
        for within in standing.ranking.plan.within:
            best, worst = standing.ranking.between(standing.entrant, within)
            name = class_text(within, standing.entrant.member_of(within), standing.ranking.plan.kinds)
            yield because("undecided-rank", best=best, worst=worst, **{"class": name})
        return
    for fired in card.settlement.most.fired:
        if fired.kind in ("not-ranked", "disqualify"):
            yield because(
                "not-ranked", title=title_of(fired.by, card.plan), effect=effect_text(fired, card.plan)
            )


def class_text(within: str, name: str, kinds: Mapping[str, Text]) -> Text:
    """A class as it stands in a sentence; `kinds` are what the kinds of units are called."""
    if within == "overall":
        return phrase_text("class-overall")
    if not name:
        return phrase_text(f"class-{within}-none")
    cluster, _, kind = name.rpartition(BETWEEN) if within == "cluster-and-kind" else ("", "", name)
    called = kinds.get(kind, Text(kind, kind)) if within != "cluster" else Text(name, name)
    return phrase_text(f"class-{within}", name=called, cluster=cluster)


def _place(ranking: Ranking, one: Entrant, place: Place) -> Iterator[Reason]:
    name = class_text(place.within, place.name, ranking.plan.kinds)
    yield because("rank", rank=place.rank, count=place.count, **{"class": name})
    if place.shared > 1:
        yield because("shared", count=place.shared - 1)
    if place.better is not None:
        yield _parted(ranking, one, place.better)
    if place.may_fall:
        yield because("may-fall", count=place.may_fall, **{"class": name})


def _parted(ranking: Ranking, one: Entrant, better: Entrant) -> Reason:
    """Why a unit stands behind the one before it."""
    depth = ranking.order.between(better.position, one.position)
    unit = Text(better.name, better.name)
    assert one.key is not None and better.key is not None
    if depth == BY_TOTAL:
        return because("behind-by-total", unit=unit, own=one.key, other=better.key, less=better.key - one.key)
    tie = ranking.plan.ties[depth]
    assert one.compared is not None and better.compared is not None
    own, other = one.compared["ranking", depth], better.compared["ranking", depth]
    if tie.by == "draw":
        return because("behind-by-draw", unit=unit, seed=tie.seed)
    return because(
        "behind-by-tie", unit=unit, total=one.key, what=tie_text(tie, one.card.plan),
        own=value_text(own), other=value_text(other),
    )  # fmt: skip


def tie_text(tie: TiePlan, plan: Plan) -> Text:
    """What a tie-break compares, as a noun phrase."""
    if tie.by == "value":
        assert tie.value is not None
        return tie.value.said
    titles = [title_of(part, plan) for part in tie.parts]
    listed = Text(", ".join(one.vi for one in titles), ", ".join(one.en or one.vi for one in titles))
    return phrase_text(f"tie-{tie.by}", parts=listed)


def value_text(value: Value) -> Text | Fraction | str:
    """A compared value in words."""
    if isinstance(value, Null):
        return phrase_text("tie-not-known")
    if isinstance(value, bool):
        return phrase_text("tie-yes" if value else "tie-no")
    if isinstance(value, Fraction):
        return value
    if isinstance(value, tuple):
        said = [phrase_text("tie-one-share", share=one) for one in value if isinstance(one, Fraction)]
        return Text("; ".join(one.vi for one in said), "; ".join(one.en for one in said))
    return value if isinstance(value, str) else getattr(value, "isoformat", lambda: "")()


def classification(standing: Standing) -> tuple[Reason, ...]:
    """Why a unit has its level and not the next better one."""
    return tuple(_classification(standing))


def _classification(standing: Standing) -> Iterator[Reason]:
    card = standing.card
    if not card.plan.levels or (standing.level is None and not standing.places):
        return
    falls = {fall.level: fall for fall in standing.falls}
    starts = {level.id: level.start or Fraction(0) for level in card.plan.levels}
    for level in card.plan.levels:
        title = level.title
        if level.id == standing.level:
            yield because("level", level=title)
            return
        for of_level, kind, of in card.outcome.unmet if level.id not in falls else ():
            if of_level == level.id:
                yield because(
                    f"level-{kind}", level=title, title=title_of(of, card.plan), start=starts[level.id]
                )
        fall = falls.get(level.id)
        if fall is not None and fall.quantile is not None:
            yield because("level-quantile", level=title, total=fall.quantile)
        if fall is not None and fall.decided is not None:
            yield from _no_place(fall.decided, title, standing.ranking.plan.kinds)
    yield because("level-none")


def awarding(decision: Decision) -> tuple[Reason, ...]:
    """Why a unit was given an award or was not."""
    return tuple(_awarding(decision))


def _awarding(decision: Decision) -> Iterator[Reason]:
    award, kinds = decision.plan.title, decision.kinds
    if decision.better:
        yield because("award-group", award=award, better=decision.better)
        return
    if decision.state in ("refused", "undecided"):
        yield from decision.lacking
        return
    decided = decision.decided
    if decided is None or decided.room is None:
        yield because("award-qualifies", award=award)
    elif decision.state == "given":
        slug = "award-spilled" if decided.outcome == "spilled" else "award-given"
        yield because(slug, award=award, **_room(decided.room, kinds))
    else:
        yield from _no_place(decided, award, kinds)
    if decision.plan.vote is not None:
        yield decision.entrant.ruled.tally(decision.plan.vote, decision.plan.id).reason


def _room(room: Room, kinds: Mapping[str, Text]) -> dict[str, Text | int]:
    return {"places": room.places + room.carried, "class": class_text(room.within, room.name, kinds)}


def _no_place(decided: Decided, title: Text, kinds: Mapping[str, Text]) -> Iterator[Reason]:
    """Why somebody who qualifies has no place."""
    room = decided.room
    assert room is not None
    if decided.outcome in ("council", "tie"):
        count = len(decided.rivals)
        yield because(
            f"place-{decided.outcome}", title=title, count=count, left=room.left, **_room(room, kinds)
        )
    elif room.last is not None and decided.outcome == "full":
        last = Text(room.last.name, room.last.name)
        yield because("place-full", title=title, last=last, **_room(room, kinds))
    else:
        slug = "place-closed" if decided.outcome == "closed" else "place-none"
        yield because(slug, title=title, **_room(room, kinds))
    if room.base is not None or room.carried:
        yield quota_reason(room)


def quota_reason(room: Room) -> Reason:
    """How many places there are, and how that was worked out."""
    slug = "quota-number" if room.base is None else "quota-share"
    if room.carried:
        slug += "-carried"
    return because(slug, places=room.places, base=room.base or 0, carried=room.carried)
