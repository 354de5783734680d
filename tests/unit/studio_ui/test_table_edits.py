"""Adding, removing and renaming whole tables."""

from __future__ import annotations

from typing import Any

from assets.schema.dataset import dataset_from
from studio_ui.editing import tables

SHOP: dict[str, Any] = {
    "name": "shop",
    "tables": [
        {
            "name": "customers",
            "columns": [{"name": "id", "type": "integer", "generator": {"kind": "sequence"}}],
            "primary_key": ["id"],
        },
        {
            "name": "orders",
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "customer_id", "type": "integer"},
            ],
            "primary_key": ["id"],
            "foreign_keys": [
                {
                    "columns": ["customer_id"],
                    "references": "customers",
                    "references_columns": ["id"],
                }
            ],
        },
    ],
}


def test_a_new_dataset_is_valid() -> None:
    assert dataset_from(tables.new_dataset("shop")).table("table_1").rows == 100


def test_a_new_table_is_valid() -> None:
    found = dataset_from(tables.add_table(SHOP, "products"))
    assert tables.table_names(tables.add_table(SHOP, "products")) == [t.name for t in found.tables]


def test_removing_a_table_frees_the_columns_that_referred_to_it() -> None:
    left = dataset_from(tables.remove_table(SHOP, "customers"))
    generator = left.table("orders").column("customer_id").generator
    assert generator is not None
    assert generator.kind == "integer"
    assert left.table("orders").foreign_keys == []


def test_rows_per_parent_end_with_the_parent() -> None:
    family = {"columns": ["customer_id"], "count": {"kind": "integer", "min": 1, "max": 3}}
    data = {**SHOP, "tables": [SHOP["tables"][0], {**SHOP["tables"][1], "per_parent": family}]}
    assert dataset_from(data).table("orders").rows > 1_000
    assert dataset_from(tables.remove_table(data, "customers")).table("orders").per_parent is None


def test_keys_follow_a_renamed_table() -> None:
    renamed = dataset_from(tables.rename_table(SHOP, "customers", "people"))
    assert renamed.table("orders").foreign_keys[0].references == "people"


def test_keys_follow_a_renamed_column() -> None:
    people = {**SHOP["tables"][0], "primary_key": ["number"]}
    people["columns"] = [{**people["columns"][0], "name": "number"}]
    after = tables.replace_table(SHOP, "customers", people, {"id": "number"})
    assert dataset_from(after).table("orders").foreign_keys[0].references_columns == ["number"]


def test_counts_by_a_category_follow_its_renamed_column() -> None:
    tier = {"kind": "choice", "values": ["gold", "none"], "exact": True}
    parent, child = SHOP["tables"]
    parent = {**parent, "columns": [*parent["columns"], {"name": "tier", "type": "text"}]}
    parent["columns"][-1]["generator"] = tier
    by = {"column": "tier", "counts": {"gold": {"kind": "integer", "min": 3, "max": 3}}}
    count = {"kind": "integer", "min": 1, "max": 1}
    child = {**child, "per_parent": {"columns": ["customer_id"], "count": count, "by": by}}
    data = {**SHOP, "tables": [parent, child]}
    renamed = {**parent, "columns": [parent["columns"][0], {**parent["columns"][1], "name": "x"}]}
    after = dataset_from(tables.replace_table(data, "customers", renamed, {"tier": "x"}))
    family = after.table("orders").per_parent
    assert family is not None
    assert family.by is not None
    assert family.by.column == "x"
    assert after.table("orders").rows == 2_000


def test_the_neighbours_of_a_table_are_its_parents_and_children() -> None:
    assert tables.neighbours(SHOP, "customers") == ["customers", "orders"]
    assert tables.referring_to(SHOP, "customers") == [("orders", ["customer_id"])]
    assert tables.neighbours(tables.add_table(SHOP, "other"), "other") == ["other"]


def test_what_was_given_is_left_as_it_was() -> None:
    before = repr(SHOP)
    tables.remove_table(SHOP, "customers")
    tables.rename_table(SHOP, "customers", "people")
    assert repr(SHOP) == before


NOTED: dict[str, Any] = {
    "name": "shop",
    "tables": [
        *SHOP["tables"],
        {
            "name": "notes",
            "columns": [
                {"name": "about", "type": "text"},
                {"name": "about_id", "type": "integer"},
            ],
            "polymorphic_keys": [
                {
                    "type_column": "about",
                    "id_column": "about_id",
                    "references": [
                        {"table": "customers", "column": "id"},
                        {"table": "orders", "column": "id", "weight": 2},
                    ],
                }
            ],
        },
    ],
}


def test_polymorphic_keys_follow_renames_and_lose_what_is_removed() -> None:
    renamed = tables.rename_table(NOTED, "customers", "people")
    renamed = tables.replace_table(
        renamed,
        "people",
        {
            "name": "people",
            "columns": [{"name": "key", "type": "integer", "generator": {"kind": "sequence"}}],
            "primary_key": ["key"],
        },
        {"id": "key"},
    )
    (key,) = dataset_from(renamed).table("notes").polymorphic_keys
    found = [(ref.table, ref.column) for ref in key.references]
    assert found == [("people", "key"), ("orders", "id")]
    assert tables.neighbours(NOTED, "customers") == ["customers", "orders", "notes"]
    less = tables.remove_table(NOTED, "orders")
    (key,) = dataset_from(less).table("notes").polymorphic_keys
    assert [ref.table for ref in key.references] == ["customers"]
    none = dataset_from(tables.remove_table(less, "customers")).table("notes")
    assert none.polymorphic_keys == []
    assert none.column("about").generator is not None
