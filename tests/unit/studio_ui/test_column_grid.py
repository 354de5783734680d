"""Columns as rows of a grid, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.schema.table import Table
from studio_ui.editing import column_grid
from tests.unit.studio_ui.editing_strategies import tables

BOOKS: dict[str, Any] = {
    "name": "books",
    "columns": [
        {"name": "book_id", "type": "integer", "generator": {"kind": "sequence"}},
        {"name": "isbn", "type": "char(17)", "generator": {"kind": "pattern", "pattern": "##-#"}},
        {"name": "price", "type": "decimal(8,2)", "generator": {"kind": "decimal", "max": 64.9}},
        {"name": "author_id", "type": "integer"},
        {
            "name": "note",
            "type": "text",
            "nullable": True,
            "null_rate": 0.25,
            "generator": {"kind": "text"},
        },
    ],
    "primary_key": ["book_id"],
    "unique": [["isbn", "price"]],
    "foreign_keys": [
        {"columns": ["author_id"], "references": "authors", "references_columns": ["author_id"]}
    ],
}


def plain(table: Table) -> dict[str, Any]:
    return table.model_dump(mode="json", exclude_defaults=True)


def after(edits: dict[str, Any], table: dict[str, Any] = BOOKS) -> dict[str, Any]:
    return column_grid.edited(table, edits)[0]


def column(table: dict[str, Any], name: str) -> dict[str, Any]:
    return next(found for found in table["columns"] if found["name"] == name)


@given(tables())
def test_a_grid_without_edits_gives_the_table_back(data: dict[str, Any]) -> None:
    table = Table.model_validate(data)
    edited, renamed = column_grid.edited(plain(table), {})
    assert Table.model_validate(edited) == table
    assert renamed == {}


@given(tables())
def test_a_table_that_is_typed_in_cell_by_cell_is_the_same_table(data: dict[str, Any]) -> None:
    table = Table.model_validate({**data, "foreign_keys": [], "unique": []})
    rows = column_grid.rows_of(plain(table))
    empty = {"name": table.name, "columns": [], "rows": table.rows}
    typed = after({"added_rows": rows}, empty)
    typed["primary_key"] = table.primary_key  # the grid keeps which columns, not their order
    wanted = [found.model_copy(update={"source_type": ""}) for found in table.columns]
    assert Table.model_validate({**typed, "checks": []}).columns == wanted


@given(tables(), st.data())
def test_a_renamed_column_keeps_its_keys(data: dict[str, Any], drawn: st.DataObject) -> None:
    table = plain(Table.model_validate(data))
    at = drawn.draw(st.integers(0, len(table["columns"]) - 1))
    old = table["columns"][at]["name"]
    edited, renamed = column_grid.edited(table, {"edited_rows": {at: {"name": "brand new"}}})
    assert renamed == {old: "brand new"}

    def new(names: list[str]) -> list[str]:
        return ["brand new" if name == old else name for name in names]

    assert edited.get("primary_key", []) == new(table.get("primary_key", []))
    assert edited.get("unique", []) == [new(names) for names in table.get("unique", [])]
    keys = [key["columns"] for key in edited.get("foreign_keys", [])]
    assert keys == [new(key["columns"]) for key in table.get("foreign_keys", [])]


def test_a_row_shows_what_a_person_needs() -> None:
    rows = {row["name"]: row for row in column_grid.rows_of(BOOKS)}
    assert rows["book_id"]["key"] is True
    assert rows["price"]["parameters"] == "max: 64.9"
    assert rows["isbn"]["parameters"] == "pattern: ##-#"
    assert rows["author_id"]["generator"] == column_grid.FOREIGN_KEY
    assert rows["author_id"]["parameters"] == "authors.author_id"
    assert rows["note"]["null_rate"] == 0.25


def test_another_kind_starts_with_parameters_that_suit_it() -> None:
    edited = after({"edited_rows": {"2": {"generator": "person"}}})
    assert column(edited, "price")["generator"] == {"kind": "person", "field": "first_name"}


def test_another_type_brings_its_ordinary_generator() -> None:
    edited = after({"edited_rows": {2: {"type": "date"}}})
    assert column(edited, "price")["generator"] == {"kind": "date"}


def test_another_type_keeps_a_generator_that_was_chosen_on_purpose() -> None:
    edited = after({"edited_rows": {1: {"type": "varchar(20)"}}})
    assert column(edited, "isbn")["generator"] == {"kind": "pattern", "pattern": "##-#"}


def test_a_mistyped_type_leaves_the_generator_as_it_is() -> None:
    edited = after({"edited_rows": {2: {"type": "decmal(8,2)"}}})
    assert column(edited, "price")["generator"] == {"kind": "decimal", "max": 64.9}


def test_a_key_column_is_not_nullable() -> None:
    edited = after({"edited_rows": {4: {"key": True}}})
    assert edited["primary_key"] == ["book_id", "note"]
    assert "nullable" not in column(edited, "note")
    assert "null_rate" not in column(edited, "note")


def test_a_column_that_may_not_be_null_has_no_null_rate() -> None:
    edited = after({"edited_rows": {4: {"nullable": False}}})
    assert "null_rate" not in column(edited, "note")


def test_a_removed_column_takes_its_keys_with_it() -> None:
    edited = after({"deleted_rows": [0, 1, 3]})
    assert [found["name"] for found in edited["columns"]] == ["price", "note"]
    assert not {"primary_key", "unique", "foreign_keys"} & set(edited)


FAMILY: dict[str, Any] = {
    **BOOKS,
    "per_parent": {"columns": ["author_id"], "count": {"kind": "integer", "min": 1, "max": 3}},
}


def test_rows_per_parent_follow_a_renamed_key() -> None:
    edited = after({"edited_rows": {3: {"name": "writer_id"}}}, FAMILY)
    assert edited["per_parent"]["columns"] == ["writer_id"]
    assert edited["foreign_keys"][0]["columns"] == ["writer_id"]


def test_rows_per_parent_go_with_their_key() -> None:
    assert "per_parent" not in after({"deleted_rows": [3]}, FAMILY)


BELONGING: dict[str, Any] = {
    **BOOKS,
    "columns": [
        *BOOKS["columns"],
        {"name": "owner_type", "type": "text"},
        {"name": "owner_id", "type": "integer"},
    ],
    "polymorphic_keys": [
        {
            "type_column": "owner_type",
            "id_column": "owner_id",
            "references": [{"table": "authors", "column": "author_id"}],
        }
    ],
}


def test_polymorphic_keys_follow_a_renamed_column() -> None:
    edited = after({"edited_rows": {6: {"name": "holder"}}}, BELONGING)
    assert edited["polymorphic_keys"][0]["id_column"] == "holder"
    assert edited["polymorphic_keys"][0]["type_column"] == "owner_type"
    assert column_grid.rows_of(BELONGING)[6]["parameters"] == "authors.author_id"


def test_polymorphic_keys_go_with_a_column() -> None:
    assert "polymorphic_keys" not in after({"deleted_rows": [5]}, BELONGING)


MATRIX: dict[str, Any] = {
    "columns": ["note", "price", "isbn"],
    "matrix": [[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]],
}


def test_correlations_follow_a_renamed_column() -> None:
    pairs = {"pairs": {"price": {"isbn": 0.3}}}
    edited = after(
        {"edited_rows": {2: {"name": "cost"}}}, {**BOOKS, "correlations": [MATRIX, pairs]}
    )
    assert edited["correlations"] == [
        {**MATRIX, "columns": ["note", "cost", "isbn"]},
        {"pairs": {"cost": {"isbn": 0.3}}},
    ]


def test_a_removed_column_leaves_its_correlations() -> None:
    pairs = {"pairs": {"price": {"isbn": 0.3, "note": 0.1}}}
    table = {**BOOKS, "correlations": [MATRIX, pairs]}
    edited = after({"deleted_rows": [1]}, table)
    assert edited["correlations"] == [
        {"columns": ["note", "price"], "matrix": [[1, 0.1], [0.1, 1]]},
        {"pairs": {"price": {"note": 0.1}}},
    ]
    assert "correlations" not in after({"deleted_rows": [1, 2]}, table)


def test_the_stream_of_changes_follows_renamed_and_removed_columns() -> None:
    table = {**BOOKS, "changes": {"delete": 0, "columns": ["note", "price"]}}
    edited = after({"edited_rows": {2: {"name": "cost"}}}, table)
    assert edited["changes"] == {"delete": 0, "columns": ["note", "cost"]}
    edited = after({"deleted_rows": [2]}, table)
    assert edited["changes"] == {"delete": 0, "columns": ["note"]}


def test_targets_follow_their_columns() -> None:
    targets = [{"column": "price", "mean": 9}, {"column": "isbn", "sum": 5, "by": "note"}]
    table = {**BOOKS, "targets": targets}
    edited = after({"edited_rows": {2: {"name": "cost"}}}, table)
    assert edited["targets"] == [{"column": "cost", "mean": 9}, targets[1]]
    assert after({"deleted_rows": [2]}, table)["targets"] == targets[1:]
    assert "targets" not in after({"deleted_rows": [1, 2]}, table)


def test_a_new_row_is_completed() -> None:
    edited = after({"added_rows": [{"name": "rating", "type": "smallint"}, {"type": "date"}, {}]})
    assert column(edited, "rating")["generator"] == {"kind": "integer"}
    assert edited["columns"][-1]["name"] == "column_1"
    assert len(edited["columns"]) == len(BOOKS["columns"]) + 2


@pytest.mark.parametrize("text", ["min: 1, max", "min: [1", "{", "*a", "just words"])
def test_parameters_that_cannot_be_read_are_kept_as_they_were_typed(text: str) -> None:
    edited = after({"edited_rows": {2: {"parameters": text}}})
    assert column_grid.rows_of(edited)[2]["parameters"] == text
    [(name, problem)] = column_grid.unreadable_parameters(edited)
    assert name == "price"
    assert "write" in problem


def test_a_long_cell_is_cut_and_loses_nothing() -> None:
    values = [f"value {n}" for n in range(5_000)]
    wide = {"name": "c", "type": "text", "generator": {"kind": "choice", "values": values}}
    table = {"name": "t", "columns": [wide]}
    assert len(column_grid.rows_of(table)[0]["parameters"]) < 5_000
    edited = after({"edited_rows": {0: {"description": "many"}}}, table)
    assert edited["columns"][0]["generator"]["values"] == values


FLAWS: list[dict[str, Any]] = [
    {"kind": "typo", "columns": ["isbn", "note"], "rate": 0.1},
    {"kind": "outlier", "columns": ["price"], "rate": 0.1},
    {"kind": "orphan", "columns": ["author_id"], "rate": 0.1},
    {"kind": "duplicate", "keep": ["isbn"], "rate": 0.1},
    {"kind": "duplicate", "rate": 0.1},
]


def test_flaws_follow_a_renamed_column() -> None:
    names = {2: {"name": "cost"}, 3: {"name": "writer_id"}}
    edited = after({"edited_rows": names}, {**BOOKS, "flaws": FLAWS})
    assert [flaw.get("columns") for flaw in edited["flaws"]][:3] == [
        ["isbn", "note"],
        ["cost"],
        ["writer_id"],
    ]


def test_a_removed_column_leaves_its_flaws() -> None:
    edited = after({"deleted_rows": [1, 2, 3]}, {**BOOKS, "flaws": FLAWS})
    assert edited["flaws"] == [
        {"kind": "typo", "columns": ["note"], "rate": 0.1},
        {"kind": "duplicate", "keep": [], "rate": 0.1},
        {"kind": "duplicate", "rate": 0.1},
    ]
