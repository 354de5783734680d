"""Delta tables: read back by their own library and by DuckDB, replaced as a whole."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from assets.errors import InputError, OutputError
from assets.outputs.delta_log import LOG_NAME
from assets.outputs.export import ExportJob, export_tables, open_export
from assets.outputs.manifest import Format, Manifest
from assets.schema.dataset import dataset_from
from assets.tables.engine import Engine
from tests.fixtures import every_type


def _export(folder: Path, table: pa.Table, name: str = "t", kind: Format = "delta") -> Manifest:
    job = ExportJob(name, table.schema, table.to_batches(max_chunksize=50_000))
    [manifest] = export_tables(
        folder, [job], dataset="d", spec_version="v", run_id="r", seed=1, format=kind
    )
    return manifest


def _numbers(rows: int) -> pa.Table:
    columns = [
        {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}},
        {"name": "size", "type": "text", "nullable": True, "null_rate": 0.1,
         "generator": {"kind": "choice", "values": ["S", "M", "L"]}},
        {"name": "price", "type": "decimal(8,2)", "generator": {"kind": "decimal"}},
    ]  # fmt: skip
    table = {"name": "t", "rows": rows, "columns": columns}
    engine = Engine(dataset_from({"name": "d", "tables": [table]}))
    return pa.Table.from_batches(engine.chunks("t"))


def _plain(table: pa.Table) -> dict[str, list[Any]]:
    return {name: table[name].to_pylist() for name in table.column_names}


def test_the_rows_come_back(tmp_path: Path) -> None:
    table = _numbers(300_000)
    manifest = _export(tmp_path, table)
    found = DeltaTable(tmp_path / "t")
    assert found.version() == 0
    assert _plain(found.to_pyarrow_table().sort_by("id")) == _plain(table)
    assert len(found.file_uris()) == len(manifest.files)
    counts = [json.loads(line)["add"] for line in _log(tmp_path) if "add" in json.loads(line)]
    assert [json.loads(add["stats"])["numRecords"] for add in counts] == [
        file.rows for file in manifest.files
    ]
    with duckdb.connect() as connection:
        read = connection.read_parquet(found.file_uris())
        assert read.aggregate("count(*), count(size), sum(price)").fetchall()[0] == (
            300_000,
            300_000 - table["size"].null_count,
            sum(table["price"].to_pylist()),
        )


def _log(folder: Path) -> list[str]:
    return (folder / "t" / LOG_NAME).read_text().splitlines()


def test_every_type_comes_back(tmp_path: Path) -> None:
    table = every_type.rows(every_type.dataset())
    _export(tmp_path, table, every_type.TABLE)
    found = DeltaTable(tmp_path / every_type.TABLE).to_pyarrow_table()
    assert found.num_columns == table.num_columns
    for name, field in zip(found.column_names, table.schema, strict=True):
        wanted = table[field.name].to_pylist()
        if field.metadata[b"dataforge.type"] in (b"time", b"time[]"):
            wanted = [_text(value) for value in wanted]
        assert found[name].to_pylist() == wanted
        source = (found.schema.field(name).metadata or {}).get(b"source_name", name.encode())
        assert source.decode() == field.name


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(item) for item in value]
    return None if value is None else value.isoformat(timespec="microseconds")


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    _export(tmp_path, _numbers(9).slice(0, 0))
    assert DeltaTable(tmp_path / "t").to_pyarrow_table().num_rows == 0


def test_the_files_are_those_of_the_format_parquet(tmp_path: Path) -> None:
    table = _numbers(1_000)
    delta = _export(tmp_path / "a", table)
    parquet = _export(tmp_path / "b", table, kind="parquet")
    assert delta.files == parquet.files
    with pytest.raises(InputError, match="written as delta"):
        open_export(tmp_path / "a")


def test_an_export_replaces_the_one_before_and_no_one_else_s_rows(tmp_path: Path) -> None:
    _export(tmp_path, _numbers(100))
    _export(tmp_path, _numbers(200))
    found = DeltaTable(tmp_path / "t")
    assert (found.version(), found.to_pyarrow_table().num_rows) == (0, 200)
    plain = found.to_pyarrow_table().slice(0, 5)
    write_deltalake(tmp_path / "t", plain, mode="append")
    with pytest.raises(OutputError, match="which no export has put there"):
        _export(tmp_path, _numbers(100))
    assert DeltaTable(tmp_path / "t").to_pyarrow_table().num_rows == 205


def test_a_failure_leaves_the_table_before(tmp_path: Path) -> None:
    table = _numbers(100)
    _export(tmp_path, table)

    def broken() -> Any:
        yield from table.to_batches()
        raise OutputError("the disk is gone")

    job = ExportJob("t", table.schema, broken())
    with pytest.raises(OutputError, match="the disk is gone"):
        export_tables(
            tmp_path, [job], dataset="d", spec_version="v", run_id="r", seed=1, format="delta"
        )
    assert DeltaTable(tmp_path / "t").to_pyarrow_table().num_rows == 100
    assert [path.name for path in tmp_path.iterdir()] == ["t"]


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(InputError, match="needs the package deltalake"):
        _export(tmp_path / "new", _numbers(10))
    assert not (tmp_path / "new").exists()
