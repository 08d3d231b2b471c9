"""The canonical text of each row, of which its hash is made, column by column.

Every entry of the canonical document rests on a few columns: a fact on one, the evidence of a fact on those
below `evidence.FACT`. Accepted values are written in columns; of what was not accepted, and of everything
else, the intake is asked once for each combination that stands there. The entries are then put together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, Literal

import polars as pl

from thiduascore.columns.intake.facts import MEMBERS
from thiduascore.columns.intake.noticed import once
from thiduascore.columns.intake.scalars import mapped
from thiduascore.feel.types import BooleanType, NumberType, TextType, Type
from thiduascore.model.intake import part_document
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.submission import Report, canonical_digest, canonical_text, tree_of

Column = tuple[str, ...]
_ESCAPED: Final = r'["\\\x00-\x1f]'
_ENTRY: Final = {"entry": pl.String}
_UNDERSTOOD: Final = frozenset({"format", "campaign", "period"})
"""Keys of which the document says what was understood, not what stood there."""


def hashes(
    at: Mapping[Column, pl.Series], facts: pl.DataFrame, expected: Expected, decimal: Literal[".", ","]
) -> pl.Series:
    """The hash of each report, as `Submission.hash` has it, in 32 bytes.

    `at` has a table's columns by what they report, and `facts` what was read of the same rows; of a row that
    the intake had to read as a whole the hash is its own affair.
    """
    texts = _Reported(at, facts, expected, decimal).texts()
    return pl.Series("submission", [canonical_digest(text) for text in texts], dtype=pl.Binary)


class _Reported:
    """The rows of one table; one use only."""

    def __init__(
        self,
        at: Mapping[Column, pl.Series],
        facts: pl.DataFrame,
        expected: Expected,
        decimal: Literal[".", ","],
    ) -> None:
        self.at, self.facts, self.expected, self.decimal = at, facts, expected, decimal

    def texts(self) -> pl.Series:
        """The canonical texts."""
        keys = {"campaign": self._same(self.expected.campaign), "format": self._same(1)}
        keys |= {"period": self._period(), "unit": self._table(dict(self._unit()))}
        for name in dict.fromkeys(path[0] for path in self.at):
            if name not in (*_UNDERSTOOD, "unit"):
                keys[name] = self._key(name)
        return self._table(keys)

    def _same(self, value: Any) -> pl.Series:
        return pl.repeat(canonical_text(value), self.facts.height, dtype=pl.String, eager=True)

    def _table(self, entries: Mapping[str, pl.Series]) -> pl.Series:
        """A JSON object of the entries that are there, by their keys; null where there is none."""
        keys = {name: json.dumps(name, ensure_ascii=False) for name in sorted(entries)}
        # With a comma before each, which the first then loses, for less than half of joining them by commas.
        told = (pl.concat_str(pl.lit(f",{key}:"), name).fill_null("") for name, key in keys.items())
        inside = pl.DataFrame(entries).select(pl.concat_str(*told).str.slice(1).alias("inside"))
        text = pl.concat_str(pl.lit("{"), "inside", pl.lit("}"))
        return inside.select(pl.when(pl.col("inside") != "").then(text)).to_series()

    def _key(self, name: str) -> pl.Series:
        """What stands under a key of the report."""
        below = self._below(name)
        if not below:
            return self._asked([(name,)], (name,), pl.repeat(True, self.facts.height, eager=True))
        return self._table({key: self._entry(name, key, paths) for key, paths in below.items()})

    def _below(self, name: str) -> dict[str, list[Column]]:
        """The columns below a key of the report, by the key in its table."""
        found: dict[str, list[Column]] = {}
        for path in self.at:
            if path[0] == name and len(path) > 1:
                found.setdefault(path[1], []).append(path)
        return found

    def _entry(self, name: str, key: str, paths: Sequence[Column]) -> pl.Series:
        """What stands under a key of a table of the report."""
        there = pl.select(pl.any_horizontal(self.at[path].is_not_null() for path in paths)).to_series()
        written = None
        if name == "facts" and key in self.expected.types:
            written = _written(self.facts[f"fact.{key}"], self.expected.types[key])
        if written is None:
            return self._asked(paths, (name, key), there)
        rest = there & written.is_null()
        if not rest.any():
            return written
        return written.zip_with(~rest, self._asked(paths, (name, key), rest))

    def _asked(self, paths: Sequence[Column], key: Column, where: pl.Series) -> pl.Series:
        """What the intake writes of some columns, once for each combination of what stands in them."""
        cells = pl.DataFrame({str(index): self.at[path] for index, path in enumerate(paths)})
        return once(cells, where, partial(self._document, paths, key), _ENTRY)["entry"]

    def _document(self, paths: Sequence[Column], key: Column, row: Mapping[str, Any]) -> tuple[str | None]:
        report = Report(tree=tree_of(paths, row.values()), decimal=self.decimal)
        found = part_document(Binding(report, self.expected), key[0])
        for part in key[1:]:
            found = found.get(part) if isinstance(found, Mapping) else None
        return (None if found is None else canonical_text(found),)

    def _unit(self) -> Iterator[tuple[str, pl.Series]]:
        """What is known of the unit, which has read plainly, and what else stands beside it."""
        for member in MEMBERS:
            text = self.facts[f"unit.{member}"]
            yield member, _quoted(pl.select(pl.when(text != "").then(text)).to_series())
        for key, paths in self._below("unit").items():
            if key not in MEMBERS:
                yield key, self._entry("unit", key, paths)

    def _period(self) -> pl.Series:
        days = {"from": self.facts["period.start"], "to": self.facts["period.end"]}
        return self._table({key: _quoted(mapped(each, str, pl.String)) for key, each in days.items()})


def _written(values: pl.Series, type_: Type) -> pl.Series | None:
    """The accepted values of a fact as JSON; None for types that are written one by one."""
    match type_:
        case NumberType(scale=scale):
            return _exact(values, scale or 0)
        case BooleanType():
            return values.cast(pl.String)
        case TextType():
            return _quoted(values)
        case _:
            return None


def _exact(values: pl.Series, scale: int) -> pl.Series:
    """Whole numbers times ten to the scale as JSON: integers where they are whole, else as in "92.5"."""
    if not scale:
        return values.cast(pl.String)
    number = pl.col("number")
    size, power = number.abs(), 10**scale
    whole = (size // power).cast(pl.String)
    rest = (size % power).cast(pl.String).str.zfill(scale).str.strip_chars_end("0")
    sign = pl.when(number < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    text = pl.when(rest == "").then(sign + whole).otherwise('"' + sign + whole + "." + rest + '"')
    return values.alias("number").to_frame().select(text).to_series()


def _quoted(texts: pl.Series) -> pl.Series:
    """Texts as JSON."""
    if not texts.str.contains(_ESCAPED).any():
        return ('"' + texts.alias("text") + '"').alias("text")
    return mapped(texts, lambda text: json.dumps(text, ensure_ascii=False), pl.String)
