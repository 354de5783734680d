"""``DIR/_load.sql``: a script for the database's own shell that makes the tables and fills them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyarrow import fs

from assets.outputs.manifest import Manifest
from assets.outputs.single_file import tables_alone
from assets.outputs.storage import put, storage_errors
from assets.schema.dataset import Dataset
from assets.schema.views.sql_ddl import creation_order, ddl_statements, quoted_name

LOAD_NAME = "_load.sql"
_READS = {  # how each shell reads a file of statements
    "postgres": "\\i '{}'",
    "mysql": "source {}",
    "sqlite": ".read '{}'",
    "duckdb": ".read '{}'",
    "tsql": ':r "{}"',
}
_BEGINNINGS = {
    "postgres": ["\\set ON_ERROR_STOP on", "BEGIN;"],
    "mysql": ["START TRANSACTION;"],
    "sqlite": [".bail on", "BEGIN;"],
    "duckdb": [".bail on", "BEGIN;"],
    "tsql": [":on error exit", "BEGIN TRANSACTION;"],
}


def write_load_script(
    directory: Path, dataset: Dataset, manifests: Sequence[Manifest], *, dialect: str, whole: bool
) -> list[str]:
    """Write the script for exports of the format sql or copy, to be run from their folder.

    Foreign keys that close a cycle come last. Returns a line for each key that is left out: those
    to tables that are not here (all of them, unless ``whole`` tables are), and in DuckDB those of
    a table to itself, which it checks before it has inserted the rows of a statement.
    """
    by_name = {manifest.table: manifest for manifest in manifests}
    part, notes = tables_alone(dataset, by_name, whole=whole)
    if dialect == "duckdb":
        part, more = _without_own_keys(part)
        notes += more
    statements = ddl_statements(part, dialect)
    late = [each for each in statements if each.startswith("ALTER TABLE")]
    lines = [*_BEGINNINGS[dialect], *(each for each in statements if each not in late)]
    for table in creation_order(part):
        manifest = by_name[table.name]
        for entry in manifest.files:
            path = f"{manifest.table}/{entry.path}"
            if manifest.format == "copy":
                names = ", ".join(quoted_name(column.name, dialect) for column in manifest.columns)
                lines.append(f"\\copy {quoted_name(table.name, dialect)} ({names}) from '{path}'")
            else:
                lines.append(_READS[dialect].format(path))
    place = str(directory.absolute() / LOAD_NAME)
    text = "\n".join([*lines, *late, "COMMIT;", ""])
    with storage_errors(place):
        put(fs.LocalFileSystem(), place, text.encode())
    return notes


def _without_own_keys(dataset: Dataset) -> tuple[Dataset, list[str]]:
    tables, notes = [], []
    for table in dataset.tables:
        kept = [key for key in table.foreign_keys if key.references != table.name]
        if len(kept) < len(table.foreign_keys):
            notes.append(f"{table.name} has no foreign key to itself in {LOAD_NAME}")
        tables.append(table.model_copy(update={"foreign_keys": kept}))
    return dataset.model_copy(update={"tables": tables}), notes
