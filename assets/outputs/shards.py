"""One table written in shards, by steps or machines that know nothing of one another."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version

import pyarrow as pa
from pyarrow import fs
from pydantic import ValidationError

from assets.errors import OutputError
from assets.outputs.identity import Identity
from assets.outputs.manifest import FileEntry, Manifest, read_manifest, run_folder
from assets.outputs.parts import PART_ROWS, Place, part_rows_of, write_pieces
from assets.outputs.publishing import RUNNING_MARK, SUPERSEDED_MARK, mark, publish_files
from assets.outputs.row_source import RowSource
from assets.outputs.storage import get, local_path, put, storage_errors

FAN_OUT_ROWS = 5_000_000
"""A table of so many rows is made in shards, a smaller one in one step."""

SHARDS_PREFIX = "shards-"
_LEAST_SHARDS, _MOST_SHARDS = 64, 256
_MOST_PARTS = 4  # of one shard, until there are _MOST_SHARDS of them
_DONE = ".done"


@dataclass(frozen=True)
class Cut:
    """How ``rows`` rows are cut into files, and these into shards; a function of ``rows`` alone.

    Tables of FAN_OUT_ROWS and more have 64 to 256 shards, smaller ones one.
    """

    rows: int
    part_rows: int
    parts: int
    parts_per_shard: int

    @classmethod
    def of(cls, rows: int) -> Cut:
        size = part_rows_of(rows, "parquet")
        parts = max(-(-rows // size), 1)
        if rows < FAN_OUT_ROWS:
            return cls(rows, size, parts, parts)
        each = max(min(parts // _LEAST_SHARDS, _MOST_PARTS), -(-parts // _MOST_SHARDS))
        return cls(rows, size, parts, each)

    @property
    def shards(self) -> int:
        return -(-self.parts // self.parts_per_shard)

    def parts_of(self, shard: int) -> range:
        """The numbers of the files of a shard."""
        first = shard * self.parts_per_shard
        return range(first, min(first + self.parts_per_shard, self.parts))

    def rows_of(self, part: int) -> tuple[int, int]:
        """The first row of a file, and the one after its last."""
        return part * self.part_rows, min((part + 1) * self.part_rows, self.rows)


class ShardedStaging:
    """The folder in which the shards of one table wait for each other.

    Its name follows from all that decides the bytes of the files, so that whoever makes the same
    table later finds the shards that are done. A file counts as done once its entry stands beside
    it; both appear whole or not at all. Readers see nothing before ``publish``.
    """

    def __init__(
        self, filesystem: fs.FileSystem, folder: str, identity: Identity, rows: int, token: str = ""
    ) -> None:
        self._filesystem, self._folder, self._identity = filesystem, folder, identity
        self.cut = Cut.of(rows)
        self.token = token or self._unpublished()

    def open(self) -> None:
        """Make the folder."""
        with storage_errors(self._path):
            if local_path(self._filesystem, self._path) is not None:
                self._filesystem.create_dir(self._path, recursive=True)
            with suppress(FileNotFoundError):  # the folder may have been published once
                self._filesystem.delete_file(f"{self._path}/{SUPERSEDED_MARK}")
        mark(self._filesystem, self._path, RUNNING_MARK, self._identity.run_id)

    def missing(self) -> list[int]:
        """The shards that are not whole yet, in order."""
        done = self._done()
        return [
            shard
            for shard in range(self.cut.shards)
            if any(part not in done for part in self.cut.parts_of(shard))
        ]

    def rows_done(self) -> int:
        """How many rows are in files that are done."""
        return sum(entry.rows for entry in self._done().values())

    def write(
        self,
        shard: int,
        source: RowSource,
        schema: pa.Schema,
        *,
        on_progress: Callable[[int], None] | None = None,
    ) -> int:
        """Write one shard of the table whose rows are ``source``. Returns its rows.

        Raises OutputError when files cannot be written, and whatever making the rows raises.
        """
        is_local = local_path(self._filesystem, self._path) is not None
        place = Place(self._filesystem, self._path, schema, self._identity.format)
        hidden = f".{secrets.token_hex(4)}.tmp" if is_local else ""
        pieces = {part: source.part(*self.cut.rows_of(part)) for part in self.cut.parts_of(shard)}
        entries = write_pieces(replace(place, suffix=hidden), pieces, on_progress=on_progress)
        with storage_errors(self._path):
            for part, entry in zip(pieces, entries, strict=True):
                whole = entry.model_copy(update={"path": place.name(part)})
                if is_local:
                    self._filesystem.move(
                        f"{self._path}/{entry.path}", f"{self._path}/{whole.path}"
                    )
                put(self._filesystem, self._entry_path(part), whole.model_dump_json().encode())
        return sum(entry.rows for entry in entries)

    def publish(self, schema: pa.Schema) -> Manifest:
        """Make the shards the table's output, in one step.

        Raises OutputError when one is missing or damaged; then the previous output stays, and the
        next run makes what is missing.
        """
        done = self._done()
        if len(done) < self.cut.parts:
            raise OutputError(
                f"{self.cut.parts - len(done):,} of {self.cut.parts:,} files are missing",
                where=self._path,
                repair="run the table again: the files that are there are kept",
            )
        files = [done[part] for part in range(self.cut.parts)]
        manifest = publish_files(
            self._filesystem, self._folder, self.token, self._identity, schema, files
        )
        with suppress(OutputError), storage_errors(self._path):
            self._tidy({entry.path for entry in files})
        return manifest

    @property
    def _path(self) -> str:
        return f"{self._folder}/{self.token}"

    def _entry_path(self, part: int) -> str:
        return f"{self._path}/part-{part:05d}{_DONE}"

    def _unpublished(self) -> str:
        """One of two names, lest files that readers see are written to."""
        identity, cut = self._identity, self.cut
        makers = (version("dataforge-studio"), pa.__version__)
        decisive = (identity.table_hash, identity.seed, identity.format, cut, PART_ROWS, makers)
        name = SHARDS_PREFIX + hashlib.sha256(repr(decisive).encode()).hexdigest()[:16]
        with suppress(OutputError):  # a damaged manifest points nowhere
            if run_folder(read_manifest(self._filesystem, self._folder)) == f"{name}-a":
                return f"{name}-b"
        return f"{name}-a"

    def _done(self) -> dict[int, FileEntry]:
        """The files that are whole, by number."""
        with storage_errors(self._path):
            infos = self._filesystem.get_file_info(
                fs.FileSelector(self._path, allow_not_found=True)
            )
            sizes = {info.base_name: info.size for info in infos}
            found: dict[int, FileEntry] = {}
            for part in range(self.cut.parts):
                if f"part-{part:05d}{_DONE}" not in sizes:
                    continue
                data = get(self._filesystem, self._entry_path(part))
                with suppress(ValidationError):  # a damaged entry: the file is made again
                    entry = FileEntry.model_validate_json(data or b"")
                    if sizes.get(entry.path) == entry.bytes:
                        found[part] = entry
        return found

    def _tidy(self, kept: set[str]) -> None:
        """Remove what only those who wrote the files needed."""
        for info in self._filesystem.get_file_info(fs.FileSelector(self._path)):
            if info.base_name.endswith((_DONE, ".tmp")) and info.base_name not in kept:
                self._filesystem.delete_file(info.path)
