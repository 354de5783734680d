"""Renames: what they take along, what they refuse, and how they are found."""

from __future__ import annotations

from typing import Any

import pytest

from assets.errors import SpecError
from assets.schema.changes import changes_from, diff
from assets.schema.generators import Expression
from tests.fixtures.changes import RENAME_ID, RENAME_PRICE, done, edited, lines
from tests.fixtures.specs import shop


def test_a_renamed_column_takes_its_references_along() -> None:
    renamed = done(RENAME_ID)
    customers = renamed.table("customers")
    assert customers.primary_key == ["key"]
    assert customers.foreign_keys[0].references_columns == ["key"]
    assert renamed.table("orders").foreign_keys[0].references_columns == ["key"]
    assert renamed.table("lines") == shop().table("lines")
    part = done({"kind": "rename_column", "table": "orders", "column": "shop", "new": "branch"})
    assert part.table("orders").primary_key == ["branch", "number"]
    assert part.table("lines").foreign_keys[0].references_columns == ["number", "branch"]
    assert part.table("lines").foreign_keys[0].columns == ["order", "shop"]


def test_a_renamed_column_is_renamed_in_checks_and_expressions() -> None:
    orders = done(RENAME_PRICE).table("orders")
    assert orders.checks[0].sql == '"net price" >= 0 AND orders."net price" < 1000'
    assert orders.column("gross").generator == Expression(sql='"net price" * 1.19')


def test_a_renamed_table_takes_its_references_along() -> None:
    renamed = done({"kind": "rename_table", "table": "orders", "new": "the orders"})
    assert [table.name for table in renamed.tables] == ["customers", "the orders", "lines"]
    assert renamed.table("lines").foreign_keys[0].references == "the orders"
    assert renamed.table("the orders").checks[0].sql == 'price >= 0 AND "the orders".price < 1000'
    own = done({"kind": "rename_table", "table": "customers", "new": "people"})
    assert own.table("people").foreign_keys[0].references == "people"


@pytest.mark.parametrize(
    "sql",
    [
        "price > (SELECT avg(price) FROM orders)",
        "len(list_filter([1], x -> x > price)) > 0",
        "price.amount > 0",
        "other.price > 0",
        "price > AND",
    ],
)
def test_a_rename_is_refused_where_sql_cannot_follow(sql: str) -> None:
    def edit(data: Any) -> None:
        data["tables"][1]["checks"] = [{"sql": sql}]

    with pytest.raises(SpecError, match="cannot be renamed") as caught:
        done(RENAME_PRICE, to=edited(edit))
    assert "orders: rename column price → net price" in str(caught.value)
    assert "hange that expression first" in str(caught.value)


@pytest.mark.parametrize(
    "sql",
    [
        "'price' = 'x'",
        "gross > AND",
        "prices > 0",
        "gross.x > 0",
        "struct_pack(price := 1).x",
        "len(list_filter([1], price -> price > 2)) > 0",
    ],
)
def test_sql_that_only_looks_alike_is_left_alone(sql: str) -> None:
    def edit(data: Any) -> None:
        data["tables"][1]["checks"] = [{"sql": sql}]

    assert done(RENAME_PRICE, to=edited(edit)).table("orders").checks[0].sql == sql


def test_a_rename_that_makes_sql_too_long_or_unsafe_is_refused() -> None:
    def edit(data: Any) -> None:
        data["tables"][1]["checks"] = [{"sql": " + ".join(["price"] * 200) + " > 0"}]

    with pytest.raises(SpecError, match="cannot be renamed"):
        done({**RENAME_PRICE, "new": "p" * 100}, to=edited(edit))
    with pytest.raises(SpecError, match="cannot be renamed"):
        done({**RENAME_PRICE, "new": "net--price"})


def test_renames_are_found() -> None:
    for rename in (
        RENAME_ID,
        RENAME_PRICE,
        {"kind": "rename_table", "table": "lines", "new": "items"},
    ):
        new = done(rename)
        assert diff(shop(), new) == changes_from([rename])


def test_an_unclear_rename_is_told_as_removed_and_added() -> None:
    def edit(data: Any) -> None:
        for name in ("one", "two"):
            data["tables"][0]["columns"].append(
                {"name": name, "type": "text", "generator": {"kind": "text"}}
            )

    def other(data: Any) -> None:
        edit(data)
        data["tables"][0]["columns"][3]["name"] = "three"
        data["tables"][0]["columns"][4]["name"] = "four"

    assert lines(edited(edit), edited(other)) == [
        "customers: remove column one",
        "customers: remove column two",
        "customers: add column three text, text",
        "customers: add column four text, text",
    ]
