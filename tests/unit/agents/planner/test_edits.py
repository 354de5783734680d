"""An edit said in words changes what it names, and nothing else."""

from __future__ import annotations

import pytest

from agents.knowledge.base import knowledge
from agents.orchestrator.reasons import carried
from agents.planner import outline, propose
from agents.proposal import Proposal
from agents.quantities.quantity import Reading
from assets.schema.changes.describe import describe
from assets.schema.dataset import Dataset

NOTHING = Reading(quantities=[])


@pytest.fixture(scope="module")
def bookshop() -> Dataset:
    return propose(outline("a bookshop", knowledge(), NOTHING), NOTHING).dataset


def edited(text: str, current: Dataset) -> Proposal:
    return propose(outline(text, knowledge(), NOTHING), NOTHING, current)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("drop the city of customers", "customers: remove column city"),
        ("rename email to mail_address", "customers: rename column email → mail_address"),
        ("rename customers to buyers", "rename table customers → buyers"),
        ("double the customers", "customers: rows 1000 → 2000"),
        ("add a phone to customers", "customers: add column phone"),
    ],
)
def test_an_edit_is_a_difference_with_a_reason(bookshop: Dataset, text: str, change: str) -> None:
    proposal = edited(text, bookshop)
    assert describe(proposal.changes[0]).startswith(change)
    assert proposal.decisions[-1].words is not None
    assert proposal.decisions[-1].words.text in text


def test_a_tier_is_added_with_the_share_that_is_told(bookshop: Dataset) -> None:
    text = "add a loyalty tier to customers, gold is 5%"
    column = edited(text, bookshop).dataset.table("customers").column("loyalty_tier")
    made = column.model_dump()["generator"]
    assert dict(zip(made["values"], made["weights"], strict=True))["gold"] == 0.05
    assert made["exact"]


def test_halving_children_halves_their_number(bookshop: Dataset) -> None:
    before = bookshop.table("orders").rows
    after = edited("halve the orders", bookshop).dataset.table("orders").rows
    assert after == pytest.approx(before / 2, rel=0.01)


def test_what_is_no_edit_is_asked_about(bookshop: Dataset) -> None:
    proposal = edited("hello there", bookshop)
    assert proposal.dataset == bookshop
    assert proposal.changes == []
    assert proposal.questions


def test_reasons_follow_what_is_renamed_and_go_with_what_is_dropped(bookshop: Dataset) -> None:
    first = propose(outline("a bookshop", knowledge(), NOTHING), NOTHING).decisions
    renamed = edited("rename customers to buyers", bookshop)
    kept = {each.subject for each in carried(first, renamed)}
    assert {"buyers.email", "orders -> buyers"} <= kept
    assert not any(subject.startswith("customers") for subject in kept)
    dropped = edited("drop the city of customers", bookshop)
    assert "customers.city" not in {each.subject for each in carried(first, dropped)}
