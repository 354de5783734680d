"""Rows into the database of a URL, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assets.outputs.databases.base import LoadOptions
from assets.outputs.databases.url import DatabaseUrl
from assets.outputs.job import ExportJob
from assets.outputs.single_file import TableCount, tables_alone
from assets.schema.dataset import Dataset

Load = Callable[[DatabaseUrl, Dataset, Sequence[ExportJob], LoadOptions], list[int]]


def load_tables(
    address: str, dataset: Dataset, jobs: Sequence[ExportJob], options: LoadOptions
) -> list[TableCount]:
    """Write the jobs' tables to the database of that URL in one transaction, parents first.

    PostgreSQL gets them by COPY, DuckDB from Arrow, every other database through SQLAlchemy.
    Columns that the database generates are left to it. A foreign key that leads to a table later
    in the order is NULL first and set at the end; for it the jobs are read twice.

    Raises InputError when a table holds rows and is not to be replaced, NotFoundError when it is
    not there and not to be created, OutputError when the database cannot be reached or refuses.
    """
    url = DatabaseUrl.parse(address)
    part, _ = tables_alone(dataset, {job.table for job in jobs}, whole=True)
    counts = _loader(url.scheme)(url, part, jobs, options)
    return [TableCount(job.table, rows) for job, rows in zip(jobs, counts, strict=True)]


def _loader(scheme: str) -> Load:
    """The loader of a scheme; each imports its driver when it is asked for."""
    from assets.outputs.databases.duckdb import load_duckdb
    from assets.outputs.databases.postgres import load_postgres
    from assets.outputs.databases.sql_alchemy import load_sqlalchemy

    loaders: Mapping[str, Load] = {
        "postgres": load_postgres,
        "postgresql": load_postgres,
        "duckdb": load_duckdb,
    }
    return loaders.get(scheme.partition("+")[0], load_sqlalchemy)
