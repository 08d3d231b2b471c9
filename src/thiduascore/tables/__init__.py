"""Tables as files: scored batch by batch, however large they are, and written whole or not at all.

In: an engine, a ruleset, and a table as Parquet, an Arrow file or CSV.
Out: a table with one row a unit, the rows that could not be read with their reasons, chosen scorecards.
May import: `engine` and what lies below it; and Polars.

Nothing is imported here, for `suffixes` is asked about files by people who have no Polars.

The way through: `formats` (what kind of table a file is, and what is wrong with it) → `batches` (a bounded
number of rows at a time) → `scoring` (a batch scored) → `parts` (finished parts beside the result, with a
`manifest` that says what they were made from) → `joining` (the parts as one file); `scored` runs it all.
Cohorts: `comparing` (the pass before scoring), `frozen` (a cohort of a table, written and read again).
Ranks: `ordering` (by what units are ranked) → `ties` (a column for each tie-break beside the result, lowered
by `tie_codes`) → `ranks` (windows over these columns of all parts).
"""
