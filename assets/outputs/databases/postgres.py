"""PostgreSQL: COPY, table by table, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql

from assets.errors import InputError
from assets.outputs.databases.base import (
    CONNECT_SECONDS,
    LOCK_SECONDS,
    LoadOptions,
    TargetColumn,
    identifying_key,
    no_table,
    not_empty,
    require_held,
    written_columns,
)
from assets.outputs.databases.constraints import TargetConstraint, require_no_breaking_flaws
from assets.outputs.databases.url import DatabaseUrl, database_errors
from assets.outputs.job import ExportJob, written_blocks
from assets.outputs.writers.cells import slices
from assets.outputs.writers.copy import copy_lines
from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.schema.views.sql_ddl import creation_order, sql_ddl

_REPAIR = "mend what the database names; nothing was changed in it"
_NAME_BYTES = 63  # what PostgreSQL keeps of a name
_LOADS_LOCK = 0x64666C6F  # one load at a time; the number is arbitrary
_LATE = sql.Identifier("dataforge_late_keys")

_COLUMNS = """
    SELECT attname, attgenerated <> '', attnotnull AND NOT atthasdef AND attidentity = ''
    FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_KEYS_THAT_CANNOT_WAIT = """
    SELECT conrelid, confrelid,
        ARRAY(SELECT attname::text FROM pg_attribute
            WHERE attrelid = conrelid AND attnum = ANY (conkey) AND NOT attnotnull)
    FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable AND conrelid = ANY (%s)
        AND confrelid = ANY (%s)
"""
_SEQUENCES = """
    SELECT sequence FROM pg_get_serial_sequence(%s, %s) AS sequence
    WHERE has_sequence_privilege(sequence, 'UPDATE')
"""


_CONSTRAINTS = """
    SELECT 'NOT NULL', ARRAY[attname::text], '', ARRAY[]::text[]
    FROM pg_attribute WHERE attrelid = %(oid)s AND attnum > 0 AND attnotnull AND NOT attisdropped
    UNION ALL
    SELECT CASE WHEN indisprimary THEN 'PRIMARY KEY' ELSE 'UNIQUE' END,
        ARRAY(SELECT attname::text FROM pg_attribute
            WHERE attrelid = indrelid AND attnum = ANY (indkey)), '', ARRAY[]::text[]
    FROM pg_index WHERE indrelid = %(oid)s AND indisunique AND indpred IS NULL AND indexprs IS NULL
    UNION ALL
    SELECT 'FOREIGN KEY',
        ARRAY(SELECT attname::text FROM pg_attribute
            WHERE attrelid = conrelid AND attnum = ANY (conkey)),
        (SELECT relname FROM pg_class WHERE pg_class.oid = confrelid),
        ARRAY(SELECT attname::text FROM pg_attribute
            WHERE attrelid = confrelid AND attnum = ANY (confkey))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = %(oid)s
"""


@dataclass(frozen=True)
class _Target:
    """A table in the database, the columns to write, and those of keys that have to wait."""

    table: Table
    job: ExportJob
    oid: int
    name: sql.Identifier
    columns: list[str]
    late: frozenset[str] = frozenset()


def load_postgres(
    url: DatabaseUrl, dataset: Dataset, jobs: Sequence[ExportJob], options: LoadOptions
) -> list[int]:
    """Load all jobs, or change nothing. Sequences of serial and identity columns go on after the
    greatest value that was written."""
    by_name = {job.table: job for job in jobs}
    counts: dict[str, int] = {}
    with database_errors(url, psycopg.Error, repair=_REPAIR), _transaction(url, options) as cursor:
        if options.create:
            cursor.execute(sql_ddl(dataset, "postgres").encode())
        tables = creation_order(dataset)
        targets = [_target(cursor, table, by_name[table.name]) for table in tables]
        for target in targets:
            require_no_breaking_flaws(dataset, target.table, _constraints(cursor, target))
        targets = _with_late_keys(cursor, targets)
        if options.replace:
            _delete_rows(cursor, targets)
        _require_rows(cursor, targets, options)
        for target in targets:
            counts[target.job.table] = _copy_rows(cursor, target)
        for target in targets:
            if target.late:
                _set_late_keys(cursor, target)
        for target in targets:
            _advance_sequences(cursor, target)
    return [counts[job.table] for job in jobs]


@contextmanager
def _transaction(url: DatabaseUrl, options: LoadOptions) -> Iterator[psycopg.Cursor[Any]]:
    secret: dict[str, Any] = {}
    if url.password is not None:
        secret["password"] = url.password.get_secret_value()
    if "sslpassword" in url.options:
        secret["sslpassword"] = url.options["sslpassword"]
    defaults: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "dataforge",
        "keepalives_idle": 30,
    }
    given = {name: value for name, value in defaults.items() if name not in url.options}
    with (
        psycopg.connect(
            url.without_password("postgresql"), client_encoding="utf8", **given, **secret
        ) as connection,
        connection.cursor() as cursor,
    ):
        seconds = options.statement_seconds
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'".encode())
        cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1_000)}".encode())
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOADS_LOCK])
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield cursor


def _target(cursor: psycopg.Cursor[Any], table: Table, job: ExportJob) -> _Target:
    name = sql.Identifier(table.name)
    oid = _one(cursor, "SELECT to_regclass(%s)::oid", [name.as_string(cursor)])
    if oid is None:
        raise no_table(table.name)
    kept = {_kept(name): name for name in job.schema.names}
    rows = cursor.execute(_COLUMNS, [oid]).fetchall()
    found = [TargetColumn(kept.get(row[0], row[0]), *row[1:]) for row in rows]
    return _Target(table, job, oid, name, written_columns(job, found))


def _constraints(cursor: psycopg.Cursor[Any], target: _Target) -> Iterator[TargetConstraint]:
    for kind, columns, references, targets in cursor.execute(_CONSTRAINTS, {"oid": target.oid}):
        yield TargetConstraint(kind, tuple(columns), references, tuple(targets))


def _with_late_keys(cursor: psycopg.Cursor[Any], targets: list[_Target]) -> list[_Target]:
    """The targets, with the columns that lead to a table that is only written after them."""
    places = {target.oid: place for place, target in enumerate(targets)}
    late: dict[int, set[str]] = {}
    oids = list(places)
    for child, parent, nullable in cursor.execute(_KEYS_THAT_CANNOT_WAIT, [oids, oids]):
        if places[parent] <= places[child]:
            continue
        if not nullable:
            raise InputError(
                f"its foreign key to {targets[places[parent]].table.name} is part of a cycle, not "
                f"deferrable and not nullable",
                where=targets[places[child]].table.name,
                repair="make the key DEFERRABLE in the database",
            )
        late.setdefault(child, set()).update(nullable)
    return [
        _Target(
            each.table,
            each.job,
            each.oid,
            each.name,
            each.columns,
            frozenset(name for name in each.columns if _kept(name) in late.get(each.oid, ())),
        )
        for each in targets
    ]


def _delete_rows(cursor: psycopg.Cursor[Any], targets: list[_Target]) -> None:
    """Children before parents; keys of a cycle are cut first."""
    for target in targets:
        if target.late:
            cut = sql.SQL(", ").join(
                sql.SQL("{} = NULL").format(sql.Identifier(name)) for name in sorted(target.late)
            )
            cursor.execute(sql.SQL("UPDATE {} SET {}").format(target.name, cut))
    for target in reversed(targets):
        cursor.execute(sql.SQL("DELETE FROM {}").format(target.name))


def _require_rows(
    cursor: psycopg.Cursor[Any], targets: list[_Target], options: LoadOptions
) -> None:
    for target in targets:
        name = target.table.name
        if name in options.held:
            count = sql.SQL("SELECT count(*) FROM {}").format(target.name)
            require_held(name, _one(cursor, count), options.held[name])
        elif _one(cursor, sql.SQL("SELECT EXISTS (SELECT FROM {})").format(target.name)):
            raise not_empty(name)


def _copy_rows(cursor: psycopg.Cursor[Any], target: _Target) -> int:
    columns = sql.SQL(", ").join(map(sql.Identifier, target.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(target.name, columns)
    with cursor.copy(statement) as copy:
        for block in written_blocks(target.job):
            for batch in slices(_without(block.select(target.columns), target.late)):
                copy.write(copy_lines(batch, target.columns))
    return cursor.rowcount


def _without(block: pa.Table, names: frozenset[str]) -> pa.Table:
    """The block with NULL in the columns of those names."""
    for place, name in enumerate(block.schema.names):
        if name in names:
            kind = block.schema.field(place).type
            block = block.set_column(place, name, pa.nulls(block.num_rows, kind))
    return block


def _set_late_keys(cursor: psycopg.Cursor[Any], target: _Target) -> None:
    """Give the keys that had to wait their values, found again by a key of the table."""
    table = target.table
    own = identifying_key(table, target.late)
    late = sorted(target.late)
    names = sql.SQL(", ").join(map(sql.Identifier, [*own, *late]))
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(
            _LATE, names, target.name
        )
    )
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(_LATE, names)) as copy:
        for batch in target.job.batches:
            for part in slices(pa.Table.from_batches([batch]).select([*own, *late])):
                copy.write(copy_lines(part, [*own, *late]))
    cursor.execute(sql.SQL("ANALYZE {}").format(_LATE))
    cursor.execute(
        sql.SQL("UPDATE {} AS t SET {} FROM {} AS l WHERE {}").format(
            target.name,
            sql.SQL(", ").join(
                sql.SQL("{0} = l.{0}").format(sql.Identifier(name)) for name in late
            ),
            _LATE,
            sql.SQL(" AND ").join(
                sql.SQL("t.{0} = l.{0}").format(sql.Identifier(name)) for name in own
            ),
        )
    )
    cursor.execute(sql.SQL("DROP TABLE {}").format(_LATE))


def _advance_sequences(cursor: psycopg.Cursor[Any], target: _Target) -> None:
    for name in target.columns:
        kind = target.table.column(name).type
        if not kind.is_integer:
            continue
        quoted = target.name.as_string(cursor)
        sequence = _one(cursor, _SEQUENCES, [quoted, _kept(name)])
        if sequence is not None:
            cursor.execute(
                sql.SQL(
                    "SELECT setval({}, top) FROM (SELECT max({}) AS top FROM {}) AS found "
                    "WHERE top >= 1"
                ).format(sequence, sql.Identifier(name), target.name)
            )


def _one(cursor: psycopg.Cursor[Any], query: Any, values: list[Any] | None = None) -> Any:
    row = cursor.execute(query, values).fetchone()
    return row[0] if row is not None else None


def _kept(name: str) -> str:
    return name.encode()[:_NAME_BYTES].decode(errors="ignore")
