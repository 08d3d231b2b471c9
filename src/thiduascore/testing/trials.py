"""Cases tried out: a case's facts are scored in a small ruleset, and the outcome is set against the case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from attrs import define, field, frozen

from thiduascore.diagnostics import DiagnosticError, Lang, exact, nearest, phrase
from thiduascore.diagnostics.render import as_text
from thiduascore.engine import Engine, RulesetError
from thiduascore.model.field import Field
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding, Period
from thiduascore.plugins import Registry, checks_of_field
from thiduascore.program.scorecard import Scorecard
from thiduascore.testing.cases import Case, Placed
from thiduascore.testing.rulesets import DEFAULT_PERIOD, Wanted, ruleset_of, submission_of, unconfirmed

_GAPS: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3})")
_KIND: Final = re.compile(r"unit\.kind\s*!?=\s*\"([^\"]+)\"")


class _Untried(Exception):
    """Why a case could not be tried; the message is for the plugin's author."""


@define(eq=False, slots=False)
class Trials:
    """Tries the cases of one plugin; rulesets that were loaded are kept for the next case."""

    plugin: object
    registry: Registry
    distribution: str
    loaded: dict[Wanted, Ruleset] = field(factory=dict)

    @cached_property
    def engine(self) -> Engine:
        """An engine with this plugin alone."""
        return Engine([self.plugin])

    def outcome(self, placed: Placed, lang: Lang) -> str:
        """What is not as the case says; empty when everything is."""
        trial = _Trial(self, placed.case, lang)
        try:
            said = trial.said()
        except _Untried as error:
            said = str(error)
        except DiagnosticError as error:
            said = as_text(error.diagnostics, lang)
        if not said:
            return ""
        return f"{placed.document.place(placed.case.at)}: {placed.case.title.said(lang)}\n{said}"

    def kinds(self, own: Field) -> tuple[str, ...]:
        """The kinds of unit that the field's expressions speak of."""
        return tuple(sorted(set(_KIND.findall(own.text))))

    def field_of(self, case: Case) -> Field | None:
        """The field that the check, criterion or condition of a case belongs to, else that of its facts.

        A check of the core, such as `terms`, is tried on facts of the plugin; one in Python may read none.
        """
        names = (case.subject, *case.facts)
        found = (self.registry.fields.get(re.split(r"[-._]", name)[0]) for name in names)
        return next((field for field in found if field is not None), None)

    def ruleset(self, wanted: Wanted, lang: Lang) -> Ruleset:
        """The ruleset, loaded."""
        if wanted not in self.loaded:
            try:
                self.loaded[wanted] = self.engine.load(ruleset_of(wanted))
            except RulesetError as error:
                wrong = tuple(each for each in error.diagnostics if each.severity == "error")
                hint = any(each.slug == "unconfirmed-refused" for each in wrong)
                said = phrase("testing-accept", lang) + "\n" if hint else ""
                raise _Untried(said + as_text(wrong, lang)) from None
        return self.loaded[wanted]


@frozen
class _Trial:
    """One case in one language."""

    trials: Trials
    case: Case
    lang: Lang

    def said(self) -> str:
        unknown = self._unknown()
        if unknown:
            return unknown
        if self.case.check:
            return self._checked()
        card = self._cards()[0]
        return self._condition(card) if self.case.condition else self._criterion(card)

    def _unknown(self) -> str:
        """What to say of a name that the plugin does not have."""
        name, own = self.case.subject, self.trials.field_of(self.case)
        names = set(self.trials.engine.registry.checks) if self.case.check else set()
        if own is not None:
            kind = "criteria" if self.case.criterion else "conditions"
            names |= (
                {each.name for each in checks_of_field(own)} if self.case.check else own.lent[kind].keys()
            )
        if name in names:
            return ""
        near = nearest(name, sorted(names))
        if near is None:
            return phrase("testing-unknown-name", self.lang, name=name)
        return phrase("testing-unknown-name-near", self.lang, name=name, nearest=near)

    def _cards(self) -> list[Scorecard]:
        """The scorecard of the case's unit, then those of the other units."""
        case, engine = self.case, self.trials.engine
        own = self.trials.field_of(case)
        ruleset = self.trials.ruleset(self._wanted(own), self.lang)
        units: list[Mapping[str, Any]] = [{name: node.value for name, node in case.facts.items()}]
        units += [node.value for node in case.others if isinstance(node.value, Mapping)]
        trees = [self._tree(facts, index) for index, facts in enumerate(units)]
        intake = engine.read(ruleset, trees)
        for refused in intake.refused:
            raise _Untried(as_text(refused.diagnostics, self.lang))
        results = engine.results(ruleset, intake)
        for refused in results.refused:
            raise _Untried(as_text(refused.diagnostics, self.lang))
        return sorted((standing.card for standing in results.standings.all), key=lambda card: card.unit.id)

    def _tree(self, facts: Mapping[str, Any], index: int) -> dict[str, Any]:
        case = self.case
        unit = {**(case.unit if index == 0 else {}), "id": f"{index:06}"}
        if index == 0 and case.evidence is not None:
            evidence: dict[str, Any] | None = {name: node.value for name, node in case.evidence.items()}
        else:
            evidence = None
        tree = submission_of(facts, self._period, unit=unit, evidence=evidence)
        return tree

    @property
    def _period(self) -> Period:
        given = self.case.period
        if given is None or given.start is None:
            return DEFAULT_PERIOD
        return Period(given.start, given.end or given.start)

    def _wanted(self, own: Field | None) -> Wanted:
        case = self.case
        kinds = self.trials.kinds(own) if own is not None else ()
        return Wanted(
            self.trials.distribution,
            own,
            period=self._period,
            criteria=(case.criterion,) if case.criterion else (),
            conditions=(case.condition,) if case.condition else (),
            points=case.points,
            kinds=tuple(sorted({*kinds, *([case.unit["kind"]] if "kind" in case.unit else [])})),
            parameters=tuple(sorted(case.parameters.items())),
            declared=tuple(sorted(case.declare.items())),
            accepted=unconfirmed(own) if own is not None and case.accept_unconfirmed else (),
        )

    def _checked(self) -> str:
        cards = self._cards()
        found = [each for each in cards[0].findings if each.arguments.get("check") == self.case.check]
        if self.case.found and not found:
            return phrase(
                "testing-not-found", self.lang, name=self.case.check, others=_all(cards[0], self.lang)
            )
        if found and not self.case.found:
            return phrase("testing-found", self.lang, name=self.case.check, says=found[0].message(self.lang))
        missing = [value for value in self.case.values if not _shows(found, value)]
        if missing:
            says = "\n".join(each.message(self.lang) for each in found)
            return phrase("testing-values", self.lang, values=", ".join(missing), says=says)
        return ""

    def _condition(self, card: Scorecard) -> str:
        verdict = card.conditions[0].verdict.judgement
        return "" if verdict == self.case.expect else self._differs(verdict)

    def _criterion(self, card: Scorecard) -> str:
        earned = next(line.earned for line in card.criteria if line.plan.id == "criterion-0")
        found: str
        if earned.state == "not-applicable" or earned.state == "rejected":
            found = earned.state
        elif earned.points is not None:
            found = exact(earned.points)
        else:
            found = f"{exact(earned.least)}..{exact(earned.most)}"
        return "" if _same(found, self.case.expect) else self._differs(found)

    def _differs(self, found: str) -> str:
        return phrase(
            "testing-expected", self.lang, name=self.case.subject, found=found, expected=self.case.expect
        )


def _same(found: str, expected: str) -> bool:
    """Whether two results are the same; `10.0` is `10`."""
    parts = (found.split(".."), expected.split(".."))
    try:
        numbers = [[Fraction(each.strip()) for each in part] for part in parts]
    except ValueError:
        return found == expected
    return numbers[0] == numbers[1]


def _shows(found: list[Finding], value: str) -> bool:
    """Whether a finding shows a value in one of the languages; gaps between thousands do not matter."""
    plain = _GAPS.sub("", value)
    end = "" if "," in plain or "." in plain else r"(?!\d)"  # more decimals may follow those that are given
    wanted = re.compile(rf"(?<!\d){re.escape(plain)}{end}")
    return any(wanted.search(_GAPS.sub("", each.message(lang))) for each in found for lang in ("vi", "en"))


def _all(card: Scorecard, lang: Lang) -> str:
    said = [f"{each.arguments.get('check', each.slug)}: {each.message(lang)}" for each in card.findings]
    return "\n".join(f"  {each}" for each in said) or "  –"
