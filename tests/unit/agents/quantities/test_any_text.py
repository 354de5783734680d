"""Any text gives a reading whose words are pieces of it, soon."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.quantities import read

TODAY = date(2026, 11, 26)
PIECES = st.sampled_from(
    "10 k 1.5 1,000 million % € EUR customers orders each with has to and , . ; : ( ) - half a "
    "third of in 2024 since the last two years January Q1 most mostly between up per 6pm 9:00 # "
    "2024-13-45 unique no after before Germany 1..5 ½ ٣ 9999999999999999999 days 0 mean".split()
)


def _check(text: str) -> None:
    reading = read(text, TODAY)
    for words in [quantity.words for quantity in reading.quantities] + reading.not_understood:
        assert words.text == text[words.start : words.end]
        assert words.text


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_row_of_words_is_read(text: str) -> None:
    _check(text)


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_characters_are_read(text: str) -> None:
    _check(text)


@settings(max_examples=40)
@given(st.integers(0, 10**12), st.sampled_from(["{}", "{:,}"]))
def test_a_written_number_is_read_back(rows: int, form: str) -> None:
    (quantity,) = read(f"{form.format(rows)} customers", TODAY).quantities
    assert quantity.kind == "row_count"
    assert quantity.rows == rows


@settings(max_examples=40)
@given(st.integers(0, 50), st.integers(1, 50))
def test_a_written_span_is_read_back(least: int, more: int) -> None:
    (quantity,) = read(f"each user has {least} to {least + more} devices", TODAY).quantities
    assert quantity.kind == "cardinality"
    assert (quantity.least, quantity.most) == (least, least + more)


@settings(max_examples=40)
@given(st.integers(0, 1000))
def test_a_written_share_is_read_back(thousandths: int) -> None:
    (quantity,) = read(f"{thousandths / 10}% of orders are returned", TODAY).quantities
    assert quantity.kind == "share"
    assert quantity.share == pytest.approx(thousandths / 1000)


@pytest.mark.parametrize(
    "piece",
    ["a ", "1 ", "x", "and 5% card, ", "~ # ; ", "orders order ", "9", "#n ~a ", "(", "\x00é"],
)
def test_a_long_text_is_read_soon(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    started = time.perf_counter()
    _check(text)
    assert time.perf_counter() - started < 15
