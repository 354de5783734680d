"""What the asset of a table needs: names, edits, progress lines, Markdown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import SpecError
from assets.schema.dataset import dataset_from
from assets.tables.addresses import asset_path, op_name
from assets.tables.edits import editable_fields, with_edits
from assets.tables.markdown import markdown, schema_markdown
from assets.tables.progress import Progress, every_second

COLUMN: dict[str, Any] = {"name": "id", "type": "integer", "generator": {"kind": "sequence"}}
DATASET = dataset_from(
    {"name": "shop", "tables": [{"name": name, "rows": 9, "columns": [COLUMN]} for name in "ab"]}
)


def test_an_asset_s_key_is_its_dataset_and_slug() -> None:
    assert asset_path("shop", "books") == ["shop", "books"]
    assert asset_path("shop", "Order Details")[1].startswith("Order_Details_")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b__c"), ("a__b", "c")),
        (("a_", "b"), ("a", "_b")),
        (("a", "b_job"), ("a__b", "x")),
        (("a", "b__checks"), ("a", "b")),
    ],
)
def test_no_two_tables_share_a_step(one: tuple[str, str], other: tuple[str, str]) -> None:
    names = [op_name(*one), op_name(*other)]
    names += [f"{name}__checks" for name in names]
    assert len(set(names)) == 4
    assert not any(name in ("a__b_job", "a_job") for name in names)


def test_the_default_config_is_no_edit() -> None:
    default = {table.name: editable_fields(table) for table in DATASET.tables}
    assert with_edits(DATASET, default) is DATASET
    assert with_edits(DATASET, {}) is DATASET


def test_an_edit_replaces_the_fields_that_it_names() -> None:
    edited = with_edits(DATASET, {"a": {"rows": 4}})
    assert (edited.table("a").rows, edited.table("b").rows) == (4, 9)
    assert edited.table("a").columns == DATASET.table("a").columns
    assert edited.version != DATASET.version


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"columns": [{**COLUMN, "type": "intger"}]}, "tables.a.columns.id.type"),
        ({"rows": 0}, "tables.a.rows"),
        ({"primary_key": ["nope"]}, "'nope'"),
        ({"colums": []}, "'colums' is not a field"),
        ({"columns": [{**COLUMN, "generator": {"kind": "secuence"}}]}, "columns.id.generator"),
    ],
)
def test_a_bad_edit_names_its_field(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(SpecError) as caught:
        with_edits(DATASET, {"a": fields})
    assert where in str(caught.value)


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.sampled_from(["books", "a: b", "日本"]))
def test_a_line_of_progress_is_read_back(done: int, total: int, table: str) -> None:
    progress = Progress(table, done, total)
    assert Progress.parse(str(progress)) == progress


def test_other_lines_are_no_progress() -> None:
    assert Progress.parse("books: 1,000 of 2,000 rows") == Progress("books", 1_000, 2_000)
    for line in ("Started process for run (pid: 1).", "", "books: many of 3 rows"):
        assert Progress.parse(line) is None


def test_progress_is_said_once_a_second_and_at_the_end() -> None:
    said: list[str] = []
    times = iter([0.0, 0.4, 1.1, 1.2, 1.3])
    report = every_second("books", 400, said.append, clock=lambda: next(times))
    for done in (100, 200, 300, 400):
        report(done)
    assert said == ["books: 200 of 400 rows", "books: 400 of 400 rows"]


def test_markdown_cannot_be_broken_by_a_value() -> None:
    assert markdown(["a|b", "c"], [["x\ny", None], ["<b>", "p|q\\"]]) == (
        "| a\\|b | c |\n| --- | --- |\n| x y |  |\n| &lt;b> | p\\|q\\\\ |"
    )
    assert markdown(["a"], [["x" * 100]]).endswith(f"| {'x' * 59}… |")


def test_a_schema_in_markdown() -> None:
    assert "| id | integer | not null | sequence |  |" in schema_markdown(DATASET.table("a"))
