"""One studio a workspace."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets.errors import SettingsError


@contextmanager
def only_studio(path: Path, address: str) -> Iterator[None]:
    """Hold the lock of a workspace; the system lets go of it when the process ends, however.

    Raises SettingsError, which names the other studio and its address, when it is held.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingsError(
                f"a studio runs in this workspace already{_holder(path)}",
                where=str(path.parent),
                repair="use that one, stop it, or set DATAFORGE_HOME to another folder",
            ) from error
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "address": address}))
        file.flush()
        yield


def _holder(path: Path) -> str:
    try:
        other = json.loads(path.read_text(encoding="utf-8"))
        return f" at {other['address']} (process {other['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
