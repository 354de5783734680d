"""What can be done next: after a proposal was taken, and things to say."""

from __future__ import annotations

import streamlit as st

from agents.memory.message import Message
from agents.proposal import Proposal
from assets.schema.dataset import Dataset
from studio_ui import session
from studio_ui.clients.agents import conversations
from studio_ui.clients.outputs import shelf
from studio_ui.components.chat_state import Talk, act, say
from studio_ui.components.launching import launch
from studio_ui.components.run_panel import run_panel
from studio_ui.components.wording import literal

SCHEMA_SCREEN = "screens/schema.py"


def chat_taken(talk: Talk, message: Message, *, is_busy: bool) -> None:
    """What follows on a decision: making the rows in the same place, undoing and redoing it."""
    name, store, thread = talk.now.dataset, conversations(), talk.thread
    if name is None or not session.is_saved(name):
        return
    with st.container(horizontal=True, gap="small"):
        wanted = st.button(
            "Generate",
            key="chat_generate",
            icon=":material/play_arrow:",
            type="primary",
            disabled=is_busy,
            help="Make all tables",
        )
        if st.button("Open the schema", key="chat_schema", icon=":material/table:"):
            session.choose_dataset(name)
            st.switch_page(SCHEMA_SCREEN, query_params={"dataset": name})
        st.button(
            "Undo",
            key="chat_undo",
            icon=":material/undo:",
            disabled=is_busy or talk.now.undoes is None,
            help="Save the version before again",
            on_click=act,
            args=(thread, lambda: store.undo(thread)),
        )
        st.button(
            "Redo",
            key="chat_redo",
            icon=":material/redo:",
            disabled=is_busy or talk.now.redoes is None,
            help="Save what was undone again",
            on_click=act,
            args=(thread, lambda: store.redo(thread)),
        )
    _in_force(talk, name, message)
    run_id = launch(name, None) if wanted else None
    if run_id is not None:
        st.query_params["run"] = run_id
        st.rerun()
    shown = st.query_params.get("run")
    if shown is not None:
        with st.container(border=True):
            run_panel(name, shown)


def _in_force(talk: Talk, name: str, message: Message) -> None:
    """Which version there is now, where it is not the one of the message."""
    head = shelf().versions.head(name)
    if head.version != talk.now.version:
        where = "It was saved outside of this conversation, which can undo only its own versions."
    elif message.outcome == "accepted":
        return
    else:
        where = "Redo brings this change back." if message.outcome == "undone" else ""
    st.caption(f"{literal(name)} is at version {head.number}. {where}")


def chat_suggestions(proposal: Proposal) -> None:
    """A few things to say next, as buttons that say them."""
    with st.container(horizontal=True, gap="xsmall", key="chat_suggestions"):
        for place, text in enumerate(suggestions(proposal.dataset)):
            st.button(
                literal(text),
                key=f"chat_next_{place}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=say,
                args=(text,),
            )


def suggestions(dataset: Dataset) -> list[str]:
    """Up to three prompts that fit the dataset: more rows, gaps, a question."""
    found = []
    roots = [table for table in dataset.tables if not table.foreign_keys and table.rows]
    if roots:
        largest = max(roots, key=lambda table: table.rows or 0)
        found.append(f"Make it {10 * (largest.rows or 0):,} {_plain(largest.name)}")
    for table in dataset.tables:
        gaps = next((column for column in table.columns if column.nullable), None)
        if gaps is not None:
            found.append(f"10% of {_plain(table.name)} have no {gaps.name}")
            break
    for table in dataset.tables:
        kinds = next(
            (c for c in table.columns if getattr(c.generator, "kind", "") == "choice"), None
        )
        if kinds is not None:
            found.append(f"How many {_plain(table.name)} are there by {_plain(kinds.name)}?")
            break
    return found


def _plain(name: str) -> str:
    return name.replace("_", " ")
