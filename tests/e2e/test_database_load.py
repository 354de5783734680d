"""Loading into real databases: what arrives, what is refused, and that it is all or nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from assets.errors import InputError, NotFoundError, OutputError
from assets.intake.ddl import read_ddl_file
from assets.outputs.databases import LoadOptions, load_tables
from assets.outputs.export import ExportJob
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.formats import read_spec
from assets.tables.engine import Engine
from tests.fixtures import every_type
from tests.fixtures.appends import school
from tests.fixtures.databases import execute, fetch, require_same

ROOT = Path(__file__).parents[2]
DDL = (ROOT / "../shared/data/ddl").resolve()
DATAFORGE = Path(sys.executable).with_name("dataforge")
CREATE = LoadOptions(create=True)
REPLACE = LoadOptions(replace=True)

pytestmark = pytest.mark.e2e


def jobs_of(dataset: Dataset) -> list[ExportJob]:
    engine = Engine(dataset)
    return [
        ExportJob(t.name, engine.schema(t.name), list(engine.chunks(t.name)))
        for t in dataset.tables
    ]


def test_every_type_arrives_as_it_was_made(address: str) -> None:
    spec = every_type.dataset(big=not address.startswith("sqlite"))
    job = every_type.job(spec)
    counts = load_tables(address, spec, [job], CREATE)
    assert [(each.table, each.rows) for each in counts] == [(every_type.TABLE, 3)]
    require_same(address, job)


def test_the_example_arrives_with_its_keys(address: str) -> None:
    dataset = read_spec(ROOT / "examples/bookstore.yaml").with_rows(700)
    jobs = jobs_of(dataset)
    load_tables(address, dataset, jobs, CREATE)
    for job in jobs:
        require_same(address, job)
    with pytest.raises(InputError, match=r"holds rows.*--replace"):
        load_tables(address, dataset, jobs, LoadOptions())
    other = jobs_of(dataset.model_copy(update={"seed": 9}))
    load_tables(address, dataset, other, REPLACE)
    for job in other:
        require_same(address, job)


@pytest.mark.skipif(not DDL.is_dir(), reason=f"the DDL files are not in {DDL}")
@pytest.mark.parametrize("script", ["chinook-postgres", "northwind-postgres"])
def test_a_script_through_intake_arrives(address: str, script: str) -> None:
    dataset = read_ddl_file(DDL / f"{script}.sql", rows=500).dataset
    jobs = jobs_of(dataset)
    load_tables(address, dataset, jobs, CREATE)
    for job in jobs:
        require_same(address, job)


CYCLE = {
    "name": "ring",
    "tables": [
        {
            "name": "team",
            "rows": 40,
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "lead", "type": "integer", "nullable": True},
            ],
            "foreign_keys": [
                {"columns": ["lead"], "references": "person", "references_columns": ["id"]}
            ],
        },
        {
            "name": "person",
            "rows": 300,
            "primary_key": ["id"],
            "columns": [
                {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
                {"name": "team", "type": "integer"},
                {"name": "boss", "type": "integer", "nullable": True},
            ],
            "foreign_keys": [
                {"columns": ["team"], "references": "team", "references_columns": ["id"]},
                {"columns": ["boss"], "references": "person", "references_columns": ["id"]},
            ],
        },
    ],
}


def test_keys_in_a_cycle_arrive(address: str) -> None:
    dataset = dataset_from(CYCLE)
    jobs = jobs_of(dataset)
    load_tables(address, dataset, jobs, CREATE)
    load_tables(address, dataset, jobs, REPLACE)
    for job in jobs:
        require_same(address, job)
    assert fetch(address, "SELECT count(*) FROM team WHERE lead IS NULL") == [(0,)]


def test_a_failure_leaves_what_was_there(address: str) -> None:
    dataset = dataset_from(CYCLE)
    jobs = jobs_of(dataset)
    load_tables(address, dataset, jobs, CREATE)
    bad = pa.Table.from_batches(jobs[1].batches).to_pydict()
    bad["id"][-1] = bad["id"][0]
    batch = pa.record_batch(bad, schema=jobs[1].schema)
    with pytest.raises(OutputError):
        load_tables(
            address, dataset, [jobs[0], ExportJob("person", batch.schema, [batch])], REPLACE
        )
    for job in jobs:
        require_same(address, job)


def test_a_failed_creation_leaves_nothing(address: str) -> None:
    dataset = dataset_from(CYCLE)
    team, person = jobs_of(dataset)

    def failing() -> Iterator[pa.RecordBatch]:
        yield from person.batches
        raise InputError("no more rows")

    with pytest.raises(InputError, match="no more rows"):
        load_tables(address, dataset, [team, ExportJob("person", person.schema, failing())], CREATE)
    if address.startswith("postgresql"):
        assert fetch(address, "SELECT count(*) FROM pg_tables WHERE tablename = 'team'") == [(0,)]
    else:
        assert not Path(address.partition("///")[2]).exists()


def test_columns_of_the_database_are_its_own(address: str) -> None:
    kind = "VIRTUAL" if address.startswith("duckdb") else "STORED"
    execute(
        address,
        "CREATE TABLE t (id integer PRIMARY KEY, price integer, "
        f"twice integer GENERATED ALWAYS AS (price * 2) {kind}, note text DEFAULT 'mine')",
    )
    table = pa.table({"id": [5, 6], "price": [1, 2], "twice": [0, 0]})
    expression = {"kind": "expression", "sql": "0"}
    dataset = dataset_from(
        {
            "name": "d",
            "tables": [
                {
                    "name": "t",
                    "columns": [
                        {"name": n, "type": "bigint", "generator": expression}
                        for n in table.column_names
                    ],
                }
            ],
        }
    )
    load_tables(address, dataset, [ExportJob("t", table.schema, table.to_batches())], LoadOptions())
    assert fetch(address, "SELECT * FROM t ORDER BY id") == [(5, 1, 2, "mine"), (6, 2, 4, "mine")]


def test_a_table_that_does_not_fit_is_refused(address: str) -> None:
    table = pa.table({"id": [1], "more": [1]})
    job = ExportJob("t", table.schema, table.to_batches())
    number = {"kind": "sequence"}
    columns = [{"name": n, "type": "bigint", "generator": number} for n in table.column_names]
    dataset = dataset_from({"name": "d", "tables": [{"name": "t", "columns": columns}]})
    if not address.startswith("postgresql"):
        with pytest.raises(NotFoundError, match="--create"):
            load_tables(address, dataset, [job], LoadOptions())
    execute(address, "CREATE TABLE other (id bigint)")
    with pytest.raises(NotFoundError, match=r"no table 't'.*--create"):
        load_tables(address, dataset, [job], LoadOptions())
    execute(address, "CREATE TABLE t (id bigint, needed bigint NOT NULL)")
    with pytest.raises(InputError, match=r"no column 'more'.*id, needed"):
        load_tables(address, dataset, [job], LoadOptions())
    execute(address, "ALTER TABLE t ADD COLUMN more bigint")
    with pytest.raises(InputError, match="needs a value for 'needed'"):
        load_tables(address, dataset, [job], LoadOptions())


def test_identity_columns_keep_their_values_and_go_on_after_them(postgres_database: str) -> None:
    execute(
        postgres_database,
        "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n integer)",
    )
    number = {"kind": "sequence", "start": 1}
    columns = [{"name": n, "type": "integer", "generator": number} for n in ("id", "n")]
    dataset = dataset_from({"name": "d", "tables": [{"name": "t", "rows": 50, "columns": columns}]})
    load_tables(postgres_database, dataset, jobs_of(dataset), LoadOptions())
    execute(postgres_database, "INSERT INTO t (n) VALUES (0)")
    assert fetch(postgres_database, "SELECT max(id), count(*) FROM t") == [(51, 51)]


def test_deferrable_keys_need_no_second_pass(postgres_database: str) -> None:
    execute(
        postgres_database,
        "CREATE TABLE team (id integer PRIMARY KEY, lead integer NOT NULL)",
        "CREATE TABLE person (id integer PRIMARY KEY, team integer NOT NULL REFERENCES team, "
        "boss integer REFERENCES person)",
        "ALTER TABLE team ADD CONSTRAINT k FOREIGN KEY (lead) REFERENCES person DEFERRABLE",
    )
    dataset = dataset_from(CYCLE)
    jobs = jobs_of(dataset)
    load_tables(postgres_database, dataset, jobs, LoadOptions())
    for job in jobs:
        require_same(postgres_database, job)
    execute(
        postgres_database,
        "ALTER TABLE team DROP CONSTRAINT k",
        "ALTER TABLE team ADD CONSTRAINT k FOREIGN KEY (lead) REFERENCES person",
    )
    with pytest.raises(InputError, match="DEFERRABLE"):
        load_tables(postgres_database, dataset, jobs, REPLACE)


def test_a_table_that_another_session_holds_is_not_waited_for_forever(
    postgres_database: str,
) -> None:
    dataset = dataset_from(CYCLE)
    load_tables(postgres_database, dataset, jobs_of(dataset), CREATE)
    with psycopg.connect(postgres_database) as holder:
        holder.execute("LOCK TABLE team IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        with pytest.raises(OutputError, match="timeout"):
            load_tables(
                postgres_database,
                dataset,
                jobs_of(dataset),
                LoadOptions(replace=True, statement_seconds=1),
            )
        assert time.monotonic() - started < 20


@pytest.mark.parametrize("words", [(), ("--debug",)])
def test_the_command_never_shows_a_password(tmp_path: Path, words: tuple[str, ...]) -> None:
    address = "postgresql://studio:s3@cr3t@127.0.0.1:1/x"
    result = subprocess.run(
        [DATAFORGE, "load", ROOT / "examples/bookstore.yaml", address, "--rows", "10", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    told = result.stdout + result.stderr
    assert "cr3t" not in told
    assert ("Traceback" in told) == bool(words)


def test_the_command_tells_what_it_did(tmp_path: Path) -> None:
    spec = ROOT / "examples/bookstore.yaml"
    url = f"sqlite:///{tmp_path}/b.sqlite"
    words = [DATAFORGE, "load", spec, url, "--rows", "20", "--create", "--json"]
    result = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    summary = json.loads(result.stdout)
    assert summary["tables"][0] == {"table": "publishers", "rows": 20}
    assert summary["database"] == f"sqlite:///{tmp_path}/b.sqlite"
    again = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 1
    assert "already exists" in again.stderr


def test_an_append_goes_on_with_what_the_database_holds(address: str) -> None:
    first = school()
    grown = first.append({"students": 9, "enrollments": 20, "courses": 3})
    load_tables(address, first, jobs_of(first), CREATE)
    held = {table.name: table.rows for table in first.tables}
    engine = Engine(grown)
    jobs = [
        ExportJob(name, engine.schema(name), list(engine.chunks(name, rows)))
        for name, rows in held.items()
    ]
    loaded = load_tables(address, grown, jobs, LoadOptions(held=held))
    assert {each.table: each.rows for each in loaded} == {
        table.name: table.rows - held[table.name] for table in grown.tables
    }
    for table in grown.tables:
        assert fetch(address, f"SELECT count(*) FROM {table.name}") == [(table.rows,)]
    with pytest.raises(InputError, match=r"students.* holds 49 rows, and the spec has 40"):
        load_tables(address, grown, jobs, LoadOptions(held=held))
    assert fetch(address, "SELECT count(*) FROM students") == [(49,)]
