"""Foreign keys, unique sets and checks as rows of grids, and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from assets.schema.table import Table
from studio_ui.editing import key_grid
from tests.unit.studio_ui.editing_strategies import tables

LINES: dict[str, Any] = {
    "name": "lines",
    "columns": [],
    "foreign_keys": [
        {
            "columns": ["order_id", "position"],
            "references": "positions",
            "references_columns": ["order_id", "number"],
            "pick": {"kind": "zipf", "exponent": 0.7},
            "name": "fk_position",
        }
    ],
}


@given(tables())
def test_grids_without_edits_give_the_table_back(data: dict[str, Any]) -> None:
    table = Table.model_validate(data)
    plain = table.model_dump(mode="json", exclude_defaults=True)
    for change in (key_grid.with_foreign_keys, key_grid.with_unique, key_grid.with_checks):
        assert Table.model_validate(change(plain, {})) == table


def test_a_composite_key_stands_in_one_row() -> None:
    [row] = key_grid.foreign_key_rows(LINES)
    assert row["columns"] == "order_id, position"
    assert (row["pick"], row["exponent"]) == ("zipf", 0.7)


def test_an_edit_keeps_what_the_grid_does_not_show() -> None:
    edited = key_grid.with_foreign_keys(LINES, {"edited_rows": {0: {"pick": "one_to_one"}}})
    [key] = edited["foreign_keys"]
    assert key["pick"] == {"kind": "one_to_one"}
    assert key["name"] == "fk_position"


def test_a_tree_keeps_its_shape() -> None:
    tree = {"kind": "tree", "max_depth": 5, "roots": 1}
    data = {**LINES, "foreign_keys": [{**LINES["foreign_keys"][0], "pick": tree}]}
    edited = key_grid.with_foreign_keys(data, {"edited_rows": {0: {"null_rate": 0.1}}})
    assert edited["foreign_keys"][0]["pick"] == tree


def test_rows_are_added_and_deleted() -> None:
    new = {"columns": "book_id", "references": "books", "references_columns": "id"}
    edited = key_grid.with_foreign_keys(LINES, {"deleted_rows": [0], "added_rows": [new]})
    assert edited["foreign_keys"] == [
        {"columns": ["book_id"], "references": "books", "references_columns": ["id"]}
    ]
    assert "foreign_keys" not in key_grid.with_foreign_keys(LINES, {"deleted_rows": [0]})


def test_unique_sets_and_checks_are_typed_in() -> None:
    unique = key_grid.with_unique(LINES, {"added_rows": [{"columns": "a, b"}, {"columns": " "}]})
    assert unique["unique"] == [["a", "b"]]
    checks = key_grid.with_checks(LINES, {"added_rows": [{"sql": "a > 0"}, {"name": "no sql"}]})
    assert checks["checks"] == [{"sql": "a > 0"}]
    assert set(key_grid.pick_options()) >= {"uniform", "zipf", "one_to_one"}
