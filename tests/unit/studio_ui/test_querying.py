"""Example queries, charts and downloads."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest

from assets.schema.formats import read_spec
from assets.tables.engine import Engine
from studio_ui.querying import charts
from studio_ui.querying.downloads import csv_bytes, parquet_bytes
from studio_ui.querying.examples import examples, quoted

EXAMPLE = Path(__file__).parents[3] / "examples" / "bookstore.yaml"


def test_every_example_query_runs_and_can_be_drawn() -> None:
    dataset = read_spec(EXAMPLE).with_rows(200)
    engine = Engine(dataset)
    with duckdb.connect() as connection:
        for table in dataset.tables:
            batches = list(engine.chunks(table.name))
            connection.register(table.name, pa.Table.from_batches(batches))
        found = examples(dataset, {table.name for table in dataset.tables})
        assert len(found) == 3
        for example in found:
            result = connection.sql(example.sql).to_arrow_table()
            assert result.num_rows > 0, example.sql
            chart = charts.suitable(result)
            assert chart is not None
            assert charts.figure(result, chart).data


def test_examples_ask_only_published_tables() -> None:
    dataset = read_spec(EXAMPLE)
    found = examples(dataset, {"orders"})
    assert found
    assert all("customers" not in example.sql for example in found)
    assert examples(dataset, set()) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("books", "books"),
        ("order", '"order"'),
        ("Order Details", '"Order Details"'),
        ('a"b', '"a""b"'),
    ],
)
def test_names_are_quoted_where_they_must(name: str, text: str) -> None:
    assert quoted(name) == text


MONTHS = pa.table({"month": [date(2024, 2, 1), date(2024, 1, 1)], "n": [2, 1]})


def test_the_suitable_chart() -> None:
    assert charts.suitable(MONTHS) == charts.Chart("line", "month", "n")
    by_name = pa.table({"genre": ["a"], "genre_id": [1], "books": [3]})
    assert charts.suitable(by_name) == charts.Chart("bar", "genre", "books")
    assert charts.suitable(pa.table({"x": [1.5]})) == charts.Chart("histogram", "x", None)
    assert charts.suitable(pa.table({"x": [1.5], "y": [2]})) == charts.Chart("scatter", "x", "y")
    assert charts.suitable(pa.table({"name": ["a", "a"]})) == charts.Chart("bar", "name", None)
    assert charts.suitable(MONTHS.slice(0, 0)) is None


def test_a_line_goes_from_left_to_right() -> None:
    drawn = charts.figure(MONTHS, charts.Chart("line", "month", "n"))
    assert list(drawn.data[0].y) == [1, 2]


def test_bars_count_rows_where_nothing_is_measured() -> None:
    result = pa.table({"name": ["a", "b", "a", None]})
    drawn = charts.figure(result, charts.Chart("bar", "name", None))
    assert dict(zip(drawn.data[0].x, drawn.data[0].y, strict=True)) == {"a": 2, "b": 1, "NULL": 1}


RESULT = pa.table(
    {
        "price": pa.array([Decimal("1.50"), None], pa.decimal128(8, 2)),
        "tags": [["a", "b"], []],
        "genre": pa.array(["novel", None]).dictionary_encode(),
        "raw": pa.array([b"\x01\xff", None], pa.binary()),
    }
)


def test_csv_holds_every_type() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_bytes(RESULT).decode())))
    assert rows[0] == {"price": "1.50", "tags": '["a", "b"]', "genre": "novel", "raw": "01ff"}
    assert len(rows) == 2


def test_parquet_is_read_back() -> None:
    read = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(RESULT)))
    assert read.to_pylist() == RESULT.to_pylist()
