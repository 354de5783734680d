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
    from agents.events import Event, ToolCall

TICK_SECONDS = 0.2
MOST_SHOWN = 160


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
    """What was done, each tool with what it was given and what it gave, and what is being done."""
    stages = [event for event in events if event.kind == "stage"]
    if not stages:
        st.markdown(":material/progress_activity: Reading")
    for event in events:
        if event.kind == "stage":
            mark = ":material/progress_activity:"
            if event is not stages[-1]:
                mark = ":green[:material/check:]"
            st.markdown(f"{mark} {literal(event.text)}")
        elif event.kind == "tool_call":
            st.caption(f":material/build: {literal(_call(event))}")
        elif event.kind == "tool_result":
            st.caption(f":material/output: {literal(event.text[:MOST_SHOWN])}")
        elif event.kind == "notice":
            chat_notice(event.text)


def _call(event: ToolCall) -> str:
    given = ", ".join(f"{name}: {value}" for name, value in event.arguments.items())
    return f"{event.name}({given})"[:MOST_SHOWN]


def chat_trouble(turn: Turn | None, *, is_resumable: bool) -> bool:
    """How a turn ended that did not end well, in plain words; whether to go on from there.

    ``turn`` is None where it was cut off with the studio itself.
    """
    done = None if turn is None else turn.done
    if done is not None and done.status == "stopped":
        st.caption(":material/stop_circle: Stopped. Nothing was changed.")
    elif turn is not None and turn.problem:
        st.error(literal(turn.problem), icon=":material/error:")
    elif is_resumable:
        st.caption(":material/power_off: The answer was cut off. Nothing was changed.")
    return is_resumable and st.button(
        "Go on from there", key="chat_resume", icon=":material/replay:"
    )
