"""SQL over tables: what it sees, what it is refused, and what stops it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest
from moto.server import ThreadedMotoServer
from pyarrow import dataset as ds
from pyarrow import fs

from assets.errors import NotFoundError, QueryError
from assets.outputs.export import ExportJob, export_tables
from assets.outputs.store import OutputStore
from assets.query import QueryResult, query_export, query_outputs, run_query, workers

pytestmark = pytest.mark.timeout(120)
ROWS = 200_000
visible_to_python = pa.table({"secret": [1]})


@pytest.fixture(scope="module", autouse=True)
def _ended_workers() -> Iterator[None]:
    yield
    workers.close_idle()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ds.Dataset]:
    folder = tmp_path_factory.mktemp("tables")
    store = OutputStore(fs.SubTreeFileSystem(str(folder), fs.LocalFileSystem()))
    codes = pa.array([i % 3 for i in range(ROWS)], pa.int32())
    big = pa.record_batch(
        {
            "id": pa.array(range(ROWS)),
            "Unit Price": pa.array([i / 4 for i in range(ROWS)]),
            "state": pa.DictionaryArray.from_arrays(codes, pa.array(["new", "paid", "lost"])),
        }
    )
    with store.stage("shop", "b", run_id="r", spec_version="v", table_hash="h", seed=1) as staging:
        staging.write([big], big.schema)
        staging.publish()
    small = ds.dataset(pa.table({"id": [1, 2, 3], "name": ["a", "b", None]}))
    return {"Order Details": store.read("shop", "b"), "select": small}


def run(
    tables: dict[str, Any],
    sql: str,
    *,
    rows: int = 10,
    seconds: float = 20.0,
    memory: str = "500MB",
) -> QueryResult:
    return run_query(tables, sql, row_limit=rows, timeout_seconds=seconds, memory_limit=memory)


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ('SELECT count(*) AS n FROM "Order Details"', [{"n": ROWS}]),
        ('SELECT max("Unit Price") AS p FROM "order details"', [{"p": (ROWS - 1) / 4}]),
        ("SELECT state, count(*) AS n FROM \"Order Details\" WHERE id < 4 AND state = 'new' "
         "GROUP BY ALL", [{"state": "new", "n": 2}]),
        ('SELECT name FROM "select" WHERE name IS NULL', [{"name": None}]),
        ('FROM "select" LIMIT 1', [{"id": 1, "name": "a"}]),
        ('TABLE "select" LIMIT 1', [{"id": 1, "name": "a"}]),
        ("WITH a AS (SELECT 1 AS i) SELECT i FROM a", [{"i": 1}]),
        ("VALUES (1)", [{"col0": 1}]),
        ("-- a comment\nSELECT 1 AS i;  ", [{"i": 1}]),
        ("SELECT 1 AS i, 2 AS i, 3 AS i", [{"i": 1, "i_2": 2, "i_3": 3}]),
        ("SHOW TABLES", [{"name": "Order Details"}, {"name": "select"}]),
        ("SELECT sum(x.unnest) AS s FROM unnest([1, 2]) AS x", [{"s": 3}]),
    ],
)  # fmt: skip
def test_what_a_query_sees(
    tables: dict[str, ds.Dataset], sql: str, rows: list[dict[str, Any]]
) -> None:
    result = run(tables, sql)
    assert result.table.to_pylist() == rows
    assert not result.truncated
    assert 0 < result.seconds < 20


@pytest.mark.parametrize(
    "sql",
    [
        'DESCRIBE "select"',
        'SUMMARIZE "select"',
        'EXPLAIN SELECT * FROM "select"',
        'EXPLAIN ANALYZE SELECT * FROM "select"',
        '/* why */ -- so\nEXPLAIN (FORMAT JSON) SELECT * FROM "select"',
        "PIVOT \"select\" ON id IN (1, 2) USING count(*)",
        "SELECT * FROM information_schema.tables",
    ],
)  # fmt: skip
def test_statements_that_read(tables: dict[str, ds.Dataset], sql: str) -> None:
    assert run(tables, sql).table.num_rows > 0


def test_rows_beyond_the_limit_are_never_made(tables: dict[str, ds.Dataset]) -> None:
    result = run(tables, "SELECT * FROM range(1_000_000_000_000)", rows=7)
    assert result.table["range"].to_pylist() == list(range(7))
    assert result.truncated
    assert result.seconds < 5
    exact = run(tables, 'FROM "select"', rows=3)
    assert (exact.table.num_rows, exact.truncated) == (3, False)
    assert run(tables, 'FROM "Order Details"', rows=100).table.num_rows == 100


PASSWD = "/etc/passwd"
REFUSED = [
    f"SELECT * FROM read_csv('{PASSWD}')",
    f"SELECT * FROM read_text('{PASSWD}')",
    f"SELECT * FROM (SELECT * FROM read_blob('{PASSWD}'))",
    f"SELECT (SELECT content FROM read_text('{PASSWD}'))",
    f"WITH a AS (FROM read_text('{PASSWD}')) FROM a",
    f"EXPLAIN ANALYZE SELECT * FROM read_text('{PASSWD}')",
    f"DESCRIBE SELECT * FROM read_csv('{PASSWD}')",
    f"SELECT * FROM \"select\" WHERE id IN (SELECT size FROM read_text('{PASSWD}'))",
    "SELECT * FROM glob('/*')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM parquet_scan('{file}')",
    "COPY (SELECT 1) TO '{folder}/evil.csv'",
    "EXPLAIN COPY (SELECT 1) TO '{folder}/evil.csv'",
    "EXPORT DATABASE '{folder}/evil'",
    "IMPORT DATABASE '{folder}/evil'",
    "ATTACH '{folder}/evil.db'",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "RESET memory_limit",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "CREATE TABLE x AS SELECT 1",
    "CREATE MACRO m() AS 1",
    'DROP VIEW "select"',
    'DELETE FROM "select"',
    'INSERT INTO "select" VALUES (1)',
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN",
    "VACUUM",
    "CHECKPOINT",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_extensions()",
    "SELECT * FROM pragma_table_info('select')",
    "SELECT * FROM arrow_scan(1, 2, 3)",
    "SELECT * FROM pandas_scan(1)",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('select')",
    "SELECT * FROM json_execute_serialized_sql('x')",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_a_query_only_reads_the_tables(
    tables: dict[str, ds.Dataset], sql: str, tmp_path: Path
) -> None:
    sql = sql.replace("{folder}", str(tmp_path)).replace("{file}", PASSWD)
    with pytest.raises(QueryError, match="refused"):
        run(tables, sql)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("FROM '/etc/passwd'", "does not exist"),
        ("FROM 's3://bucket/x.parquet'", "file system operations are disabled"),
        ("FROM 'https://localhost/x.csv'", "file system operations are disabled"),
        ("SUMMARIZE '/etc/passwd'", "does not exist"),
        ("SELECT getenv('HOME')", "getenv does not exist"),
        ("FROM visible_to_python", "does not exist"),
        ("FROM tables", "does not exist"),
        ("FROM duckdb_secrets", "does not exist"),
        ("SELECT 1; SELECT 2", "there are 2 statements, and one is needed"),
        ("SELECT 1; DROP VIEW x", "there are 2 statements"),
        ("", "the query is empty"),
        ("-- nothing", "the query is empty"),
        ("SELEC 1", 'line 1 of the query: .*syntax error at or near "SELEC"'),
        ("SELECT 1\nFROM nix", "line 2 of the query: .*Table with name nix does not exist"),
        ('SELECT\n\nfoo\nFROM "select"', 'line 3 of the query: .*column "foo" not found'),
        ("SELECT 'a'::INTEGER", "Could not convert"),
        ("SELECT " + "(" * 5_000 + "1" + ")" * 5_000, "expression depth"),
        ("x" * 1_000_001, "the query has 1000001 characters"),
    ],
)
def test_errors_are_one_line_that_says_where(
    tables: dict[str, ds.Dataset], sql: str, message: str
) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        run(tables, sql)
    assert "\n" not in str(caught.value)


def test_settings_tell_no_paths(tables: dict[str, ds.Dataset]) -> None:
    home = str(Path.home())
    names = "extension_directory", "home_directory", "secret_directory", "temp_directory"
    found = run(tables, "SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
    assert set(found.table.to_pylist()[0].values()) <= {"", None}
    settings = run(tables, "SELECT setting FROM pg_catalog.pg_settings", rows=1_000).table
    assert settings.num_rows > 50
    assert not [value for value in settings["setting"].to_pylist() if home in (value or "")]


BOMBS = [
    'SELECT count(*) FROM "Order Details" a, "Order Details" b, "Order Details" c '
    "WHERE a.id + b.id + c.id = 7",
    "SELECT count(*) FROM generate_series(1, 10_000_000_000_000)",
    "SELECT sum(range) FROM range(1_000_000_000_000)",
    "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r",
    "SELECT levenshtein(repeat('a', 1_000_000), repeat('b', 1_000_000))",
    "SELECT count(*) FROM range(1_000_000_000) "
    "WHERE regexp_matches(repeat('a', 10_000), '(a*)*(a|b)*(aa|b)*c' || range)",
]


@pytest.mark.slow
@pytest.mark.parametrize("sql", BOMBS)
def test_a_query_that_would_run_for_hours_is_stopped(
    tables: dict[str, ds.Dataset], sql: str
) -> None:
    run(tables, "SELECT 1")  # so that a worker is there
    started = time.monotonic()
    with pytest.raises(QueryError, match="stopped after 1 seconds"):
        run(tables, sql, seconds=1)
    assert time.monotonic() - started < 6
    assert run(tables, 'SELECT count(*) AS n FROM "select"').table.to_pylist() == [{"n": 3}]


MEMORY_BOMBS = [
    "SELECT length(repeat('x', 10_000_000_000))",
    "SELECT length(repeat('x', 4_000_000_000))",
    "SELECT md5(repeat('x', 1_500_000_000))",
    "SELECT list_aggregate(range(10_000_000_000), 'sum')",
    "SELECT array_agg(x) FROM (SELECT range(1_000_000) AS x FROM range(1_000))",
    "SELECT list(repeat('x', 1_000_000)) FROM range(100_000)",
    "SELECT printf('%2000000000d', 1)",
    "SELECT repeat('x', 50_000_000) FROM range(100)",
    'SELECT string_agg(x) FROM (SELECT repeat(state, 9_000) AS x FROM "Order Details")',
]


@pytest.mark.slow
@pytest.mark.parametrize("sql", MEMORY_BOMBS)
def test_a_query_that_needs_too_much_memory_is_stopped(
    tables: dict[str, ds.Dataset], sql: str
) -> None:
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            for process in psutil.Process().children():
                try:
                    peak = max(peak, process.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with pytest.raises(QueryError):
            run(tables, sql, seconds=10)
    finally:
        done.set()
        watcher.join()
    assert peak < 2_500_000_000
    assert run(tables, "SELECT 1 AS i").table.to_pylist() == [{"i": 1}]


def test_a_worker_that_dies_is_replaced(tables: dict[str, ds.Dataset]) -> None:
    workers.close_idle()
    before = {child.pid for child in psutil.Process().children()}
    failures: list[QueryError] = []

    def query() -> None:
        try:
            run(tables, BOMBS[0], seconds=60)
        except QueryError as error:
            failures.append(error)

    thread = threading.Thread(target=query)
    thread.start()
    deadline = time.monotonic() + 30
    while not (new := {c.pid for c in psutil.Process().children()} - before):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(1)
    (pid,) = new
    os.kill(pid, 9)
    thread.join(timeout=30)
    assert len(failures) == 1
    assert run(tables, "SELECT 1 AS i").table.to_pylist() == [{"i": 1}]


def test_queries_run_beside_one_another(tables: dict[str, ds.Dataset]) -> None:
    found: list[int] = []

    def query(number: int) -> None:
        sql = f'SELECT count(*) + {number} AS n FROM "Order Details"'
        found.append(run(tables, sql).table["n"][0].as_py() - ROWS)

    threads = [threading.Thread(target=query, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 1, 2, 3]


def test_a_worker_is_warmed_up_once() -> None:
    workers.close_idle()
    workers.warm_up()
    workers.warm_up()
    assert run({}, "SELECT 1 AS i").table.to_pylist() == [{"i": 1}]


def test_the_tables_of_an_exported_folder(tmp_path: Path) -> None:
    batch = pa.record_batch({"id": pa.array([1, 2]), "day": pa.array([19_000, None], pa.date32())})
    for kind in ("parquet", "csv", "jsonl"):
        export_tables(
            tmp_path / kind,
            [ExportJob("order", batch.schema, [batch])],
            dataset="shop",
            spec_version="v",
            run_id="r",
            seed=1,
            format=kind,  # type: ignore[arg-type]  # the loop gives plain strings
        )
        sql = 'SELECT count(*) AS n, max(day)::DATE::VARCHAR AS d FROM "order"'
        result = query_export(
            tmp_path / kind, sql, row_limit=5, timeout_seconds=20, memory_limit="500MB"
        )
        assert result.table.to_pylist() == [{"n": 2, "d": "2022-01-08"}]
    with pytest.raises(NotFoundError):
        query_export(tmp_path, "SELECT 1", row_limit=1, timeout_seconds=9, memory_limit="500MB")


def test_the_tables_of_a_dataset_on_s3() -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        s3 = fs.S3FileSystem(
            endpoint_override=f"{host}:{port}",
            scheme="http",
            access_key="test",
            secret_key="test",
            region="us-east-1",
            allow_bucket_creation=True,
        )
        s3.create_dir("bucket")
        store = OutputStore(fs.SubTreeFileSystem("bucket/home", s3))
        batch = pa.record_batch({"id": pa.array(range(1_000))})
        with store.stage(
            "shop", "Order Details", run_id="r", spec_version="v", table_hash="h", seed=1
        ) as staging:
            staging.write([batch], batch.schema)
            staging.publish()
        result = query_outputs(
            store,
            "shop",
            'SELECT sum(id) AS s FROM "Order Details" WHERE id > 500',
            row_limit=5,
            timeout_seconds=20,
            memory_limit="500MB",
        )
        assert result.table.to_pylist() == [{"s": sum(range(501, 1_000))}]
    finally:
        server.stop()
