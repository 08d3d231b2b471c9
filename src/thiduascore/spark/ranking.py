"""Ranks by windows of Spark over what executors say that units are ranked by."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from thiduascore.spark.naming import inner
from thiduascore.tables.ordering import CLASSES, PERIOD, Ordering
from thiduascore.tables.ties import LEAST, MAYBE, MOST, SURELY, Draw, Key

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

ORDER: Final = "#order"
"""What units are ranked by first, as a text that sorts as the numbers do."""
_KEY, _PLACED = "#key", "#placed"
_END: Final = "9999"
"""Comes after every term, as none has so many digits."""
_NINES: Final = str.maketrans("0123456789", "9876543210")


def sorting_schema(ordering: Ordering) -> dict[str, pl.DataType]:
    """The columns by which Spark ranks, as executors give them."""
    texts = {ORDER, LEAST, MOST, *(key.name for key in ordering.keys if isinstance(key, Key) and key.exact)}
    hidden = {name: pl.String() if name in texts else type_ for name, type_ in ordering.hidden.items()}
    return {ORDER: pl.String(), **hidden}


def sorting(units: pl.DataFrame, ordering: Ordering) -> pl.DataFrame:
    """The units with what they are ranked by in columns that Spark sorts as numbers sort."""
    texts = [name for name, type_ in sorting_schema(ordering).items() if name in (ORDER, LEAST, MOST)]
    texts += [key.name for key in ordering.keys if isinstance(key, Key) and key.exact]
    source = {ORDER: ordering.by}
    return units.with_columns(order_keys(units[source.get(name, name)]).alias(name) for name in texts)


def with_ranks(frame: DataFrame, ordering: Ordering) -> DataFrame:
    """The results with the columns of ranks, and without what they go by."""
    from pyspark.sql import functions as F

    frame = _keyed(frame, ordering)
    placed = F.col(inner(_KEY)).isNotNull()
    frame = frame.withColumn(inner(_PLACED), placed)
    for within, name in zip(ordering.ranking.within, ordering.columns, strict=True):
        rank = _rank(within, ordering)
        frame = frame.withColumn(inner(name), F.when(F.col(inner(_PLACED)), rank))
    return frame.drop(*map(inner, (_KEY, _PLACED, *sorting_schema(ordering))))


def _keyed(frame: DataFrame, ordering: Ordering) -> DataFrame:
    """The units with what each is ranked by first; null for those that are not ranked."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    ranked = F.col("ranked")
    if LEAST not in ordering.hidden:
        return frame.withColumn(inner(_KEY), F.when(ranked, F.col(inner(ORDER))))
    least, most = F.col(inner(LEAST)), F.col(inner(MOST))
    open_ = ~ranked & F.col(inner(MAYBE)) & least.isNotNull()
    settled = open_ & F.col(inner(SURELY))
    for within in ordering.certain:
        # By the least that they can have, whoever overlaps a unit is either one before it or the next one.
        classes = [F.col(inner(name)) for name in (*PERIOD, *CLASSES[within])]
        by_least = Window.partitionBy(*classes, ranked | open_).orderBy(least)
        before = F.max(most).over(by_least.rowsBetween(Window.unboundedPreceding, -1))
        after = F.lead(least).over(by_least)
        settled &= F.coalesce(before < least, F.lit(True)) & F.coalesce(after > most, F.lit(True))
    return frame.withColumn(inner(_KEY), F.when(ranked | settled, least))


def _rank(within: str, ordering: Ordering) -> Column:
    """The rank of a unit among those of its class and period that are ranked."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    # Units without a rank stand in a partition of their own, so that they count for nobody.
    classes = [F.col(inner(name)) for name in (*PERIOD, *CLASSES[within], _PLACED)]
    keys = [(F.col(inner(_KEY)), False), *map(_key, ordering.keys)]
    best_first = Window.partitionBy(*classes).orderBy(
        *(key.asc_nulls_last() if less else key.desc_nulls_last() for key, less in keys)
    )
    method = ordering.ranking.method
    if method == "dense":
        return F.dense_rank().over(best_first).cast("long")
    rank = F.rank().over(best_first)
    if method != "mid":
        return rank.cast("long")
    alike = F.count("*").over(Window.partitionBy(*classes, *(key for key, _ in keys)))
    doubled = 2 * rank + alike - 1
    return (doubled.cast("decimal(20,0)") / F.lit(2).cast("decimal(2,0)")).cast("decimal(38,1)")


def _key(key: Key | Draw) -> tuple[Column, bool]:
    """A column that parts equal units, and whether the lesser is the better one."""
    from pyspark.sql import functions as F

    if isinstance(key, Key):
        return F.col(inner(key.name)), key.less
    # As `cohort.order.drawn` has it.
    return F.sha2(F.concat(F.lit(f"{key.seed}\n"), F.col(inner("unit.id"))), 256), True


def order_keys(key: pl.Series) -> pl.Series:
    """What units are ranked by as texts that sort as the numbers do, for Spark cannot sort exact numbers."""
    values = key.drop_nulls().unique().to_list()
    texts = [order_key(Fraction(value)) for value in values]
    if not values:
        return pl.Series(key.name, [None] * len(key), dtype=pl.String)
    return key.replace_strict(values, texts, default=None, return_dtype=pl.String)


def order_key(value: Fraction) -> str:
    """A text that sorts as exact numbers do, of any width: the terms of its continued fraction.

    A number is greater where the first differing term is greater at an even place, or less at an odd one; the
    end counts as endless. See Khinchin, Continued Fractions, on comparing them.
    """
    above, below = value.as_integer_ratio()
    whole, above = divmod(above, below)
    texts = [f"1{_term(whole)}" if whole >= 0 else f"0{_turned(_term(-whole))}"]
    while above:
        below, (term, above) = above, divmod(below, above)
        texts.append(_term(term) if len(texts) % 2 == 0 else _turned(_term(term)))
    return "".join((*texts, _END if len(texts) % 2 == 0 else _turned(_END)))


def _term(whole: int) -> str:
    """A whole number from 0, after the number of its digits."""
    digits = str(whole)
    return f"{len(digits):04}{digits}"


def _turned(text: str) -> str:
    """The digits that sort the other way round."""
    return text.translate(_NINES)
