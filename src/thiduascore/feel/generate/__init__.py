"""Expressions as Python source on whole numbers: the fast back end of the language.

`expressions` walks the tree; `branches`, `calls` and `numbers` know its parts.
`strict` says which names a tree cannot do without.
`values` are the forms in which code carries a value, and `writer` keeps the statements.
"""
