"""What runs leave behind: superseded outputs, and staging that nobody will publish."""

from __future__ import annotations

import time
from contextlib import suppress

from pyarrow import fs

from assets.outputs.manifest import read_manifest, run_folder
from assets.outputs.publishing import SUPERSEDED_MARK
from assets.outputs.shards import SHARDS_PREFIX
from assets.outputs.storage import storage_errors

SHARDS_KEPT_SECONDS = 86_400.0
"""How long shards of an unfinished table wait for a run that makes the others."""


def folders(filesystem: fs.FileSystem, path: str) -> list[str]:
    """The paths of the folders right below ``path``, sorted; none when it does not exist."""
    with storage_errors(path):
        infos = filesystem.get_file_info(fs.FileSelector(path, allow_not_found=True))
    return sorted(info.path for info in infos if info.type == fs.FileType.Directory)


def collect(filesystem: fs.FileSystem, table_folder: str, older_than_seconds: float) -> int:
    """Remove the run folders of one table that are not published and in which nothing has changed
    for ``older_than_seconds``; say how many. Raises OutputError when the manifest is damaged."""
    count = 0
    for path in folders(filesystem, table_folder):
        with storage_errors(path):
            least = older_than_seconds
            if _is_unfinished(filesystem, path):
                least = max(least, SHARDS_KEPT_SECONDS)
            if _age(filesystem, path) < least:
                continue
            # read at the last moment: it may have been published since
            if run_folder(read_manifest(filesystem, table_folder)) != path.rpartition("/")[2]:
                remove(filesystem, path)
                count += 1
    _remove_temporary_files(filesystem, table_folder, older_than_seconds)
    return count


def remove(filesystem: fs.FileSystem, path: str) -> None:
    """Remove a folder and all in it; it may be gone already."""
    with suppress(FileNotFoundError):
        filesystem.delete_dir(path)


def _is_unfinished(filesystem: fs.FileSystem, path: str) -> bool:
    """Whether the folder holds shards that were never published."""
    if not path.rpartition("/")[2].startswith(SHARDS_PREFIX):
        return False
    info = filesystem.get_file_info(f"{path}/{SUPERSEDED_MARK}")
    return bool(info.type == fs.FileType.NotFound)


def _age(filesystem: fs.FileSystem, path: str) -> float:
    """Seconds since something in the folder last changed. A folder of S3 itself has no time."""
    infos = filesystem.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
    infos.append(filesystem.get_file_info(path))
    times = [info.mtime_ns for info in infos if info.mtime_ns is not None]
    return time.time() - max(times) / 1e9 if times else float("inf")


def _remove_temporary_files(
    filesystem: fs.FileSystem, table_folder: str, older_than_seconds: float
) -> None:
    """Remove what a process leaves that is killed while it moves the pointer."""
    with storage_errors(table_folder):
        selector = fs.FileSelector(table_folder, allow_not_found=True)
        for info in filesystem.get_file_info(selector):
            if (
                info.type == fs.FileType.File
                and info.base_name.endswith(".tmp")
                and time.time() - info.mtime_ns / 1e9 >= older_than_seconds
            ):
                with suppress(FileNotFoundError):
                    filesystem.delete_file(info.path)
