"""The engine's promises, for random specs: any row, anywhere, the same; keys and integrity hold."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from assets.errors import InfeasibleSpecError, SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import Engine
from assets.tables.permutation import Permutation
from assets.tables.randomness import MAX_DOMAIN, key_of, scale_down
from tests.properties.spec_strategies import datasets

SLOW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def _engine(dataset: Dataset, rows: int) -> Engine:
    """The engine; specs that it refuses are not what these tests are about."""
    try:
        return Engine(dataset.with_rows(rows))
    except InfeasibleSpecError:
        reject()


def _whole(engine: Engine, table: str) -> pa.Table:
    return pa.Table.from_batches(engine.chunks(table), schema=engine.schema(table))


@SLOW
@given(datasets(), st.integers(1, 60), st.lists(st.integers(0, 60), max_size=6))
def test_any_chunking_gives_the_same_rows(dataset: Dataset, rows: int, cuts: list[int]) -> None:
    engine = _engine(dataset, rows)
    edges = sorted({0, rows, *(cut for cut in cuts if cut < rows)})
    for table in engine.dataset.tables:
        whole = _whole(engine, table.name)
        other = Engine(engine.dataset)
        pieces = [
            other.chunk(table.name, start, stop) for start, stop in reversed(list(pairwise(edges)))
        ]
        again = pa.Table.from_batches(reversed(pieces), schema=engine.schema(table.name))
        assert _plain(again).equals(_plain(whole))
        whole.validate(full=True)


@SLOW
@given(datasets(), st.integers(1, 80))
def test_keys_nulls_and_foreign_keys_hold(dataset: Dataset, rows: int) -> None:
    engine = _engine(dataset, rows)
    data = {  # of the truth: flaws break such rules on purpose
        table.name: engine.truth(table.name, 0, table.rows).to_pydict()
        for table in engine.dataset.tables
    }
    for table in engine.dataset.tables:
        columns = data[table.name]
        for column in table.columns:
            if not column.nullable:
                assert None not in columns[column.name], (table.name, column.name)
        for names in table.unique_sets:
            keys = [
                key for key in zip(*(columns[n] for n in names), strict=True) if None not in key
            ]
            assert len(set(map(repr, keys))) == len(keys), (table.name, names)
        for key in table.foreign_keys:
            parent = data[key.references]
            known = set(zip(*(map(str, parent[n]) for n in key.references_columns), strict=True))
            for values in zip(*(columns[n] for n in key.columns), strict=True):
                assert None in values or tuple(map(str, values)) in known


def _plain(table: pa.Table) -> pa.Table:
    return pa.table({name: table[name].to_pylist() for name in table.column_names} or {"x": []})


@SLOW
@given(
    st.integers(1, 3_000),
    st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True).filter(any),
    st.tuples(st.integers(0, 2), st.integers(2, 5)),
    st.integers(0, 2**40),
)
def test_children_of_children_hold(
    customers: int, orders: list[int], lines: tuple[int, int], seed: int
) -> None:
    try:
        engine = Engine(shop(customers, orders, lines, seed))
    except SpecError:  # so few parents that none has a child
        reject()
    data = {table.name: _whole(engine, table.name) for table in engine.dataset.tables}
    per_order = Counter(data["lines"]["order_id"].to_pylist())
    per_customer = Counter(data["orders"]["customer_id"].to_pylist())
    assert set(per_customer.values()) <= set(orders)
    assert set(per_customer) <= set(range(customers))
    assert max(per_order.values()) <= lines[1]
    assert set(per_order) <= set(data["orders"]["order_id"].to_pylist())
    rows = data["lines"].to_pylist()
    assert len({(row["order_id"], row["line_no"]) for row in rows}) == len(rows)
    assert len({(row["order_id"], row["product_id"]) for row in rows}) == len(rows)
    numbers: dict[int, list[int]] = {}
    for row in rows:
        numbers.setdefault(row["order_id"], []).append(row["line_no"])
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def shop(customers: int, orders: list[int], lines: tuple[int, int], seed: int) -> Dataset:
    """Customers with orders, orders with lines, and lines that name each product once an order."""
    key = {"type": "integer", "generator": {"kind": "sequence", "start": 0}}

    def table(name: str, keys: dict[str, str], **rest: object) -> dict[str, object]:
        references = [
            {"columns": [column], "references": parent, "references_columns": [column]}
            for column, parent in keys.items()
        ]
        return {"name": name, "foreign_keys": references, **rest}

    return dataset_from(
        {
            "name": "shop",
            "seed": seed,
            "tables": [
                table(
                    "customers", {}, rows=customers, primary_key=["customer_id"],
                    columns=[{"name": "customer_id", **key}],
                ),
                table(
                    "products", {}, rows=7, primary_key=["product_id"],
                    columns=[{"name": "product_id", **key}],
                ),
                table(
                    "orders", {"customer_id": "customers"}, primary_key=["order_id"],
                    columns=[
                        {"name": "order_id", **key}, {"name": "customer_id", "type": "integer"},
                    ],
                    per_parent={
                        "columns": ["customer_id"], "count": {"kind": "choice", "values": orders},
                    },
                ),
                table(
                    "lines", {"order_id": "orders", "product_id": "products"},
                    primary_key=["order_id", "line_no"], unique=[["order_id", "product_id"]],
                    columns=[
                        {"name": "order_id", "type": "integer"},
                        {"name": "product_id", "type": "integer"},
                        {"name": "line_no", "type": "integer", "generator": {"kind": "position"}},
                    ],
                    per_parent={
                        "columns": ["order_id"],
                        "count": {"kind": "integer", "min": lines[0], "max": lines[1]},
                    },
                ),
            ],
        }
    )  # fmt: skip


@given(st.integers(1, MAX_DOMAIN), st.integers(0, 2**32), st.data())
def test_a_permutation_is_injective(size: int, key: int, data: st.DataObject) -> None:
    near = st.integers(0, min(size - 1, 500))
    far = st.integers(max(size - 501, 0), size - 1)
    index = data.draw(st.lists(near | far | st.integers(0, size - 1), unique=True, max_size=300))
    images = Permutation(size, key)(np.array(index, dtype=np.uint64))
    assert len(set(images.tolist())) == len(index)
    assert all(image < size for image in images.tolist())


@given(st.integers(1, 3_000), st.integers(0, 100))
def test_a_permutation_reaches_everything(size: int, key: int) -> None:
    images = Permutation(size, key)(np.arange(size, dtype=np.uint64))
    assert sorted(images.tolist()) == list(range(size))


@given(st.integers(1, 2**64 - 1), st.lists(st.integers(0, 2**64 - 1), min_size=1))
def test_scaling_down_is_the_high_word_of_the_product(size: int, words: list[int]) -> None:
    scaled = scale_down(np.array(words, dtype=np.uint64), size)
    assert scaled.tolist() == [word * size >> 64 for word in words]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_keys_differ_for_different_parts(first: list[str], second: list[str]) -> None:
    assert (key_of(*first) == key_of(*second)) == (first == second)
