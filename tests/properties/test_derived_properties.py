"""Columns that follow from others are exact in the rows, for any chunk alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.errors import InfeasibleSpecError, SpecError
from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import from_text
from assets.tables.engine import Engine

SHOP = from_text((Path(__file__).parents[1] / "fixtures/derived_shop.yaml").read_text())
VIOLATIONS = {
    "an order's total is the sum of its lines": """
        SELECT * FROM orders LEFT JOIN (
            SELECT order_id, sum(amount) AS amount FROM lines GROUP BY ALL
        ) AS of_lines ON order_id = orders.id WHERE amount IS DISTINCT FROM total""",
    "a line's amount is its quantity times the product's price": """
        SELECT * FROM lines JOIN products ON products.id = product_id
        WHERE amount <> quantity * price""",
    "what a customer spent leaves out what was returned": """
        SELECT * FROM customers LEFT JOIN (
            SELECT customer_id, count(*) AS number, max(ordered_at) AS latest, avg(total) AS mean,
                sum(total) FILTER (status <> 'returned') AS kept
            FROM orders GROUP BY ALL
        ) ON customer_id = customers.id
        WHERE coalesce(number, 0) <> orders OR coalesce(kept, 0) <> spent
            OR latest IS DISTINCT FROM last_order OR abs(mean - mean_total) > 0.006""",
    "balances run, and orders follow one another": """
        SELECT * FROM (
            SELECT *, sum(total) OVER its_own AS so_far, lag(ordered_at) OVER its_own AS earlier
            FROM orders WINDOW its_own AS (PARTITION BY customer_id ORDER BY id)
        ) WHERE so_far + 10 <> balance OR earlier >= ordered_at""",
    "dates are in order across tables": """
        SELECT * FROM orders JOIN customers ON customers.id = customer_id
        WHERE ordered_at <= since OR shipped_at <= ordered_at OR paid_at >= ordered_at""",
    "an order has its customer's country": """
        SELECT * FROM orders JOIN customers ON customers.id = customer_id
        WHERE orders.country <> customers.country""",
    "only German orders are returned, only French ones open": """
        SELECT * FROM orders WHERE (country = 'DE') <> (status IN ('paid', 'returned'))
            AND status <> 'paid'""",
    "labels are put together": """
        SELECT * FROM customers WHERE label <> first_name || ' (' || country || ') #' || id""",
}


def _shop(customers: int, seed: int = 1) -> Dataset:
    data = SHOP.model_dump(mode="json", exclude_defaults=True)
    data["tables"][0]["rows"] = customers
    return dataset_from({**data, "seed": seed})


def _tables(dataset: Dataset) -> dict[str, pa.Table]:
    engine = Engine(dataset)
    names = [table.name for table in dataset.tables]
    return {name: pa.Table.from_batches(engine.chunks(name), engine.schema(name)) for name in names}


@pytest.mark.parametrize("rule", VIOLATIONS)
@pytest.mark.parametrize(("customers", "seed"), [(1, 1), (40, 2), (3_000, 3)])
def test_derived_columns_are_exact(rule: str, customers: int, seed: int) -> None:
    dataset = _shop(customers, seed)
    with duckdb.connect() as connection:
        for name, rows in _tables(dataset).items():
            connection.register(name, rows)
        assert connection.sql(VIOLATIONS[rule]).fetchall() == []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 200), st.integers(0, 2**40), st.data())
def test_any_range_alone_is_the_same(customers: int, seed: int, data: st.DataObject) -> None:
    engine = Engine(_shop(customers, seed))
    for table in engine.dataset.tables:
        whole = pa.Table.from_batches(engine.chunks(table.name)).to_pylist()
        start = data.draw(st.integers(0, table.rows - 1))
        stop = data.draw(st.integers(start, min(table.rows, start + 50)))
        assert engine.chunk(table.name, start, stop).to_pylist() == whole[start:stop]


def test_a_row_far_away_costs_what_the_first_costs() -> None:
    engine = Engine(_shop(10**12))
    rows = engine.dataset.table("orders").rows
    assert rows > 10**12
    assert len(engine.chunk("orders", rows - 5, rows).to_pylist()) == 5


def test_renames_are_followed() -> None:
    renamed = apply(
        SHOP,
        [
            RenameColumn(table="customers", column="since", new="joined"),
            RenameColumn(table="orders", column="total", new="sum of it"),
            RenameTable(table="lines", new="order_lines"),
            RenameTable(table="customers", new="clients"),
            RenameColumn(table="products", column="price", new="list_price"),
        ],
    )
    assert _tables(renamed)["order_lines"].num_columns == 5
    assert "clients.joined" in str(renamed.table("orders").column("ordered_at").generator)


BROKEN = {
    "circle": ({"kind": "expression", "sql": "total + 1"}, "circle"),
    "unknown": ({"kind": "after", "column": "nowhere", "delay": {"kind": "integer"}}, "nowhere"),
    "no moment": ({"kind": "after", "column": "id", "delay": {"kind": "integer"}}, "no moment"),
    "wrong type": ({"kind": "template", "template": "{id}"}, "cannot fill"),
    "no child": ({"kind": "aggregate", "function": "count", "table": "products"}, "per_parent"),
    "file": ({"kind": "expression", "sql": "read_text('/etc/passwd')"}, "read_text"),
    "query": ({"kind": "expression", "sql": "(SELECT 1)"}, "subquery"),
    "time": ({"kind": "expression", "sql": "current_date"}, "current_date"),
    "chance": ({"kind": "expression", "sql": "random()"}, "random"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_derived_is_refused(name: str) -> None:
    generator, word = BROKEN[name]
    data = SHOP.model_dump(mode="json", exclude_defaults=True)
    orders = next(table for table in data["tables"] if table["name"] == "orders")
    wrong = "timestamp" if generator["kind"] in ("after", "template") else "decimal(10,2)"
    orders["columns"].append({"name": "odd", "type": wrong, "generator": generator})
    if name == "circle":
        total = next(column for column in orders["columns"] if column["name"] == "total")
        total["generator"] = {"kind": "expression", "sql": "odd + 1"}
    with pytest.raises((SpecError, InfeasibleSpecError), match=word):
        Engine(dataset_from(data))
