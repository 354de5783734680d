"""Exact counts of categories, and children counted by them, in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.errors import InfeasibleSpecError, SpecError
from assets.schema.apportionment import apportioned
from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import from_text, to_yaml
from assets.tables.deals import PAGE, Deal
from assets.tables.engine import Engine
from assets.tables.permutation import Permutation
from assets.tables.randomness import Stream

weights = st.lists(st.floats(0, 100), min_size=1, max_size=8).filter(lambda w: sum(w) > 0)


@given(st.integers(1, 5_000), st.integers(0, 2**63))
def test_a_permutation_and_its_inverse_undo_each_other(size: int, key: int) -> None:
    permutation, everything = Permutation(size, key), np.arange(size, dtype=np.uint64)
    images = permutation(everything)
    assert (np.sort(images) == everything).all()
    assert (permutation.inverse(images) == everything).all()


@given(st.integers(0, 10**15), weights)
def test_the_largest_remainders_get_what_is_left(rows: int, shares: list[float]) -> None:
    counts = apportioned(rows, shares)
    assert sum(counts) == rows
    whole = sum(shares)
    for count, share in zip(counts, shares, strict=True):
        assert abs(count - rows * share / whole) < 1 + rows * 1e-12


def test_shares_count_as_they_are_written() -> None:
    assert apportioned(10, [0.1, 0.2, 0.7]) == (1, 2, 7)
    assert apportioned(10, [1, 1, 1]) == (4, 3, 3)
    assert apportioned(7, [0.5, 0.25, 0.25]) == (3, 2, 2)


@settings(max_examples=15)
@given(
    st.sampled_from([1, 2, 700, PAGE, PAGE + 1, 2 * PAGE - 1, 3 * PAGE + 77]),
    weights,
    st.integers(0, 2**63),
)
def test_each_row_has_one_rank_and_each_rank_one_row(
    rows: int, shares: list[float], key: int
) -> None:
    counts = apportioned(rows, shares)
    deal, everything = Deal(counts, Stream(key)), np.arange(rows, dtype=np.uint64)
    category, rank = deal.of(everything)
    assert np.bincount(category, minlength=len(counts)).tolist() == list(counts)
    assert (deal.row_of(category, rank) == everything).all()
    same, by_pages = deal.by_pages(everything)
    assert (same == category).all()
    for ranks in (rank, by_pages):
        assert len(np.unique(ranks * len(counts) + category)) == rows
        assert (ranks < np.array(counts)[category]).all()
        assert ranks.min() >= 0


@settings(max_examples=25)
@given(st.integers(10**12, 10**15), weights, st.integers(0, 2**63), st.integers(0, 10**12 - 999))
def test_far_rows_are_dealt_like_near_ones(
    rows: int, shares: list[float], key: int, start: int
) -> None:
    deal = Deal(apportioned(rows, shares), Stream(key))
    some = np.arange(start, start + 999, dtype=np.uint64)
    category, rank = deal.of(some)
    assert (deal.row_of(category, rank) == some).all()
    ranks = deal.by_pages(some)[1]
    assert ((ranks >= 0) & (ranks < deal.counts[category])).all()


def test_pages_have_their_share_and_rare_categories_lie_apart() -> None:
    deal = Deal([5 * PAGE, 14 * PAGE, 20, PAGE - 20], Stream(7))
    category = deal.of(np.arange(20 * PAGE, dtype=np.uint64))[0]
    pages = np.array([np.bincount(page, minlength=4) for page in np.split(category, 20)])
    assert (np.ptp(pages, axis=0) <= 1).all()
    halves = np.bincount(category[: PAGE // 2], minlength=4)
    assert abs(halves[0] - PAGE / 8) < 500


def _spec(customers: int = 2_000, seed: int = 1, **fields: Any) -> dict[str, Any]:
    tier = {"kind": "choice", "values": ["gold", "silver", "bronze"], "weights": [1, 3, 6]}
    by = {
        "column": "tier",
        "counts": {
            "gold": {"kind": "integer", "min": 8, "max": 12},
            "silver": {"kind": "poisson", "lam": 2},
        },
    }
    count = {"kind": "choice", "values": [0, 1], "weights": [3, 1]}
    return {
        "name": "shop",
        "seed": seed,
        "tables": [
            {
                "name": "orders",
                "per_parent": {"columns": ["customer_id"], "count": count, "by": by},
                "primary_key": ["id"],
                "unique": [["customer_id", "number"]],
                "columns": [
                    {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}},
                    {"name": "customer_id", "type": "bigint"},
                    {"name": "number", "type": "integer", "generator": {"kind": "position"}},
                    {
                        "name": "amount",
                        "type": "decimal(8,2)",
                        "generator": {"kind": "decimal", "min": 1, "max": 99},
                    },
                    {
                        "name": "so_far",
                        "type": "decimal(18,2)",
                        "generator": {"kind": "running", "column": "amount"},
                    },
                    {
                        "name": "tier",
                        "type": "text",
                        "generator": {"kind": "inherit", "column": "customers.tier"},
                    },
                ],
                "foreign_keys": [
                    {
                        "columns": ["customer_id"],
                        "references": "customers",
                        "references_columns": ["id"],
                    }
                ],
            },
            {
                "name": "customers",
                "rows": customers,
                "primary_key": ["id"],
                "columns": [
                    {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}},
                    {"name": "tier", "type": "text", "generator": {**tier, "exact": True}},
                    {
                        "name": "orders",
                        "type": "integer",
                        "generator": {"kind": "aggregate", "function": "count", "table": "orders"},
                    },
                    {
                        "name": "spent",
                        "type": "decimal(18,2)",
                        "generator": {
                            "kind": "aggregate",
                            "function": "sum",
                            "table": "orders",
                            "column": "amount",
                        },
                    },
                ],
                **fields,
            },
        ],
    }


def _tables(dataset: Dataset) -> dict[str, Any]:
    engine = Engine(dataset)
    found = {}
    for table in dataset.tables:
        rows = pa.Table.from_batches(engine.chunks(table.name)).to_pandas()
        for column in table.columns:
            if column.type.kind == "decimal":
                rows[column.name] = [int(value * 100) for value in rows[column.name]]
        found[table.name] = rows
    return found


@pytest.mark.parametrize(("customers", "seed"), [(4, 1), (10, 2), (5_000, 3)])
def test_children_are_counted_by_a_category_of_their_parent(customers: int, seed: int) -> None:
    tables = _tables(dataset_from(_spec(customers, seed)))
    found, orders = tables["customers"], tables["orders"]
    expected = dict(
        zip(["gold", "silver", "bronze"], apportioned(customers, [1, 3, 6]), strict=True)
    )
    assert found.tier.value_counts().to_dict() == {k: n for k, n in expected.items() if n}
    assert set(found.orders[found.tier == "gold"]) <= {8, 9, 10, 11, 12}
    assert set(found.orders[found.tier == "bronze"]) <= {0, 1}
    if customers == 5_000:
        assert found.orders[found.tier == "bronze"].sum() == 750
        assert abs(found.orders[found.tier == "silver"].mean() - 2) < 0.01
    by_customer = orders.groupby("customer_id")
    kept = found.set_index("id")
    assert (by_customer.size().reindex(kept.index, fill_value=0) == kept.orders).all()
    assert (by_customer.amount.sum().reindex(kept.index, fill_value=0) == kept.spent).all()
    assert (orders.tier.values == kept.tier[orders.customer_id].values).all()
    assert (by_customer.amount.cumsum() == orders.so_far).all()
    assert (by_customer.cumcount() + 1 == orders.number).all()


@settings(max_examples=15)
@given(st.integers(1, 300), st.integers(0, 2**40), st.data())
def test_any_range_alone_is_the_same(customers: int, seed: int, data: st.DataObject) -> None:
    spec = _spec(customers, seed)
    spec["tables"][0]["per_parent"]["count"] = {"kind": "integer", "min": 1, "max": 2}
    engine = Engine(dataset_from(spec))
    for table in engine.dataset.tables:
        whole = pa.Table.from_batches(engine.chunks(table.name)).to_pylist()
        start = data.draw(st.integers(0, table.rows - 1))
        stop = data.draw(st.integers(start, min(table.rows, start + 50)))
        assert (
            Engine(engine.dataset).chunk(table.name, start, stop).to_pylist() == (whole[start:stop])
        )


def test_far_children_know_their_parents() -> None:
    engine = Engine(dataset_from(_spec(10**12)))
    rows = engine.dataset.table("orders").rows
    assert rows > 10**12
    last = engine.chunk("orders", rows - 5, rows).to_pylist()
    for order in last:
        number = order["customer_id"] - 1
        (customer,) = engine.chunk("customers", number, number + 1).to_pylist()
        assert customer["tier"] == order["tier"] == "bronze"
        assert customer["orders"] == order["number"] == 1


def test_renames_are_followed() -> None:
    renamed = apply(
        dataset_from(_spec()),
        [
            RenameColumn(table="customers", column="tier", new="class"),
            RenameTable(table="customers", new="clients"),
        ],
    )
    assert from_text(to_yaml(renamed)) == renamed
    by = renamed.table("orders").per_parent
    assert by is not None
    assert by.by is not None
    assert by.by.column == "class"
    assert Engine(renamed).chunk("orders", 0, 3).num_rows == 3


EXACT = {"kind": "choice", "values": ["gold", "silver", "bronze"], "exact": True}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "not exact": ({"generator": {**EXACT, "exact": False}}, "no exact counts: give it a choice"),
    "no category": ({"generator": {**EXACT, "values": ["gold"]}}, "is never 'silver': count by"),
    "nulls": ({"generator": EXACT, "nullable": True, "null_rate": 0.1}, "set null_rate: 0"),
    "unique": ({"generator": EXACT, "unique": True}, "and is unique: leave one of the two out"),
    "many": (
        {"type": "integer", "generator": {**EXACT, "values": list(range(1_001))}},
        "has 1,001 categories: use a column of at most 1,000",
    ),
    "another name": ({"name": "level", "generator": EXACT}, "which customers does not have: use"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_counted_by_is_refused(name: str) -> None:
    fields, message = REFUSED[name]
    spec = _spec()
    spec["tables"][1]["columns"][1] = {"name": "tier", "type": "text", **fields}
    with pytest.raises(SpecError, match=message):
        dataset_from(spec)


def test_exact_counts_need_rows_of_their_own() -> None:
    spec = _spec()
    inside = {"kind": "conditional", "cases": [{"when": "id > 3", "use": EXACT}]}
    spec["tables"][1]["columns"].append(
        {"name": "odd", "type": "text", "generator": {**inside, "otherwise": EXACT}}
    )
    with pytest.raises(InfeasibleSpecError, match="no rows of its own to count"):
        Engine(dataset_from(spec))
    spec["tables"][1]["columns"][-1]["generator"] = {**EXACT, "ordered": True}
    spec["tables"][1]["columns"].append(
        {"name": "score", "type": "integer", "generator": {"kind": "integer"}}
    )
    spec["tables"][1]["correlations"] = [{"pairs": {"odd": {"score": 0.5}}}]
    with pytest.raises(InfeasibleSpecError, match="has exact counts, so that"):
        Engine(dataset_from(spec))
    spec["tables"][0]["per_parent"]["count"] = {**EXACT, "values": [1, 2]}
    with pytest.raises(SpecError, match="have exact shares already: leave exact out"):
        dataset_from(spec)
