"""The schema screen: what a dataset's tables are, edited with a live preview of their rows."""

from __future__ import annotations

import streamlit as st

from studio_ui import session
from studio_ui.components import notices
from studio_ui.components.catalogue import catalogue_state
from studio_ui.components.column_editor import column_editor
from studio_ui.components.column_form import column_form
from studio_ui.components.correlation_form import correlation_form
from studio_ui.components.dataset_picker import dataset_picker
from studio_ui.components.er_diagram import er_diagram
from studio_ui.components.exact_counts_form import exact_counts_form
from studio_ui.components.first_run import first_run
from studio_ui.components.flaw_form import flaw_form
from studio_ui.components.flaw_preview import flaw_preview
from studio_ui.components.key_editor import key_editor
from studio_ui.components.preview_grid import preview_grid
from studio_ui.components.problem_list import problem_list
from studio_ui.components.schema_header import schema_header
from studio_ui.components.table_bar import remove_button, table_bar
from studio_ui.components.table_list import add_button, schema_tables
from studio_ui.components.target_effects import target_effects
from studio_ui.components.target_form import target_form
from studio_ui.components.version_history import version_history
from studio_ui.components.yaml_view import yaml_view

VIEWS = [
    "Columns",
    "Keys and checks",
    "Correlations",
    "Targets",
    "Flaws",
    "Diagram",
    "YAML",
    "Versions",
]


def render() -> None:
    """Draw the screen."""
    notices.show()
    with st.sidebar:
        name = dataset_picker(addable=True)
    if name is None:
        first_run()
        return
    with st.sidebar:
        st.caption("Tables")
        table = schema_tables(name)
        with st.container(horizontal=True, gap="medium"):
            add_button(name)
            remove_button(name, table)
    schema_header(name)
    catalogue_state()
    problem_list(name)
    key = f"view:{name}"
    st.session_state.setdefault(key, VIEWS[0])
    view = st.segmented_control(
        "View", VIEWS, key=key, required=True, label_visibility="collapsed", persist_state="session"
    )
    _view(view or VIEWS[0], name, table)


def _view(view: str, name: str, table: str) -> None:
    if view == "Diagram":
        er_diagram(session.draft(name).dataset, table)
    elif view == "YAML":
        yaml_view(name)
    elif view == "Versions":
        version_history(name)
    else:
        table_bar(name, table)
        if view == "Columns":
            column_editor(name, table)
            form, preview = st.columns([3, 7], gap="medium")
            with form.container(key="column_form"):
                column_form(name, table)
        elif view == "Flaws":
            flaw_form(name, table)
            flaw_preview(session.draft(name).dataset, table)
            return
        elif view == "Correlations":
            correlation_form(name, table)
            preview = st.container()
        elif view == "Targets":
            exact_counts_form(name, table)
            target_form(name, table)
            draft = session.draft(name)
            target_effects(None if draft.findings else draft.dataset, table)
            preview = st.container()
        else:
            key_editor(name, table)
            preview = st.container()
        with preview:
            preview_grid(session.draft(name).dataset, table)


render()
