"""What an empty catalogue shows: the ways to get a first dataset."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assets.errors import DataForgeError
from assets.schema.formats import read_spec
from studio_ui import session
from studio_ui.clients.outputs import shelf
from studio_ui.components import catalogue
from studio_ui.components.add_dataset import import_dialog, new_dialog, upload_dialog
from studio_ui.components.wording import literal

EXAMPLE = Path(__file__).parents[2] / "examples" / "bookstore.yaml"


def first_run() -> None:
    """An introduction and the buttons to begin with."""
    st.header("No dataset yet", anchor=False)
    st.markdown(
        "A dataset says which tables there are, how they refer to each other, and what fills each "
        "column. Begin with one of these."
    )
    if st.button(
        "Open the example",
        icon=":material/menu_book:",
        type="primary",
        key="first_example",
        help="A bookstore of eight tables",
    ):
        _open_example()
    cards = st.columns(3)
    with cards[0].container(border=True, height="stretch"):
        st.markdown("**:material/database: From a schema**")
        st.caption("CREATE TABLE statements of a database that exists. Keys and types come along.")
        if st.button("Import a DDL file", key="first_import"):
            import_dialog()
    with cards[1].container(border=True, height="stretch"):
        st.markdown("**:material/upload: From a spec**")
        st.caption("A YAML file that was downloaded from a studio, or written by hand.")
        if st.button("Upload a YAML spec", key="first_upload"):
            upload_dialog()
    with cards[2].container(border=True, height="stretch"):
        st.markdown("**:material/add: From nothing**")
        st.caption("One small table, to add columns and further tables to.")
        if st.button("New dataset", key="first_new"):
            new_dialog()


def _open_example() -> None:
    try:
        dataset = read_spec(EXAMPLE)
        head = shelf().versions.save(dataset, expected=None, message="The example")
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    session.choose_dataset(dataset.name)
    catalogue.changed(f"Saved version {head.number} of {literal(dataset.name)}.")
    st.rerun()
