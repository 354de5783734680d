"""The dataset that a tab looks at, and the ways to get another one, in the sidebar."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from studio_ui import session
from studio_ui.components.add_dataset import import_dialog, new_dialog, upload_dialog

ADDITIONS: dict[str, Callable[[], None]] = {
    "New dataset": new_dialog,
    "Import a DDL file": import_dialog,
    "Upload a YAML spec": upload_dialog,
}


def dataset_picker(*, addable: bool = False) -> str | None:
    """The name of the dataset; None in an empty catalogue. ``addable`` offers to add one."""
    name = session.current_dataset()
    if name is None:
        return None
    names = session.dataset_names()
    drafts = session.drafts()
    st.session_state["dataset_choice"] = name

    def label(option: str) -> str:
        changed = option in drafts and drafts[option].is_changed
        return f"{option} *" if changed else option

    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.selectbox(
            "Dataset",
            names,
            format_func=label,
            key="dataset_choice",
            on_change=_chosen,
        )
        if addable:
            addition = st.menu_button(
                "", list(ADDITIONS), icon=":material/add:", help="Add a dataset", key="add_dataset"
            )
            if addition is not None:
                ADDITIONS[addition]()
    return name


def _chosen() -> None:
    session.choose_dataset(st.session_state["dataset_choice"])
