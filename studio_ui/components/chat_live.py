"""A turn while it is at work: its stages, what it says, and a button that stops it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from studio_ui.clients.agents import Turn
from studio_ui.components.chat_messages import AGENT, agent_text, chat_notice
from studio_ui.components.chat_state import stop
from studio_ui.components.wording import literal

if TYPE_CHECKING:
    from agents.events import Event

TICK_SECONDS = 0.2


def chat_live(turn: Turn, thread: str) -> None:
    """Draw the turn until it has finished, then the whole screen with what came of it.

    Drawing often lets a press of the stop button through.
    """
    with st.chat_message("assistant", avatar=AGENT):
        stages, text = st.empty(), st.empty()
        st.button(
            "Stop",
            key="chat_stop",
            icon=":material/stop_circle:",
            on_click=stop,
            args=(thread,),
        )
        seen = -1
        while True:
            events = turn.events
            is_finished = turn.is_finished
            with stages.container(gap="xxsmall"):
                _stages(events)
            said = "".join(event.text for event in events if event.kind == "token")
            if said:
                text.markdown(agent_text(said))
            if is_finished:
                break
            seen = len(events)
            turn.wait(seen, TICK_SECONDS)
    st.rerun()


def _stages(events: Sequence[Event]) -> None:
    steps = [event.text for event in events if event.kind == "stage"]
    for step in steps[:-1]:
        st.markdown(f":green[:material/check:] :gray[{literal(step)}]")
    current = steps[-1] if steps else "Reading"
    st.markdown(f":material/progress_activity: {literal(current)}")
    for event in events:
        if event.kind == "notice":
            chat_notice(event.text)


def chat_trouble(turn: Turn) -> bool:
    """What went wrong in a turn that ended, in plain words; whether to go on from there."""
    done = turn.done
    if done is not None and done.status == "stopped":
        st.caption(":material/stop_circle: Stopped. Nothing was changed.")
        return False
    if not turn.problem:
        return False
    st.error(literal(turn.problem), icon=":material/error:")
    return turn.is_resumable and st.button(
        "Go on from there", key="chat_resume", icon=":material/replay:"
    )
