"""Parquet in Hive's layout: what is written, read back and refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.errors import InputError
from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.export import ExportJob, export_tables, open_export
from assets.outputs.manifest import Manifest
from assets.outputs.partitions import write_partitions


def export(directory: Path, table: pa.Table, by: str, name: str = "t") -> Manifest:
    [manifest] = export_tables(
        directory,
        [ExportJob(name, table.schema, table.to_batches(10_000))],
        dataset="d",
        spec_version="v",
        run_id="r",
        seed=1,
        partition_by=by,
    )
    return manifest


VALUES = {
    "text": ["a b/c=d%é", "x", None],
    "integer": [-5, 2**62, None],
    "boolean": [True, False, None],
    "date": [date(2024, 2, 29), date(1, 1, 1), None],
}


@pytest.mark.parametrize("kind", VALUES)
def test_rows_come_back_with_their_column(tmp_path: Path, kind: str) -> None:
    column = "größe = %"
    pooled = pa.array(["p", None, "q"] * 500).dictionary_encode()
    table = pa.table({"id": range(1_500), column: VALUES[kind] * 500, "pooled": pooled})
    manifest = export(tmp_path, table, column)
    assert manifest.partition_by == column
    assert (manifest.rows, len(manifest.files)) == (1_500, 3)
    folders = sorted(path.name for path in (tmp_path / "t").iterdir() if path.is_dir())
    assert "gr%C3%B6%C3%9Fe%20%3D%20%25=__HIVE_DEFAULT_PARTITION__" in folders
    assert pq.read_schema(next((tmp_path / "t").rglob("*.parquet"))).names == ["id", "pooled"]
    found = open_export(tmp_path)["t"].to_table().sort_by("id")
    assert found.column_names == table.column_names
    assert found.to_pydict() == table.to_pydict()


def test_other_programs_read_the_layout(tmp_path: Path) -> None:
    table = pa.table({"id": range(6), "land": ["de", "fr", None] * 2})
    export(tmp_path, table, "land")
    query = (
        f"SELECT * FROM read_parquet('{tmp_path}/t/*/*.parquet', hive_partitioning = true) "
        "ORDER BY id"
    )
    assert duckdb.sql(query).fetchall() == list(zip(*table.to_pydict().values(), strict=True))


def test_a_rerun_replaces_the_layout(tmp_path: Path) -> None:
    one = pa.table({"id": [1, 2], "k": ["a", "b"]})
    first = export(tmp_path, one, "k")
    assert export(tmp_path, one, "k").content_hash == first.content_hash
    other = pa.table({"id": [1, 2], "k": ["a", "c"]})
    assert export(tmp_path, other, "k").content_hash != first.content_hash
    assert sorted(p.name for p in (tmp_path / "t").iterdir()) == ["_manifest.json", "k=a", "k=c"]


def test_tables_without_the_column_are_plain(tmp_path: Path) -> None:
    tables = [pa.table({"id": [1], "k": ["a"]}), pa.table({"id": [1]})]
    manifests = export_tables(
        tmp_path,
        [ExportJob(f"t{n}", t.schema, t.to_batches()) for n, t in enumerate(tables)],
        dataset="d",
        spec_version="v",
        run_id="r",
        seed=1,
        partition_by="k",
    )
    assert [m.partition_by for m in manifests] == ["k", None]
    assert {name: t.to_table().to_pylist() for name, t in open_export(tmp_path).items()} == {
        "t0": [{"id": 1, "k": "a"}],
        "t1": [{"id": 1}],
    }


def test_the_order_within_a_partition_holds_whatever_waits(tmp_path: Path) -> None:
    rows = 3 * BLOCK_ROWS + 5
    table = pa.table({"id": range(rows), "k": [row * row % 7 for row in range(rows)]})
    found = []
    for held in (10**12, 1):
        folder = tmp_path / str(held)
        folder.mkdir()
        entries = write_partitions(
            folder, table.to_batches(10_000), table.schema, "k", held_bytes=held
        )
        assert sum(entry.rows for entry in entries) == rows
        ids: dict[str, list[int]] = {}
        for entry in entries:
            part = pq.ParquetFile(folder / entry.path).read()
            ids.setdefault(entry.path.partition("/")[0], []).extend(part["id"].to_pylist())
        assert all(numbers == sorted(numbers) for numbers in ids.values())
        assert set(ids) == {"k=0", "k=1", "k=2", "k=4"}
        found.append(ids)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("column", "values", "word"),
    [
        ("k", [1.5, 2.5], "folders are named by"),
        ("k", ["", "x"], "cannot tell from NULL"),
        ("k", ["__HIVE_DEFAULT_PARTITION__", "x"], "cannot tell from NULL"),
        ("k", ["x" * 300, "x"], "too long"),
        ("k", list(range(1_001)), "more than 1,000 values"),
        ("missing", [1, 2], "no table has a column 'missing'"),
    ],
)
def test_a_column_that_cannot_name_folders_is_refused(
    tmp_path: Path, column: str, values: list[Any], word: str
) -> None:
    before = export(tmp_path, pa.table({"id": [1], "k": [1]}), "k")
    table = pa.table({"id": range(len(values)), "k": values})
    with pytest.raises(InputError, match=word):
        export(tmp_path, table, column)
    assert open_export(tmp_path)["t"].to_table().to_pylist() == [{"id": 1, "k": 1}]
    assert before.rows == 1


def test_the_only_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only column"):
        export(tmp_path, pa.table({"k": [1]}), "k")
