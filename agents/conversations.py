"""Conversations as a screen or an API uses them: the one door to the agents."""

from __future__ import annotations

import builtins
import logging
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from agents.events import Done, Event, Failed, ProposalReady
from agents.memory.index import NEW_TITLE, Conversation, Index
from agents.memory.memory import Memory, open_memory
from agents.memory.message import Message
from agents.memory.users import LOCAL_USER
from agents.orchestrator.intent import intent_of
from agents.settings import agent_settings
from agents.snapshot import Snapshot, snapshot_of
from agents.tracing.tracing import Tracing, leave_tracing_to, masked, open_tracing
from assets.errors import ConflictError, DataForgeError, InputError
from assets.settings import settings
from assets.workspace import open_workspace

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    from agents.memory.memory import Checkpoints
    from agents.orchestrator.parts import Parts
    from agents.orchestrator.state import State
    from agents.working import Work

BuildParts = Callable[[Index], "Parts"]
MAX_PROMPT = 20_000
STOP_SECONDS = 10.0
_LOG = logging.getLogger(__name__)


class Conversations:
    """The conversations of a user in a workspace, safe for several threads and processes.

    ``send``, ``accept``, ``reject``, ``undo``, ``redo`` and ``resume`` do their work while their
    events are read, and end with Done; what fails is the event Failed, not an exception. A
    conversation works on one of them at a time: the second one fails. Unknown threads raise
    NotFoundError from all methods, at once and not while events are read.
    """

    def __init__(
        self, memory: Memory, build_parts: BuildParts, tracing: Tracing | None = None
    ) -> None:
        self._memory = memory
        self._tracing = tracing
        self._index = memory.index
        self._build_parts = build_parts
        self._running: dict[str, Work] = {}
        self._lock = threading.RLock()

    def warm_up(self) -> None:
        """Load and open what the first turn needs. Raises SettingsError or OutputError."""
        import agents.working  # noqa: F401  # where nobody waits

        _ = self._graph

    def list(self) -> builtins.list[Conversation]:
        """All conversations, the one that was used last first."""
        return self._index.list()

    def create(self, title: str = "", dataset: str | None = None) -> Conversation:
        """A new conversation, about ``dataset`` where one is named. Without a title it takes the
        words of its first prompt."""
        return self._index.create(title, dataset)

    def open(self, thread: str) -> Conversation:
        """The conversation of a thread that another service names, a new one at its first use."""
        return self._index.create("", None, thread)

    def get(self, thread: str) -> Conversation:
        """The conversation of a thread."""
        return self._index.get(thread)

    def rename(self, thread: str, title: str) -> None:
        """Give a conversation another title."""
        self._index.rename(thread, title)

    def delete(self, thread: str) -> None:
        """Stop a conversation and remove all that is remembered of it. Datasets stay.

        Raises ConflictError when another process is at work on it.
        """
        self.stop(thread)
        with self._held(thread, STOP_SECONDS):
            self._index.delete(thread)
            self._checkpoints.delete_thread(thread)

    def look(self, thread: str) -> Snapshot:
        """All that a screen shows of a conversation, read at once."""
        return snapshot_of(self._state(thread))

    def history(self, thread: str) -> builtins.list[Message]:
        """The messages, oldest first."""
        return self.look(thread).messages

    def pending(self, thread: str) -> ProposalReady | None:
        """The proposal that waits for accept or reject."""
        return self.look(thread).waiting

    def send(self, thread: str, text: str) -> Iterator[Event]:
        """Say ``text``. A proposal that waits is replaced by one that takes both into account.

        Raises InputError for more than 20,000 characters.
        """
        found = self._index.get(thread)
        if len(text) > MAX_PROMPT:
            raise InputError(
                f"the prompt has {len(text):,} characters, and {MAX_PROMPT:,} are read at most",
                repair="say it in fewer words, or in several prompts",
            )
        return self._work(thread, intent_of(text), lambda: self._said(found, text))

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
        self._failed_step(thread)
        return self._work(thread, "resume", lambda: self._failed_step(thread))

    def resumable(self, thread: str) -> bool:
        """Whether a step failed or was cut off, and ``resume`` can go on from there."""
        return self.look(thread).is_resumable

    def stop(self, thread: str) -> None:
        """End the work of this process on a conversation; its events end with Done, ``stopped``,
        within a second, whatever it waits for. A version that is being saved is saved, and a run
        that is being started is started. Nothing happens when no work is under way.
        """
        self._index.get(thread)
        with self._lock:
            running = self._running.get(thread)
        if running is not None:
            running.stop()

    def trace_link(self, message: Message) -> str | None:
        """Where to see how a message came about, once that is known; None where nothing is
        traced."""
        if self._tracing is None or message.trace is None:
            return None
        return self._tracing.link(message.trace)

    def _said(self, found: Conversation, text: str) -> dict[str, Any]:
        from agents.orchestrator.replies import now

        thread = found.thread
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
        return given

    def _decide(self, thread: str, *, accept: bool, why: str = "") -> Iterator[Event]:
        self._verdict(thread, accept, why)
        intent = "accept" if accept else "reject"
        return self._work(thread, intent, lambda: self._verdict(thread, accept, why))

    def _verdict(self, thread: str, accept: bool, why: str) -> Any:
        from langgraph.types import Command

        if self.pending(thread) is None:
            raise ConflictError(
                "no proposal waits in this conversation", repair="send a prompt that changes it"
            )
        return Command(resume={"accept": accept, "why": why})

    def _failed_step(self, thread: str) -> None:
        if not self.resumable(thread):
            raise ConflictError(
                "no step of this conversation failed", repair="send it another prompt"
            )

    @contextmanager
    def _held(self, thread: str, seconds: float) -> Iterator[None]:
        """The turn of a conversation, as soon as others give it up within ``seconds``."""
        until = time.monotonic() + seconds
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(self._memory.turns.hold(thread, lambda: None))
                    break
                except ConflictError:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.05)
            yield

    def _work(self, thread: str, intent: str, prepare: Callable[[], Any]) -> Iterator[Event]:
        """A turn of ``thread``; ``prepare`` reads what it starts from once nobody else writes."""
        from agents.working import Work

        work = Work()
        with ExitStack() as turn:
            try:
                turn.enter_context(self._memory.turns.hold(thread, work.stop))
                with self._lock:
                    self._running[thread] = work
                turn.callback(self._ended, thread, work)
                given, before = prepare(), self._state(thread).values.get("version")
            except DataForgeError as error:
                yield Failed(problem=str(error), resumable=False)
                yield Done(status="failed")
                return
            done = yield from self._steps(thread, intent, given, before, work)
            self._prune(thread)
        yield done  # now that another turn may begin

    def _ended(self, thread: str, work: Work) -> None:
        work.stop()
        with self._lock:
            del self._running[thread]

    def _prune(self, thread: str) -> None:
        try:
            self._checkpoints.prune([thread])
        except DataForgeError as error:  # the next turn does it
            _LOG.warning("old steps of a conversation stay: %s", error)

    def _steps(
        self, thread: str, intent: str, given: Any, before: str | None, work: Work
    ) -> Generator[Event, None, Done]:
        from agents.stopping import StoppedError

        def begin() -> Generator[Event]:
            config = self._traced(thread, intent)
            stream = self._graph.stream(given, config, stream_mode="custom", durability="sync")
            return cast("Generator[Event]", stream)

        try:
            yield from work.events(begin)
            state = self._state(thread)
            self._index.touch(thread, state.values.get("dataset"))
        except StoppedError:
            return Done(status="stopped")
        except DataForgeError as error:
            yield Failed(problem=str(error), resumable=True)
            return Done(status="failed")
        except Exception as error:  # noqa: BLE001  # the promise: what fails is an event
            _LOG.error("a conversation failed\n%s", masked(traceback.format_exc()))
            yield Failed(problem=f"Something went wrong ({type(error).__name__}).", resumable=True)
            return Done(status="failed")
        values = state.values
        version = values.get("version")
        return Done(
            status="waiting" if state.interrupts else "finished",
            dataset=values.get("dataset"),
            version=version if version != before else None,
            run=values.get("run"),
        )

    def _traced(self, thread: str, intent: str) -> RunnableConfig:
        config = _config(thread)
        if self._tracing is None:
            return config
        tags = [f"tier:{self._parts.tier.name}", f"intent:{intent}"]
        run, traced = self._tracing.config("conversation", tags, thread)
        config["configurable"]["trace"] = run
        return {**traced, **config}

    def _state(self, thread: str) -> Any:
        self._index.get(thread)
        return self._graph.get_state(_config(thread))

    @property
    def _checkpoints(self) -> Checkpoints:
        with self._lock:
            return self._opened

    @cached_property
    def _opened(self) -> Checkpoints:
        return self._memory.open_checkpoints()

    @property
    def _graph(self) -> CompiledStateGraph[State, None, State, State]:
        with self._lock:
            return self._built

    @cached_property
    def _built(self) -> CompiledStateGraph[State, None, State, State]:
        from agents.orchestrator.graph import build_graph

        leave_tracing_to(self._tracing)
        return build_graph(self._parts, self._opened)

    @cached_property
    def _parts(self) -> Parts:
        return self._build_parts(self._index)


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}


def open_conversations(
    launch: Callable[[str], str] | None = None, user: str = LOCAL_USER
) -> Conversations:
    """The conversations of ``user`` in the workspace of the settings.

    ``launch`` starts a run of a dataset and gives its id. Raises SettingsError where the workspace
    cannot be used, and InputError for a user's name that is none.
    """
    from agents.orchestrator.local import local_parts

    memory = open_memory(agent_settings(), open_workspace(settings().home), user)
    return Conversations(memory, lambda index: local_parts(index, launch), open_tracing())
