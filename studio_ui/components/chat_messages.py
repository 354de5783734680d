"""What was said so far, one bubble a message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from studio_ui.clients.agents import conversations
from studio_ui.components.wording import literal, plural

if TYPE_CHECKING:
    from agents.memory.message import Message

AGENT = ":material/auto_awesome:"
PERSON = ":material/person:"
_OUTCOMES = {
    "waiting": ":orange-badge[:material/hourglass_top: waits for you]",
    "accepted": ":green-badge[:material/check: accepted]",
    "undone": ":gray-badge[:material/undo: undone]",
    "rejected": ":gray-badge[:material/close: rejected]",
    "replaced": ":gray-badge[:material/update: replaced by a later one]",
}


def chat_messages(messages: Iterable[Message]) -> None:
    """The messages, oldest first."""
    for place, message in enumerate(messages):
        if message.role == "person":
            person_said(message.text)
            continue
        with st.chat_message("assistant", avatar=AGENT):
            for notice in message.notices:
                chat_notice(notice)
            if message.text:
                st.markdown(agent_text(message.text))
            if message.sql:
                st.code(message.sql, language="sql", wrap_lines=True)
            if message.result is not None and message.result.columns:
                rows = pd.DataFrame(message.result.rows, columns=message.result.columns)
                st.dataframe(rows, hide_index=True, key=f"chat_result_{place}", height="auto")
                if message.result.truncated:
                    st.caption(f"The first {plural(len(rows), 'row')}")
            if message.proposal is not None:
                tables = plural(len(message.proposal.dataset.tables), "table")
                outcome = _OUTCOMES[message.outcome or "waiting"]
                st.markdown(
                    f":material/schema: {literal(message.proposal.dataset.name)}, {tables} "
                    f"{outcome}"
                )
            link = conversations().trace_link(message)
            if link is not None:
                st.caption(f":material/route: [Trace in LangSmith]({link})")


def person_said(text: str) -> None:
    """One thing that the person said."""
    with st.chat_message("user", avatar=PERSON):
        st.markdown(literal(text))


def chat_notice(text: str) -> None:
    """Something worth knowing, in plain words."""
    st.markdown(f":blue[:material/info:] :gray[{literal(text)}]")


def agent_text(text: str) -> str:
    """The agent's Markdown without what Streamlit would take for mathematics or a picture."""
    return text.replace("$", "\\$").replace("![", "!\\[")
