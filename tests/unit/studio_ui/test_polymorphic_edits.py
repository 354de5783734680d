"""The references of a polymorphic key, from a grid's edits to spec data."""

from __future__ import annotations

from studio_ui.editing.polymorphic_keys import with_references

KEY = {
    "type_column": "subject_type",
    "id_column": "subject_id",
    "references": [
        {"table": "posts", "column": "post_id", "type": 7, "weight": 3.0},
        {"table": "photos", "column": "photo_id"},
    ],
}
SINGLE = {"posts": ("post_id", "bigint"), "videos": ("video_id", "bigint")}


def test_a_grid_without_edits_gives_the_key_back() -> None:
    assert with_references(KEY, {}, SINGLE) == KEY


def test_a_table_that_is_chosen_is_referred_to_by_its_key() -> None:
    edits = {"edited_rows": {1: {"table": "videos"}}, "added_rows": [{"table": "posts"}]}
    after = with_references(KEY, edits, SINGLE)["references"]
    assert after[1] == {"table": "videos", "column": "video_id"}
    assert after[2] == {"table": "posts", "column": "post_id"}


def test_types_weights_and_rows_are_edited() -> None:
    edits = {"edited_rows": {0: {"type": "Post", "weight": 1}}, "deleted_rows": [1]}
    after = with_references(KEY, edits, SINGLE)["references"]
    assert after == [{"table": "posts", "column": "post_id", "type": "Post"}]
