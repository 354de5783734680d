"""Checkpoints in an SQLite file of the workspace's folder."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from langgraph.checkpoint.sqlite import SqliteSaver

from agents.memory.savers.plain import plain_data
from assets.errors import OutputError

BUSY_SECONDS = 30.0
_OLD = """
DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < (
    SELECT max(checkpoint_id) FROM checkpoints AS newest
    WHERE newest.thread_id = {table}.thread_id AND newest.checkpoint_ns = {table}.checkpoint_ns
)
"""


class SqliteCheckpoints(SqliteSaver):
    """The checkpointer on the file at ``path``, for all threads of this process.

    The pages of what is pruned are used again, and given back once most of the file is free.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._failures():
            path.parent.mkdir(parents=True, exist_ok=True)
            super().__init__(_connect(path), serde=plain_data())
            self.setup()

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """What all methods read and write by. Raises OutputError when the file cannot be used."""
        with self._failures(), super().cursor(transaction) as cursor:
            yield cursor

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:  # noqa: ARG002
        """Keep the newest checkpoint of each thread, with its pending writes."""
        with self.cursor() as cursor:
            for thread in thread_ids:
                for table in ("writes", "checkpoints"):
                    cursor.execute(_OLD.format(table=table), (thread,))

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise OutputError(
                str(error),
                where=str(self._path),
                repair="check the permissions and the free space, or remove the file",
            ) from error


def _connect(path: Path) -> sqlite3.Connection:
    """A connection that waits for other writers, and that any thread may use in turn."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    connection.execute("PRAGMA auto_vacuum=FULL")  # of a new file: pruned pages go back at once
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:  # a first writer is changing the mode: it waits for none
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint=250")  # pages: the log stays near 1 MB
    connection.execute("PRAGMA journal_size_limit=1000000")
    return connection
