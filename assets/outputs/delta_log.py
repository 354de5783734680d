"""The first commit of a Delta table: its schema, and the files that it consists of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from assets.errors import InputError, OutputError
from assets.outputs.manifest import FileEntry
from assets.outputs.storage import sync
from assets.outputs.writers.delta import delta_schema

if TYPE_CHECKING:
    from deltalake import Schema

LOG_NAME = "_delta_log/00000000000000000000.json"


def require_deltalake() -> None:
    """Raises InputError where the package that writes the log is not installed."""
    try:
        import deltalake  # noqa: F401
    except ImportError as error:
        raise InputError(
            "the format delta needs the package deltalake, which is not installed",
            repair="pip install deltalake",
        ) from error


def write_delta_log(
    folder: Path, table: str, schema: pa.Schema, files: Sequence[FileEntry]
) -> None:
    """Makes a Delta table of the Parquet files in ``folder``, of batches of ``schema``.

    The log holds a random id and the time, so that only the files are the same in every run.
    """
    from deltalake.exceptions import DeltaError
    from deltalake.transaction import AddAction, create_table_with_add_actions

    actions = [
        AddAction(
            path=entry.path,
            size=entry.bytes,
            partition_values={},
            modification_time=int((folder / entry.path).stat().st_mtime * 1_000),
            data_change=True,
            stats=json.dumps({"numRecords": entry.rows}),
        )
        for entry in files
    ]
    try:
        create_table_with_add_actions(str(folder), _schema(schema), actions, name=table)
    except DeltaError as error:
        raise OutputError(f"the log cannot be written: {error}", where=str(folder)) from error
    sync(folder / LOG_NAME)
    sync((folder / LOG_NAME).parent)


def _schema(schema: pa.Schema) -> Schema:
    from deltalake import Schema

    plain = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in delta_schema(schema)
    ]
    return Schema.from_arrow(pa.schema(plain))
