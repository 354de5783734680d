"""What the conversations of a user are remembered by, as the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.memory.index import Index
from agents.memory.turns import Turns, turns_of
from agents.memory.users import LOCAL_USER, user_key
from agents.settings import AgentSettings, MemoryKind
from assets.workspace import Workspace

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

    Checkpoints = BaseCheckpointSaver[str]


@dataclass(frozen=True)
class Memory:
    """The index of conversations and their turns, both in the workspace, and their checkpoints.

    ``open_checkpoints`` loads libraries and may ask a server; it raises SettingsError for what is
    missing in the settings, and OutputError for a store that cannot be used.
    """

    index: Index
    turns: Turns
    open_checkpoints: Callable[[], Checkpoints]


def open_memory(settings: AgentSettings, workspace: Workspace, user: str = LOCAL_USER) -> Memory:
    """The memory of ``user``. Raises InputError for a name that is none."""
    opened = _KINDS[settings.memory]
    return Memory(
        Index(workspace.objects, user),
        turns_of(workspace),
        lambda: opened(settings, workspace, user),
    )


def _in_workspace(settings: AgentSettings, workspace: Workspace, user: str) -> Checkpoints:  # noqa: ARG001
    if workspace.local_path is None:
        from agents.memory.savers.objects import ObjectCheckpoints

        return ObjectCheckpoints(workspace.objects)
    from agents.memory.savers.sqlite import SqliteCheckpoints

    return SqliteCheckpoints(workspace.local_path / "conversations" / "checkpoints.sqlite")


def _in_valkey(settings: AgentSettings, workspace: Workspace, user: str) -> Checkpoints:  # noqa: ARG001
    from agents.memory.savers.valkey import ValkeyCheckpoints

    return ValkeyCheckpoints(settings.memory_url, settings.memory_timeout_seconds)


def _in_agentcore(settings: AgentSettings, workspace: Workspace, user: str) -> Checkpoints:  # noqa: ARG001
    from agents.memory.savers.agentcore import AgentCoreCheckpoints

    return AgentCoreCheckpoints(settings.memory_id, user_key(user), settings.memory_timeout_seconds)


_KINDS: dict[MemoryKind, Callable[[AgentSettings, Workspace, str], Checkpoints]] = {
    "workspace": _in_workspace,
    "valkey": _in_valkey,
    "agentcore": _in_agentcore,
}
