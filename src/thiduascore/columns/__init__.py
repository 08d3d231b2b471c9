"""A program over a table: the same scores as one submission at a time, computed column by column.

In: a plan, and a table whose columns are named as the CSV reader names them.
Out: a table with one row a unit, and the rows that could not be read with their reasons.
May import: `diagnostics`, `text`, `feel`, `model`, `program` and `cohort`, whose arithmetic on figures it
shares; and Polars, which nothing below needs.

The way through: `reading` (a table's columns to facts as whole numbers, missing ones null) → `expressions`
and `criteria` (typed trees to Polars expressions whose width is proven) → `groups` and `settling` (the order
of operations) → `kernel` (runs it) → `results` (the table that comes out).
What has no form in columns is computed by the program itself, for that part or for those rows only.
"""
