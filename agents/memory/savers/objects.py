"""Checkpoints as objects of the workspace, for one that is on S3."""

from __future__ import annotations

import base64
import random
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_id,
    get_checkpoint_metadata,
)
from pydantic import ValidationError

from agents.memory.savers.plain import plain_data
from assets.errors import OutputError
from assets.schema.base import SpecModel
from assets.workspace.objects import ObjectStore

_Typed = tuple[str, str]
_LOCKS = 64


class StoredCheckpoint(SpecModel):
    """A checkpoint; its ``data`` and ``metadata`` are the name of a type, and bytes in base64."""

    id: str
    parent: str | None
    data: _Typed
    metadata: _Typed


class StoredWrite(SpecModel):
    """What one task wrote before the next checkpoint; ``place`` is below 0 for what replaces."""

    task: str
    place: int
    channel: str
    value: _Typed


class StoredWrites(SpecModel):
    """The writes that belong to the checkpoint of an ``id``."""

    id: str
    writes: list[StoredWrite]


class ObjectCheckpoints(BaseCheckpointSaver[str]):
    """The newest checkpoint of each thread in one object, and what was written since in another.

    A thread has one turn at a time, whose tasks may write at once. Nothing is left to prune: a
    checkpoint replaces the one before it.
    """

    def __init__(self, objects: ObjectStore) -> None:
        super().__init__(serde=plain_data())
        self._objects = objects
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The newest checkpoint, or None where there is none, or not the one that is named."""
        thread = str(config["configurable"]["thread_id"])
        stored = self._stored(thread)
        wanted = get_checkpoint_id(config)
        if stored is None or (wanted and wanted != stored.id):
            return None
        written = self._written(thread)
        writes = written.writes if written is not None and written.id == stored.id else []
        return CheckpointTuple(
            _config(thread, stored.id),
            self._load(stored.data),
            self._load(stored.metadata),
            _config(thread, stored.parent) if stored.parent else None,
            [(w.task, w.channel, self._load(w.value)) for w in writes],
        )

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002, ARG002 (as all savers)
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """The newest checkpoint alone."""
        found = None if config is None or before or limit == 0 else self.get_tuple(config)
        if found is not None:
            yield found

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,  # noqa: ARG002
    ) -> RunnableConfig:
        """Keep a checkpoint in place of the one before it."""
        thread = str(config["configurable"]["thread_id"])
        stored = StoredCheckpoint(
            id=checkpoint["id"],
            parent=get_checkpoint_id(config),
            data=self._dump(checkpoint),
            metadata=self._dump(get_checkpoint_metadata(config, metadata)),
        )
        self._objects.put(_key(thread, "newest"), stored.model_dump_json().encode())
        return _config(thread, stored.id)

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",  # noqa: ARG002
    ) -> None:
        """Keep what a task wrote; a task that is done again changes nothing. What comes late, when
        there are writes of a newer checkpoint, is needed no more (their ids compare by time)."""
        thread, own = str(config["configurable"]["thread_id"]), str(get_checkpoint_id(config))
        with self._locks[hash(thread) % _LOCKS]:
            before = self._written(thread)
            if before is not None and before.id > own:
                return
            same = before.writes if before is not None and before.id == own else []
            kept = {(w.task, w.place): w for w in same}
            for number, (channel, value) in enumerate(writes):
                place = WRITES_IDX_MAP.get(channel, number)
                data = self._dump(value)
                made = StoredWrite(task=task_id, place=place, channel=channel, value=data)
                if place < 0 or (task_id, place) not in kept:
                    kept[task_id, place] = made
            whole = StoredWrites(id=own, writes=list(kept.values()))
            self._objects.put(_key(thread, "writes"), whole.model_dump_json().encode())

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Nothing is there that could be removed."""

    def delete_thread(self, thread_id: str) -> None:
        """Remove all that is kept of a thread."""
        for name in ("newest", "writes"):
            self._objects.delete(_key(thread_id, name))

    def get_next_version(self, current: str | None, channel: None) -> str:  # noqa: ARG002
        """The version after ``current``; versions compare as text."""
        number = 0 if current is None else int(current.split(".")[0])
        return f"{number + 1:032}.{random.random():016}"

    def _stored(self, thread: str) -> StoredCheckpoint | None:
        found = self._objects.get(_key(thread, "newest"))
        if found is None:
            return None
        try:
            return StoredCheckpoint.model_validate_json(found.data)
        except ValidationError as error:
            raise _damaged(thread) from error

    def _written(self, thread: str) -> StoredWrites | None:
        found = self._objects.get(_key(thread, "writes"))
        if found is None:
            return None
        try:
            return StoredWrites.model_validate_json(found.data)
        except ValidationError as error:
            raise _damaged(thread) from error

    def _dump(self, value: Any) -> _Typed:
        kind, data = self.serde.dumps_typed(value)
        return kind, base64.b64encode(data).decode()

    def _load(self, stored: _Typed) -> Any:
        return self.serde.loads_typed((stored[0], base64.b64decode(stored[1])))


def _key(thread: str, name: str) -> str:
    return f"conversations/threads/{thread}/{name}.json"


def _config(thread: str, checkpoint: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": "", "checkpoint_id": checkpoint}}


def _damaged(thread: str) -> OutputError:
    return OutputError(
        "what is remembered of this conversation is damaged",
        where=f"conversations/threads/{thread}",
        repair="delete the conversation; the datasets stay",
    )
