"""The whole as generated code: ledgers, gates, caps, rounding and the level, in the order of `settle`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import field

from thiduascore.feel.generate.numbers import (
    added,
    at_places,
    bound,
    chosen,
    compared,
    extreme,
    multiplied,
    negative,
)
from thiduascore.feel.generate.values import (
    FALSE,
    TRUE,
    Quantity,
    Truth,
    product,
    quantity,
    value_source,
    whole,
)
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.program.aggregate import ZERO
from thiduascore.program.generate.criterion import Standing
from thiduascore.program.generate.groups import GroupsSource, Settled
from thiduascore.program.plan import Effect, Ledger, LevelPlan, Plan
from thiduascore.program.settle import floors
from thiduascore.records import frozen


@frozen
class _Failed:
    """What fires when its condition is true."""

    when: Truth
    effect: Effect


@frozen
class TotalSource:
    """Writes all after the criteria; `met` holds the local of each condition, `judged` of each item."""

    plan: Plan
    standings: Sequence[Standing]
    met: Sequence[str]
    judged: Mapping[str, str]
    results: dict[str, Settled] = field(factory=dict)
    """What each item came to, once everything is written."""

    def parts(self, names: Iterable[str], writer: Writer) -> str:
        """The source of a tuple with points, and the most that could be earned, of items and criteria."""
        return "(" + "".join(f"{self._part(name, writer)}, " for name in names) + ")"

    def points(self, names: Iterable[str], writer: Writer) -> str:
        """The source of a tuple with the points of items and criteria, None where one does not apply."""
        found = []
        for name in names:
            settled = self._settled(name, self.results)
            points = value_source(settled.points, writer)
            found.append(f"({points} if {settled.present} else None), " if settled.present else f"{points}, ")
        return f"({''.join(found)})"

    def _part(self, name: str, writer: Writer) -> str:
        found = self._settled(name, self.results)
        if found.capacity is None:
            raise Unsupported("capacity")
        points, capacity = value_source(found.points, writer), value_source(found.capacity, writer)
        nothing = writer.names.constant((ZERO, ZERO))
        both = f"({points}, {capacity})"
        return f"({both} if {found.present} else {nothing})" if found.present else both

    def write(self, writer: Writer) -> str:
        """Writes the statements; the source of the arguments of a `Score`."""
        groups = GroupsSource(self.plan, self.standings, self.judged, self.results)
        root = groups.write(self.plan.root, writer)
        if root.present:
            writer.line(f"if not {root.present}: raise Unproven")
        results = groups.results
        failed = [
            *(
                _Failed(Truth(f"not {name}"), one.effect)
                for name, one in zip(self.met, self.plan.conditions, strict=True)
            ),
            *self._floors(results, writer),
        ]
        gained = self._ledger("bonus", self.plan.bonus_cap, results, writer)
        taken = self._ledger("deduction", self.plan.deduction_cap, results, writer)
        deducted = [
            chosen(one.when, quantity(-one.effect.amount), quantity(ZERO), writer)
            for one in failed
            if one.effect.kind == "deduct"
        ]
        amount = added([root.points, gained, negative(taken), *deducted])
        unrounded = self._limited(amount, failed, writer)
        total, places = unrounded, self.plan.total_rounding
        if places is not None:
            total = bound(
                at_places(unrounded, places.places, places.mode, writer, clamped=self._positive), writer
            )
        ranked = writer.bind(
            _none(one.when for one in failed if one.effect.kind in ("not-ranked", "disqualify")), "b"
        )
        key = total if self.plan.rank_on == "rounded" else unrounded
        level = self._level(key, failed, results, ranked, writer)
        exact = value_source(unrounded, writer)
        if total == unrounded:
            exact = writer.bind(exact)
        published = exact if total == unrounded else value_source(total, writer)
        return ", ".join((published, exact, level, ranked))

    @property
    def _positive(self) -> bool:
        return self.plan.floor is not None and self.plan.floor >= 0

    def _settled(self, name: str, results: Mapping[str, Settled]) -> Settled:
        if name in results:
            return results[name]
        for criterion, standing in zip(self.plan.criteria, self.standings, strict=True):
            if criterion.id == name:
                return Settled(standing.points, quantity(criterion.maximum), standing.present)
        # An item in one whose leaves are counted directly has no result of its own.
        return Settled(quantity(ZERO), quantity(ZERO), "False")

    def _below(self, name: str, share: Fraction, results: Mapping[str, Settled]) -> Truth:
        """Whether an item or criterion that applies has less than a share of what it could earn."""
        found = self._settled(name, results)
        capacity = found.capacity
        if capacity is None:
            raise Unsupported("capacity")
        if capacity.constant and capacity.factor <= 0:
            return FALSE
        below = compared("<", found.points, multiplied(capacity, quantity(share)))
        if not found.present or below.known is False:
            return below
        return Truth(f"({found.present} and {below.text})")

    def _floors(self, results: Mapping[str, Settled], writer: Writer) -> Iterable[_Failed]:
        for name, floor in floors(self.plan):
            below = self._below(name, floor.share, results)
            yield _Failed(Truth(writer.bind(below.text, "b")), floor.effect)

    def _full(self, name: str, results: Mapping[str, Settled]) -> Truth:
        found = self._settled(name, results)
        if found.capacity is None:
            raise Unsupported("capacity")
        if name not in results and not found.capacity.factor:
            return FALSE
        full = compared("=", found.points, found.capacity)
        return Truth(f"({found.present} and {full.text})") if found.present else full

    def _ledger(
        self, ledger: Ledger, cap: Fraction | None, results: Mapping[str, Settled], writer: Writer
    ) -> Quantity:
        counted: dict[str, list[Quantity]] = {}
        for criterion, standing in zip(self.plan.criteria, self.standings, strict=True):
            if criterion.ledger != ledger:
                continue
            points = standing.points
            if criterion.needs_full and ledger == "bonus":
                full = self._full(criterion.needs_full, results)
                points = chosen(full, points, quantity(ZERO), writer)
            if criterion.group and criterion.least < 0:
                raise Unsupported("negative-points-in-exclusive-group")
            counted.setdefault(criterion.group or f" {criterion.index}", []).append(points)
        amount = added([extreme(">", one, writer) if len(one) > 1 else one[0] for one in counted.values()])
        return amount if cap is None else extreme("<", (amount, quantity(cap)), writer)

    def _limited(self, amount: Quantity, failed: Sequence[_Failed], writer: Writer) -> Quantity:
        """The amount within the caps and floor of the whole, and zeroed where a gate says so."""
        caps = [] if self.plan.ceiling is None else [(TRUE, self.plan.ceiling)]
        caps += [(one.when, one.effect.amount) for one in failed if one.effect.kind == "cap-total"]
        least = [] if self.plan.floor is None else [self.plan.floor]
        zeroing = [one for one in failed if one.effect.kind == "zero"]
        if not (caps or least or zeroing):
            return bound(amount, writer)
        scale = math.lcm(
            amount.factor.denominator, *(cap.denominator for _, cap in caps), *(f.denominator for f in least)
        )
        num = writer.names.fresh("n")
        den = writer.names.fresh("d") if amount.den else ""
        size = int(amount.factor * scale)
        writer.line(f"{num} = {whole(product(size, amount.num))}")
        if den:
            writer.line(f"{den} = {amount.den}")
        for when, cap in caps:
            _bounded(">", when, int(cap * scale), num, den, writer)
        for floor in least:
            _bounded("<", TRUE, int(floor * scale), num, den, writer)
        for one in zeroing:
            if one.effect.of:
                # What an item is worth after caps is told by the interpreter.
                writer.line(f"if {one.when.text}: raise Unproven")
            else:
                _bounded(">", one.when, 0, num, den, writer)
        return Quantity(Fraction(1, scale), num, den)

    def _level(
        self,
        key: Quantity,
        failed: Sequence[_Failed],
        results: Mapping[str, Settled],
        ranked: str,
        writer: Writer,
    ) -> str:
        levels = self.plan.levels
        if not levels:
            return "None"
        name, head = writer.names.fresh("l"), "if"
        for index, level in enumerate(levels):
            writer.line(f"{head} {self._reached(level, key, results, writer)}:")
            writer.inside().line(f"{name} = {index}")
            head = "elif"
        writer.line("else:")
        writer.inside().line(f"{name} = {len(levels)}")
        order = {level.id: index for index, level in enumerate(levels)}
        for one in failed:
            if one.effect.kind == "cap-level":
                place = order[one.effect.of]
                writer.line(f"if {name} < {place} and {one.when.text}: {name} = {place}")
        last = len(levels) - 1
        for one in failed:
            if one.effect.kind == "lower-level":
                lower = f"min({last}, {name} + {int(one.effect.amount)})"
                writer.line(f"if {name} < {last} and {one.when.text}: {name} = {lower}")
        ids = writer.names.constant((*(level.id for level in levels), None))
        return f"{ids}[{name}] if {ranked} else None"

    def _reached(
        self, level: LevelPlan, key: Quantity, results: Mapping[str, Settled], writer: Writer
    ) -> str:
        conditions = {one.id: name for name, one in zip(self.met, self.plan.conditions, strict=True)}
        parts = []
        if level.start is not None:
            parts.append(compared(">" if level.strict else ">=", key, quantity(level.start)).text)
        parts += [conditions[name] for name in level.needs]
        for name, share in level.floors:
            below = self._below(name, share, results)
            parts.append(below.opposite or f"not {below.text}")
        for names, least in level.combined:
            together = added([self._settled(name, results).points for name in names])
            parts.append(compared(">=", together, quantity(least)).text)
        return " and ".join(parts) or "True"


def _bounded(sign: str, when: Truth, limit: int, num: str, den: str, writer: Writer) -> None:
    condition = f"{num} {sign} {whole(product(limit, den))}"
    writer.line(f"if {condition}:" if when is TRUE else f"if {when.text} and {condition}:")
    inside = writer.inside()
    inside.line(f"{num} = {limit}")
    if den:
        inside.line(f"{den} = 1")


def _none(conditions: Iterable[Truth]) -> str:
    texts = [one.text for one in conditions]
    return f"not ({' or '.join(texts)})" if texts else "True"
