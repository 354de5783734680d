"""Round trips of every type through the formats of other programs, and what they refuse."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import fastavro
import numpy as np
import pyarrow as pa
import pytest

from assets.errors import InputError, OutputError
from assets.outputs.blocks import blocks
from assets.outputs.export import ExportJob, export_tables, open_export
from assets.outputs.manifest import Format, SingleFormat
from assets.outputs.single_file import export_file
from assets.outputs.writers import WRITERS, Target
from assets.schema.dataset import dataset_from
from assets.schema.formats import read_spec
from assets.schema.views import sql_ddl
from assets.tables.engine import Engine
from tests.fixtures import every_type
from tests.fixtures.exports import numbers

ROOT = Path(__file__).parents[4]
SINGLE: tuple[SingleFormat, ...] = ("duckdb", "sqlite", "xlsx")


def written(table: pa.Table, kind: Format, target: Target = Target("t")) -> bytes:  # noqa: B008 (frozen)
    sink = io.BytesIO()
    writer = WRITERS[kind](sink, table.schema, target)
    for block in blocks(table.to_batches(), table.schema, where="t"):
        writer.write(block)
    writer.close()
    return sink.getvalue()


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value


def test_copy_escapes_and_has_no_header() -> None:
    table = pa.table({"a": ["x\ty\n\\.", "", None], "b": [True, None, False]})
    assert written(table, "copy") == b"x\\ty\\n\\\\.\tt\n\t\\N\n\\N\tf\n".replace(
        b"\tt\n", b"\ttrue\n"
    ).replace(b"\tf\n", b"\tfalse\n")


def test_inserts_come_in_statements_of_a_thousand_rows() -> None:
    table = pa.table({"a": pa.array(range(150_500), pa.int64())})
    text = written(table, "sql").decode()
    assert text.startswith('INSERT INTO "t" ("a") VALUES\n(0),\n(1),\n')
    statements = text.split(";\n")
    assert statements.pop() == ""
    assert [each.count("(") - 1 for each in statements] == [1_000] * 150 + [500]
    assert [int(n) for n in re.findall(r"^\((\d+)\)", text, re.MULTILINE)] == list(range(150_500))
    assert written(table.slice(0, 0), "sql") == b""


def test_names_are_quoted_as_the_dialect_has_it() -> None:
    table = pa.table({"ol`d [x]": [1]})
    heads = {
        dialect: written(table, "sql", Target("o's", dialect)).decode().splitlines()[0]
        for dialect in ("postgres", "mysql", "tsql")
    }
    assert heads == {
        "postgres": 'INSERT INTO "o\'s" ("ol`d [x]") VALUES',
        "mysql": "INSERT INTO `o's` (`ol``d [x]`) VALUES",
        "tsql": "INSERT INTO [o's] ([ol`d [x]]]) VALUES",
    }


def test_literals_of_dialects_without_a_server_here() -> None:
    table = pa.table(
        {
            "text": ["it's \\ é"],
            "yes": [True],
            "raw": [b"\x00\xff"],
            "at": pa.array([datetime(2024, 1, 2, 3, 4, 5, 6)], pa.timestamp("us")),
            "zoned": pa.array([datetime(2024, 1, 2, 3, tzinfo=UTC)], pa.timestamp("us", "UTC")),
            "list": [["a'", None]],
            "float": [0.1],
        }
    )
    mysql = written(table, "sql", Target("t", "mysql")).decode().splitlines()[1]
    assert mysql == (
        "('it''s \\\\ é', true, X'00ff', '2024-01-02T03:04:05.000006', "
        "'2024-01-02T03:00:00.000000', '[\"a''\",null]', 0.1e0);"
    )
    tsql = written(table, "sql", Target("t", "tsql")).decode().splitlines()[1]
    assert tsql == (
        "(N'it''s \\ é', 1, 0x00ff, '2024-01-02T03:04:05.000006', "
        "'2024-01-02T03:00:00.000000Z', N'[\"a''\",null]', 0.1e0);"
    )


@pytest.mark.parametrize("kind", ["sql", "copy"])
def test_what_sql_does_not_have_is_refused(kind: Format) -> None:
    with pytest.raises(OutputError, match=r"column 'a'.*character 0"):
        written(pa.table({"a": ["x\0y"]}), kind)
    with pytest.raises(OutputError, match="infinite"):
        written(pa.table({"a": [float("nan")]}), "sql", Target("t", "mysql"))


@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_inserts_of_every_type_read_back(tmp_path: Path, dialect: str) -> None:
    spec = every_type.dataset(big=dialect == "duckdb")
    table = every_type.rows(spec)
    script = written(table, "sql", Target(every_type.TABLE, dialect)).decode()
    statement = f'SELECT * FROM "{every_type.TABLE}" ORDER BY 1'
    if dialect == "duckdb":
        with duckdb.connect() as connection:
            connection.execute("SET timezone = 'UTC'")
            connection.execute(sql_ddl(spec, dialect) + script)
            require_equal(connection.sql(statement).to_arrow_table(), table)
        return
    by_hand = tmp_path / "by_hand.sqlite"
    with sqlite3.connect(by_hand) as connection:
        connection.executescript(sql_ddl(spec, dialect) + script)
        found = connection.execute(statement).fetchall()
    connection.close()
    file = export_file(tmp_path, [every_type.job(spec)], spec, kind="sqlite")
    with sqlite3.connect(file.path) as connection:
        assert found == connection.execute(statement).fetchall()
    connection.close()


def require_equal(found: pa.Table, wanted: pa.Table) -> None:
    assert found.column_names == wanted.column_names
    for name in wanted.column_names:
        values = wanted[name].to_pylist()
        stored = [plain(value) for value in found[name].to_pylist()]
        assert [str(v) if "uuid" in name and "list" not in name and v else v for v in stored] == (
            [plain(value) for value in values]
        ), name


def test_duckdb_holds_every_type(tmp_path: Path) -> None:
    spec = every_type.dataset()
    file = export_file(tmp_path, [every_type.job(spec)], spec, kind="duckdb")
    assert file.path == tmp_path / "every.duckdb"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["every.duckdb"]
    with duckdb.connect(file.path, read_only=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        found = connection.sql(f'SELECT * FROM "{every_type.TABLE}" ORDER BY 1')
        require_equal(found.to_arrow_table(), every_type.rows(spec))
        kinds = connection.execute("SELECT DISTINCT data_type FROM duckdb_columns()").fetchall()
    assert {("UUID",), ("JSON",), ("TIMESTAMP WITH TIME ZONE",), ("DECIMAL(38,10)",)} <= set(kinds)


def test_avro_holds_every_type() -> None:
    spec = every_type.dataset()
    table = every_type.rows(spec)
    data = written(table, "avro", Target(every_type.TABLE))
    assert data == written(table, "avro", Target(every_type.TABLE))
    reader = fastavro.reader(io.BytesIO(data))
    fields = reader.writer_schema["fields"]
    assert [f.get("source_name", f["name"]) for f in fields] == table.column_names
    rows = list(reader)
    for field, name in zip(fields, table.column_names, strict=True):
        stored = [_avro(row[field["name"]]) for row in rows]
        assert stored == [_single(v, name) for v in table[name].to_pylist()], name


def _avro(value: Any) -> Any:
    if isinstance(value, list):
        return [_avro(item) for item in value]
    return str(value) if type(value).__name__ == "UUID" else value


def _single(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_single(item, name) for item in value]
    return float(np.float32(value)) if "real" in name and value is not None else value


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_databases_have_keys_and_refuse_orphans(tmp_path: Path, kind: SingleFormat) -> None:
    dataset = read_spec(ROOT / "examples/bookstore.yaml").with_rows(200)
    engine = Engine(dataset)
    jobs = [ExportJob(t.name, engine.schema(t.name), engine.chunks(t.name)) for t in dataset.tables]
    file = export_file(tmp_path, jobs, dataset, kind=kind)
    rows = {each.table: each.rows for each in file.tables}
    assert rows == {table.name: table.rows for table in dataset.tables}
    if kind == "duckdb":
        with duckdb.connect(file.path) as connection, pytest.raises(duckdb.ConstraintException):
            connection.execute("DELETE FROM books")
        return
    with sqlite3.connect(file.path) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.execute("PRAGMA foreign_keys = ON")
        keys = connection.execute("PRAGMA foreign_key_list(books)").fetchall()
        assert len(keys) == len(dataset.table("books").foreign_keys)
    connection.close()


def test_a_part_of_the_tables_has_no_keys_to_the_others(tmp_path: Path) -> None:
    dataset = read_spec(ROOT / "examples/bookstore.yaml").with_rows(50)
    engine = Engine(dataset)
    jobs = [ExportJob("books", engine.schema("books"), list(engine.chunks("books")))]
    file = export_file(tmp_path, jobs, dataset, kind="duckdb")
    assert any("is not here" in note for note in file.notes)
    part = export_file(tmp_path, jobs, dataset, kind="sqlite", whole=False)
    assert any("only a range" in note for note in part.notes)
    with sqlite3.connect(part.path) as connection:
        assert connection.execute("PRAGMA foreign_key_list(books)").fetchall() == []
    connection.close()


TREE: dict[str, Any] = {
    "name": "tree",
    "tables": [
        {
            "name": "node",
            "rows": 140_000,
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "up", "type": "integer", "nullable": True},
            ],
            "foreign_keys": [
                {"columns": ["up"], "references": "node", "references_columns": ["id"]}
            ],
        }
    ],
}


@pytest.mark.parametrize("nullable", [True, False])
def test_duckdb_takes_a_table_that_refers_to_itself(tmp_path: Path, nullable: bool) -> None:
    TREE["tables"][0]["columns"][1]["nullable"] = nullable
    dataset = dataset_from(TREE)
    engine = Engine(dataset)
    job = ExportJob("node", engine.schema("node"), list(engine.chunks("node")))
    file = export_file(tmp_path, [job], dataset, kind="duckdb")
    with duckdb.connect(file.path, read_only=True) as connection:
        found = connection.sql("SELECT * FROM node ORDER BY id").to_arrow_table()
        keys = connection.execute(
            "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'"
        ).fetchall()
    assert keys == [(int(nullable),)]
    assert len(file.notes) == int(not nullable)  # the first row refers to itself
    assert found.to_pydict() == pa.Table.from_batches(job.batches).to_pydict()


@pytest.mark.parametrize("kind", SINGLE)
def test_a_failure_leaves_the_earlier_file(tmp_path: Path, kind: SingleFormat) -> None:
    dataset, job = numbers()
    before = export_file(tmp_path, [job], dataset, kind=kind).path.read_bytes()

    def failing() -> Iterator[pa.RecordBatch]:
        yield from job.batches
        raise InputError("no more rows")

    with pytest.raises(InputError, match="no more rows"):
        export_file(tmp_path, [ExportJob("t", job.schema, failing())], dataset, kind=kind)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {f"d.{kind}": before}


@pytest.mark.parametrize("kind", SINGLE)
def test_a_file_of_another_kind_is_not_replaced(tmp_path: Path, kind: SingleFormat) -> None:
    dataset, job = numbers()
    target = tmp_path / f"d.{kind}"
    target.write_text("my diary")
    with pytest.raises(OutputError, match="not a file of"):
        export_file(tmp_path, [job], dataset, kind=kind)
    assert target.read_text() == "my diary"


def test_a_database_with_a_journal_is_not_replaced(tmp_path: Path) -> None:
    dataset, job = numbers()
    file = export_file(tmp_path, [job], dataset, kind="sqlite").path
    with sqlite3.connect(file, isolation_level=None) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO t VALUES (9)")
        with pytest.raises(OutputError, match="journal"):
            export_file(tmp_path, [job], dataset, kind="sqlite")
        connection.execute("ROLLBACK")
    connection.close()
    export_file(tmp_path, [job], dataset, kind="sqlite")


@pytest.mark.parametrize(
    ("value", "kind", "word"),
    [
        (Decimal("1234567890123456.78"), pa.decimal128(38, 2), "15"),
        (float("nan"), pa.float64(), "NULL"),
    ],
)
def test_sqlite_refuses_what_it_would_change(
    tmp_path: Path, value: Any, kind: pa.DataType, word: str
) -> None:
    dataset, job = numbers(x=pa.array([None, value, None], kind))
    with pytest.raises(OutputError, match=rf"t\.x.*{word}"):
        export_file(tmp_path, [job], dataset, kind="sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["sql", "copy", "avro"])
def test_folders_of_other_formats_have_manifests(tmp_path: Path, kind: Format) -> None:
    _, job = numbers()
    [manifest] = export_tables(
        tmp_path, [job], dataset="d", spec_version="v", run_id="r", seed=1, format=kind
    )
    assert (manifest.format, manifest.rows) == (kind, 3)
    assert len(list((tmp_path / "t").glob(f"part-*.{kind}"))) == 1
    with pytest.raises(InputError, match=f"written as {kind}"):
        open_export(tmp_path)
