"""Names in a text lead to domains, entities and columns."""

from __future__ import annotations

import pytest

from agents.knowledge.base import knowledge, known_column
from agents.knowledge.domains_in_text import domains_in_text
from agents.knowledge.word_forms import singular


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"),
        ("categories", "category"),
        ("branches", "branch"),
        ("people", "person"),
        ("addresses", "address"),
        ("address", "address"),
        ("statuses", "status"),
        ("buses", "bus"),
        ("courses", "course"),
        ("houses", "house"),
        ("prices", "price"),
    ],
)
def test_nouns_have_singulars(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize("name", ["order lines", "OrderLine", "order_lines", "order-line"])
def test_all_spellings_of_a_name_find_its_entity(name: str) -> None:
    found = knowledge().find(name, "bookshop")
    assert found is not None
    assert (found.entity.name, found.score) == ("order_line", 1.0)


def test_a_synonym_scores_less_than_a_name_and_an_unknown_word_finds_nothing() -> None:
    found = knowledge().find("writers", "bookshop")
    assert found is not None
    assert (found.entity.name, found.score) == ("author", 0.9)
    assert knowledge().find("turbine", "bookshop") is None


def test_a_name_without_an_entry_finds_the_nearest_in_meaning() -> None:
    found = knowledge().find("essayist", "bookshop")
    assert found is None or found.score < 0.9
    near = knowledge().find("book publishers", "bookshop")
    assert near is not None
    assert near.entity.name == "publisher"
    assert 0.42 <= near.score < 0.9


def test_a_text_without_names_is_about_no_domain() -> None:
    assert domains_in_text("xyzzy and plugh") == []


def test_a_cue_within_a_longer_one_does_not_count() -> None:
    best, *_ = domains_in_text("a database for my book shop")
    assert best.domain.name == "bookshop"
    assert best.score > 0.6


@pytest.mark.parametrize(
    ("name", "column"),
    [("purchase date", "order_date"), ("total", "total_amount"), ("order_status", "status")],
)
def test_columns_are_found_by_name_and_synonym(name: str, column: str) -> None:
    found = known_column(knowledge().entity("bookshop", "order"), name)
    assert found is not None
    assert found.name == column


def test_an_unknown_column_is_none() -> None:
    assert known_column(knowledge().entity("bookshop", "order"), "wingspan") is None


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("a loan portfolio with borrowers, interest rates and terms", "bank"),
        ("loans, borrowers and repayments", "bank"),
        ("loans of books to members, with fines", "library"),
        ("authors, books, orders and customers", "bookshop"),
        ("guests who book rooms for several nights at a resort with their check-in", "hotel"),
        ("job applications and interviews for open positions", "hr"),
    ],
)
def test_all_nouns_of_a_text_tell_its_domain(text: str, domain: str) -> None:
    assert domains_in_text(text)[0].domain.name == domain
