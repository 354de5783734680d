"""Hypothesis strategies for the flaws of a table: ``FLAWS`` has one for each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from assets.schema import flaws as f
from assets.schema import generators as g
from assets.schema.table import Column, ForeignKey

rates = st.floats(0.01, 0.1)
TEMPORAL = {"date", "timestamp", "timestamptz"}


def _some(kind: Any, field: str) -> st.SearchStrategy[list[str]]:
    """A few of the values that a list field may have."""
    items = get_args(get_args(get_args(kind.model_fields[field].annotation)[0]))
    items = items or get_args(get_args(kind.model_fields[field].annotation)[0])
    return st.lists(st.sampled_from(items), min_size=1, unique=True)


FLAWS: dict[str, Callable[..., st.SearchStrategy[Any]]] = {
    "missing": lambda **fields: st.builds(f.Missing, **fields),
    "typo": lambda **fields: st.builds(
        f.Typo, edits=st.integers(1, 3), operations=_some(f.Typo, "operations"), **fields
    ),
    "letter_case": lambda **fields: st.builds(
        f.LetterCase, styles=_some(f.LetterCase, "styles"), **fields
    ),
    "whitespace": lambda **fields: st.builds(
        f.Whitespace, styles=_some(f.Whitespace, "styles"), **fields
    ),
    "outlier": lambda **fields: st.builds(
        f.Outlier,
        methods=_some(f.Outlier, "methods"),
        factor=st.sampled_from([0.01, 3.0, 1e6]),
        **fields,
    ),
    "broken_format": lambda **fields: st.builds(
        f.BrokenFormat, styles=_some(f.BrokenFormat, "styles"), **fields
    ),
    "late": lambda **fields: st.builds(
        f.Late, delay=st.builds(g.Integer, min=st.integers(0, 3), max=st.just(2**62)), **fields
    ),
    "duplicate": lambda **fields: st.builds(
        f.Duplicate, within=st.integers(1, 9), near_rate=st.just(0.0), **fields
    ),
    "orphan": lambda **fields: st.builds(f.Orphan, **fields),
    "out_of_order": lambda **fields: st.builds(f.OutOfOrder, **fields),
}


@st.composite
def flaws(
    draw: st.DrawFn, columns: Sequence[Column], keys: Sequence[ForeignKey] = ()
) -> list[f.Flaw]:
    """Some flaws of a table, each on a column whose type it can be in."""
    found: list[f.Flaw] = []
    for column in draw(st.lists(st.sampled_from(columns), max_size=4, unique_by=lambda c: c.name)):
        quotable = '"' not in column.name and "--" not in column.name
        condition = f'"{column.name}" IS NOT NULL' if quotable else None
        when = draw(st.sampled_from([None, condition]))
        kind = draw(st.sampled_from(_kinds(column)))
        found.append(
            draw(FLAWS[kind](columns=st.just([column.name]), rate=rates, when=st.just(when)))
        )
    if draw(st.booleans()):
        found.append(draw(FLAWS["duplicate"](rate=rates, keep=st.just([]))))
    found += [
        draw(FLAWS["orphan"](columns=st.just(key.columns), rate=rates))
        for key in keys
        if draw(st.booleans())
    ]
    return found


def _kinds(column: Column) -> list[str]:
    kinds = ["missing"]
    if column.type.is_string:
        kinds += ["typo", "letter_case", "whitespace", "broken_format"]
    if column.type.is_numeric:
        kinds.append("outlier")
    if column.type.is_temporal and column.type.kind in TEMPORAL:
        kinds.append("late")
    return kinds
