"""The bookshop prompt, and what it states, for the tests of the builder."""

from __future__ import annotations

from agents.quantities.quantity import (
    Cardinality,
    Place,
    Range,
    Reading,
    RowCount,
    Rule,
    Share,
    Split,
)
from agents.words import Words

PROMPT = (
    "An online bookshop: 10k customers in Germany, each with 1 to 20 orders, orders have 1 to 5 "
    "lines; 5% of orders are returned; books cost 5 to 80 EUR, skewed low; reviews by a third of "
    "the buyers, mostly 4 and 5 stars - review dates after delivery, totals that add up"
)


def words(text: str, prompt: str = PROMPT) -> Words:
    """Where ``text`` stands in the prompt."""
    start = prompt.index(text)
    return Words(start=start, end=start + len(text), text=text)


STARS = {"1": 0.04, "2": 0.05, "3": 0.11, "4": 0.35, "5": 0.45}
READING = Reading(
    quantities=[
        RowCount(subject="customers", rows=10_000, words=words("10k customers")),
        Place(locale="de_DE", country="Germany", words=words("in Germany")),
        Cardinality(
            parent="customers",
            child="orders",
            least=1,
            most=20,
            words=words("each with 1 to 20 orders"),
        ),
        Cardinality(
            parent="orders", child="lines", least=1, most=5, words=words("orders have 1 to 5 lines")
        ),
        Share(
            subject="orders",
            condition="returned",
            share=0.05,
            words=words("5% of orders are returned"),
        ),
        Range(
            subject="books",
            column="cost",
            least=5,
            most=80,
            unit="EUR",
            skew="low",
            words=words("books cost 5 to 80 EUR, skewed low"),
        ),
        Share(
            subject="buyers",
            child="reviews",
            share=1 / 3,
            words=words("reviews by a third of the buyers"),
        ),
        Split(
            subject="reviews", column="stars", weights=STARS, words=words("mostly 4 and 5 stars")
        ),
        Rule(
            form="order",
            subject="reviews",
            when="delivery",
            then="review date",
            words=words("review dates after delivery"),
        ),
    ]
)
