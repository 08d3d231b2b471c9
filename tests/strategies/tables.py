"""Tables of reports of the small ruleset that has a fact of every type: any column, and odd cells."""

from __future__ import annotations

import datetime
import tomllib
from typing import Any

import polars as pl
from hypothesis import strategies as st
from strategies.submissions import CASES, odd, words

from thiduascore.builtin.readers.csv_table import column_path
from thiduascore.model.submission import tree_of

_RULESET = tomllib.loads((CASES / "ruleset.toml").read_text(encoding="utf-8"))
TEXTS = st.one_of(
    odd,
    words,
    st.integers(-200, 20000).map(str),
    st.decimals(-100, 1000, places=2).map(str),
    st.dates(datetime.date(2021, 8, 1), datetime.date(2022, 2, 1)).map(str),
    st.sampled_from(["", " ", "1|2|3", "|", "[]", "1|x", "+5", "007", " 12 ", "12.50", "0.125", "9" * 30]),
)
NUMBERS = st.sampled_from(
    ["12/QĐ-UBND", "12/qđ-ubnd", "1423/QĐ-BTTTT", "12/2019/QĐ-UBND", "12/TT-BTC", "?", "#N/A"]
)
TYPED = {
    "int": (st.integers(-100, 10**7) | st.sampled_from([2**62, 2**63 - 1, -1, 0]), pl.Int64),
    "decimal": (st.decimals(-10, 1000, places=3), pl.Decimal(38, 3)),
    "yes": (st.booleans(), pl.Boolean),
    "day": (st.dates(datetime.date(2021, 8, 1), datetime.date(2022, 2, 1)), pl.Date),
    "list": (st.lists(st.integers(-1, 12) | st.none(), max_size=4), pl.List(pl.Int64)),
    "text": (TEXTS, pl.String),
}


FACTS = sorted(_RULESET["facts"])
IDS = sorted(one["id"] for item in _RULESET["items"] for one in item["criteria"])
SCORES = st.sampled_from(["0", "1", "2.5", "-1", "99", "x", "1.234,5", " ", "2"])
OTHERS: dict[str, st.SearchStrategy[str]] = {
    **{f"self.{name}": SCORES for name in (*IDS, "none")},
    **{f"previous.{name}": TEXTS for name in (*FACTS[:4], "none")},
    **{f"not_applicable.{name}": st.sampled_from(["lý do", "có", " ", "#N/A"]) for name in (*IDS, "none")},
    "illustrative": st.sampled_from(["có", "no", "x", " "]),
    "unit.rank": words,
    "no_such_fact": odd | words | st.just(" "),
    "evidence.none.number": words,
    "evidence.none.date": st.sampled_from(["2021", " "]),
    **{f"evidence.{name}.number": NUMBERS for name in FACTS},
    **{f"evidence.{name}.issuer": st.sampled_from(["UBND", "ubnd", "Bộ A", " "]) for name in FACTS[:4]},
    **{
        f"evidence.{name}.date": st.sampled_from(["2021-10-05", "2021-10", "2020", "2035", "x"])
        for name in FACTS
    },
    **{
        f"evidence.{name}.link": st.sampled_from(["https://a.vn/1", "https://a.vn/2", "ftp://a"])
        for name in FACTS[:4]
    },
    **{
        f"evidence.{name}.file": st.sampled_from(["a.pdf", "b.pdf", "../a", "/etc", "a b"])
        for name in FACTS[:4]
    },
    **{f"evidence.{name}.2.number": NUMBERS for name in FACTS[:4]},
    **{f"evidence.{name}.2.issuer": st.sampled_from(["UBND", "Bộ A"]) for name in FACTS[:4]},
    **{f"evidence.{name}.2.date": st.sampled_from(["2021-10-05", "2021-11", "2035"]) for name in FACTS[:4]},
    f"evidence.{FACTS[0]}.pages": words,
    **{f"evidence.{name}.2.number": NUMBERS for name in FACTS[:4]},
    **{f"evidence.{name}.2.date": st.sampled_from(["2021-10-05", "2035", "x"]) for name in FACTS[:2]},
    f"evidence.{FACTS[1]}.3.file": st.sampled_from(["a.pdf", "../a"]),
    f"evidence.{FACTS[4]}.2": words,
}
"""What else a table can report."""


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """A few rows with an id, a kind, and some columns of any type for any fact."""
    height = draw(st.integers(1, 5))

    def column(values: st.SearchStrategy[Any], kind: Any) -> pl.Series:
        return pl.Series(draw(st.lists(st.none() | values, min_size=height, max_size=height)), dtype=kind)

    ids = [f"u{row}" for row in range(height)]
    for row in draw(st.sets(st.integers(0, height - 1), max_size=1)):
        ids[row] = draw(st.sampled_from(["", "u0", " u9 ", "#REF!", "\u00d0-1", "x\u200b"]))
    columns: dict[str, pl.Series] = {
        "unit.id": pl.Series(ids),
        "unit.kind": column(st.sampled_from(["agency", "enterprise", "enterprise", "none"]), pl.String),
    }
    for name in draw(st.lists(st.sampled_from(FACTS), unique=True, max_size=8)):
        columns[name] = column(*TYPED[draw(st.sampled_from(sorted(TYPED)))])
        if draw(st.booleans()):
            days = st.sampled_from(["2021-10-01", "2021", "1999-01-01", "x"])
            columns[f"evidence.{name}.number"] = column(st.sampled_from(["12/QĐ", "#N/A", " "]), pl.String)
            columns[f"evidence.{name}.date"] = column(days, pl.String)
    if not draw(st.integers(0, 5)):
        del columns["unit.kind"]
    if draw(st.booleans()):
        columns["period"] = column(st.sampled_from(["2021", "2021-10", "x", "2020"]), pl.String)
    claim = IDS[0]
    if draw(st.booleans()):
        columns[f"not_applicable.{claim}"] = column(
            st.sampled_from(["có", "lý do", "không", "#REF!"]), pl.String
        )
    others = draw(st.sets(st.sampled_from(sorted(OTHERS)), max_size=5))
    columns |= {name: column(OTHERS[name], pl.String) for name in sorted(others)}
    if draw(st.booleans()):
        columns["self_total"] = column(st.decimals(0, 40, places=1), pl.Decimal(10, 1))
    return pl.DataFrame(columns)


def tree_in(frame: pl.DataFrame, row: int) -> dict[str, Any]:
    """One row as a report."""
    return tree_of(map(column_path, frame.columns), frame.row(row))
