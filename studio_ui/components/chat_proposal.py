"""The proposed schema beside the conversation: what it is, whether to take it, and its views."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from agents.memory.message import Outcome
from agents.proposal import Proposal
from studio_ui import session
from studio_ui.clients.agents import conversations
from studio_ui.clients.outputs import shelf
from studio_ui.components.chat_next import chat_taken
from studio_ui.components.chat_reasons import chat_reasons
from studio_ui.components.chat_state import Talk, act
from studio_ui.components.chat_understood import chat_understood
from studio_ui.components.diff_view import diff_view
from studio_ui.components.er_diagram import er_diagram
from studio_ui.components.preview_grid import preview_grid
from studio_ui.components.wording import count, literal, plural
from studio_ui.editing.draft import new_draft, open_draft, plain

SCHEMA_SCREEN = "screens/schema.py"
PREVIEW_HEIGHT = 260
_BADGES: dict[Outcome, tuple[str, str, Literal["orange", "green", "gray"]]] = {
    "waiting": ("Proposed", "hourglass_top", "orange"),
    "accepted": ("Accepted", "check", "green"),
    "undone": ("Undone", "undo", "gray"),
    "rejected": ("Rejected", "close", "gray"),
    "replaced": ("Replaced", "update", "gray"),
}


def chat_proposal(talk: Talk, *, is_busy: bool) -> None:
    """The proposal to look at; its buttons rest while a turn ``is_busy``."""
    message = talk.now.shown
    if message is None or message.proposal is None:
        return
    proposal, outcome = message.proposal, message.outcome or "waiting"
    _header(proposal, outcome, message.number)
    if outcome == "waiting":
        if talk.waiting is not None:
            _decide(talk.thread, proposal, is_busy=is_busy)
    else:
        chat_taken(talk, message, is_busy=is_busy)
    for question in proposal.questions:
        st.markdown(f":blue[:material/contact_support:] {literal(question)}")
    _views(talk, proposal)


def _header(proposal: Proposal, outcome: Outcome, number: int | None) -> None:
    dataset = proposal.dataset
    total = sum(table.rows or 0 for table in dataset.tables)
    with st.container(
        key="title_proposal", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.header(literal(dataset.name), anchor=False, width="content")
        word, icon, colour = _BADGES[outcome]
        as_version = f" as version {number}" if outcome == "accepted" and number else ""
        st.badge(f"{word}{as_version}", icon=f":material/{icon}:", color=colour)
        facts = [plural(len(dataset.tables), "table"), f"{count(total)} rows", str(dataset.locale)]
        st.markdown(f":gray[{literal(' · '.join(facts))}]", width="content")


def _decide(thread: str, proposal: Proposal, *, is_busy: bool) -> None:
    store = conversations()
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Accept",
            key="chat_accept",
            icon=":material/check:",
            type="primary",
            disabled=is_busy,
            help="Save it as a new version; you can undo that",
            on_click=act,
            args=(thread, lambda: store.accept(thread)),
        )
        st.button(
            "Reject",
            key="chat_reject",
            icon=":material/close:",
            disabled=is_busy,
            help="Nothing is changed",
            on_click=act,
            args=(thread, lambda: store.reject(thread)),
        )
        if st.button(
            "Edit",
            key="chat_edit",
            icon=":material/edit:",
            disabled=is_busy,
            help="Open it as a draft on the Schema screen",
        ):
            _edit(proposal)


def _edit(proposal: Proposal) -> None:
    name = proposal.dataset.name
    data = plain(proposal.dataset)
    base = open_draft(shelf().versions.load(name)) if session.is_saved(name) else None
    session.put_draft(base.edited(data) if base else new_draft(data))
    session.choose_dataset(name)
    st.switch_page(SCHEMA_SCREEN, query_params={"dataset": name})


def _views(talk: Talk, proposal: Proposal) -> None:
    names = [table.name for table in proposal.dataset.tables]
    read = plural(len(proposal.understood), "number") + " read"
    labels = {
        "rows": "Rows and reasons",
        "diagram": "Diagram",
        "changes": plural(len(proposal.changes), "change"),
        "understood": read
        + (f", {len(proposal.not_understood)} not" * bool(proposal.not_understood)),
    }
    view = st.segmented_control(
        "View",
        list(labels),
        format_func=labels.__getitem__,
        key="chat_view",
        default="rows",
        required=True,
        label_visibility="collapsed",
    )
    if view == "changes":
        diff_view(proposal.changes)
    elif view == "understood":
        chat_understood(proposal, talk.last_said)
    elif view == "diagram":
        er_diagram(proposal.dataset, names[0])
    else:
        key = f"chat_table:{proposal.dataset.version}"
        table = st.pills(
            "Table",
            names,
            key=key,
            default=names[0],
            required=True,
            label_visibility="collapsed",
        )
        table = table or names[0]
        preview_grid(proposal.dataset, table, height=PREVIEW_HEIGHT)
        st.markdown("**Why is this here**")
        chat_reasons(proposal, table)
