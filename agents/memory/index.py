"""The index of conversations: their titles, their datasets, and what their models cost."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assets.errors import NotFoundError, OutputError
from assets.schema.base import SpecModel
from assets.schema.names import shown

BUSY_SECONDS = 30.0
MAX_TITLE = 80
NEW_TITLE = "New conversation"
_TABLE = """
CREATE TABLE IF NOT EXISTS conversations (
    thread TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    dataset TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    tokens INTEGER NOT NULL DEFAULT 0,
    dollars REAL NOT NULL DEFAULT 0
)
"""
_COLUMNS = "thread, title, dataset, created_at, updated_at, tokens, dollars"


class Conversation(SpecModel):
    """An entry of the index. ``dataset`` is the one it speaks of, None before there is one.

    ``tokens`` and ``dollars`` are what language models took for it so far.
    """

    thread: str
    title: str
    dataset: str | None
    created_at: datetime
    updated_at: datetime
    tokens: int = 0
    dollars: float = 0.0


def connect(path: Path) -> sqlite3.Connection:
    """A connection that waits for other writers, and that any thread may use in turn."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
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
    return connection


class Index:
    """The conversations in the SQLite file at ``path``: many threads and processes may share it.

    Methods that name a thread raise NotFoundError where there is none; all raise OutputError when
    the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as connection:
            connection.execute(_TABLE)

    def list(self) -> list[Conversation]:
        """All conversations, the one that was used last first."""
        order = "ORDER BY updated_at DESC, thread"
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM conversations {order}").fetchall()  # noqa: S608
        return [_conversation(row) for row in rows]

    def create(self, title: str, dataset: str | None) -> Conversation:
        """A new conversation."""
        now = datetime.now(UTC)
        made = Conversation(
            thread=uuid.uuid4().hex,
            title=_title(title),
            dataset=dataset,
            created_at=now,
            updated_at=now,
        )
        values = (made.thread, made.title, dataset, now.isoformat(), now.isoformat())
        with self._open() as connection:
            connection.execute(
                "INSERT INTO conversations (thread, title, dataset, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?)",
                values,
            )
        return made

    def get(self, thread: str) -> Conversation:
        """The conversation of a thread."""
        with self._open() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM conversations WHERE thread = ?",  # noqa: S608
                (thread,),
            ).fetchone()
        if row is None:
            raise NotFoundError(
                f"there is no conversation {shown(thread)}",
                repair="list the conversations, and use the thread of one of them",
            )
        return _conversation(row)

    def rename(self, thread: str, title: str) -> None:
        """Give a conversation another title."""
        self._update(thread, "title = ?", _title(title))

    def touch(self, thread: str, dataset: str | None) -> None:
        """The conversation was used just now, and speaks of ``dataset``."""
        self._update(thread, "updated_at = ?, dataset = ?", datetime.now(UTC).isoformat(), dataset)

    def spend(self, thread: str, tokens: int, dollars: float) -> None:
        """Add what a model took; additions of several writers add up."""
        self._update(thread, "tokens = tokens + ?, dollars = dollars + ?", tokens, dollars)

    def delete(self, thread: str) -> None:
        """Remove a conversation from the index."""
        self.get(thread)
        with self._open() as connection:
            connection.execute("DELETE FROM conversations WHERE thread = ?", (thread,))

    def _update(self, thread: str, assignments: str, *values: str | float | None) -> None:
        self.get(thread)
        with self._open() as connection:
            connection.execute(
                f"UPDATE conversations SET {assignments} WHERE thread = ?",  # noqa: S608
                (*values, thread),
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = connect(self._path)
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise OutputError(
                str(error),
                where=str(self._path),
                repair="check the permissions and the free space, or remove the file",
            ) from error


def _title(text: str) -> str:
    plain = " ".join(text.split()) or NEW_TITLE
    return plain if len(plain) <= MAX_TITLE else f"{plain[: MAX_TITLE - 1]}…"


def _conversation(row: tuple[object, ...]) -> Conversation:
    return Conversation.model_validate(dict(zip(_COLUMNS.split(", "), row, strict=True)))
