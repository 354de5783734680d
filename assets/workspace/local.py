"""Objects as files of a folder, safe between processes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.errors import ConflictError, OutputError
from assets.workspace.objects import StoredObject, check_key

LOCK_SECONDS = 30.0
_LOCK_FILE = ".objects.lock"


class LocalObjects:
    """The ObjectStore of a folder, which must exist.

    A write goes to a hidden file beside the target, is flushed to the disk and then renamed, so
    that a killed process leaves the old object whole. Writers take turns by an ``flock`` on one
    file of the folder; readers never wait.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, key: str) -> StoredObject | None:
        path = self._path(key)
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _failure("read", path, error) from error
        return StoredObject(data, _tag(data))

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        with self._written(path, data) as temporary, self._lock():
            _replace(temporary, path)

    def put_if(self, key: str, data: bytes, *, tag: str | None) -> None:
        path = self._path(key)
        with self._written(path, data) as temporary, self._lock():
            current = self.get(key)
            if (current.tag if current else None) != tag:
                raise ConflictError(
                    f"somebody else has {'changed' if current else 'removed'} {key} in the meantime"
                    if tag is not None
                    else f"{key} exists already",
                    repair="read it again and repeat the edit",
                )
            _replace(temporary, path)

    def list(self, prefix: str) -> list[str]:
        parent = prefix.rpartition("/")[0]
        folder = self._path(parent) if parent else self._root
        paths: list[Path] = []
        try:
            for place, folders, files in os.walk(folder, onerror=_unless_absent):
                folders[:] = [name for name in folders if not name.startswith(".")]
                paths += [Path(place, name) for name in files if not name.startswith(".")]
        except OSError as error:
            raise _failure("listed", folder, error) from error
        keys = (path.relative_to(self._root).as_posix() for path in paths)
        return sorted(key for key in keys if key.startswith(prefix))

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            with self._lock():
                path.unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise _failure("removed", path, error) from error

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    @contextmanager
    def _written(self, path: Path, data: bytes) -> Iterator[Path]:
        """A file beside ``path`` with ``data`` safely on the disk, gone afterwards."""
        temporary = path.parent / f".{uuid.uuid4().hex}.tmp"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        except OSError as error:
            raise _failure("written", path, error) from error
        finally:
            if path.parent.is_dir():
                temporary.unlink(missing_ok=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        path = self._root / _LOCK_FILE
        deadline = time.monotonic() + LOCK_SECONDS
        with path.open("ab") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() > deadline:
                        raise OutputError(
                            f"another process has held the lock for {LOCK_SECONDS:.0f} seconds",
                            where=str(path),
                            repair="stop that process, then try again",
                        ) from error
                    time.sleep(0.002)
            yield  # closing the file gives the lock back, and so does the death of the process


def _replace(temporary: Path, path: Path) -> None:
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the rename itself must survive a power cut
    finally:
        os.close(folder)


def _unless_absent(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _failure(action: str, path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"the file could not be {action}: {error.strerror or error}",
        where=str(path),
        repair="check the free space and the permissions of the folder",
    )
