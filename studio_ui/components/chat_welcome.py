"""What stands beside a conversation that has no schema yet: the way from words to rows."""

from __future__ import annotations

import streamlit as st

from studio_ui import session
from studio_ui.components.wording import literal

STEPS = (
    ("chat", "Describe", "Which things there are, how many, and what you know of the numbers."),
    ("fact_check", "Check", "The tables with live rows, why each column is there, what was read."),
    ("check_circle", "Accept", "It becomes a version of a dataset. You can edit it, and undo it."),
    ("play_circle", "Generate", "Dagster makes the rows while you watch; then query or load them."),
)
SCHEMA_SCREEN = "screens/schema.py"


def chat_welcome() -> None:
    """The steps, and the datasets that there are already."""
    with st.container(border=True):
        st.markdown("**From words to rows**")
        for icon, title, text in STEPS:
            st.markdown(f":primary[:material/{icon}:] **{title}** :gray[{literal(text)}]")
    names = session.dataset_names()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if names:
            st.caption("Or open a dataset that there is:", width="content")
        else:
            st.caption("Or begin without words:", width="content")
        for name in names[:4]:
            if st.button(literal(name), key=f"chat_open:{name}", icon=":material/table:"):
                session.choose_dataset(name)
                st.switch_page(SCHEMA_SCREEN, query_params={"dataset": name})
        if not names and st.button(
            "Import or upload a schema", key="chat_import", icon=":material/upload:"
        ):
            st.switch_page(SCHEMA_SCREEN)
