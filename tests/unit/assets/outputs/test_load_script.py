"""The script beside SQL and COPY files."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.outputs.export import ExportJob, export_tables
from assets.outputs.scripts import LOAD_NAME, write_load_script
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import Engine

NUMBER = {"kind": "sequence"}


def table(name: str, rows: int, **keys: str) -> dict[str, Any]:
    """A table whose columns besides ``id`` refer to the tables that they are given."""
    columns = [
        {"name": "id", "type": "integer", "generator": NUMBER},
        *({"name": key, "type": "integer", "nullable": True} for key in keys),
    ]
    references = [
        {"columns": [key], "references": parent, "references_columns": ["id"]}
        for key, parent in keys.items()
    ]
    return {
        "name": name,
        "rows": rows,
        "primary_key": ["id"],
        "columns": columns,
        "foreign_keys": references,
    }


@pytest.fixture
def ring() -> Dataset:
    tables = [
        table("the person", 1_500, team="team", boss="the person"),
        table("team", 30, lead="the person"),
    ]
    return dataset_from({"name": "ring", "tables": tables})


def script(folder: Path, dataset: Dataset, dialect: str, *names: str, kind: Any = "sql") -> str:
    engine = Engine(dataset)
    jobs = [
        ExportJob(t.name, engine.schema(t.name), engine.chunks(t.name))
        for t in dataset.tables
        if not names or t.name in names
    ]
    manifests = export_tables(
        folder, jobs, dataset="d", spec_version="v", run_id="r", seed=1, format=kind,
        dialect=dialect,
    )  # fmt: skip
    write_load_script(folder, dataset, manifests, dialect=dialect, whole=True)
    return (folder / LOAD_NAME).read_text()


def as_statements(text: str, folder: Path) -> str:
    """What a shell makes of the script: files in the place of the lines that read them."""
    lines = []
    for line in text.splitlines():
        if line.startswith(".read "):
            lines.append((folder / line.removeprefix(".read ").strip("'")).read_text())
        elif not line.startswith("."):
            lines.append(line)
    return "\n".join(lines)


def test_sqlite_runs_it(tmp_path: Path, ring: Dataset) -> None:
    text = as_statements(script(tmp_path, ring, "sqlite"), tmp_path)
    connection = sqlite3.connect(":memory:")
    connection.executescript(text)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute('SELECT count(boss) FROM "the person"').fetchone() == (1_499,)
    connection.close()


def test_duckdb_runs_it(tmp_path: Path, ring: Dataset) -> None:
    text = as_statements(script(tmp_path, ring, "duckdb"), tmp_path)
    with duckdb.connect() as connection:
        connection.execute(text)
        assert connection.sql('SELECT count(boss) FROM "the person"').fetchall() == [(1_499,)]


def test_keys_that_close_a_cycle_come_after_the_rows(tmp_path: Path, ring: Dataset) -> None:
    lines = script(tmp_path, ring, "postgres", kind="copy").splitlines()
    kinds = [line.split()[0] for line in lines if line and not line.startswith((" ", ")"))]
    assert kinds == [
        "\\set", "BEGIN;", "CREATE", "CREATE", "\\copy", "\\copy", "ALTER", "COMMIT;",
    ]  # fmt: skip


def test_a_table_alone_has_no_keys_to_others(tmp_path: Path, ring: Dataset) -> None:
    assert "REFERENCES" not in script(tmp_path, ring, "postgres", "team")
