"""The conversations in the sidebar: open, begin, rename, delete."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from studio_ui.clients.agents import conversations
from studio_ui.components.chat_state import open_conversation
from studio_ui.components.wording import ago, literal

SHOWN = 40
LIST_HEIGHT = 500
MOST = 20


def chat_threads(thread: str | None) -> None:
    """The list, with ``thread`` marked as the one that is open."""
    st.button(
        "New conversation",
        icon=":material/add_comment:",
        key="new_conversation",
        width="stretch",
        on_click=_new,
    )
    found = {about.thread: about for about in conversations().list()[:SHOWN]}
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Conversations", width="stretch")
        if thread in found:
            action = st.menu_button(
                "",
                ["Rename", "Delete"],
                icon=":material/more_horiz:",
                type="tertiary",
                key="conversation_menu",
                help="Rename or delete the open one",
            )
            if action == "Rename":
                _rename_dialog(thread, found[thread].title)
            elif action == "Delete":
                _delete_dialog(thread, found[thread].title)
    with st.container(
        key="threads", height=LIST_HEIGHT if len(found) > 12 else "content", border=False, gap=None
    ):
        for about in found.values():
            with st.container(key=f"thread_{'open' if about.thread == thread else about.thread}"):
                st.button(
                    f"{literal(_cut(about.title))} :gray[:small[{literal(ago(about.updated_at))}]]",
                    key=f"open_thread:{about.thread}",
                    type="tertiary",
                    width="stretch",
                    help=literal(about.title) if len(about.title) > MOST else None,
                    on_click=_open,
                    args=(about.thread,),
                )


def _cut(title: str) -> str:
    return title if len(title) <= MOST else f"{title[: MOST - 1].rstrip()}…"


def _new() -> None:
    _open(None)


def _open(thread: str | None) -> None:
    st.query_params.pop("run", None)
    open_conversation(thread)


@st.dialog("Rename the conversation", icon=":material/edit:")
def _rename_dialog(thread: str, title: str) -> None:
    typed = st.text_input("Title", title, key=f"conversation_title:{thread}") or ""
    if st.button("Rename", type="primary", key="confirm_rename", disabled=not typed.strip()):
        conversations().rename(thread, typed)
        st.rerun()


@st.dialog("Delete the conversation", icon=":material/delete:")
def _delete_dialog(thread: str, title: str) -> None:
    st.markdown(f"Delete **{literal(title)}**?")
    st.caption("The datasets that came of it stay. This cannot be undone.")
    if st.button("Delete", type="primary", key="confirm_delete"):
        try:
            conversations().delete(thread)
        except DataForgeError as error:
            st.error(literal(str(error)), icon=":material/error:")
            return
        open_conversation(None)
        st.rerun()
