"""The words of a scorecard, in both languages: causes, contributions, steps, effects and inputs."""

from __future__ import annotations

from attrs import evolve

from thiduascore.diagnostics import Text, phrase_text
from thiduascore.diagnostics.catalogue import Argument
from thiduascore.feel import Cause
from thiduascore.model.submission import Finding
from thiduascore.program.earned import Step
from thiduascore.program.interpret import groups
from thiduascore.program.outcome import Fired, Line
from thiduascore.program.plan import ConditionPlan, CriterionPlan, GroupPlan, LevelPlan, Plan


def cause_text(cause: Cause, plan: Plan) -> Text:
    """Why a value is unknown, with the fact's label in place of its name."""
    arguments: dict[str, Argument] = dict(cause.arguments)
    if "fact" in arguments:
        name = str(arguments["fact"])
        arguments["fact"] = _labels(plan).get(name, Text(name))
    return phrase_text(f"cause-{cause.slug}", **arguments)


def line_text(line: Line, plan: Plan) -> Text:
    """What a contribution is, with the title of what it belongs to."""
    title = title_of(line.of, plan)
    return phrase_text(f"line-{line.kind}" if line.of else f"line-{line.kind}-whole", id=line.of, title=title)


def step_text(step: Step) -> Text:
    """What happened to a criterion's points after its method."""
    return phrase_text(f"step-{step.kind}", before=step.before, after=step.after)


def effect_text(fired: Fired, plan: Plan) -> Text:
    """What failing a condition or a floor does."""
    kind = "zero-whole" if fired.kind == "zero" and not fired.of else fired.kind
    return phrase_text(f"effect-{kind}", title=title_of(fired.of, plan), amount=fired.amount)


def finding_text(finding: Finding, plan: Plan) -> Text:
    """A finding's sentence, with the label of the fact that it names in place of its name."""
    labels, arguments = _labels(plan), dict(finding.arguments)
    for key in ("fact", "name"):
        if arguments.get(key) in labels:
            arguments[key] = labels[arguments[key]]
    diagnostic = evolve(finding.diagnostic, arguments=arguments)
    return Text(diagnostic.message("vi"), diagnostic.message("en"))


def title_of(name: str, plan: Plan) -> Text:
    """The title of the criterion, item, condition or level with this id; the id itself when there is none."""
    titled: tuple[CriterionPlan | GroupPlan | ConditionPlan | LevelPlan, ...]
    titled = (*plan.criteria, *groups(plan.root), *plan.conditions, *plan.levels)
    return next((one.title for one in titled if one.id == name), Text(name, name))


def _labels(plan: Plan) -> dict[str, Text]:
    return {slot.name: slot.label for slot in plan.facts} | {slot.name: slot.label for slot in plan.values}
