"""Making the files of one run a table's output, in one step."""

from __future__ import annotations

from contextlib import suppress

import pyarrow as pa
from pyarrow import fs

from assets.errors import OutputError
from assets.outputs.identity import Identity
from assets.outputs.manifest import (
    MANIFEST_NAME,
    FileEntry,
    Manifest,
    manifest_bytes,
    read_manifest,
    run_folder,
)
from assets.outputs.parts import verify_parts
from assets.outputs.storage import put, storage_errors

RUNNING_MARK = "_staging"
SUPERSEDED_MARK = "_superseded"


def publish_files(
    filesystem: fs.FileSystem,
    folder: str,
    token: str,
    identity: Identity,
    schema: pa.Schema,
    files: list[FileEntry],
) -> Manifest:
    """Point the manifest of the table in ``folder`` to ``files`` of its subfolder ``token``.

    Raises OutputError when what is in the files differs from what was written; then the previous
    output stays.
    """
    mark(filesystem, f"{folder}/{token}", RUNNING_MARK, identity.run_id)  # young again
    verify_parts(filesystem, f"{folder}/{token}", files, kind=identity.format)
    entries = [entry.model_copy(update={"path": f"{token}/{entry.path}"}) for entry in files]
    manifest = identity.manifest(schema, entries)
    with suppress(OutputError, FileNotFoundError):  # it may be damaged or removed by hand
        previous = run_folder(read_manifest(filesystem, folder))
        if previous is not None and previous != token:
            mark(filesystem, f"{folder}/{previous}", SUPERSEDED_MARK, identity.run_id)
    with storage_errors(folder):
        put(filesystem, f"{folder}/{MANIFEST_NAME}", manifest_bytes(manifest))
    return manifest


def mark(filesystem: fs.FileSystem, path: str, name: str, run_id: str) -> None:
    """Give the folder a file whose time says when the folder was last of use."""
    with storage_errors(path):
        put(filesystem, f"{path}/{name}", run_id.encode())
