"""Two people edited the same version."""

from __future__ import annotations

from assets.schema.dataset import Dataset, dataset_from
from studio_ui.editing.merging import divergence
from studio_ui.editing.tables import add_table, new_dataset, remove_table


def dataset(*tables: str, rows: int = 100) -> Dataset:
    data = new_dataset("shop")
    data["tables"][0]["rows"] = rows
    for name in tables:
        data = add_table(data, name)
    return dataset_from(data)


def test_edits_in_different_places_go_together() -> None:
    both = divergence(dataset(), dataset("theirs"), dataset(rows=7))
    assert both.merged is not None
    assert [table.name for table in both.merged.tables] == ["table_1", "theirs"]
    assert both.merged.table("table_1").rows == 7
    assert (len(both.their_changes), len(both.my_changes)) == (1, 1)


def test_edits_of_the_same_place_do_not() -> None:
    both = divergence(dataset(), dataset(rows=5), dataset(rows=7))
    assert both.merged is None
    assert "rows" in both.obstacle


def test_an_edit_of_what_they_removed_does_not() -> None:
    base = dataset("other")
    theirs = dataset_from(
        remove_table(
            new_dataset("shop")
            | {
                "tables": [
                    table.model_dump(mode="json", exclude_defaults=True) for table in base.tables
                ]
            },
            "table_1",
        )
    )
    mine = dataset("other", rows=7)
    assert divergence(base, theirs, mine).merged is None


def test_two_new_datasets_of_one_name_do_not() -> None:
    assert divergence(None, dataset(), dataset(rows=7)).merged is None
