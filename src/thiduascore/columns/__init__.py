"""A program over a table: the same scores as one submission at a time, computed column by column.

In: a plan, and a table whose columns are named as the CSV reader names them.
Out: a table with one row a unit, and the rows that could not be read with their reasons.
May import: `diagnostics`, `text`, `feel`, `model`, `program` and `cohort`, whose arithmetic on figures it
shares; and Polars, which nothing below needs.

The way through: `intake` (a table's columns to facts as whole numbers, missing ones null) → `language` (typed
trees to Polars expressions) and `rules` (a plan's criteria, items and order of operations), both of `exact`
numbers whose width is proven → `kernel` (runs it) → `finishing` (the table that comes out, as `results` has
it); `table` runs it all.
Where points are relative, `cohort` has seen every row before; in a cohort that was frozen a row is found by
the hash of its report (`intake.reported`).
What has no form in columns is asked of the program itself: `apart` for a part, `singly` for whole rows.
`causes`, `findings` and `beside` tell what else is asked of a row.
"""
