"""The store of published outputs: staging, publishing and reading."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa
from pyarrow import fs

from assets.errors import NotFoundError, OutputError
from assets.outputs import garbage
from assets.outputs.identity import Identity
from assets.outputs.manifest import (
    FileEntry,
    Format,
    Manifest,
    read_manifest,
)
from assets.outputs.parts import write_parts
from assets.outputs.publishing import RUNNING_MARK, mark, publish_files
from assets.outputs.row_source import RowSource
from assets.outputs.shards import ShardedStaging
from assets.outputs.storage import local_path, storage_errors
from assets.outputs.writers.base import Target
from assets.schema.names import check_dataset_name, identifier_slug

if TYPE_CHECKING:
    from pyarrow import dataset as ds


class OutputStore:
    """The outputs below ``root`` of a filesystem, local or S3.

    A table is ``<root>/<dataset>/<table slug>/``: a folder for each run, and ``_manifest.json``,
    which points into one of them. To publish is to replace that one file, so a killed run leaves
    the whole previous output or the whole new one. The last to publish wins.
    """

    def __init__(
        self, filesystem: fs.FileSystem, root: str = "outputs", *, part_rows: int | None = None
    ) -> None:
        self._filesystem = filesystem
        self._root = root.strip("/")
        self._part_rows = part_rows

    def stage(
        self,
        dataset: str,
        table: str,
        *,
        run_id: str,
        spec_version: str,
        table_hash: str,
        seed: int,
        format: Format = "parquet",  # noqa: A002 (the word of the manifest)
    ) -> Staging:
        """A place for the rows of one table, to be used in a ``with`` statement.

        Leaving it without ``publish()`` removes what was written.
        """
        identity = Identity(dataset, table, format, spec_version, table_hash, run_id, seed)
        folder = self._folder(dataset, table)
        return Staging(self._filesystem, folder, identity, self._part_rows)

    def shards(
        self,
        dataset: str,
        table: str,
        *,
        rows: int,
        run_id: str,
        spec_version: str,
        table_hash: str,
        seed: int,
        token: str = "",
    ) -> ShardedStaging:
        """A place for a table of ``rows`` rows that many steps write together.

        ``token`` is that of the place which the first step has opened.
        """
        identity = Identity(dataset, table, "parquet", spec_version, table_hash, run_id, seed)
        folder = self._folder(dataset, table)
        return ShardedStaging(self._filesystem, folder, identity, rows, token)

    def manifest(self, dataset: str, table: str) -> Manifest | None:
        """The manifest of the published output, None when there is none."""
        return read_manifest(self._filesystem, self._folder(dataset, table))

    def manifests(self, dataset: str) -> dict[str, Manifest]:
        """The manifests of all published tables of a dataset, by the name of the table."""
        folder = self._dataset_folder(dataset)
        found = (
            read_manifest(self._filesystem, path)
            for path in garbage.folders(self._filesystem, folder)
        )
        by_name = {manifest.table: manifest for manifest in found if manifest is not None}
        return dict(sorted(by_name.items()))

    def read(self, dataset: str, table: str) -> ds.Dataset:
        """The published rows. Raises NotFoundError when nothing is published, and OutputError
        when files of the output are missing or damaged."""
        from assets.outputs.readers import open_files  # Arrow's datasets load pandas

        folder = self._folder(dataset, table)
        manifest = read_manifest(self._filesystem, folder)
        if manifest is None:
            raise NotFoundError(
                "no output is published", where=f"{dataset}.{table}", repair="run the table first"
            )
        return open_files(self._filesystem, folder, manifest)

    def collect_garbage(
        self, dataset: str | None = None, table: str | None = None, *, older_than_seconds: float
    ) -> int:
        """Remove the folders of superseded, failed and killed runs, of one table or of all; say how
        many.

        The published one stays. So does one that was written to, or superseded, within the time
        given: let that be longer than a query runs, and than a run may pause between two files.
        """
        if dataset is not None and table is not None:
            folders = [self._folder(dataset, table)]
        else:
            parents = garbage.folders(self._filesystem, self._root)
            folders = [
                path for parent in parents for path in garbage.folders(self._filesystem, parent)
            ]
        count = 0
        for folder in folders:
            with suppress(OutputError):  # nobody knows what a damaged manifest points to
                count += garbage.collect(self._filesystem, folder, older_than_seconds)
        return count

    def _folder(self, dataset: str, table: str) -> str:
        return f"{self._dataset_folder(dataset)}/{identifier_slug(table)}"

    def _dataset_folder(self, dataset: str) -> str:
        try:
            return f"{self._root}/{check_dataset_name(dataset)}"
        except ValueError as error:
            raise NotFoundError(
                str(error), where="outputs", repair="name a dataset of the catalogue"
            ) from error


class Staging:
    """The folder of one run of one table, unseen by readers until it is published."""

    def __init__(
        self, filesystem: fs.FileSystem, folder: str, identity: Identity, part_rows: int | None
    ) -> None:
        self._filesystem = filesystem
        self._folder = folder
        self._identity = identity
        self._part_rows = part_rows
        readable = re.sub(r"[^A-Za-z0-9-]+", "-", identity.run_id)[:48].strip("-")
        self._token = f"{readable}-{secrets.token_hex(6)}".lstrip("-")
        self._schema: pa.Schema | None = None
        self._files: list[FileEntry] = []
        self._published = False

    def __enter__(self) -> Self:
        with storage_errors(self._path):
            if local_path(self._filesystem, self._path) is not None:
                self._filesystem.create_dir(self._path, recursive=True)
        mark(self._filesystem, self._path, RUNNING_MARK, self._identity.run_id)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._published:
            with suppress(OutputError), storage_errors(self._path):  # else garbage, in its time
                garbage.remove(self._filesystem, self._path)

    def write(
        self,
        batches: Iterable[pa.RecordBatch] | RowSource,
        schema: pa.Schema,
        *,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        """Write all rows of the table, once. ``on_progress`` is told the rows written so far.

        Raises OutputError when files cannot be written or a batch has another schema, and
        whatever ``batches`` raises.
        """
        if self._schema is not None:
            raise OutputError(
                "this run has written its rows already",
                where=self._path,
                repair="stage the table again",
            )
        files = write_parts(
            self._filesystem,
            self._path,
            batches,
            schema,
            kind=self._identity.format,
            target=Target(self._identity.table),
            part_rows=self._part_rows,
            on_progress=on_progress,
        )
        self._files, self._schema = files, schema

    def publish(self) -> Manifest:
        """Make the rows the table's output, in one step.

        Raises OutputError when nothing was written, or when what is in the files differs from
        what was written; then the previous output stays.
        """
        if self._schema is None:
            raise OutputError(
                "there are no rows to publish", where=self._path, repair="write them first"
            )
        manifest = publish_files(
            self._filesystem, self._folder, self._token, self._identity, self._schema, self._files
        )
        self._published = True
        return manifest

    @property
    def _path(self) -> str:
        return f"{self._folder}/{self._token}"
