"""The manifest: what one published table consists of. Readers go through it and nothing else."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Annotated, Literal

import pyarrow as pa
from pyarrow import fs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assets.errors import OutputError
from assets.outputs import arrow_types
from assets.outputs.storage import get, storage_errors

MANIFEST_NAME = "_manifest.json"
_ATTEMPTS = 4  # Arrow asks S3 for the size first: a longer manifest put in between is cut short
Format = Literal["parquet", "csv", "jsonl", "sql", "copy", "avro", "delta"]
"""Formats that are a folder of files for each table."""
SingleFormat = Literal["duckdb", "sqlite", "xlsx"]
"""Formats that are one file with every table."""
Count = Annotated[int, Field(ge=0)]


class FileEntry(BaseModel):
    """One data file. ``path`` is relative to the folder of the manifest, ``sha256`` is of its
    bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    rows: Count
    bytes: Count
    sha256: str

    @field_validator("path")
    @classmethod
    def _inside(cls, path: str) -> str:
        if any(step in ("", ".", "..") for step in path.split("/")):
            raise ValueError(f"{path!r} leads out of the folder of the manifest")
        return path


class ColumnEntry(BaseModel):
    """A column. ``type`` is Arrow's name of the type of its values (``int64``,
    ``decimal128(10, 2)``, ``list<string>``), or ``json`` for a string that holds JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    type: str


class Manifest(BaseModel):
    """A published table.

    ``content_hash`` is the SHA-256 of the columns and of the bytes of the files, in order. Blocks
    and files are cut at fixed row numbers and dictionaries are put in a canonical order, so the
    same rows give the same hash whatever batches they came in; another format, size of files or
    release of Arrow gives another one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str
    table: str
    format: Format
    spec_version: str
    table_hash: str
    run_id: str
    created_at: datetime
    seed: int
    rows: Count
    bytes: Count
    columns: list[ColumnEntry]
    files: Annotated[list[FileEntry], Field(min_length=1)]
    content_hash: str
    partition_by: str | None = None  # a column whose values are folders: ``column=value/``
    appends: list[dict[str, Count]] = []  # the dataset's, by table; those of this one are its files

    def arrow_schema(self) -> pa.Schema:
        """The columns with the types of their values; no dictionaries, no metadata."""
        return pa.schema([(c.name, arrow_types.parse(c.type)) for c in self.columns])


def column_entries(schema: pa.Schema) -> list[ColumnEntry]:
    """The columns of an Arrow schema as a manifest lists them."""
    return [ColumnEntry(name=field.name, type=arrow_types.name(field)) for field in schema]


def content_hash(
    columns: list[ColumnEntry], files: list[FileEntry], partition_by: str | None = None
) -> str:
    """The hash that Manifest describes; the folders of partitions are part of it."""
    parts: list[object] = [[[c.name, c.type] for c in columns], [f.sha256 for f in files]]
    if partition_by is not None:
        parts += [partition_by, [f.path.rpartition("/")[0] for f in files]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as a JSON document."""
    return manifest.model_dump_json(indent=2).encode() + b"\n"


def read_manifest(filesystem: fs.FileSystem, folder: str) -> Manifest | None:
    """The manifest in a folder, None when there is none. Raises OutputError when it is damaged."""
    path = f"{folder}/{MANIFEST_NAME}"
    for attempt in range(_ATTEMPTS):
        with storage_errors(path):
            data = get(filesystem, path)
        if data is None:
            return None
        try:
            return Manifest.model_validate_json(data)
        except ValidationError as error:
            if attempt == _ATTEMPTS - 1:
                raise _damaged(error, path) from error
    return None


def _damaged(error: ValidationError, path: str) -> OutputError:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return OutputError(
        f"this is not a manifest: {place + ': ' if place else ''}{first['msg']}",
        where=path,
        repair="generate the table again",
    )


def run_folder(manifest: Manifest | None) -> str | None:
    """The folder that holds the files of a manifest of the store, None where there is none."""
    return None if manifest is None else manifest.files[0].path.rpartition("/")[0]
