"""Aggregates over a filter that no child meets are refused, rare ones are not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assets.errors import SpecError
from assets.schema.dataset import dataset_from
from assets.tables.engine import Engine
from assets.tables.feasibility import GLANCE_ROWS, problems


def shop(condition: str, customers: int = 4_000, **filtered: Any) -> dict[str, Any]:
    """Customers with 3 orders each, and a figure over those that meet the condition."""
    generator = {"kind": "aggregate", "function": "count", "table": "orders", "filter": condition}
    orders = [
        {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
        {"name": "customer", "type": "integer"},
        {"name": "state", "type": "text", "generator": {
            "kind": "choice", "values": ["new", "returned", "lost"], "weights": [1e7, 1, 0]}},
        {"name": "vip", "type": "boolean", "generator": {"kind": "boolean", "true_rate": 0}},
        {"name": "units", "type": "integer", "generator": {"kind": "integer", "min": 1, "max": 9}},
        {"name": "price", "type": "decimal(9,2)", "generator": {
            "kind": "normal", "mean": 50, "std": 10, "min": 1, "max": 99}},
        {"name": "note", "type": "text", "generator": {"kind": "regex", "pattern": "[a-f]{12}"}},
        {"name": "coupon", "type": "text", "nullable": True, "null_rate": 0.5, "generator": {
            "kind": "choice", "values": ["A", "B"]}},
        {"name": "region", "type": "text", "generator": {
            "kind": "inherit", "column": "customers.region"}},
        {"name": "ordered", "type": "timestamp", "generator": {"kind": "timestamp"}},
        {"name": "settled", "type": "timestamp", "generator": {
            "kind": "after", "column": "ordered",
            "delay": {"kind": "integer", "min": 1, "max": 9}}},
    ]  # fmt: skip
    regions = {"kind": "choice", "values": ["north", "south"]}
    return {"name": "shop", "tables": [
        {"name": "customers", "rows": customers, "primary_key": ["id"], "columns": [
            {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
            {"name": "region", "type": "text", "generator": regions},
            {"name": "figure", "type": "integer", "generator": {**generator, **filtered}}]},
        {"name": "orders", "per_parent": {
            "columns": ["customer"], "count": {"kind": "integer", "min": 3, "max": 3}},
         "columns": orders, "foreign_keys": [
            {"columns": ["customer"], "references": "customers", "references_columns": ["id"]}]},
    ]}  # fmt: skip


REFUSED = {
    "state = 'retruned'": r"2 values of orders\.state \(new, returned\) meets .*'retruned'",
    "state = 'lost'": r"2 values of orders\.state",
    "vip": r"1 values of orders\.vip \(False\)",
    "units > 9": r"9 values of orders\.units",
    "region = 'west'": r"2 values of orders\.region \(north, south\)",
    "coupon = 'C'": r"3 values of orders\.coupon \(A, B, NULL\)",
    "units < 2 AND units > 8 AND state = 'new'": r"18 combinations of orders\.state, orders\.units",
    "state = 'retruned' AND price > 10": r"2 values of orders\.state",
    "false": "meets the filter 'false'",
    "price > 99": "12,000 sampled rows of orders",
    "settled < ordered": "12,000 sampled rows of orders",
    "note LIKE '%z%'": "12,000 sampled rows of orders",
}
"""What no order can meet, and what is said of it."""


@pytest.mark.parametrize("condition", REFUSED)
@pytest.mark.parametrize("rows", [10_000, GLANCE_ROWS])
def test_a_filter_that_no_child_can_meet_is_refused(condition: str, rows: int) -> None:
    data = shop(condition)
    [problem] = problems(dataset_from(data), sample_rows=rows)
    assert (problem.table, problem.column) == ("customers", "figure")
    assert re.search(REFUSED[condition], problem.text)
    assert problem.repairs
    for repair in problem.repairs:
        assert problems(dataset_from(repair.applied(data)), sample_rows=100) == []


@pytest.mark.parametrize(
    "condition",
    [
        "state = 'returned'",
        "state = 'returned' AND units = 9 AND coupon IS NULL",
        "coupon IS NULL",
        "price >= 99",
        "price > 98.5 AND state = 'returned'",
        "note LIKE '%a%'",
        "settled > ordered",
        "units = 9 AND customer = 77",
    ],
)
def test_a_filter_that_is_seldom_met_is_not_refused(condition: str) -> None:
    assert problems(dataset_from(shop(condition))) == []


@pytest.mark.parametrize(
    "condition", ["note = 'abcdefabcdef'", "settled < ordered", "customer = 5000"]
)
def test_nothing_is_concluded_from_few_children(condition: str) -> None:
    assert problems(dataset_from(shop(condition, customers=500))) == []


def test_a_misspelt_value_is_corrected_by_the_first_repair() -> None:
    data = shop("state = 'retruned' OR state = 'it''s'")
    [problem] = problems(dataset_from(data))
    mended = dataset_from(problem.repairs[0].applied(data))
    generator = mended.table("customers").column("figure").generator
    assert generator is not None
    assert generator.model_dump()["filter"] == "state = 'returned' OR state = 'it''s'"
    assert Engine(mended).truth("customers", 0, 9).num_rows == 9


def test_parents_that_have_no_children_whatever_they_are_are_refused() -> None:
    data = shop("units > 3")
    data["tables"][0]["columns"][1]["generator"]["exact"] = True
    none = {"kind": "integer", "min": 0, "max": 0}
    by = {"column": "region", "counts": {"north": none, "south": none}}
    data["tables"][1]["per_parent"]["by"] = by
    with pytest.raises(SpecError, match="no parent of orders has a child"):
        dataset_from(data)
