"""Tables as plain folders: ``DIR/T/*.parquet`` (or csv, sql, …) beside ``DIR/T/_manifest.json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import fs

from assets.errors import InputError, NotFoundError, OutputError
from assets.outputs.delta_log import LOG_NAME, require_deltalake, write_delta_log
from assets.outputs.exclusive import exclusive_staging, replace_folder
from assets.outputs.identity import Identity
from assets.outputs.job import ExportJob
from assets.outputs.manifest import (
    MANIFEST_NAME,
    FileEntry,
    Format,
    Manifest,
    manifest_bytes,
    read_manifest,
)
from assets.outputs.partitions import write_partitions
from assets.outputs.parts import verify_parts, write_parts
from assets.outputs.storage import put, storage_errors, sync
from assets.outputs.writers.base import Target
from assets.schema.names import check_identifier

if TYPE_CHECKING:
    from pyarrow import dataset as ds

LOCAL = fs.LocalFileSystem()

__all__ = ["ExportJob", "export_tables", "open_export"]


def export_tables(
    directory: Path,
    jobs: Iterable[ExportJob],
    *,
    dataset: str,
    spec_version: str,
    run_id: str,
    seed: int,
    format: Format = "parquet",  # noqa: A002 (the word of the manifest)
    dialect: str = "postgres",
    partition_by: str | None = None,
    part_rows: int | None = None,
    workers: int | None = None,
    appends: Sequence[dict[str, int]] = (),
) -> list[Manifest]:
    """Leave every table in ``directory/<table>/``, in place of an earlier export of it.

    ``dialect`` is that of the format sql. ``partition_by`` is a column, for Parquet: its values
    become folders of the tables that have it, as ``write_partitions`` says. ``workers`` is how many
    threads make and write rows: all cores, unless told; the files are the same. ``appends`` are
    those of the dataset, for the manifests.

    All tables are written to a hidden folder first and swapped in at the end, so a failure leaves
    every earlier export as it was. Files are named by their content, so whoever lists a folder
    during the swap never reads rows of two exports. What a killed export left is removed.

    Raises OutputError when another export is writing to the directory, when files cannot be
    written, and when ``directory/<table>`` holds anything that no export has put there.
    """
    if partition_by is not None and format != "parquet":
        raise InputError(f"the format {format} has no partitions", repair="use the format parquet")
    if format == "delta":
        require_deltalake()
    directory = directory.absolute()
    with exclusive_staging(directory) as staging:
        manifests = []
        for job in jobs:
            check_replaceable(directory / _folder_name(job.table, directory))
            column = partition_by if partition_by in job.schema.names else None
            identity = Identity(
                dataset,
                job.table,
                format,
                spec_version,
                job.table_hash,
                run_id,
                seed,
                column,
                appends,
            )
            folder = staging / job.table
            with storage_errors(str(folder)):
                folder.mkdir()
            files: list[FileEntry] = []
            for segment in job.segments():
                files += write_files(
                    folder,
                    segment,
                    identity,
                    files,
                    dialect=dialect,
                    part_rows=part_rows,
                    workers=workers,
                )
            manifests.append(finish(folder, job.schema, identity, files))
        if partition_by is not None and not any(m.partition_by for m in manifests):
            raise InputError(
                f"no table has a column {partition_by!r} to partition by", where=dataset
            )
        for manifest in manifests:
            target = directory / manifest.table
            check_replaceable(target)
            with storage_errors(str(target)):
                replace_folder(staging, target)
        with storage_errors(str(directory)):
            sync(directory)
    return manifests


def open_export(directory: Path) -> dict[str, ds.Dataset]:
    """The exported tables of a folder, by name.

    Raises NotFoundError when there are none, OutputError when a manifest or file is damaged.
    """
    from assets.outputs.readers import open_files  # Arrow's datasets load pandas

    directory = directory.absolute()
    return {
        manifest.table: open_files(LOCAL, str(directory / manifest.table), manifest)
        for manifest in exported(directory)
    }


def exported(directory: Path) -> list[Manifest]:
    """The manifests of the tables of a folder, by name.

    Raises NotFoundError when there are none, OutputError when one is damaged.
    """
    repair = "name the folder that was given to generate --out"
    if not directory.is_dir():
        raise NotFoundError("there is no such folder", where=str(directory), repair=repair)
    with storage_errors(str(directory)):
        names = sorted(path.parent.name for path in directory.glob(f"*/{MANIFEST_NAME}"))
    found = [
        manifest
        for name in names
        if not name.startswith(".")
        and (manifest := read_manifest(LOCAL, str(directory / name))) is not None
    ]
    if not found:
        raise NotFoundError("no tables were exported here", where=str(directory), repair=repair)
    return found


def write_files(
    folder: Path,
    job: ExportJob,
    identity: Identity,
    before: Sequence[FileEntry],
    *,
    dialect: str,
    part_rows: int | None = None,
    workers: int | None = None,
) -> list[FileEntry]:
    """Write the job's rows beside the files ``before``, which come before them, and flush them."""
    if identity.partition_by is not None:
        written = write_partitions(
            folder,
            job.batches,
            job.schema,
            identity.partition_by,
            on_progress=job.on_progress,
        )
        taken = Counter(entry.path.rpartition("/")[0] for entry in before)
    else:
        written = write_parts(
            LOCAL,
            str(folder),
            job.batches,
            job.schema,
            kind=identity.format,
            target=Target(job.table, dialect),
            part_rows=part_rows,
            workers=workers,
            first=len(before),
            on_progress=job.on_progress,
        )
        taken = Counter()
    with storage_errors(str(folder)):
        files = [_named(folder, entry, taken[entry.path.rpartition("/")[0]]) for entry in written]
        verify_parts(LOCAL, str(folder), files, kind=identity.format)
    return files


def finish(folder: Path, schema: pa.Schema, identity: Identity, files: list[FileEntry]) -> Manifest:
    """Write the manifest of a folder whose files are there."""
    manifest = identity.manifest(schema, files)
    with storage_errors(str(folder)):
        if identity.format == "delta":
            write_delta_log(folder, identity.table, schema, files)
        put(LOCAL, f"{folder}/{MANIFEST_NAME}", manifest_bytes(manifest))
    return manifest


def _named(folder: Path, entry: FileEntry, before: int) -> FileEntry:
    """The file named by its number after ``before`` others, and by its content."""
    old = folder / entry.path
    number = int(old.stem.removeprefix("part-")) + before
    new = old.with_stem(f"part-{number:05d}-{entry.sha256[:12]}")
    old.rename(new)
    return entry.model_copy(update={"path": new.relative_to(folder).as_posix()})


def _folder_name(table: str, directory: Path) -> str:
    try:
        return check_identifier(table)
    except ValueError as error:
        raise OutputError(
            f"{error}", where=str(directory), repair="rename the table in the spec"
        ) from error


def check_replaceable(target: Path) -> None:
    """Raise OutputError when the folder holds what no export has put there."""
    repair = "move it away, or export to another folder"
    with storage_errors(str(target)):
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise OutputError("this is not a folder of an export", where=str(target), repair=repair)
        if not target.exists():
            return
        present = {
            path.relative_to(target).as_posix()
            for path in target.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
    ours: set[str] = set()
    with suppress(OutputError):  # a manifest that is not one is not ours either
        manifest = read_manifest(LOCAL, str(target))
        if manifest is not None:
            ours = {MANIFEST_NAME, *(entry.path for entry in manifest.files)}
            ours |= {LOG_NAME} if manifest.format == "delta" else set()
    foreign = sorted(present - ours)
    if foreign:
        raise OutputError(
            f"the folder holds {foreign[0]!r}, which no export has put there",
            where=str(target),
            repair=repair,
        )
