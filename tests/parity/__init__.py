"""A million rulesets with units, scored four ways: the interpreter, generated Python, columns and Spark.

    python -m tests.parity --pairs 1000000 --spark

Everything that is drawn follows from `--seed` and the ruleset's number alone, so that a ruleset can be looked
at by itself, and a run that was broken off goes on where it stood.

The way through: `rulesets` draws a ruleset of `criteria` as a file would hold it → `boundaries` finds what
its expressions compare → `units` draws a table whose rows often stand exactly there → `checking` scores it
every way and compares → `running` does that for many, in several processes, and `__main__` tells.
"""
