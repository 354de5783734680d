"""The index of a user's conversations: titles, datasets, and what their models cost."""

from __future__ import annotations

import builtins
import random
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import ValidationError

from agents.memory.users import LOCAL_USER, user_key
from assets.errors import ConflictError, InputError, NotFoundError, OutputError
from assets.schema.base import SpecModel
from assets.schema.names import shown
from assets.workspace.objects import ObjectStore, StoredObject

ATTEMPTS = 60
MAX_CONVERSATIONS = 2_000
MAX_TITLE = 80
NEW_TITLE = "New conversation"
_PAUSE_SECONDS = 0.01
_Given = TypeVar("_Given")


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


class Entries(SpecModel):
    """The index as it is stored."""

    user: str
    conversations: list[Conversation] = []


_ByThread = dict[str, Conversation]


class Index:
    """The conversations of ``user`` in one object of the workspace, ``conversations/of/….json``.

    Threads, processes and machines may share it: a change is written only over what it was made
    from, and made again otherwise. Methods that name a thread raise NotFoundError where this user
    has none of that name; all raise OutputError when the store cannot be read or written.
    """

    def __init__(self, objects: ObjectStore, user: str = LOCAL_USER) -> None:
        self._objects = objects
        self.user = user
        self._key = f"conversations/of/{user_key(user)}.json"

    def list(self) -> builtins.list[Conversation]:
        """All conversations, the one that was used last first."""
        found = self._entries(self._objects.get(self._key)).values()
        return sorted(found, key=lambda each: (each.updated_at, each.thread), reverse=True)

    def create(self, title: str, dataset: str | None, thread: str | None = None) -> Conversation:
        """A new conversation, or the one that ``thread`` names already.

        Raises InputError when the user has too many.
        """

        def add(entries: _ByThread) -> Conversation:
            if thread in entries:
                return entries[thread]
            if len(entries) >= MAX_CONVERSATIONS:
                raise InputError(
                    f"there are {len(entries):,} conversations already",
                    repair="delete those that are not needed any more",
                )
            now = datetime.now(UTC)
            made = Conversation(
                thread=thread or uuid.uuid4().hex,
                title=_title(title),
                dataset=dataset,
                created_at=now,
                updated_at=now,
            )
            entries[made.thread] = made
            return made

        return self._change(add)

    def get(self, thread: str) -> Conversation:
        """The conversation of a thread."""
        return _named(self._entries(self._objects.get(self._key)), thread)

    def rename(self, thread: str, title: str) -> None:
        """Give a conversation another title."""
        self._update(thread, lambda _: {"title": _title(title)})

    def touch(self, thread: str, dataset: str | None) -> None:
        """The conversation was used just now, and speaks of ``dataset``."""
        now = datetime.now(UTC)
        self._update(thread, lambda _: {"updated_at": now, "dataset": dataset})

    def spend(self, thread: str, tokens: int, dollars: float) -> None:
        """Add what a model took; additions of several writers add up."""
        self._update(
            thread,
            lambda old: {"tokens": old.tokens + tokens, "dollars": old.dollars + dollars},
        )

    def delete(self, thread: str) -> None:
        """Remove a conversation from the index."""

        def remove(entries: _ByThread) -> None:
            del entries[_named(entries, thread).thread]

        self._change(remove)

    def _update(self, thread: str, changes: Callable[[Conversation], dict[str, object]]) -> None:
        def replace(entries: _ByThread) -> None:
            old = _named(entries, thread)
            entries[thread] = old.model_copy(update=changes(old))

        self._change(replace)

    def _change(self, change: Callable[[_ByThread], _Given]) -> _Given:
        for attempt in range(1, ATTEMPTS + 1):
            found = self._objects.get(self._key)
            before = self._entries(found)
            after = dict(before)
            given = change(after)
            if after == before:
                return given
            entries = Entries(user=self.user, conversations=list(after.values()))
            data = entries.model_dump_json().encode()
            try:
                self._objects.put_if(self._key, data, tag=found.tag if found else None)
            except ConflictError:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(random.random() * _PAUSE_SECONDS * min(attempt, 10))
            else:
                return given
        raise AssertionError

    def _entries(self, found: StoredObject | None) -> _ByThread:
        if found is None:
            return {}
        try:
            entries = Entries.model_validate_json(found.data)
        except ValidationError as error:
            raise OutputError(
                "the list of conversations is damaged",
                where=self._key,
                repair="remove the file; the datasets stay",
            ) from error
        return {each.thread: each for each in entries.conversations}


def _named(entries: _ByThread, thread: str) -> Conversation:
    if thread not in entries:
        raise NotFoundError(
            f"there is no conversation {shown(thread)}",
            repair="list the conversations, and use the thread of one of them",
        )
    return entries[thread]


def _title(text: str) -> str:
    plain = " ".join(text.split()) or NEW_TITLE
    return plain if len(plain) <= MAX_TITLE else f"{plain[: MAX_TITLE - 1]}…"
