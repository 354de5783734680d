"""One writer at a time in a folder, and a hidden place to write in before anything is replaced."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.errors import OutputError
from assets.outputs import swap
from assets.outputs.storage import storage_errors

_STAGING = ".dataforge-export-"
_ASIDE = ".previous"


@contextmanager
def exclusive_staging(directory: Path) -> Iterator[Path]:
    """A hidden folder inside ``directory`` (made where missing), gone afterwards.

    What a killed writer left is removed first. Raises OutputError when another one is at work.
    """
    with storage_errors(str(directory)):
        directory.mkdir(parents=True, exist_ok=True)
    with _locked(directory), _staging(directory) as staging:
        yield staging


def replace_folder(staging: Path, target: Path) -> None:
    """Put the folder of that name in ``staging`` in the place of ``target``."""
    swap.swap_in(staging / target.name, target, staging / f"{_ASIDE}-{target.name}")


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
