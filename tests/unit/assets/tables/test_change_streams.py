"""What may happen to a table, and what is refused with what to do about it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from assets.errors import InputError
from assets.schema.change_streams import ChangeStream
from assets.schema.changes import kinds
from assets.schema.changes.apply import apply
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.change_streams.stream import TableChanges
from assets.tables.feasibility import problems
from tests.fixtures.appends import school
from tests.properties.test_change_stream_properties import stock


def with_stream(dataset: Dataset, table: str, **fields: Any) -> Dataset:
    tables = [
        each.model_copy(update={"changes": ChangeStream(**fields)}) if each.name == table else each
        for each in dataset.tables
    ]
    return dataset.model_copy(update={"tables": tables})


def operations(stream: TableChanges) -> set[str]:
    return {row["op"] for batch in stream.source() for row in batch.to_pylist()}


@pytest.mark.parametrize(
    ("table", "fields", "problem"),
    [
        ("students", {"delete": 1}, "no deletes: students refers to it. Set delete: 0"),
        ("students", {"insert": 1}, "no inserts: invoices is a figure over children"),
        ("lines", {"insert": 1}, "no inserts: its rows are counted per parent"),
        ("lines", {"delete": 1}, "no deletes: invoices.total follows from several of its rows"),
        (
            "lines",
            {"columns": ["amount"]},
            "cannot change it: it is read by invoices.total",
        ),
        (
            "invoices",
            {"columns": ["total"]},
            "cannot change it: it follows from other columns",
        ),
        (
            "students",
            {"columns": ["code"]},
            "cannot change it: it is in a key or unique",
        ),
        (
            "students",
            {"columns": ["buddy_id"]},
            "cannot change it: it is in a foreign key",
        ),
        (
            "students",
            {"columns": ["born"]},
            "cannot change it: it is read by profiles.since",
        ),
        ("lines", {}, "nothing can change"),
        ("enrollments", {"insert": 0, "delete": 0, "update": 1}, "none of its columns may change"),
    ],
)
def test_what_a_table_does_not_allow_is_refused(
    table: str, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InputError, match=re.escape(problem)):
        TableChanges(with_stream(school(), table, **fields), table, 10)
    if fields:
        (found,) = problems(with_stream(school(), table, **fields))
        assert str(found).startswith(table)


def test_half_of_an_address_does_not_change() -> None:
    with pytest.raises(InputError, match=r"Name all of town, postcode in columns"):
        TableChanges(with_stream(stock(9, 1, 1, 1, 1), "items", columns=["town"]), "items", 10)


def test_what_is_not_allowed_does_not_happen_unless_it_is_asked_for() -> None:
    assert operations(TableChanges(school(), "enrollments", 40)) == {"c", "d"}
    assert operations(TableChanges(stock(9, 1, 2, 7, 1), "items", 80)) == {"c", "u", "d"}
    only = with_stream(stock(9, 1, 0, 1, 0), "items", insert=0, delete=0, columns=["pieces"])
    for batch in TableChanges(only, "items", 50).source():
        for row in batch.to_pylist():
            before, after = json.loads(row["before"]), json.loads(row["after"])
            changed = {name for name in before if before[name] != after[name]}
            assert changed <= {"pieces", "value"}


def test_a_stream_that_would_empty_the_table_says_how_far_it_goes() -> None:
    dataset = with_stream(stock(100, 1, 0, 0, 1), "items", insert=0, update=0)
    with pytest.raises(InputError, match="no row would be left") as caught:
        TableChanges(dataset, "items", 500)
    most = int(re.findall(r"after ([\d,]+) of", str(caught.value))[0].replace(",", ""))
    assert 50 <= most <= 100
    assert operations(TableChanges(dataset, "items", most)) == {"d"}


def test_inserts_that_cannot_be_made_are_refused() -> None:
    with pytest.raises(InputError, match="rows cannot be inserted into profiles"):
        TableChanges(school(), "profiles", 200)


@pytest.mark.parametrize("what", ["exact counts", "a target"])
def test_what_is_exact_over_many_rows_has_no_inserts(what: str) -> None:
    data = stock(90, 1, 1, 1, 1).model_dump(mode="json", exclude_defaults=True)
    lot: dict[str, Any] = {"name": "lot", "type": "integer"}
    lot["generator"] = {"kind": "integer", "min": 1, "max": 9}
    targets = [{"column": "lot", "mean": 5}] if what == "a target" else []
    if not targets:
        lot["generator"] = {"kind": "choice", "values": [1, 2], "exact": True}
    table = next(each for each in data["tables"] if each["name"] == "items")
    table |= {"columns": [*table["columns"], lot], "targets": targets}
    table.pop("changes", None)
    dataset = dataset_from(data)
    assert operations(TableChanges(dataset, "items", 60)) == {"u", "d"}
    with pytest.raises(InputError, match=f"no inserts: lot has {what}"):
        TableChanges(with_stream(dataset, "items", insert=1), "items", 9)


def test_a_renamed_column_is_renamed_in_the_stream() -> None:
    dataset = with_stream(stock(9, 1, 1, 1, 1), "items", columns=["pieces"])
    rename = kinds.RenameColumn(table="items", column="pieces", new="count")
    stream = apply(dataset, [rename]).table("items").changes
    assert stream is not None
    assert stream.columns == ["count"]
    assert dataset.table_hash("items") == stock(9, 1, 1, 1, 1).table_hash("items")
