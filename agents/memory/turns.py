"""One turn at a time in each conversation, whichever thread, process or machine takes it."""

from __future__ import annotations

import fcntl
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from assets.errors import ConflictError, DataForgeError, OutputError
from assets.schema.base import SpecModel
from assets.workspace import Workspace
from assets.workspace.objects import ObjectStore, StoredObject

LEASE_SECONDS = 30.0
"""How long others wait for a machine that went away in a turn; clocks may differ by less."""


class Turns(Protocol):
    """Gives out the turns of conversations."""

    @contextmanager
    def hold(self, thread: str, lost: Callable[[], None]) -> Iterator[None]:
        """The turn of ``thread`` while the block runs. ``lost`` is called, in any thread, when it
        could not be kept. Raises ConflictError at once when another one has it."""


class FileTurns:
    """Turns in a workspace that is a folder, by locks on files: the system takes them from a
    process that dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, thread: str, lost: Callable[[], None]) -> Iterator[None]:  # noqa: ARG002
        path = self._folder / f"{thread}.lock"
        try:
            file = _locked(path)
        except BlockingIOError as error:
            raise taken() from error
        except OSError as error:
            raise OutputError(
                f"the file could not be locked: {error.strerror or error}",
                where=str(path),
                repair="check the free space and the permissions of the folder",
            ) from error
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(file)


def _locked(path: Path) -> int:
    """The locked file at ``path``. Its last holder removes it, so that the lock may be on one that
    is at no path any more: that one counts for nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(file), path.stat()):
                return file
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(file)
            raise
        os.close(file)


class Lease(SpecModel):
    """Who has a turn, and the second since the epoch until which."""

    holder: str
    until: float


class LeaseTurns:
    """Turns in a workspace that several machines see, by leases that their holders renew."""

    def __init__(self, objects: ObjectStore, seconds: float = LEASE_SECONDS) -> None:
        self._objects = objects
        self._seconds = seconds

    @contextmanager
    def hold(self, thread: str, lost: Callable[[], None]) -> Iterator[None]:
        key, holder, ended = (
            f"conversations/turns/{thread}.json",
            uuid.uuid4().hex,
            threading.Event(),
        )
        found = self._objects.get(key)
        if found is not None and _lease(found).until > time.time():
            raise taken()
        try:
            self._write(key, holder, found)
        except ConflictError as error:
            raise taken() from error

        def renew() -> None:
            while not ended.wait(self._seconds / 3):
                try:
                    self._renew(key, holder)
                except DataForgeError:
                    lost()
                    return

        keeper = threading.Thread(target=renew, name="lease", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            ended.set()
            keeper.join()
            with suppress(DataForgeError):  # it ends by itself
                found = self._objects.get(key)
                if found is not None and _lease(found).holder == holder:
                    self._objects.delete(key)

    def _renew(self, key: str, holder: str) -> None:
        found = self._objects.get(key)
        if found is None or _lease(found).holder != holder:
            raise taken()
        self._write(key, holder, found)

    def _write(self, key: str, holder: str, found: StoredObject | None) -> None:
        data = Lease(holder=holder, until=time.time() + self._seconds).model_dump_json().encode()
        self._objects.put_if(key, data, tag=found.tag if found else None)


def turns_of(workspace: Workspace) -> Turns:
    """The turns of the conversations of a workspace."""
    folder = workspace.local_path
    if folder is None:
        return LeaseTurns(workspace.objects)
    return FileTurns(folder / "conversations" / "turns")


def taken() -> ConflictError:
    """What is said to the second one."""
    return ConflictError(
        "this conversation is answering in another window",
        repair="wait until it has finished, or stop it there",
    )


def _lease(found: StoredObject) -> Lease:
    try:
        return Lease.model_validate_json(found.data)
    except ValidationError:  # cut off or written by hand: it holds nobody back
        return Lease(holder="", until=0)
