"""Questions by rule: what their SQL gives over really generated rows, and what is declined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.knowledge.base import knowledge
from agents.planner import outline, propose
from agents.quantities import read
from agents.questions.catalogue import Catalogue, catalogue_of
from agents.questions.rules import to_sql
from assets.tables.engine import Engine

PROMPT = (
    "An online bookshop: 200 customers in Germany, each with 0 to 9 orders, orders have 1 to 5 "
    "lines; 5% of orders are returned; books by authors; reviews by a third of the buyers"
)
Rows = dict[str, list[dict[str, Any]]]


class Shop:
    """The rows of a generated bookshop, as DuckDB and as Python has them."""

    def __init__(self) -> None:
        reading = read(PROMPT, date(2025, 6, 30))
        dataset = propose(outline(PROMPT, knowledge(), reading), reading).dataset
        engine, self.duck = Engine(dataset), duckdb.connect()
        self.rows: Rows = {}
        published: dict[str, list[str]] = {}
        for table in dataset.tables:
            made = pa.Table.from_batches(engine.chunks(table.name), engine.schema(table.name))
            self.duck.register(table.name, made)
            self.rows[table.name] = made.to_pylist()
            published[table.name] = made.column_names
        self.catalogue: Catalogue = catalogue_of(dataset, published)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        asked = to_sql(question, self.catalogue)
        assert asked.sql is not None, asked.why
        return self.duck.execute(asked.sql).fetchall()


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.duck.close()


def test_rows_are_counted_by_their_states_places_years_and_numbers(shop: Shop) -> None:
    orders, customers = shop.rows["orders"], shop.rows["customers"]
    returned = sum(order["status"] == "returned" for order in orders)
    city = Counter(each["city"] for each in customers).most_common(1)[0][0]
    expected = {
        "How many customers are there?": len(customers),
        "how many orders were returned?": returned,
        "how many orders are delivered?": len(orders) - returned,
        "What share of orders is returned?": round(returned / len(orders), 4),
        f"how many customers are in {city}": sum(c["city"] == city for c in customers),
        f"how many customers are in '{city.upper()}'": sum(c["city"] == city for c in customers),
        "how many orders in 2023": sum(o["order_date"].year == 2023 for o in orders),
        "how many orders since 2023": sum(o["order_date"].year >= 2023 for o in orders),
        "how many orders have a total over 50": sum(o["total_amount"] > 50 for o in orders),
        "orders over 50 EUR": sum(o["total_amount"] > 50 for o in orders),
        "how many books cost between 10 and 20": sum(
            10 <= b["price"] <= 20 for b in shop.rows["books"]
        ),
        "count reviews with 5 stars": sum(r["rating"] == 5 for r in shop.rows["reviews"]),
        "how many different cities": len({each["city"] for each in customers}),
    }
    assert {question: shop.ask(question)[0][0] for question in expected} == expected


def test_a_figure_is_grouped_along_the_keys(shop: Shop) -> None:
    city = {each["customer_id"]: each["city"] for each in shop.rows["customers"]}
    totals: dict[str, list[float]] = defaultdict(list)
    for order in shop.rows["orders"]:
        totals[city[order["customer_id"]]].append(float(order["total_amount"]))
    means = {name: round(sum(each) / len(each), 6) for name, each in totals.items()}
    found = shop.ask("Average order total by customer city")
    assert {name: round(float(mean), 6) for name, mean in found} == means

    best = Counter[int]()
    for order in shop.rows["orders"]:
        best[order["customer_id"]] += int(order["total_amount"] * 100)
    top = shop.ask("top 5 customers by order total")
    assert len(top) == 5
    assert [int(row[-1] * 100) for row in top] == [each for _, each in best.most_common(5)]

    counts = Counter(order["customer_id"] for order in shop.rows["orders"])
    most = shop.ask("which customers have the most orders")
    assert [row[-1] for row in most] == [count for _, count in counts.most_common(10)]
    (one,) = shop.ask("which customer has the most orders")
    assert one[-1] == max(counts.values()) == counts[one[0]]

    per_book = Counter(each["book_id"] for each in shop.rows["reviews"])
    assert {row[0]: row[-1] for row in shop.ask("How many reviews per book?")} == per_book


def test_moments_are_cut_to_months_and_are_latest(shop: Shop) -> None:
    orders = shop.rows["orders"]
    months = Counter((o["order_date"].year, o["order_date"].month) for o in orders)
    found = shop.ask("orders per month")
    assert {(row[0].year, row[0].month): row[1] for row in found} == months
    assert [row[0] for row in found] == sorted(row[0] for row in found)
    revenue: dict[int, int] = Counter()
    for order in orders:
        revenue[order["order_date"].year] += int(order["total_amount"] * 100)
    years = {row[0].year: int(row[1] * 100) for row in shop.ask("total revenue by year")}
    assert years == revenue
    latest: dict[int, Any] = {}
    for order in orders:
        own = order["customer_id"]
        latest[own] = max(latest.get(own, order["order_date"]), order["order_date"])
    assert {row[0]: row[-1] for row in shop.ask("last order of each customer")} == latest


def test_rows_that_lack_others(shop: Shop) -> None:
    buyers = {order["customer_id"] for order in shop.rows["orders"]}
    lacking = {c["customer_id"] for c in shop.rows["customers"]} - buyers
    assert lacking
    assert shop.ask("how many customers have no orders") == [(len(lacking),)]
    returning = {o["customer_id"] for o in shop.rows["orders"] if o["status"] == "returned"}
    keeping = shop.ask("how many customers have no returned orders")
    assert keeping == [(len(shop.rows["customers"]) - len(returning),)]
    shown = shop.ask("Which customers have no orders?")
    assert {row[0] for row in shown} <= lacking
    assert len(shown) == min(len(lacking), 100)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("what is the meaning of life", "it names none of the tables"),
        ("how many orders by channel", "I do not know what channel means in orders"),
        ("delete all customers", "I do not know what delete means"),
        ("most expensive books", "I do not know what most, expensive means"),
        ("average of customers", "it does not say which one column is meant"),
        ("orders over the hills", "I do not know what over, hills means"),
        ("how many books over 20 or 30", "I do not know what or"),
        ("how many orders over 100 or under 10", "I do not know what or"),
        (
            "how many customers with more than 5 orders",
            "rows of another table, which no rule counts",
        ),
        ("customers with at least 3 orders", "rows of another table, which no rule counts"),
        ("how many orders are delivered and returned", "two values of status"),
        ("how many orders are not returned", "I do not know what not"),
        ("top customers", "it does not say the top of what"),
        ("how many more orders", "I do not know what more"),
    ],
)
def test_what_is_not_understood_is_declined_with_the_reason(
    shop: Shop, question: str, why: str
) -> None:
    asked = to_sql(question, shop.catalogue)
    assert asked.sql is None
    assert any(part in asked.why for part in why.split("|"))


_WORDS = st.sampled_from(
    "how many orders customers by city top 5 total of the average over 100 in Berlin 'x' and ; -- "
    "drop table select ' \" returned month per share no without last 2024 between books price "
    "'; drop table orders; --' or 1=1".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=14).map(" ".join)))
def test_any_text_gives_one_reading_statement_or_none(shop: Shop, text: str) -> None:
    asked = to_sql(f"how {text}", shop.catalogue)
    if asked.sql is None:
        assert asked.why
        return
    (statement,) = sqlglot.parse(asked.sql, read="duckdb")
    assert isinstance(statement, sqlglot.exp.Select)
    named = {table.name for table in statement.find_all(sqlglot.exp.Table)}
    assert {name.lstrip("_") for name in named} <= set(shop.catalogue.tables)
    shop.duck.execute(asked.sql)
