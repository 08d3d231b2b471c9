"""Scores a folder of submissions step by step, as in the cells of a notebook."""

# %% An engine, and a ruleset that it has checked.
from thiduascore import Engine, shown

engine = Engine()
ruleset = engine.load("rulesets/examples/minimal")
print(ruleset.campaign.title.en)

# %% The submissions; what cannot be read is listed, and stops nothing.
intake = engine.read(ruleset, "rulesets/examples/minimal/submissions")
print(len(intake.submissions), "read,", len(intake.refused), "refused")

# %% Scorecards. A number is a Fraction: exact, and None where it is not known.
cards = list(engine.score_many(ruleset, intake.submissions))
for card in cards:
    total = "not known" if card.total is None else shown(card.total, "en")
    print(card.unit.name, total, card.level)

# %% Where the points were lost.
for card in cards:
    for line in card.criteria:
        if line.lost:
            print(card.unit.name, line.plan.id, line.plan.title.en, "lost", shown(line.lost, "en"))

# %% What if Phòng Hai reported two complaints? A value with the submission's keys is read like a file.
what_if = {
    "unit": {"id": "phong-hai"},
    "period": 2024,
    "facts": {
        "registered": True,
        "dossiers_received": 210,
        "dossiers_on_time": 200,
        "plan_issued": True,
        "initiatives": 1,
        "training_planned": 40,
        "training_done": 34,
        "complaints": 2,
    },
    "evidence": {"plan_issued": {"number": "05/KH-PH", "date": "2024-02-20"}},
}
changed = engine.score(ruleset, engine.read(ruleset, what_if).submissions[0])
print(changed.total, "=", " + ".join(str(line.amount) for line in changed.contributions))

# %% The ranking.
for standing in engine.results(ruleset, intake).standings.all:
    print(standing.rank, standing.card.unit.name)
