"""Tables as plain folders: ``DIR/T/*.parquet`` (or csv, jsonl) beside ``DIR/T/_manifest.json``."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import fs

from assets.errors import NotFoundError, OutputError
from assets.outputs import swap
from assets.outputs.manifest import (
    MANIFEST_NAME,
    FileEntry,
    Format,
    Manifest,
    manifest_bytes,
    read_manifest,
)
from assets.outputs.parts import PART_ROWS, verify_parts, write_parts
from assets.outputs.storage import put, storage_errors, sync
from assets.outputs.store import Identity
from assets.schema.names import check_identifier

if TYPE_CHECKING:
    from pyarrow import dataset as ds

_STAGING = ".dataforge-export-"
_ASIDE = ".previous"
_LOCAL = fs.LocalFileSystem()


@dataclass(frozen=True)
class ExportJob:
    """One table to export: its name as in the source, and its rows in order.

    ``on_progress`` is told the rows written so far.
    """

    table: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]
    table_hash: str = ""
    on_progress: Callable[[int], None] | None = None


def export_tables(
    directory: Path,
    jobs: Iterable[ExportJob],
    *,
    dataset: str,
    spec_version: str,
    run_id: str,
    seed: int,
    format: Format = "parquet",  # noqa: A002 (the word of the manifest)
    part_rows: int = PART_ROWS,
) -> list[Manifest]:
    """Leave every table in ``directory/<table>/``, in place of an earlier export of it.

    All tables are written to a hidden folder first and swapped in at the end, so a failure leaves
    every earlier export as it was. Files are named by their content, so whoever lists a folder
    during the swap never reads rows of two exports. What a killed export left is removed.

    Raises OutputError when another export is writing to the directory, when files cannot be
    written, and when ``directory/<table>`` holds anything that no export has put there.
    """
    directory = directory.absolute()
    with storage_errors(str(directory)):
        directory.mkdir(parents=True, exist_ok=True)
    with _locked(directory), _staging(directory) as staging:
        manifests = []
        for job in jobs:
            _check_replaceable(directory / _folder_name(job.table, directory))
            identity = Identity(
                dataset, job.table, format, spec_version, job.table_hash, run_id, seed
            )
            manifests.append(_write(staging / job.table, job, identity, part_rows))
        for manifest in manifests:
            target = directory / manifest.table
            _check_replaceable(target)
            with storage_errors(str(target)):
                aside = staging / f"{_ASIDE}-{manifest.table}"
                swap.swap_in(staging / manifest.table, target, aside)
        with storage_errors(str(directory)):
            sync(directory)
    return manifests


def open_export(directory: Path) -> dict[str, ds.Dataset]:
    """The exported tables of a folder, by name.

    Raises NotFoundError when there are none, OutputError when a manifest or file is damaged.
    """
    from assets.outputs.readers import open_files  # Arrow's datasets load pandas

    repair = "name the folder that was given to generate --out"
    if not directory.is_dir():
        raise NotFoundError("there is no such folder", where=str(directory), repair=repair)
    directory = directory.absolute()
    found: dict[str, ds.Dataset] = {}
    with storage_errors(str(directory)):
        names = sorted(path.parent.name for path in directory.glob(f"*/{MANIFEST_NAME}"))
    for name in names:
        if not name.startswith("."):
            folder = str(directory / name)
            manifest = read_manifest(_LOCAL, folder)
            if manifest is not None:
                found[manifest.table] = open_files(_LOCAL, folder, manifest)
    if not found:
        raise NotFoundError("no tables were exported here", where=str(directory), repair=repair)
    return found


def _write(folder: Path, job: ExportJob, identity: Identity, part_rows: int) -> Manifest:
    place = str(folder)
    with storage_errors(place):
        folder.mkdir()
    written = write_parts(
        _LOCAL,
        place,
        job.batches,
        job.schema,
        kind=identity.format,
        part_rows=part_rows,
        on_progress=job.on_progress,
    )
    with storage_errors(place):
        files = [_named_by_content(folder, entry) for entry in written]
        verify_parts(_LOCAL, place, files, kind=identity.format)
        manifest = identity.manifest(job.schema, files)
        put(_LOCAL, f"{place}/{MANIFEST_NAME}", manifest_bytes(manifest))
    return manifest


def _named_by_content(folder: Path, entry: FileEntry) -> FileEntry:
    old = folder / entry.path
    new = old.with_stem(f"{old.stem}-{entry.sha256[:12]}")
    old.rename(new)
    return entry.model_copy(update={"path": new.name})


def _folder_name(table: str, directory: Path) -> str:
    try:
        return check_identifier(table)
    except ValueError as error:
        raise OutputError(
            f"{error}", where=str(directory), repair="rename the table in the spec"
        ) from error


def _check_replaceable(target: Path) -> None:
    """Raise OutputError when the folder holds what no export has put there."""
    repair = "move it away, or export to another folder"
    with storage_errors(str(target)):
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise OutputError("this is not a folder of an export", where=str(target), repair=repair)
        if not target.exists():
            return
        present = {path.name for path in target.iterdir()}
    ours: set[str] = set()
    with suppress(OutputError):  # a manifest that is not one is not ours either
        manifest = read_manifest(_LOCAL, str(target))
        ours = {MANIFEST_NAME, *(entry.path for entry in manifest.files)} if manifest else ours
    foreign = sorted(present - ours)
    if foreign:
        raise OutputError(
            f"the folder holds {foreign[0]!r}, which no export has put there",
            where=str(target),
            repair=repair,
        )


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Keep other exports out of the directory; the lock ends with the process."""
    with storage_errors(str(directory)):
        descriptor = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(
                "another export is writing to this folder"
                if isinstance(error, BlockingIOError)
                else f"the folder cannot be locked: {error.strerror}",
                where=str(directory),
                repair="wait for it to end, or export to another folder",
            ) from error
        _clean(directory)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _staging(directory: Path) -> Iterator[Path]:
    """A hidden folder inside the directory, gone afterwards."""
    path = directory / f"{_STAGING}{secrets.token_hex(6)}"
    with storage_errors(str(path)):
        path.mkdir()
    try:
        yield path
    finally:
        _discard(path)


def _clean(directory: Path) -> None:
    """Finish or undo what killed exports left; the lock says that none of them still runs."""
    with storage_errors(str(directory)):
        for path in directory.glob(f"{_STAGING}*"):
            _discard(path)


def _discard(staging: Path) -> None:
    for aside in staging.glob(f"{_ASIDE}-*"):
        with storage_errors(str(aside)):
            swap.recover(aside, staging.parent / aside.name.removeprefix(f"{_ASIDE}-"))
    shutil.rmtree(staging, ignore_errors=True)
