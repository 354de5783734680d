"""Hypothesis strategies for names, texts and plain values, odd ones among them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assets.schema import generators as g
from assets.schema.names import check_identifier, folded

NAME_POOL = [
    "id", "name", "Name of it", "parent_id", "price", "order", "select", "Größe", "名前", "नाम",
    "a--b", "x" * 128, "1st", "$ref", "user.name", "100%", "(note)", "#", "_",
]  # fmt: skip


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


rates = st.floats(0, 1)


int64 = st.integers(g.INT64_MIN, g.INT64_MAX)


finite = st.floats(allow_nan=False, allow_infinity=False)


def _is_legal(name: str) -> bool:
    try:
        check_identifier(name)
    except ValueError:
        return False
    return True


identifiers = st.one_of(
    st.sampled_from(NAME_POOL),
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
    st.text(
        st.characters(categories=["L", "Nd"], include_characters=" _-$#@.&+()%"),
        min_size=1,
        max_size=24,
    ).filter(_is_legal),
)


dataset_names = st.from_regex(r"[a-z][a-z0-9_]{0,62}", fullmatch=True)


def lists_of(names: st.SearchStrategy[str], low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(names, min_size=low, max_size=high, unique_by=folded)


def ranges(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(values, values).map(lambda pair: (min(pair), max(pair)))
