"""From a ruleset to scorecards: the plan, the programs that run it, and what they find out about one
submission.

In: a checked ruleset, method kinds and functions, a date; then submissions.
Out: scorecards with their working, as objects, JSON and sentences.
May import: `diagnostics`, `text`, `feel` and `model`.

The way through: `lower` (ruleset to plan) → `interpret` and `criterion` (what each criterion earned; the
reference),
or `generate` (the same, compiled) → `settle` with `aggregate`, `ledgers` and `levels` (the fixed order of
operations)
→ `scorecard`, `document`, `sentences`.
"""
