"""A plan as the source of one Python function on whole numbers.

`source` writes the whole, `criterion` with `table` and `points` one criterion, `groups` the items, `total`
what
follows them, up to the level; `names` keeps the names apart.
`compiled` beside this package makes functions of the source.
"""
