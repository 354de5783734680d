"""The saved versions of a dataset: what each changed, and a way back to it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from assets.errors import DataForgeError, NotFoundError
from assets.schema.changes import diff
from studio_ui import session
from studio_ui.clients.outputs import shelf
from studio_ui.components.diff_view import diff_view
from studio_ui.components.wording import ago, literal
from studio_ui.editing.draft import plain


def version_history(name: str) -> None:
    """The versions, newest first; one is chosen to see what it changed and to load it."""
    try:
        head = shelf().versions.head(name)
    except NotFoundError:
        st.info("This dataset has no saved version yet.", icon=":material/history:")
        return
    entries = list(reversed(head.history))
    table = pd.DataFrame(
        {
            "Version": [entry.number for entry in entries],
            "Saved": [ago(entry.saved_at) for entry in entries],
            "Message": [entry.message for entry in entries],
            "By": [entry.author for entry in entries],
        }
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        chosen = st.dataframe(
            table,
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row-required",
            key=f"history:{name}:{head.number}",
            height=min(len(entries) + 1, 14) * 35 + 3,
            column_config={
                "Version": st.column_config.NumberColumn(width=70),
                "Saved": st.column_config.TextColumn(width=100),
                "Message": st.column_config.TextColumn(width="large"),
                "By": st.column_config.TextColumn(width=90),
            },
        )
    rows = chosen["selection"]["rows"]
    entry = entries[rows[0] if rows and rows[0] < len(entries) else 0]
    with right:
        st.markdown(f"**Version {entry.number}** :gray[{entry.version}]")
        try:
            here = shelf().versions.load(name, entry.version)
            before = None if entry.parent is None else shelf().versions.load(name, entry.parent)
        except DataForgeError as error:
            st.error(literal(str(error)), icon=":material/error:")
            return
        diff_view(diff(before, here), empty="It changed nothing.")
        if entry.version == head.version:
            st.caption("This is the current version.")
            return
        st.button(
            "Load into the editor",
            icon=":material/history:",
            key="load_version",
            on_click=_load,
            args=(name, entry.version),
            help="Saving it then makes it the newest version; nothing in between is lost",
        )


def _load(name: str, version: str) -> None:
    draft = session.draft(name)
    data = plain(shelf().versions.load(name, version))
    session.put_draft(draft.edited(data))
    st.session_state[f"view:{name}"] = "Columns"
