"""The steps of each conversation in SQLite, so that it survives restarts and half-way failures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agents.memory.index import connect

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite import SqliteSaver


def open_checkpoints(path: Path) -> SqliteSaver:
    """The checkpointer on the file at ``path``, for all threads of this process.

    Only plain data is read back: a changed file cannot make this process build other objects.
    """
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
    from langgraph.checkpoint.sqlite import SqliteSaver

    path.parent.mkdir(parents=True, exist_ok=True)
    saver = SqliteSaver(connect(path), serde=JsonPlusSerializer(allowed_msgpack_modules=None))
    saver.setup()
    return saver
