"""The model: a campaign's file as frozen records, and a unit's report as a submission.

In: documents, the options records of registered methods, the functions of expressions.
Out: a `Ruleset` whose expressions are parsed, and every diagnostic; or a `Submission` with its findings.
No longer contains: unknown keys, values of a wrong kind, names that nothing declares, bands with gaps.
May import: `thiduascore.diagnostics`, `thiduascore.text`, `thiduascore.feel`.

A record's keys are declared once, by `declare.option` with a shape from `shapes`.
Its reading, its JSON Schema (`schema`) and its reference pages (`reference`) come from that declaration.
"""
