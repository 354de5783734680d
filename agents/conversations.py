"""Conversations as a screen or an API uses them: the one door to the agents."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path

from agents.events import Event, ProposalReady
from agents.memory.index import Conversation, Index
from agents.memory.message import Message
from assets.errors import ConflictError


class Conversations:
    """The conversations of a workspace, safe for several threads and processes.

    ``send``, ``accept``, ``reject``, ``undo``, ``redo`` and ``resume`` do their work while their
    events are read, and end with Done; what fails is the event Failed, not an exception. Unknown
    threads raise NotFoundError from all methods, at once and not while events are read.
    """

    def __init__(self, folder: Path) -> None:
        self._index = Index(folder / "conversations.sqlite")

    def list(self) -> builtins.list[Conversation]:
        """All conversations, the one that was used last first."""
        return self._index.list()

    def create(self, title: str = "", dataset: str | None = None) -> Conversation:
        """A new conversation, about ``dataset`` where one is named. Without a title it takes the
        words of its first prompt."""
        return self._index.create(title, dataset)

    def get(self, thread: str) -> Conversation:
        """The conversation of a thread."""
        return self._index.get(thread)

    def rename(self, thread: str, title: str) -> None:
        """Give a conversation another title."""
        self._index.rename(thread, title)

    def delete(self, thread: str) -> None:
        """Stop a conversation and remove all that is remembered of it. Datasets stay."""
        self._index.delete(thread)

    def history(self, thread: str) -> builtins.list[Message]:
        """The messages, oldest first."""
        self._index.get(thread)
        return []

    def pending(self, thread: str) -> ProposalReady | None:
        """The proposal that waits for accept or reject."""
        self._index.get(thread)
        return None

    def send(self, thread: str, text: str) -> Iterator[Event]:
        """Say ``text``. A proposal that waits is replaced by one that takes both into account."""
        return self._missing(thread, text)

    def accept(self, thread: str) -> Iterator[Event]:
        """Save the waiting proposal as the dataset's next version.

        Raises ConflictError when none waits; so do ``reject``, and ``resume`` without a failure.
        """
        return self._missing(thread)

    def reject(self, thread: str, why: str = "") -> Iterator[Event]:
        """Drop the waiting proposal; nothing was changed by it."""
        return self._missing(thread, why)

    def undo(self, thread: str) -> Iterator[Event]:
        """Save the version before the last accepted proposal again."""
        return self._missing(thread)

    def redo(self, thread: str) -> Iterator[Event]:
        """Save the version that was undone last again."""
        return self._missing(thread)

    def resume(self, thread: str) -> Iterator[Event]:
        """Go on from the step that failed or was cut off."""
        return self._missing(thread)

    def resumable(self, thread: str) -> bool:
        """Whether a step failed or was cut off, and ``resume`` can go on from there."""
        self._index.get(thread)
        return False

    def stop(self, thread: str) -> None:
        """End the work of this process on a conversation; its events end with Done, ``stopped``.

        Nothing happens when none is under way.
        """
        self._index.get(thread)

    def _missing(self, thread: str, said: str = "") -> Iterator[Event]:
        self._index.get(thread)
        raise ConflictError(f"nothing can answer {said!r} yet", repair="wait for the next version")


def open_conversations() -> Conversations:
    """The conversations of the workspace in the settings. Raises SettingsError."""
    from assets.settings import settings
    from assets.workspace import open_workspace

    folder = open_workspace(settings().home).local_path or Path(".dataforge")
    return Conversations(folder / "agents")
