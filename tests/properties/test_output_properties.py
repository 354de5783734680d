"""The same rows give the same files, and every format gives the rows back."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import fs

from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.store import OutputStore

JSON_FIELD = {b"dataforge.type": b"json"}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
POOL = ["plain", "", 'with "quotes"', "two\nlines", "comma, and \\", "null", "é\u2028\x7f", "\\."]


def integers(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def decimals(precision: int, scale: int) -> st.SearchStrategy[Decimal]:
    top = 10**precision - 1
    return st.integers(-top, top).map(lambda n: Decimal(n).scaleb(-scale))


MOMENT = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999))
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "int8": (pa.int8(), integers(8)),
    "int16": (pa.int16(), integers(16)),
    "int32": (pa.int32(), integers(32)),
    "int64": (pa.int64(), integers(64)),
    "decimal_small": (pa.decimal128(9, 2), decimals(9, 2)),
    "decimal_large": (pa.decimal128(38, 10), st.integers(-(10**27), 10**27).map(Decimal)),
    "decimal_tiny": (pa.decimal128(12, 12), st.just(Decimal("0.000000000001"))),
    "float32": (pa.float32(), st.floats(width=32, allow_nan=False, allow_infinity=False)),
    "float64": (pa.float64(), st.floats(allow_nan=False, allow_infinity=False)),
    "bool": (pa.bool_(), st.booleans()),
    "date": (pa.date32(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
    "time": (pa.time64("us"), st.times()),
    "timestamp": (pa.timestamp("us"), MOMENT),
    "timestamptz": (pa.timestamp("us", tz="UTC"), MOMENT.map(lambda m: m.replace(tzinfo=UTC))),
    "text": (pa.string(), TEXT),
    "pooled": (pa.dictionary(pa.int32(), pa.string()), st.sampled_from(POOL)),
    "bytes": (pa.binary(), st.binary(max_size=9)),
    "integers": (pa.list_(pa.int64()), st.lists(st.none() | integers(64), max_size=3)),
    "texts": (pa.list_(pa.string()), st.lists(st.none() | TEXT, max_size=3)),
    "dates": (
        pa.list_(pa.date32()),
        st.lists(st.dates(date(1, 1, 1), date(9999, 12, 31)), max_size=2),
    ),
}


@st.composite
def columns(draw: st.DrawFn) -> tuple[pa.Table, list[int]]:
    """A table of every type, and the sizes of the batches it is cut into."""
    rows = draw(st.integers(0, 12))
    arrays = {}
    for name, (kind, values) in KINDS.items():
        cells = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
        if pa.types.is_dictionary(kind):
            arrays[name] = pa.array(cells, pa.string()).dictionary_encode()
        else:
            arrays[name] = pa.array(cells, kind)
    sizes = draw(st.lists(st.integers(0, 5), max_size=6))
    return pa.table(arrays), sizes


def cut(table: pa.Table, sizes: list[int]) -> list[pa.RecordBatch]:
    """The rows in batches of those sizes, each with dictionaries of its own."""
    batches, start = [], 0
    for size in [*sizes, table.num_rows]:
        piece = table.slice(start, size)
        start += piece.num_rows
        position = table.schema.get_field_index("pooled")
        own = piece.column(position).cast(pa.string()).combine_chunks().dictionary_encode()
        batches += piece.set_column(position, "pooled", own).combine_chunks().to_batches()
    return batches


def publish(root: str, table: pa.Table, batches: list[pa.RecordBatch], kind: Any) -> OutputStore:
    store = OutputStore(fs.SubTreeFileSystem(root, fs.LocalFileSystem()))
    staging = store.stage(
        "shop", "All types", run_id="r", spec_version="v", table_hash="h", seed=1, format=kind
    )
    with staging:
        staging.write(batches, table.schema)
        staging.publish()
    return store


def plain(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


@settings(max_examples=60, deadline=None)
@given(columns())
def test_the_same_rows_give_the_same_hash_and_come_back(case: tuple[pa.Table, list[int]]) -> None:
    table, sizes = case
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        whole = publish(one, table, table.combine_chunks().to_batches(), "parquet")
        store = publish(other, table, cut(table, sizes), "parquet")
        manifest = store.manifest("shop", "All types")
        assert manifest is not None
        assert manifest.rows == table.num_rows
        first = whole.manifest("shop", "All types")
        assert first is not None
        assert manifest.content_hash == first.content_hash
        read = store.read("shop", "All types").to_table()
        assert read.schema.equals(table.schema)
        assert plain(read) == plain(table)


@settings(max_examples=60, deadline=None)
@given(columns())
def test_csv_gives_the_rows_back(case: tuple[pa.Table, list[int]]) -> None:
    table, sizes = case
    with TemporaryDirectory() as root:
        store = publish(root, table, cut(table, sizes), "csv")
        read = plain(store.read("shop", "All types").to_table())
    assert len(read) == table.num_rows
    for found, wanted in zip(read, plain(table), strict=True):
        for name, value in wanted.items():
            cell = found[name]
            if value is None or cell is None:
                assert value is cell
            elif isinstance(value, bytes):
                assert bytes.fromhex(cell.removeprefix("\\x")) == value
            elif isinstance(value, list):
                assert json.loads(cell) == [as_json(item) for item in value]
            else:
                assert cell == value, name


@settings(max_examples=60, deadline=None)
@given(columns())
def test_every_line_of_jsonl_is_one_row(case: tuple[pa.Table, list[int]]) -> None:
    table, sizes = case
    with TemporaryDirectory() as root:
        publish(root, table, cut(table, sizes), "jsonl")
        text = next(Path(root).rglob("part-00000.jsonl")).read_bytes().decode()
    assert text == "" or text.endswith("\n")
    lines = text.split("\n")[:-1]
    assert len(lines) == table.num_rows
    for line, wanted in zip(lines, plain(table), strict=True):
        found = json.loads(line, parse_float=Decimal)
        assert list(found) == table.column_names
        for name, value in wanted.items():
            cell = found[name]
            if isinstance(value, float):
                assert float(pa.scalar(float(cell), KINDS[name][0]).as_py()) == value
            elif isinstance(value, list):
                assert cell == [as_json(item) for item in value]
            else:
                assert cell == as_json(value), name


@settings(max_examples=25, deadline=None)
@given(columns())
def test_jsonl_is_read_back(case: tuple[pa.Table, list[int]]) -> None:
    table, sizes = case
    with TemporaryDirectory() as root:
        store = publish(root, table, cut(table, sizes), "jsonl")
        read = plain(store.read("shop", "All types").to_table())
    for found, wanted in zip(read, plain(table), strict=True):
        for name, value in wanted.items():
            assert found[name] == as_read_from_json(value), name


def as_read_from_json(value: Any) -> Any:
    if isinstance(value, list):
        return [as_read_from_json(item) for item in value]
    if isinstance(value, bytes | time):
        return as_json(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        text = value.isoformat(timespec="microseconds")
        return text.replace("+00:00", "Z")
    if isinstance(value, time):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_large_tables_hash_the_same_in_any_batches(kind: str, tmp_path: Path) -> None:
    rows = 2 * BLOCK_ROWS + 77
    pool = pa.array([f"value {i}" for i in range(500)])
    codes = pa.array([i * 7919 % 500 for i in range(rows)], pa.int32())
    table = pa.table(
        {
            "id": pa.array(range(rows)),
            "text": pa.array([f"row {i}" if i % 5 else None for i in range(rows)]),
            "pooled": pa.DictionaryArray.from_arrays(codes, pool),
        }
    )
    hashes = set()
    for sizes in ([], [1], [65_536] * 4, [BLOCK_ROWS, 3], [999] * 150):
        root = tmp_path / str(len(list(tmp_path.iterdir())))
        root.mkdir()
        store = publish(str(root), table, cut(table, sizes), kind)
        manifest = store.manifest("shop", "All types")
        assert manifest is not None
        hashes.add(manifest.content_hash)
        assert store.read("shop", "All types").count_rows() == rows
    assert len(hashes) == 1
