"""What CSV and JSON Lines look like, byte for byte, and downloads."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.errors import OutputError
from assets.outputs import arrow_types
from assets.outputs.download import table_bytes

JSON = {b"dataforge.type": b"json"}
JSON_ARRAY = {b"dataforge.type": b"json[]"}


def test_csv_tells_null_from_empty_text() -> None:
    table = pa.table({"a": ["x", "", None, 'say "hi",\nthen \\.'], "b": [1, None, 3, 4]})
    assert table_bytes(table, "csv").decode() == (
        '"a","b"\n"x",1\n"",\n,3\n"say ""hi"",\nthen \\.",4\n'
    )


def test_csv_writes_what_postgresql_reads() -> None:
    table = pa.table(
        {
            'the "moment"': pa.array([datetime(2024, 2, 29, 1, 2, 3, 4)], pa.timestamp("us")),
            "zoned": pa.array([datetime(2024, 1, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
            "time": pa.array([time(23, 59, 59, 999_999)], pa.time64("us")),
            "date": pa.array([date(2024, 2, 29)], pa.date32()),
            "amount": pa.array([Decimal("-12345678901234567890.10")], pa.decimal128(38, 2)),
            "yes": pa.array([True]),
            "raw": pa.array([b"\x00\xff"], pa.binary()),
            "tags": pa.array([["a", None, 'b"c']], pa.list_(pa.string())),
        }
    )
    header, line = table_bytes(table, "csv").decode().splitlines()
    assert header.startswith('"the ""moment""","zoned",')
    assert line == (
        "2024-02-29T01:02:03.000004,2024-01-01T00:00:00.000000Z,23:59:59.999999,2024-02-29,"
        '-12345678901234567890.10,true,\\x00ff,"[""a"",null,""b\\""c""]"'
    )


def test_a_zone_other_than_utc_becomes_utc() -> None:
    moment = datetime(2024, 7, 1, 12, tzinfo=UTC)
    table = pa.table({"t": pa.array([moment], pa.timestamp("us", tz="Europe/Berlin"))})
    assert table_bytes(table, "csv") == b'"t"\n2024-07-01T12:00:00.000000Z\n'


def test_jsonl_embeds_json_columns() -> None:
    schema = pa.schema(
        [
            pa.field("doc", pa.string(), metadata=JSON),
            pa.field("pooled", pa.dictionary(pa.int32(), pa.string()), metadata=JSON),
            pa.field("docs", pa.list_(pa.string()), metadata=JSON_ARRAY),
            pa.field("text", pa.string()),
        ]
    )
    columns = [
        pa.array(['{"a": [1,\n 2.50]}', None]),
        pa.array(['{"b": 1}', "null"]).dictionary_encode(),
        pa.array([["1", None, '{"c": "d"}'], None]),
        pa.array(['{"a": 1}', "ü\t\x01"]),
    ]
    lines = table_bytes(pa.table(columns, schema=schema), "jsonl").decode().split("\n")
    assert lines == [
        '{"doc":{"a": [1,  2.50]},"pooled":{"b": 1},"docs":[1,null,{"c": "d"}],'
        '"text":"{\\"a\\": 1}"}',
        '{"doc":null,"pooled":null,"docs":null,"text":"ü\\t\\u0001"}',
        "",
    ]


def test_jsonl_refuses_what_json_does_not_have() -> None:
    schema = pa.schema([pa.field("doc", pa.string(), metadata=JSON)])
    with pytest.raises(OutputError, match=r"column 'doc': '\{nope' is not JSON"):
        table_bytes(pa.table([pa.array(["{nope"])], schema=schema), "jsonl")
    for value in (float("nan"), float("inf")):
        with pytest.raises(OutputError, match="column 'x': a float is infinite or not a number"):
            table_bytes(pa.table({"x": [1.0, None, value]}), "jsonl")
    assert table_bytes(pa.table({"x": [None, 1.5]}), "jsonl") == b'{"x":null}\n{"x":1.5}\n'


def test_jsonl_keeps_every_digit() -> None:
    table = pa.table(
        {
            "amount": pa.array([Decimal("1234567890123456789012345678.90")], pa.decimal128(38, 2)),
            "tiny": pa.array([Decimal("0.00000001")], pa.decimal128(9, 8)),
            "big": pa.array([2**63 - 1]),
        }
    )
    text = table_bytes(table, "jsonl").decode()
    assert json.loads(text, parse_float=Decimal) == {
        "amount": Decimal("1234567890123456789012345678.90"),
        "tiny": Decimal("0.00000001"),
        "big": 2**63 - 1,
    }


def test_keys_and_headers_are_escaped() -> None:
    table = pa.table({'odd "name" \\': [1], "größe": [2]})
    assert json.loads(table_bytes(table, "jsonl")) == {'odd "name" \\': 1, "größe": 2}
    assert table_bytes(table, "csv").decode().splitlines()[0] == '"odd ""name"" \\","größe"'


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_any_query_result_can_be_downloaded(kind: str) -> None:
    sql = """SELECT 1::HUGEINT AS h, uuid() AS u, INTERVAL 1 DAY AS i, {'a': 1} AS s, [1, 2] AS l,
             MAP {1: 2} AS m, 'x'::VARCHAR AS v, NULL AS n, DATE '2024-01-01' AS d,
             [['a']] AS ll, [{'a': DATE '2024-01-01'}] AS ls, 'e'::ENUM('e', 'f') AS e,
             '\\x00'::BLOB AS b, 1.5::FLOAT AS f, now() AS t FROM range(3)"""
    with duckdb.connect() as connection:
        table = connection.sql(sql).to_arrow_table()
    data = table_bytes(table, kind)  # type: ignore[arg-type]  # parametrize gives plain strings
    if kind == "parquet":
        assert pq.read_table(io.BytesIO(data)).num_rows == 3
    elif kind == "csv":
        assert len(data.splitlines()) == 4
    else:
        assert [len(json.loads(line)) for line in data.splitlines()] == [15] * 3


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_an_empty_result_can_be_downloaded(kind: str) -> None:
    empty = pa.schema([("a", pa.int64())]).empty_table()
    data = table_bytes(empty, kind)  # type: ignore[arg-type]  # parametrize gives plain strings
    if kind == "parquet":
        assert pq.read_table(io.BytesIO(data)).column_names == ["a"]
    else:
        assert data == {"csv": b'"a"\n', "jsonl": b""}[kind]


@pytest.mark.parametrize(
    "kind",
    [
        *(pa.int8(), pa.int64(), pa.float32(), pa.float64(), pa.bool_(), pa.string(), pa.binary()),
        *(pa.date32(), pa.time64("us"), pa.timestamp("us"), pa.timestamp("us", tz="UTC")),
        *(pa.decimal128(10, 2), pa.list_(pa.decimal128(38, 0)), pa.list_(pa.string())),
    ],
    ids=str,
)
def test_types_are_named_and_found_again(kind: pa.DataType) -> None:
    assert arrow_types.parse(arrow_types.name(pa.field("x", kind))) == kind


def test_dictionaries_are_named_by_their_values() -> None:
    assert arrow_types.name(pa.field("x", pa.dictionary(pa.int32(), pa.string()))) == "string"
    assert arrow_types.name(pa.field("x", pa.string(), metadata=JSON)) == "json"
    assert arrow_types.name(pa.field("x", pa.list_(pa.string()), metadata=JSON_ARRAY)) == (
        "list<json>"
    )
    with pytest.raises(ValueError, match="'blob' is not a type"):
        arrow_types.parse("blob")
