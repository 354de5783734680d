"""What every family of databases is given, and how spec and target are matched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assets.errors import InputError, NotFoundError
from assets.outputs.databases.url import DatabaseUrl
from assets.outputs.job import ExportJob
from assets.schema.names import shown
from assets.schema.table import Table

CONNECT_SECONDS = 10
LOCK_SECONDS = 30  # to wait for whoever holds a table


@dataclass(frozen=True)
class LoadOptions:
    """``create`` makes the tables first, ``replace`` deletes their rows first.

    ``held`` says how many rows each table must hold already; empty, they must hold none.
    ``statement_seconds`` is the longest that one statement may take, the load of one table too.
    """

    create: bool = False
    replace: bool = False
    held: Mapping[str, int] = field(default_factory=dict)
    statement_seconds: float = 3_600.0


@dataclass(frozen=True)
class TargetColumn:
    """A column of the table in the database. ``is_required``: NOT NULL without a default."""

    name: str
    is_generated: bool
    is_required: bool


def written_columns(job: ExportJob, found: Sequence[TargetColumn]) -> list[str]:
    """The columns to write: those of the job, but the ones that the database generates.

    Raises InputError when the table lacks a column, or needs one that the job has not.
    """
    by_name = {column.name: column for column in found}
    for name in job.schema.names:
        if name not in by_name:
            raise InputError(
                f"the table in the database has no column {shown(name)}",
                where=job.table,
                repair=f"it has {', '.join(list(by_name)[:12])}: rename or remove the column",
            )
    for column in found:
        if column.is_required and column.name not in job.schema.names:
            raise InputError(
                f"the table in the database needs a value for {shown(column.name)}, "
                f"which the spec does not have",
                where=job.table,
                repair="add the column to the spec, or give it a default in the database",
            )
    return [name for name in job.schema.names if not by_name[name].is_generated]


def identifying_key(table: Table, late: Collection[str]) -> tuple[str, ...]:
    """Columns that are never NULL, tell the rows of a table apart, and are not ``late``.

    Raises InputError when there are none.
    """
    for names in table.unique_sets:
        if not any(table.column(name).nullable or name in late for name in names):
            return names
    raise InputError(
        "its foreign key is part of a cycle, and it has no key to find its rows again",
        where=table.name,
        repair="give it a primary key, or make the foreign key DEFERRABLE in the database",
    )


@contextmanager
def database_file(url: DatabaseUrl, *, create: bool) -> Iterator[Path]:
    """The file of a database that is one; a file that was not there before goes when loading
    fails. Raises NotFoundError when there is none and none is to be made."""
    if url.host or not url.database:
        raise InputError(
            "the URL names no file",
            repair=f"write {url.scheme}:///file, or {url.scheme}:////folder/from/the/root/file",
        )
    path = Path(url.database)
    existed = path.exists()
    if not existed and not create:
        raise NotFoundError("there is no such file", repair="load with --create to make it")
    if not path.absolute().parent.is_dir():
        raise NotFoundError("there is no such folder", repair="make it first")
    done = False
    try:
        yield path
        done = True
    finally:
        if not existed and not done:
            for ending in ("", ".wal", "-wal", "-journal", "-shm"):
                path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def no_table(name: str) -> NotFoundError:
    """The error of a table that is not in the database."""
    return NotFoundError(
        f"the database has no table {shown(name)}", repair="make it, or load with --create"
    )


def not_empty(name: str) -> InputError:
    """The error of a table that holds rows already."""
    return InputError(
        f"the table {shown(name)} holds rows", repair="load with --replace to delete them first"
    )


def require_held(name: str, found: int, expected: int) -> None:
    """Raises InputError unless the table holds the rows that were loaded into it before."""
    if found != expected:
        raise InputError(
            f"the table {shown(name)} holds {found:,} rows, and the spec has {expected:,} before "
            f"the append",
            repair="load those first, or list the appends that it has in the spec: appended",
        )
