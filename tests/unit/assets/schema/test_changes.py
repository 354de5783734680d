"""Changes do what they say, refuse what does not fit, and are told in plain English."""

from __future__ import annotations

from typing import Any

import pytest

from assets.errors import SpecError
from assets.schema.changes import apply, changes_from, describe, diff
from assets.schema.changes.fields import plain_fields
from assets.schema.changes.order import staying
from assets.schema.dataset import Dataset
from assets.schema.table import Column, Table
from tests.fixtures.changes import RENAME_ID, RENAME_PRICE, done, edited, lines
from tests.fixtures.specs import shop


def test_every_field_can_be_set_or_has_a_change_of_its_own() -> None:
    own = {Dataset: {"tables"}, Table: {"name", "columns", "foreign_keys"}, Column: {"name"}}
    for owner, others in own.items():
        assert set(plain_fields(owner)) == set(owner.model_fields) - others
    assert {"type", "nullable", "generator"} <= set(plain_fields(Column))


def test_a_changed_type_is_one_line() -> None:
    def edit(data: Any) -> None:
        data["tables"][1]["columns"][3]["type"] = "decimal(10,2)"

    new = edited(edit)
    assert lines(shop(), new) == ["orders.price: type decimal(8,2) → decimal(10,2)"]
    assert apply(shop(), diff(shop(), new)) == new


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"kind": "change_dataset", "field": "seed", "old": 1, "new": 12345},
            "dataset: seed 1 → 12,345",
        ),
        (
            {
                "kind": "change_table",
                "table": "orders",
                "field": "rows",
                "old": 1000,
                "new": 50_000,
            },
            "orders: rows 1000 → 50,000",
        ),
        (
            {
                "kind": "change_table",
                "table": "orders",
                "field": "unique",
                "old": [],
                "new": [["price", "gross"]],
            },
            "orders: unique none → (price, gross)",
        ),
        (
            {
                "kind": "change_column",
                "table": "orders",
                "column": "price",
                "field": "nullable",
                "old": False,
                "new": True,
            },
            "orders.price: nullable no → yes",
        ),
        (
            {
                "kind": "change_column",
                "table": "orders",
                "column": "price",
                "field": "generator",
                "old": {"kind": "decimal", "max": 100},
                "new": {"kind": "decimal", "min": 1, "max": 5},
            },
            "orders.price: generator decimal(max 100.0) → decimal(min 1.0, max 5.0)",
        ),
        ({"kind": "remove_table", "table": "lines"}, "remove table lines"),
        (
            {"kind": "rename_table", "table": "orders", "new": "sales"},
            "rename table orders → sales",
        ),
        ({"kind": "move_table", "table": "lines", "first": True}, "move table lines, first"),
        (
            {"kind": "move_column", "table": "orders", "column": "shop"},
            "orders: move column shop to the end",
        ),
        (
            {
                "kind": "add_column",
                "table": "orders",
                "after": "number",
                "column": {
                    "name": "paid",
                    "type": "boolean",
                    "nullable": True,
                    "generator": {"kind": "boolean"},
                },
            },
            "orders: add column paid boolean, nullable, boolean, after number",
        ),
        (
            {"kind": "remove_column", "table": "orders", "column": "gross"},
            "orders: remove column gross",
        ),
        (RENAME_PRICE, "orders: rename column price → net price"),
        (
            {
                "kind": "remove_foreign_key",
                "table": "orders",
                "foreign_key": {
                    "columns": ["customer_id"],
                    "references": "customers",
                    "references_columns": ["id"],
                },
            },
            "orders: remove foreign key (customer_id) to customers (id)",
        ),
        (
            {
                "kind": "change_foreign_key",
                "table": "orders",
                "old": {
                    "columns": ["customer_id"],
                    "references": "customers",
                    "references_columns": ["id"],
                },
                "new": {
                    "columns": ["customer_id"],
                    "references": "customers",
                    "references_columns": ["id"],
                    "pick": {"kind": "zipf"},
                },
            },
            "orders: foreign key (customer_id) to customers (id): "
            "pick uniform → zipf(exponent 1.1)",
        ),
    ],
)
def test_changes_are_told_in_plain_english(change: dict[str, Any], line: str) -> None:
    (read,) = changes_from([change])
    assert describe(read) == line


def test_a_moved_column_is_one_move() -> None:
    def edit(data: Any) -> None:
        columns = data["tables"][1]["columns"]
        columns.append(columns.pop(0))

    assert lines(shop(), edited(edit)) == ["orders: move column shop to the end"]


def test_staying_keeps_a_longest_run() -> None:
    assert staying("abcde", "bcdea") == set("bcde")
    assert staying("abcde", "edcba") in [{letter} for letter in "abcde"]
    assert staying("abxc", "ayc") == set("ac")
    assert staying("", "abc") == set()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"kind": "remove_table", "table": "nope"}, "the dataset has no table 'nope'"),
        (
            {"kind": "remove_column", "table": "orders", "column": "nope"},
            "orders has no column 'nope'",
        ),
        (
            {"kind": "move_column", "table": "orders", "column": "price", "after": "nope"},
            "no column 'nope'",
        ),
        (
            {
                "kind": "change_column",
                "table": "orders",
                "column": "price",
                "field": "unique",
                "old": True,
                "new": False,
            },
            "the present value is 'False', not 'True'",
        ),
        (
            {"kind": "rename_table", "table": "orders", "new": "lines"},
            "has a table 'lines' already",
        ),
        ({**RENAME_PRICE, "new": "gross"}, "has a column 'gross' already"),
        (
            {
                "kind": "add_foreign_key",
                "table": "orders",
                "position": 5,
                "foreign_key": {
                    "columns": ["number"],
                    "references": "customers",
                    "references_columns": ["id"],
                },
            },
            "no position 5",
        ),
        (
            {
                "kind": "remove_foreign_key",
                "table": "orders",
                "foreign_key": {
                    "columns": ["number"],
                    "references": "customers",
                    "references_columns": ["id"],
                },
            },
            "no such foreign key",
        ),
        ({"kind": "create_dataset", "name": "again"}, "there is a dataset already"),
        ({"kind": "remove_table", "table": "customers"}, "refers to the table 'customers'"),
        (
            {
                "kind": "change_column",
                "table": "customers",
                "column": "id",
                "field": "nullable",
                "old": False,
                "new": True,
            },
            "in the primary key",
        ),
    ],
)
def test_a_change_that_does_not_fit_is_refused(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(SpecError, match=problem):
        done(change)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [1],
        [{"kind": "nope"}],
        [{"kind": "remove_table"}],
        [{"kind": "remove_table", "table": "x", "extra": 1}],
        [{"kind": "remove_table", "table": '"; drop'}],
        [
            {
                "kind": "change_column",
                "table": "a",
                "column": "b",
                "field": "nope",
                "old": 1,
                "new": 2,
            }
        ],
        [{"kind": "change_table", "table": "a", "field": "rows", "old": 1, "new": 0}],
        [
            {
                "kind": "change_column",
                "table": "a",
                "column": "b",
                "field": "generator",
                "old": None,
                "new": {"kind": "integer", "min": 5, "max": 1},
            }
        ],
        [{"kind": "move_table", "table": "a", "after": "b", "first": True}],
    ],
)
def test_malformed_changes_are_spec_errors(data: Any) -> None:
    with pytest.raises(SpecError) as caught:
        changes_from(data)
    assert str(caught.value).startswith("changes: ")
    assert "\n" not in str(caught.value)


def test_steps_between_may_be_invalid() -> None:
    reached = done(
        {"kind": "remove_table", "table": "orders"}, {"kind": "remove_table", "table": "lines"}
    )
    assert [table.name for table in reached.tables] == ["customers"]


def test_nothing_comes_of_nothing() -> None:
    with pytest.raises(SpecError, match="egin with create_dataset"):
        apply(None, [])
    with pytest.raises(SpecError, match="egin with create_dataset"):
        apply(None, changes_from([{"kind": "remove_table", "table": "a"}]))


def test_apply_leaves_the_old_spec_alone() -> None:
    old = shop()
    apply(old, changes_from([RENAME_ID, RENAME_PRICE]))
    assert old == shop()
