"""Conversations as a screen or an API uses them: the one door to the agents."""

from __future__ import annotations

import builtins
import logging
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from agents.events import Done, Event, Failed, ProposalReady
from agents.memory.index import NEW_TITLE, Conversation, Index
from agents.memory.message import Message
from agents.proposal import Proposal
from assets.errors import ConflictError, DataForgeError

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.sqlite import SqliteSaver
    from langgraph.graph.state import CompiledStateGraph

    from agents.orchestrator.parts import Parts
    from agents.orchestrator.state import State

BuildParts = Callable[[Index, Callable[[str], None]], "Parts"]
_LOG = logging.getLogger(__name__)


class StoppedError(DataForgeError):
    """The work was stopped by a person; it never leaves this module's events."""


class Conversations:
    """The conversations of a workspace, safe for several threads and processes.

    ``send``, ``accept``, ``reject``, ``undo``, ``redo`` and ``resume`` do their work while their
    events are read, and end with Done; what fails is the event Failed, not an exception. Unknown
    threads raise NotFoundError from all methods, at once and not while events are read.
    """

    def __init__(self, folder: Path, build_parts: BuildParts) -> None:
        self._folder = folder
        self._index = Index(folder / "conversations.sqlite")
        self._build_parts = build_parts
        self._running: dict[str, threading.Event] = {}
        self._lock = threading.RLock()

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
        self.stop(thread)
        self._index.delete(thread)
        self._checkpoints.delete_thread(thread)

    def history(self, thread: str) -> builtins.list[Message]:
        """The messages, oldest first."""
        values = self._state(thread).values
        outcomes = values.get("outcomes", {})
        return [
            Message.model_validate({**message, "outcome": outcomes.get(str(number))})
            for number, message in enumerate(values.get("messages", []))
        ]

    def pending(self, thread: str) -> ProposalReady | None:
        """The proposal that waits for accept or reject."""
        state = self._state(thread)
        if not state.interrupts:
            return None
        proposal = Proposal.model_validate(state.values["proposal"])
        return ProposalReady(proposal=proposal, base=state.values["base"])

    def send(self, thread: str, text: str) -> Iterator[Event]:
        """Say ``text``. A proposal that waits is replaced by one that takes both into account."""
        from agents.orchestrator.replies import now

        found = self._index.get(thread)
        if found.title == NEW_TITLE:
            self._index.rename(thread, text)
        values = self._state(thread).values
        said = Message(role="person", text=text, at=now()).model_dump(mode="json")
        given: dict[str, Any] = {"thread": thread, "prompt": text, "messages": [said]}
        given |= {"run": None, "outline": None, "reply": ""}
        if "dataset" not in values:
            given["dataset"] = found.dataset
        if values.get("proposal") is not None:
            given["outcomes"] = {str(values["proposed_at"]): "replaced"}
        return self._work(thread, given)

    def accept(self, thread: str) -> Iterator[Event]:
        """Save the waiting proposal as the dataset's next version.

        Raises ConflictError when none waits; so do ``reject``, and ``resume`` without a failure.
        """
        return self._decide(thread, accept=True)

    def reject(self, thread: str, why: str = "") -> Iterator[Event]:
        """Drop the waiting proposal; nothing was changed by it."""
        return self._decide(thread, accept=False, why=why)

    def undo(self, thread: str) -> Iterator[Event]:
        """Save the version before the last accepted proposal again."""
        return self.send(thread, "undo")

    def redo(self, thread: str) -> Iterator[Event]:
        """Save the version that was undone last again."""
        return self.send(thread, "redo")

    def resume(self, thread: str) -> Iterator[Event]:
        """Go on from the step that failed or was cut off."""
        if not self.resumable(thread):
            raise ConflictError(
                "no step of this conversation failed", repair="send it another prompt"
            )
        return self._work(thread, None)

    def resumable(self, thread: str) -> bool:
        """Whether a step failed or was cut off, and ``resume`` can go on from there."""
        state = self._state(thread)
        return bool(state.next) and not state.interrupts

    def stop(self, thread: str) -> None:
        """End the work of this process on a conversation; its events end with Done, ``stopped``.

        Nothing happens when none is under way.
        """
        self._index.get(thread)
        with self._lock:
            running = self._running.get(thread)
        if running is not None:
            running.set()

    def _decide(self, thread: str, *, accept: bool, why: str = "") -> Iterator[Event]:
        from langgraph.types import Command

        if self.pending(thread) is None:
            raise ConflictError(
                "no proposal waits in this conversation", repair="send a prompt that changes it"
            )
        return self._work(thread, Command(resume={"accept": accept, "why": why}))

    def _work(self, thread: str, given: Any) -> Iterator[Event]:
        flag = threading.Event()
        with self._lock:
            busy = thread in self._running
            if not busy:
                self._running[thread] = flag
        if busy:
            yield Failed(
                problem="This conversation is at work already: stop it first.", resumable=False
            )
            yield Done(status="failed")
            return
        try:
            yield from self._steps(thread, given, flag)
        finally:
            flag.set()
            with self._lock:
                del self._running[thread]

    def _steps(self, thread: str, given: Any, flag: threading.Event) -> Iterator[Event]:
        config = _config(thread)
        before = self._state(thread).values.get("version")
        try:
            stream = self._graph.stream(given, config, stream_mode="custom", durability="sync")
            try:
                for event in cast(Iterator[Event], stream):
                    yield event
                    self._check(thread)
            finally:
                flag.set()  # a node that still works ends at its next check
                stream.close()  # type: ignore[attr-defined]
        except StoppedError:
            yield Done(status="stopped")
            return
        except DataForgeError as error:
            yield Failed(problem=str(error), resumable=True)
            yield Done(status="failed")
            return
        except Exception as error:  # noqa: BLE001  # the promise: what fails is an event
            _LOG.exception("a conversation failed")
            yield Failed(problem=f"Something went wrong ({type(error).__name__}).", resumable=True)
            yield Done(status="failed")
            return
        state = self._state(thread)
        values = state.values
        self._index.touch(thread, values.get("dataset"))
        version = values.get("version")
        yield Done(
            status="waiting" if state.interrupts else "finished",
            dataset=values.get("dataset"),
            version=version if version != before else None,
            run=values.get("run"),
        )

    def _check(self, thread: str) -> None:
        with self._lock:
            flag = self._running.get(thread)
        if flag is None or flag.is_set():
            raise StoppedError("the work was stopped")

    def _state(self, thread: str) -> Any:
        self._index.get(thread)
        return self._graph.get_state(_config(thread))

    @cached_property
    def _checkpoints(self) -> SqliteSaver:
        from agents.memory.checkpoints import open_checkpoints

        return open_checkpoints(self._folder / "checkpoints.sqlite")

    @property
    def _graph(self) -> CompiledStateGraph[State, None, State, State]:
        with self._lock:
            return self._built

    @cached_property
    def _built(self) -> CompiledStateGraph[State, None, State, State]:
        from agents.orchestrator.graph import build_graph

        return build_graph(self._build_parts(self._index, self._check), self._checkpoints)


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}


def open_conversations(launch: Callable[[str], str] | None = None) -> Conversations:
    """The conversations of the workspace in the settings, on local files.

    ``launch`` starts a run of a dataset and gives its id. Raises SettingsError where the workspace
    cannot be used.
    """
    from agents.orchestrator.local import conversations_folder, local_parts

    return Conversations(
        conversations_folder(), lambda index, check: local_parts(index, check, launch)
    )
