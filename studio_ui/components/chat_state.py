"""The conversation that a tab looks at, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from agents.snapshot import Snapshot
from assets.errors import DataForgeError, NotFoundError
from studio_ui.clients.agents import begin, conversations, turn_of

if TYPE_CHECKING:
    from agents.events import Event, ProposalReady
    from agents.memory.index import Conversation
    from agents.memory.message import Message


STOP_SECONDS = 1.0


@dataclass(frozen=True)
class Talk:
    """A conversation and what its state was when it was read."""

    about: Conversation
    now: Snapshot

    @property
    def thread(self) -> str:
        return self.about.thread

    @property
    def messages(self) -> list[Message]:
        """The oldest first."""
        return self.now.messages

    @property
    def waiting(self) -> ProposalReady | None:
        """The proposal to accept or reject."""
        return self.now.waiting

    @property
    def last_said(self) -> str:
        """What the person said last."""
        return next((m.text for m in reversed(self.messages) if m.role == "person"), "")


def open_thread() -> str | None:
    """The thread of the address, else the one that this tab had open."""
    thread = st.query_params.get("thread") or st.session_state.get("thread")
    if thread is not None:
        open_conversation(thread)
    return thread


def open_conversation(thread: str | None) -> None:
    """Look at a conversation from now on; None: at the beginning of a new one."""
    if st.session_state.get("thread") != thread:
        st.session_state["thread"] = thread
        st.session_state.pop("talk", None)
    if thread is None:
        st.query_params.pop("thread", None)
    elif st.query_params.get("thread") != thread:
        st.query_params["thread"] = thread


def talk_of(thread: str) -> Talk | None:
    """The conversation; None where it was deleted. It is read again when something happened."""
    store = conversations()
    try:
        about = store.get(thread)
        turn = turn_of(thread)
        if turn is not None and turn.is_first and not turn.is_finished:
            return Talk(about, Snapshot([]))  # nothing to read yet, and reading may load libraries
        state = (about, id(turn), turn is None or turn.is_finished)
        known = st.session_state.get("talk")
        if known is None or known[0] != state:
            talk = Talk(about, store.look(thread))
            known = (state, talk)
            st.session_state["talk"] = known
    except NotFoundError:
        open_conversation(None)
        return None
    talk = known[1]
    return talk if isinstance(talk, Talk) else None


def say(text: str) -> None:
    """Say something in the conversation that is open, or in a new one; a failure is shown next."""
    thread = st.session_state.get("thread") or st.query_params.get("thread")
    try:
        is_first = thread is None
        if thread is None:
            thread = conversations().create(text).thread
            st.query_params.pop("run", None)
        open_conversation(thread)
        begin(thread, lambda: conversations().send(thread, text), text, is_first=is_first)
    except DataForgeError as error:
        st.session_state["chat_error"] = str(error)


def act(thread: str, work: Callable[[], Iterator[Event]]) -> None:
    """Begin what a button stands for: accept, reject, undo, going on."""
    begin(thread, work)


def stop(thread: str) -> None:
    """Stop what is at work in a conversation, and wait for its end, so that it is drawn at once."""
    try:
        conversations().stop(thread)
        turn = turn_of(thread)
        if turn is not None:
            turn.wait_end(STOP_SECONDS)
    except DataForgeError as error:
        st.session_state["chat_error"] = str(error)
