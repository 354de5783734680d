"""The chat screen: a conversation on the left, the schema that it leads to on the right."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from studio_ui import session
from studio_ui.clients.agents import Turn, conversations, turn_of
from studio_ui.clients.outputs import shelf
from studio_ui.components import catalogue, notices
from studio_ui.components.chat_examples import chat_examples
from studio_ui.components.chat_live import chat_live, chat_trouble
from studio_ui.components.chat_messages import chat_messages, person_said
from studio_ui.components.chat_next import chat_suggestions
from studio_ui.components.chat_proposal import chat_proposal
from studio_ui.components.chat_state import Talk, act, open_thread, say, talk_of
from studio_ui.components.chat_threads import chat_threads
from studio_ui.components.chat_welcome import chat_welcome
from studio_ui.components.wording import literal

TALK_HEIGHT = 590  # the style makes it fit the window


def render() -> None:
    """Draw the screen. The left side comes last: it follows a turn that is at work."""
    thread = open_thread()
    turn = None if thread is None else turn_of(thread)
    if turn is not None:
        _tell(turn)
    notices.show()
    talk = None if thread is None else talk_of(thread)
    with st.sidebar:
        chat_threads(thread)
    left, right = st.columns([5, 7], gap="medium")
    is_busy = turn is not None and not turn.is_finished
    with right:
        if talk is None or (talk.now.shown is None):
            chat_welcome()
        else:
            chat_proposal(talk, is_busy=is_busy)
    with left:
        _conversation(talk, turn, is_busy=is_busy)


def _conversation(talk: Talk | None, turn: Turn | None, *, is_busy: bool) -> None:
    place = st.container(height=TALK_HEIGHT, border=False, key="chat_talk", autoscroll=True)
    st.chat_input(
        "Describe the data that you need, or say what to change",
        key="chat_text",
        disabled=is_busy,
        on_submit=_said,
    )
    catalogue.catalogue_state()
    with place:
        error = st.session_state.pop("chat_error", "")
        if error:
            st.error(literal(error), icon=":material/error:")
        beginning = st.empty()  # what is in it goes at once, though a turn draws for seconds
        if talk is None or (turn is None and not talk.messages):
            with beginning.container():
                chosen = chat_examples()
            if chosen is not None:
                say(chosen)
                st.rerun()
            return
        beginning.empty()
        chat_messages(talk.messages)
        if turn is not None and is_busy:
            if turn.said and talk.last_said != turn.said:
                person_said(turn.said)
            chat_live(turn, talk.thread)
        else:
            if turn is not None and turn.said and turn.problem and talk.last_said != turn.said:
                person_said(turn.said)
            if chat_trouble(turn, is_resumable=talk.now.is_resumable):
                act(talk.thread, lambda: conversations().resume(talk.thread))
                st.rerun()
        shown = talk.now.shown
        if shown is not None and shown.proposal is not None and not is_busy:
            chat_suggestions(shown.proposal)


def _said() -> None:
    text = str(st.session_state.get("chat_text") or "").strip()
    if text:
        say(text)


def _tell(turn: Turn) -> None:
    """Once for each turn that has ended: what it saved and started is looked at from now on."""
    if not turn.is_finished or st.session_state.get("told_turn") is turn:
        return
    st.session_state["told_turn"] = turn
    done = turn.done
    if done is None or done.dataset is None:
        return
    if done.version is not None:
        try:
            number = shelf().versions.head(done.dataset).number
        except DataForgeError:
            return  # it was removed meanwhile
        session.choose_dataset(done.dataset)
        catalogue.changed(f"Saved version {number} of {literal(done.dataset)}.")
    if done.run is not None:
        session.choose_dataset(done.dataset)
        st.query_params["run"] = done.run


render()
