"""Files on a local disk or on S3: written once, hashed on the way, replaced atomically."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from assets.errors import OutputError


class HashingSink(io.RawIOBase):
    """A new file that counts and hashes the bytes that pass through it."""

    def __init__(self, filesystem: fs.FileSystem, path: str) -> None:
        self._stream = filesystem.open_output_stream(path)
        self._hash = hashlib.sha256()
        self._abandoned = False
        self.bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._abandoned:
            return len(data)
        self._hash.update(data)
        self._stream.write(data)
        self.bytes += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            super().close()
            if not self._abandoned:
                self._stream.close()

    def abandon(self) -> None:
        """Give the file back to the system; what else is written goes nowhere."""
        self._abandoned = True
        with suppress(OSError):
            self._stream.close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def local_path(filesystem: fs.FileSystem, path: str) -> Path | None:
    """Where ``path`` is on the local disk; None when it is elsewhere."""
    if isinstance(filesystem, fs.SubTreeFileSystem):
        return local_path(filesystem.base_fs, filesystem.base_path + path)
    return Path(path) if isinstance(filesystem, fs.LocalFileSystem) else None


def put(filesystem: fs.FileSystem, path: str, data: bytes) -> None:
    """Replace the file at ``path``: whoever reads it sees the old or the new bytes, never a part.

    On a local disk a new file is flushed and renamed; on S3 an object appears when it is whole.
    """
    target = local_path(filesystem, path)
    if target is None:
        with filesystem.open_output_stream(path) as stream:
            stream.write(data)
        return
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync(target.parent)


def sync(path: Path) -> None:
    """Flush a file or folder to the disk, so that it outlives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def get(filesystem: fs.FileSystem, path: str) -> bytes | None:
    """The bytes of a file, None when there is none."""
    try:
        with filesystem.open_input_stream(path) as stream:
            return bytes(stream.read())
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextmanager
def storage_errors(where: str) -> Iterator[None]:
    """Turn what Arrow and the system raise into OutputError."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise OutputError(
            reason, where=where, repair="check the free space, the permissions and the connection"
        ) from error
