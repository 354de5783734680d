"""Where the rows of one output come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from assets.outputs.manifest import FileEntry, Format, Manifest, column_entries, content_hash


@dataclass(frozen=True)
class Identity:
    """What a manifest says of the origin of its rows."""

    dataset: str
    table: str
    format: Format
    spec_version: str
    table_hash: str
    run_id: str
    seed: int
    partition_by: str | None = None
    appends: Sequence[dict[str, int]] = ()

    def manifest(self, schema: pa.Schema, files: list[FileEntry]) -> Manifest:
        """The manifest of files that were written just now."""
        columns = column_entries(schema)
        return Manifest(
            **vars(self) | {"appends": list(self.appends)},
            created_at=datetime.now(UTC),
            rows=sum(entry.rows for entry in files),
            bytes=sum(entry.bytes for entry in files),
            columns=columns,
            files=files,
            content_hash=content_hash(columns, files, self.partition_by),
        )
