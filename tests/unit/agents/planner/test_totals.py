"""Stated row counts are exact, also of tables that count per parent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.knowledge.base import knowledge
from agents.planner import outline, propose
from agents.proposal import Proposal
from agents.quantities.reader import read

TODAY = date(2026, 7, 1)


def proposed(prompt: str) -> Proposal:
    reading = read(prompt, TODAY)
    return propose(outline(prompt, knowledge(), reading), reading)


@settings(max_examples=25, deadline=None)
@given(parents=st.integers(1, 5_000), orders=st.integers(1, 40_000))
def test_parents_and_children_have_the_rows_that_are_stated(parents: int, orders: int) -> None:
    proposal = proposed(f"An online shop with {parents} customers and {orders} orders")
    assert not proposal.not_understood
    assert proposal.dataset.table("customers").rows == parents
    assert proposal.dataset.table("orders").rows == orders


def test_parents_become_as_many_as_it_takes() -> None:
    dataset = proposed("An online shop with 4200 orders, each customer has 1 to 20 orders").dataset
    assert dataset.table("orders").rows == 4_200
    assert dataset.table("customers").rows == 400


@pytest.mark.parametrize("rows", [1, 1_000_000])
def test_grandchildren_have_the_rows_that_are_stated(rows: int) -> None:
    assert proposed(f"A bank: {rows} transactions").dataset.table("transactions").rows == rows


def test_a_total_that_no_count_gives_is_listed() -> None:
    proposal = proposed("A shop with 400 customers, each has 1 to 5 orders; 5000 orders in all")
    assert [words.text for words in proposal.not_understood] == ["5000 orders"]
    assert proposal.dataset.table("orders").rows <= 2_000
