"""An edit said in words changes what it names, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from agents.knowledge.base import knowledge
from agents.orchestrator.reasons import carried
from agents.planner import outline, propose
from agents.proposal import Proposal
from agents.quantities import read
from agents.quantities.quantity import Reading
from assets.schema.changes.describe import describe
from assets.schema.dataset import Dataset

NOTHING = Reading(quantities=[])
TODAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def bookshop() -> Dataset:
    return propose(outline("a bookshop", knowledge(), NOTHING), NOTHING).dataset


@pytest.fixture(scope="module")
def shop() -> Dataset:
    text = "a bookshop with 500 customers, orders and order lines and books"
    reading = read(text, TODAY)
    return propose(outline(text, knowledge(), reading), reading).dataset


def edited(text: str, current: Dataset) -> Proposal:
    reading = read(text, TODAY)
    return propose(outline(text, knowledge(), reading, current), reading, current)


def changes(proposal: Proposal) -> list[str]:
    return [describe(change) for change in proposal.changes]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("drop the city of customers", "customers: remove column city"),
        ("rename email to mail_address", "customers: rename column email → mail_address"),
        ("rename customers to buyers", "rename table customers → buyers"),
        ("double the customers", "customers: rows 1000 → 2000"),
        ("add a phone to customers", "customers: add column phone"),
        ("drop order lines", "remove table order_"),
        ("email can be null", "customers.email: nullable no → yes"),
        ("set the number of customers to 300", "customers: rows 1000 → 300"),
        ("use seed 7", "dataset: seed 1 → 7"),
        ("customers are 60% female", "customers: add column gender"),
    ],
)
def test_an_edit_is_a_difference_with_a_reason(bookshop: Dataset, text: str, change: str) -> None:
    proposal = edited(text, bookshop)
    assert describe(proposal.changes[0]).startswith(change)
    words = [each.words.text for each in proposal.decisions if each.words is not None]
    assert words
    assert all(each in text for each in words)


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


def test_a_table_is_added_with_its_keys_and_the_numbers_of_the_text(shop: Dataset) -> None:
    text = "add reviews by a third of the buyers, mostly 4 and 5 stars"
    proposal = edited(text, shop)
    assert [change.kind for change in proposal.changes] == ["add_table"]
    reviews = proposal.dataset.table("reviews")
    assert {"customers", "books"} <= {key.references for key in reviews.foreign_keys}
    assert not proposal.not_understood
    given = reviews.column("rating").model_dump()["generator"]
    stars = dict(zip(map(str, given["values"]), given["weights"], strict=True))
    assert stars["4"] + stars["5"] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("text", "table", "parents"),
    [
        ("add a table suppliers", "suppliers", set()),
        ("add suppliers with name, country and rating", "suppliers", set()),
        ("add wishlists: each customer has 0 to 3 wishlists", "wishlists", {"customers"}),
        ("add payments for each order, 60% card, 30% paypal, 10% cash", "payments", {"orders"}),
    ],
)
def test_an_added_table_leaves_the_others_alone(
    shop: Dataset, text: str, table: str, parents: set[str]
) -> None:
    proposal = edited(text, shop)
    assert [change.kind for change in proposal.changes] == ["add_table"]
    added = proposal.dataset.table(table)
    assert {key.references for key in added.foreign_keys} == parents
    assert [d.subject for d in proposal.decisions if d.subject == table]


def test_what_is_there_is_linked_to_an_added_table() -> None:
    text = "A bank with customers, accounts and transactions"
    reading = read(text, TODAY)
    bank = propose(outline(text, knowledge(), reading), reading).dataset
    added = edited("add branches and link accounts to them", bank)
    accounts = added.dataset.table("accounts")
    assert "branches" in {key.references for key in accounts.foreign_keys}
    linked = edited("link transactions to customers", bank).dataset.table("transactions")
    assert {key.references for key in linked.foreign_keys} == {"accounts", "customers"}
    loans = edited("add loans: each customer has 0 to 2 loans between 1,000 and 50,000 EUR", bank)
    assert [c.kind for c in loans.changes if c.kind != "set_generator"][:1] == ["add_table"]
    assert "loan" not in [c.name for c in loans.dataset.table("customers").columns]
    assert not loans.not_understood


def test_several_columns_are_added_and_dropped_at_once(shop: Dataset) -> None:
    added = edited("add phone and gender to customers", shop)
    assert {"phone", "gender"} <= {c.name for c in added.dataset.table("customers").columns}
    dropped = edited("remove the email and the city from customers", shop)
    assert not {"email", "city"} & {c.name for c in dropped.dataset.table("customers").columns}


def test_a_range_after_a_new_column_is_its_own(shop: Dataset) -> None:
    proposal = edited("add a column discount to orders between 0 and 30%", shop)
    assert len(proposal.changes) == 1
    discount = proposal.dataset.table("orders").column("discount").model_dump()["generator"]
    assert (discount["min"], discount["max"]) == (0, 30)


@pytest.mark.parametrize(
    "text",
    [
        "remove the reviews table",
        "drop the phone",
        "make phone optional",
        "drop the x of customers",
    ],
)
def test_what_is_not_there_is_told_and_nothing_changes(shop: Dataset, text: str) -> None:
    proposal = edited(text, shop)
    assert (proposal.dataset, proposal.changes) == (shop, [])
    assert text in [words.text for words in proposal.not_understood]
    assert proposal.questions


def test_a_rhythm_doubles_no_table(shop: Dataset) -> None:
    proposal = edited("weekends twice as many orders", shop)
    assert proposal.dataset.table("orders").rows == shop.table("orders").rows
    assert proposal.changes
