"""A plan as the source of one Python function on whole numbers.

`run(facts, unit, period, claims, ask, figures)` gives a score, or with tracing
`(entries, verdicts, items, score, points)`.
`facts` are the reported values in the order of `Generated.facts`.
`figures` are those of the cohort: a numerator and a denominator each, None where it is not known.
`claims` are the criteria that the unit says do not apply.
`ask` answers by the interpreter what the function cannot say: a criterion without a generated form, or one
whose value is missing or null for this submission.
With tracing a missing fact is None, everything is asked that must be, and the score is None where the sum
needs the interpreter too; without, every fact is there and the function raises `Unproven` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from thiduascore.feel.generate.branches import settled
from thiduascore.feel.generate.expressions import NAMESPACE, Scope, fact_code, generate, yes_no
from thiduascore.feel.generate.numbers import at_places
from thiduascore.feel.generate.strict import strict_names
from thiduascore.feel.generate.values import Code, Listed, Plain, Quantity
from thiduascore.feel.generate.writer import Names, Unsupported, Writer
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import ListType, NumberType
from thiduascore.feel.walk import names
from thiduascore.program.earned import Earned
from thiduascore.program.generate.criterion import CriterionSource, Standing, give_up, standing
from thiduascore.program.generate.names import conditional, mentioned
from thiduascore.program.generate.points import Scale
from thiduascore.program.generate.total import TotalSource
from thiduascore.program.interpret import groups
from thiduascore.program.means import combined
from thiduascore.program.peers import MOST_BITS
from thiduascore.program.plan import CriterionPlan, FactSlot, GroupPlan, Plan
from thiduascore.program.score import Score
from thiduascore.program.settle import is_absent
from thiduascore.records import frozen

MOST_ELEMENTS = 500
"""Elements of a reported list; a longer one is left to the interpreter, which counts its steps."""


@frozen
class Generated:
    """Source and what it needs to run."""

    source: str
    namespace: dict[str, Any]
    facts: tuple[str, ...]
    """The facts that it reads, in order."""
    interpreted: tuple[tuple[str, str], ...]
    """Criteria, conditions, items and values without a generated form, each with the construct that has none.

    The empty id is the adding up.
    """


def generate_program(plan: Plan, *, tracing: bool, parts: tuple[str, ...] | None = None) -> Generated:
    """The function for a plan, with or without a trace.

    With `parts` it gives, instead of a score, points and the most that could be earned of these items and
    criteria, and whether each condition counts as met.
    With both it gives the trace and the points of the parts, None where one does not apply; they are None
    where the score is.
    """
    return ProgramSource(plan, tracing=tracing, parts=parts).generated()


def counted(earned: Earned, unit: Fraction, *, covered: bool = False) -> tuple[int, int, bool | None]:
    """Points that the interpreter found, by `unit`, and whether the criterion applies; None: that is open.

    `covered` says that a zero for something missing counts in the coverage, which only the interpreter knows.
    """
    if covered and is_absent(earned):
        return 0, 1, None
    if earned.state == "scored" and earned.points is not None:
        return (*(earned.points / unit).as_integer_ratio(), True)
    return 0, 1, False if earned.state == "not-applicable" and earned.reason != "missing" else None


class ProgramSource:
    """Writes the function; one use only."""

    def __init__(
        self,
        plan: Plan,
        *,
        tracing: bool,
        parts: tuple[str, ...] | None = None,
        read: frozenset[str] | None = None,
    ) -> None:
        self.plan, self.tracing, self.parts = plan, tracing, parts
        self.names = Names({**NAMESPACE, "combined": combined, "counted": counted, "Score": Score})
        self.interpreted: list[tuple[str, str]] = []
        read = mentioned(plan) if read is None else read
        self.facts = [slot for slot in plan.facts if slot.name in read]
        self.locals = {slot.name: f"f{index}" for index, slot in enumerate(self.facts)}
        self.scope = Scope(
            {
                **{
                    f"unit.{member}": Plain(f"unit.{member}", "str")
                    for member in ("id", "name", "kind", "cluster")
                },
                **{f"period.{member}": Plain(f"period.{member}", "date") for member in ("start", "end")},
                "period.year": Quantity(Fraction(1), "period.year", "", 14),
            },
            plan.functions,
        )
        self.figures = {slot.name: f"cn{index}" for index, slot in enumerate(plan.figures)}
        self.values = {value.name: f"o{index}" for index, value in enumerate(plan.values)}
        self.strict: dict[str, frozenset[str]] = {}
        for value in plan.values:
            self.strict[value.name] = strict_names(value.tree, self.strict, plan.functions)
        # A list that is too long looks as if it were missing, so that nothing can be told from it.
        self.told = {
            slot.name: self.locals[slot.name] for slot in self.facts if not isinstance(slot.type, ListType)
        }
        self.away = conditional(plan.root)

    def generated(self) -> Generated:
        writer = Writer(self.names)
        writer.line("def run(facts, unit, period, claims, ask, figures):")
        body = writer.inside()
        self._facts(body)
        self._figures(body)
        if self.tracing:
            body.line("fast = True")
        for value in self.plan.values:
            self._value(value.name, value.tree, body)
        standings = [self._criterion(criterion, body) for criterion in self.plan.criteria]
        judged = {
            group.id: self._item(group, body) for group in groups(self.plan.root) if group.applies is not None
        }
        met = [self._condition(index, body) for index in range(len(self.plan.conditions))]
        self._away(standings, judged, body)
        self._total(standings, met, judged, body)
        facts = tuple(slot.name for slot in self.facts)
        return Generated(writer.source(), self.names.namespace, facts, tuple(self.interpreted))

    def _facts(self, writer: Writer) -> None:
        if self.facts:
            writer.line("".join(f"{self.locals[slot.name]}, " for slot in self.facts).strip() + " = facts")
        if not self.tracing and "period" in mentioned(self.plan):
            writer.line("if period is None: raise Unproven")
        for slot in self.facts:
            try:
                code = self._fact(slot, writer)
            except Unsupported as reason:
                self.interpreted.append((slot.name, reason.reason))
            else:
                self.scope = self.scope.having(slot.name, code)

    def _figures(self, writer: Writer) -> None:
        if self.plan.figures:
            count = range(len(self.plan.figures))
            writer.line("".join(f"cn{index}, cd{index}, " for index in count).strip() + " = figures")
        for index, slot in enumerate(self.plan.figures):
            whole = isinstance(slot.type, NumberType) and slot.type.scale == 0
            den = "" if whole else f"cd{index}"
            if den:
                writer.positive(den)
            self.scope = self.scope.having(slot.name, Quantity(Fraction(1), f"cn{index}", den, MOST_BITS))

    def _fact(self, slot: FactSlot, writer: Writer) -> Code:
        name, places = self.locals[slot.name], self.plan.input_rounding
        code = fact_code(name, slot.type, slot.scale)
        if isinstance(slot.type, ListType):
            unusual = f"len({name}) > {MOST_ELEMENTS} or None in {name}"
            if self.tracing:
                writer.line(f"if {name} is not None and ({unusual}): {name} = None")
            else:
                writer.line(f"if {unusual}: raise Unproven")
        if places is None or slot.scale <= places.places:
            return code
        element = Quantity(Fraction(1, 10**slot.scale), "e", "")
        aside = writer.aside()
        rounding = at_places(element, places.places, places.mode, aside)
        if isinstance(code, Listed):
            rounded_source, factor = f"tuple([{rounding.num} for e in {name}])", rounding.factor
            code = Listed(name, factor)
        elif isinstance(code, Quantity):
            whole = at_places(code, places.places, places.mode, aside)
            rounded_source = whole.num
            code = Quantity(whole.factor, name, "", code.bits)
        else:
            return code
        writer.line(f"{'if ' + name + ' is not None: ' if self.tracing else ''}{name} = {rounded_source}")
        return code

    def _guard(self, trees: Iterable[Tree]) -> str:
        """The condition that something which the trees read is missing; without tracing nothing ever is."""
        if not self.tracing:
            return ""
        found = sorted({name for tree in trees for name in names(tree)})
        tests = [f"{self.locals[name]} is None" for name in found if name in self.locals]
        tests += [f"{self.figures[name]} is None" for name in found if name in self.figures]
        tests += [f"not {self.values[name]}" for name in found if name in self.values]
        return " or ".join(tests + (["period is None"] if "period" in found else []))

    def _trying(self, writer: Writer) -> Writer:
        """With tracing, a block after which the interpreter is asked where the code gave up."""
        if self.tracing:
            writer.line("try:")
            return writer.inside()
        return writer

    def _value(self, name: str, tree: Tree, writer: Writer) -> None:
        aside, known = writer.aside(), self.values[name]
        inside = self._trying(aside)
        give_up(self._guard([tree]), inside)
        try:
            code = settled(generate(tree, self.scope, inside), inside)
        except Unsupported as reason:
            self.interpreted.append((name, reason.reason))
            return
        if self.tracing:
            inside.line(f"{known} = True")
            aside.line(f"except Unproven: {known} = False")
        writer.add(aside)
        self.scope = self.scope.having(name, code)

    def _criterion(self, criterion: CriterionPlan, writer: Writer) -> Standing:
        index = criterion.index
        may_go = criterion.applies is not None or criterion.claimable or index in self.away
        aside = writer.aside()
        inside = self._trying(aside)
        told = self.told if self.tracing and not self._is_covered(criterion) else {}
        try:
            source = CriterionSource(
                criterion, self.scope, self.tracing, may_go, self._guard, self.strict, told
            )
            found = source.write(inside)
        except Unsupported as reason:
            self.interpreted.append((criterion.id, reason.reason))
            found = standing(criterion, Scale(Fraction(1), True), may_go=may_go)
            self._asked(found, index, writer)
            return found
        writer.add(aside)
        if self.tracing:
            writer.line("except Unproven:")
            self._asked(found, index, writer.inside())
        return found

    def _asked(self, found: Standing, index: int, writer: Writer) -> None:
        """What the interpreter says of a criterion."""
        unit = self.names.constant(found.points.factor)
        covered = ", covered=True" if self._is_covered(self.plan.criteria[index]) else ""
        writer.line(f"t{index} = ask.earned({index})")
        writer.line(f"p{index}, q{index}, a{index} = counted(t{index}, {unit}{covered})")
        writer.line(f"if a{index} is None: {'fast = False' if self.tracing else 'raise Unproven'}")

    def _is_covered(self, criterion: CriterionPlan) -> bool:
        """Whether its being scored counts in a coverage that can be too low."""
        return bool(self.plan.minimum_coverage and criterion.stake)

    def _item(self, group: GroupPlan, writer: Writer) -> str:
        assert group.applies is not None
        name = self.names.fresh("g")
        self._judged(
            name, f"ask.item({self.names.constant(group.id)})", group.id, None, group.applies, writer
        )
        return name

    def _condition(self, index: int, writer: Writer) -> str:
        """The local that says whether a condition counts as met; with tracing `j0` is its judgement."""
        condition, name = self.plan.conditions[index], f"m{index}"
        self._judged(
            name, f"ask.condition({index})", condition.id, condition.applies, condition.holds, writer
        )
        return name

    def _judged(
        self, name: str, asking: str, of: str, applies: Tree | None, holds: Tree, writer: Writer
    ) -> None:
        aside = writer.aside()
        inside = self._trying(aside)
        try:
            self._judgement(name, applies, holds, inside)
        except Unsupported as reason:
            self.interpreted.append((of, reason.reason))
            self._asked_verdict(name, asking, writer)
            return
        writer.add(aside)
        if self.tracing:
            writer.line("except Unproven:")
            self._asked_verdict(name, asking, writer.inside())

    def _judgement(self, name: str, applies: Tree | None, holds: Tree, writer: Writer) -> None:
        if applies is not None:
            give_up(self._guard([applies]), writer)
            applicable = yes_no(applies, self.scope, writer)
            writer.line(f"if {applicable.opposite or f'not {applicable.text}'}:")
            absent = writer.inside()
            absent.line(f"{name} = True")
            if self.tracing:
                absent.line(f"v{name} = 'not-applicable'")
            writer.line("else:")
            writer = writer.inside()
        give_up(self._guard([holds]), writer)
        writer.line(f"{name} = {yes_no(holds, self.scope, writer).text}")
        if self.tracing:
            writer.line(f"v{name} = 'holds' if {name} else 'fails'")

    def _asked_verdict(self, name: str, asking: str, writer: Writer) -> None:
        writer.line(f"v{name} = {asking}")
        writer.line(f"{name} = v{name}.judgement != 'fails'")
        writer.line(
            f"if v{name}.judgement == 'unknown': {'fast = False' if self.tracing else 'raise Unproven'}"
        )

    def _away(self, standings: Sequence[Standing], judged: dict[str, str], writer: Writer) -> None:
        """Criteria in an item that does not apply count as nothing."""
        for group in groups(self.plan.root):
            if group.id not in judged:
                continue
            inside_it = [child for one in groups(group) for child in one.children if isinstance(child, int)]
            if inside_it:
                writer.line(f"if not {judged[group.id]}:")
                inside = writer.inside()
                for index in inside_it:
                    inside.line(f"a{index} = False")
                    inside.line(f"p{index} = 0")
                    if standings[index].points.den:
                        inside.line(f"q{index} = 1")

    def _total(
        self, standings: Sequence[Standing], met: Sequence[str], judged: dict[str, str], writer: Writer
    ) -> None:
        aside = writer.aside()
        inside = aside
        if self.tracing:
            aside.line("score = points = None")
            aside.line("if fast:")
            aside.inside().line("try:")
            inside = aside.inside().inside()
        total = TotalSource(self.plan, standings, met, judged)
        try:
            arguments = total.write(inside)
            if self.parts is not None and not self.tracing:
                arguments = f"{total.parts(self.parts, inside)}, ({''.join(f'{name}, ' for name in met)})"
        except Unsupported as reason:
            self.interpreted.append(("", reason.reason))
            writer.line("score = points = None" if self.tracing else "raise Unproven")
        else:
            made = f"Score({arguments})" if self.parts is None or self.tracing else arguments
            if self.tracing and self.parts is not None:
                inside.line(f"points = {total.points(self.parts, inside)}")
            inside.line(f"{'score =' if self.tracing else 'return'} {made}")
            if self.tracing:
                aside.inside().line("except Unproven: pass")
            writer.add(aside)
        if self.tracing:
            entries = "".join(f"t{index}, " for index in range(len(standings)))
            verdicts = "".join(f"v{name}, " for name in met)
            items = "".join(f"v{name}, " for name in judged.values())
            writer.line(f"return ({entries}), ({verdicts}), ({items}), score, points")
