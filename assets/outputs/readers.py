"""Published files as Arrow datasets, opened by their manifest."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow import csv, fs

from assets.errors import InputError
from assets.outputs.manifest import Format, Manifest
from assets.outputs.partitions import NULL_FOLDER
from assets.outputs.parts import check_size
from assets.outputs.storage import storage_errors

READABLE: tuple[Format, ...] = ("parquet", "csv", "jsonl")


def open_files(filesystem: fs.FileSystem, folder: str, manifest: Manifest) -> ds.Dataset:
    """The files that a manifest in ``folder`` lists; nothing is read yet.

    Parquet comes back with the types that were written. In CSV, arrays and bytes come back as
    their text; in JSON Lines, bytes and times of day come back as their text, dates as timestamps
    and JSON columns as what Arrow infers.
    Raises OutputError when a file is missing or its size differs, InputError when the format is
    one that is written for other programs alone.
    """
    if manifest.format not in READABLE:
        raise InputError(
            f"the table {manifest.table} was written as {manifest.format}, for other programs",
            where=folder,
            repair="generate it as parquet, csv or jsonl to read it here",
        )
    with storage_errors(folder):
        for entry in manifest.files:
            check_size(filesystem, folder, entry)
        paths = [f"{folder}/{entry.path}" for entry in manifest.files]
        if manifest.partition_by is not None:
            return _partitioned(filesystem, folder, paths, manifest)
        if manifest.format == "parquet":
            return ds.dataset(paths, filesystem=filesystem, format="parquet")
        if not manifest.rows:  # Arrow takes an empty file of text for a damaged one
            return ds.dataset(manifest.arrow_schema().empty_table())
        if manifest.format == "csv":
            schema = pa.schema([_csv_field(field) for field in manifest.arrow_schema()])
            return ds.dataset(paths, schema=schema, filesystem=filesystem, format=_csv(schema))
        schema = pa.schema([_jsonl_field(field) for field in manifest.arrow_schema()])
        documents = [column.name for column in manifest.columns if "json" in column.type]
        if documents:
            found = ds.dataset(paths, filesystem=filesystem, format="json").schema
            for name in documents:
                schema = schema.set(schema.get_field_index(name), found.field(name))
        return ds.dataset(paths, schema=schema, filesystem=filesystem, format="json")


def _partitioned(
    filesystem: fs.FileSystem, folder: str, paths: list[str], manifest: Manifest
) -> ds.Dataset:
    schema = manifest.arrow_schema()
    by = pa.schema([schema.field(manifest.partition_by)])
    return ds.dataset(
        paths,
        schema=schema,
        filesystem=filesystem,
        format="parquet",
        partitioning=ds.HivePartitioning(by, null_fallback=NULL_FOLDER),
        partition_base_dir=folder,
    )


def _csv(schema: pa.Schema) -> ds.CsvFileFormat:
    return ds.CsvFileFormat(
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _csv_field(field: pa.Field) -> pa.Field:
    textual = pa.types.is_list(field.type) or pa.types.is_binary(field.type)
    return field.with_type(pa.string()) if textual else field


def _jsonl_field(field: pa.Field) -> pa.Field:
    return field.with_type(_jsonl_type(field.type))


def _jsonl_type(kind: pa.DataType) -> pa.DataType:
    """The nearest type that Arrow can read from JSON."""
    if pa.types.is_list(kind):
        return pa.list_(_jsonl_type(kind.value_type))
    if pa.types.is_date(kind):
        return pa.timestamp("s")
    return pa.string() if pa.types.is_binary(kind) or pa.types.is_time(kind) else kind
