"""A draft: what it says of itself while it is edited."""

from __future__ import annotations

from typing import Any

from assets.schema.dataset import Dataset, dataset_from
from studio_ui.editing import column_grid
from studio_ui.editing.draft import Draft, Finding, new_draft, open_draft
from studio_ui.editing.tables import new_dataset, replace_table, table_of


def saved() -> Dataset:
    return dataset_from(new_dataset("shop"))


def edited(draft: Draft, edits: dict[str, Any]) -> Draft:
    table, renamed = column_grid.edited(table_of(draft.data, "table_1"), edits)
    return draft.edited(replace_table(draft.data, "table_1", table, renamed))


def test_an_opened_draft_has_nothing_to_save() -> None:
    draft = open_draft(saved())
    assert not draft.is_changed
    assert not draft.can_be_saved
    assert draft.version == saved().version


def test_a_valid_edit_can_be_saved() -> None:
    draft = edited(open_draft(saved()), {"added_rows": [{"name": "price", "type": "decimal(8,2)"}]})
    assert draft.findings == ()
    assert draft.can_be_saved


def test_an_edit_that_is_taken_back_is_none() -> None:
    draft = edited(open_draft(saved()), {"edited_rows": {0: {"description": "the key"}}})
    assert draft.is_changed
    assert not edited(draft, {"edited_rows": {0: {"description": ""}}}).is_changed


def test_a_new_dataset_can_be_saved_at_once() -> None:
    assert new_draft(new_dataset("shop")).can_be_saved


def test_a_wrong_type_is_found_in_its_column() -> None:
    draft = edited(open_draft(saved()), {"edited_rows": {0: {"type": "intger"}}})
    [finding] = draft.findings
    assert finding.place == "table_1.id"
    assert "'intger' is not a type" in finding.text
    assert not draft.can_be_saved


def test_unreadable_parameters_are_found_in_their_column() -> None:
    draft = edited(open_draft(saved()), {"edited_rows": {0: {"parameters": "start"}}})
    assert draft.findings == (
        Finding("table_1", "id", "'start' has no value: write 'start: value'"),
    )


def test_a_column_that_nothing_fills_is_found_in_its_table() -> None:
    draft = edited(open_draft(saved()), {"edited_rows": {0: {"generator": "foreign key"}}})
    assert draft.findings[0].table == "table_1"
    assert "has no generator" in draft.findings[0].text


def test_what_no_rows_can_satisfy_is_found() -> None:
    edits = {"added_rows": [{"name": "code", "type": "tinyint", "unique": True}]}
    draft = edited(open_draft(saved()), edits)
    crowded = draft.edited({**draft.data, "tables": [{**draft.data["tables"][0], "rows": 1_000}]})
    assert crowded.dataset is not None
    assert crowded.findings[0].table == "table_1"
    assert "code" in crowded.findings[0].place + crowded.findings[0].text
    assert not crowded.can_be_saved


def test_a_name_with_a_dot_is_found_where_it_is() -> None:
    data = new_dataset("shop")
    data["tables"][0]["name"] = "dbo.orders"
    data["tables"][0]["rows"] = 0
    [finding] = new_draft(data).findings
    assert finding.table == "dbo.orders"
    assert finding.text.startswith("rows:")
