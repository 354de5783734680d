"""Formats of other programs with real processes: kills, memory, PostgreSQL's own commands."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import duckdb
import psycopg
import pytest

from assets.outputs.export import export_tables
from assets.outputs.manifest import Format
from assets.schema.formats import read_spec
from assets.schema.views import sql_ddl
from tests.benchmarks.formats import in_own_process
from tests.fixtures import every_type

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/bookstore.yaml"
DATAFORGE = Path(sys.executable).with_name("dataforge")

pytestmark = pytest.mark.e2e

ROWS = 25_000
LOOP = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
import pyarrow as pa
from assets.outputs.single_file import export_file
from assets.outputs.export import ExportJob
from assets.schema.dataset import dataset_from
folder, kind, run = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
number = {{"kind": "sequence"}}
columns = [{{"name": n, "type": "bigint", "generator": number}} for n in ("id", "run")]
dataset = dataset_from({{"name": "d", "tables": [
    {{"name": "t", "columns": columns, "primary_key": ["id"]}}]}})
while True:
    run += 1
    ids = pa.array(range({ROWS}))
    table = pa.table({{"id": ids, "run": pa.array([run] * {ROWS})}})
    export_file(folder, [ExportJob("t", table.schema, table.to_batches())], dataset, kind=kind)
    print(run, flush=True)
"""


def content(path: Path) -> tuple[int, set[int]]:
    """The number of rows of the file, and the runs that they are of."""
    query = "SELECT count(*), min(run), max(run) FROM t"
    if path.suffix == ".duckdb":
        with duckdb.connect(path, read_only=True) as database:
            [(rows, first, last)] = database.execute(query).fetchall()
    elif path.suffix == ".sqlite":
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [(rows, first, last)] = connection.execute(query).fetchall()
        connection.close()
    else:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        runs = re.findall(r'<c r="B\d+"><v>(\d+)</v>', sheet)
        return len(runs), set(map(int, runs))
    return rows, {first, last}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["duckdb", "sqlite", "xlsx"])
def test_a_killed_export_leaves_the_whole_earlier_file(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    target = tmp_path / f"d.{kind}"
    seen = set()
    for number in range(4):
        start = number * 1_000
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path), kind, str(start)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == f"{start + 1}\n".encode()
        time.sleep(chance.uniform(0, 1.5))
        process.kill()
        process.stdout.close()
        process.wait()
        rows, runs = content(target)
        assert rows == ROWS
        assert len(runs) == 1
        seen |= runs
    assert len(seen) == 4
    made = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(tmp_path), kind, "9000"], stdout=subprocess.PIPE
    )
    assert made.stdout is not None
    made.stdout.readline()
    made.kill()
    made.stdout.close()
    made.wait()
    assert len(list(tmp_path.glob(".dataforge-export-*"))) <= 1  # the next one removes it


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("way", "few", "many", "megabytes"),
    [
        ("sqlite", 100_000, 500_000, 100),  # SQLite's own cache may fill
        ("xlsx", 20_000, 80_000, 40),
        ("parquet by store_id", 1_000_000, 2_000_000, 80),
    ],
)
def test_memory_does_not_grow_with_the_rows(
    way: str, few: int, many: int, megabytes: float
) -> None:
    peaks = [in_own_process(way, rows)["peak"] for rows in (few, many)]
    assert peaks[1] - peaks[0] < megabytes, peaks


@pytest.mark.parametrize("kind", ["sql", "copy"])
def test_postgresql_reads_the_files_of_every_type(
    tmp_path: Path, postgres_database: str, kind: Format
) -> None:
    spec = every_type.dataset()
    table = every_type.rows(spec)
    export_tables(
        tmp_path, [every_type.job(spec)], dataset="d", spec_version="v", run_id="r", seed=1,
        format=kind,
    )  # fmt: skip
    [file] = (tmp_path / every_type.TABLE).glob(f"part-*.{kind}")
    with psycopg.connect(postgres_database) as connection:
        connection.execute(sql_ddl(spec).encode())
        connection.execute("SET timezone = 'UTC'")
        if kind == "sql":
            connection.execute(file.read_bytes())
        else:
            with connection.cursor().copy(f'COPY "{every_type.TABLE}" FROM STDIN') as copy:
                copy.write(file.read_bytes())
        for name, field in zip(table.column_names, table.schema, strict=True):
            written = field.metadata[b"dataforge.type"].decode()
            if name in ("id", "pooled") or "json" in written or "uuid" in written:
                cast = "::text"
            else:
                cast = ""
            query = f'SELECT "{name}"{cast} FROM "{every_type.TABLE}" ORDER BY id'
            found = [row[0] for row in connection.execute(query.encode()).fetchall()]
            wanted = table[name].to_pylist()
            if (not cast and "real" not in written) or written == "uuid" or name == "pooled":
                assert found == wanted, name
            elif written == "json":
                parsed = [v and json.loads(v) for v in wanted]
                assert [v and json.loads(v) for v in found] == parsed, name
            else:
                assert [v is None for v in found] == [v is None for v in wanted], name


@pytest.mark.parametrize("kind", ["sql", "copy"])
def test_psql_loads_the_example(tmp_path: Path, postgres_database: str, kind: Format) -> None:
    psql = shutil.which("psql")
    if psql is None:
        pytest.skip("psql is not on PATH")
    dataset = read_spec(EXAMPLE).with_rows(500)
    subprocess.run(
        [DATAFORGE, "generate", EXAMPLE, "--out", tmp_path, "--rows", "500", "--format", kind],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    done = subprocess.run(
        [psql, "-q", "-f", "_load.sql", postgres_database],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(postgres_database) as connection:
        for table in dataset.tables:
            query = f"SELECT count(*) FROM {table.name}"
            assert connection.execute(query.encode()).fetchone() == (table.rows,)


def test_a_load_that_is_killed_leaves_nothing_and_the_next_one_works(
    postgres_database: str,
) -> None:
    subprocess.run(
        [DATAFORGE, "load", EXAMPLE, postgres_database, "--rows", "50", "--create"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    words = ["load", EXAMPLE, postgres_database, "--rows", "300000", "--replace"]
    process = subprocess.Popen([DATAFORGE, *words], stderr=subprocess.DEVNULL)
    watch = psycopg.connect(postgres_database, autocommit=True)
    deadline = time.monotonic() + 60
    copying = "SELECT count(*) FROM pg_stat_progress_copy"
    while watch.execute(copying.encode()).fetchone() == (0,):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    while watch.execute(copying.encode()).fetchone() != (0,):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert watch.execute(b"SELECT count(*) FROM books").fetchone() == (50,)
    subprocess.run(
        [DATAFORGE, "load", EXAMPLE, postgres_database, "--rows", "60", "--replace"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert watch.execute(b"SELECT count(*) FROM books").fetchone() == (60,)
    watch.close()


def test_partitions_are_queried_by_the_command(tmp_path: Path) -> None:
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DATAFORGE, *map(str, words)], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )

    made = run("generate", EXAMPLE, "--out", "d", "--rows", "300", "--partition-by", "status")
    assert made.returncode == 0, made.stderr
    assert len(list((tmp_path / "d/orders").glob("status=*"))) > 1
    sql = "SELECT status, count(*) FROM orders GROUP BY 1 ORDER BY 1"
    asked = run("query", "d", sql, "--json")
    rows = json.loads(asked.stdout)["rows"]
    made = run("generate", EXAMPLE, "--out", "e", "--rows", "300", "--json")
    assert rows == json.loads(run("query", "e", sql, "--json").stdout)["rows"]
    bad = run("generate", EXAMPLE, "--out", "d", "--format", "csv", "--partition-by", "status")
    assert bad.returncode == 2
    assert "parquet" in bad.stderr
    bad = run("generate", EXAMPLE, "--out", "d", "--partition-by", "email", "--rows", "5000")
    assert bad.returncode == 2
    assert "more than 1,000 values" in bad.stderr
    assert json.loads(run("query", "d", sql, "--json").stdout)["rows"] == rows


@pytest.mark.parametrize("kind", ["duckdb", "sqlite", "xlsx"])
def test_one_file_of_all_tables_by_the_command(tmp_path: Path, kind: str) -> None:
    made = subprocess.run(
        [DATAFORGE, "generate", EXAMPLE, "--out", tmp_path / "d", "--rows", "100", "--format",
         kind, "--json"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    summary = json.loads(made.stdout)
    assert summary["out"] == str(tmp_path / f"d/bookstore.{kind}")
    assert summary["bytes"] == (tmp_path / f"d/bookstore.{kind}").stat().st_size
    assert summary["tables"][0] == {"table": "publishers", "rows": 100}
