"""The core's method kinds: one module a family; each becomes a decision table of untyped FEEL trees.

In: a criterion's own keys, read as the method's options record.
Out: `METHODS`, registered through the same hook as a plugin's.
May import: `thiduascore.plugin`.

A method only builds trees, so the interpreter, the generated program, columns, proofs and sentences follow it
without knowing its name.
In a deduction ledger the points of every method are the positive amount that is taken away.
The names of working values hold a space, so that no fact or parameter of a ruleset can be hidden by one.
"""

from thiduascore.builtin.methods.against_target import TARGET_AND_LEADER
from thiduascore.builtin.methods.bands import BANDS
from thiduascore.builtin.methods.beside_best import DISTANCE_TO_BEST, RESCALED, SHARE_OF_BEST
from thiduascore.builtin.methods.best import BEST
from thiduascore.builtin.methods.choice import CHOICE
from thiduascore.builtin.methods.curve import LOG_NORMAL, S_CURVE
from thiduascore.builtin.methods.deadline import DEADLINE
from thiduascore.builtin.methods.formula import FORMULA
from thiduascore.builtin.methods.goalposts import GOALPOSTS
from thiduascore.builtin.methods.occurrences import PER_OCCURRENCE, PER_PERIOD
from thiduascore.builtin.methods.panel import PANEL
from thiduascore.builtin.methods.pass_fail import PASS_FAIL
from thiduascore.builtin.methods.ranks import COPELAND, PERCENTILE_RANK, RANK_POINTS
from thiduascore.builtin.methods.ratio import RATIO
from thiduascore.builtin.methods.relative import MIN_MAX, SHARE_OF_SUM
from thiduascore.builtin.methods.tables import TABLE
from thiduascore.builtin.methods.z_score import Z_SCORE

__all__ = ["METHODS"]

METHODS = (
    BANDS,
    BEST,
    CHOICE,
    COPELAND,
    DEADLINE,
    DISTANCE_TO_BEST,
    FORMULA,
    GOALPOSTS,
    LOG_NORMAL,
    MIN_MAX,
    PANEL,
    PASS_FAIL,
    PERCENTILE_RANK,
    PER_OCCURRENCE,
    PER_PERIOD,
    RANK_POINTS,
    RATIO,
    RESCALED,
    S_CURVE,
    SHARE_OF_BEST,
    SHARE_OF_SUM,
    TABLE,
    TARGET_AND_LEADER,
    Z_SCORE,
)
