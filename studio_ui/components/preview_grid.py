"""The first rows of a table as the engine makes them, live."""

from __future__ import annotations

import time

import streamlit as st

from assets.errors import DataForgeError
from assets.schema.dataset import Dataset
from studio_ui.clients.outputs import preview
from studio_ui.components.number_formats import number_formats
from studio_ui.components.wording import duration, literal

ROWS = 20


def preview_grid(dataset: Dataset | None, table: str, *, height: int = 380) -> None:
    """The first 20 rows of the table; a word in their place while the dataset is invalid.

    Rows are made again only when something changed that decides them.
    """
    if dataset is None:
        _waiting()
        return
    key = (dataset.name, table, dataset.table_hash(table), dataset.table(table).rows)
    made = st.session_state.get("preview")
    if made is None or made[0] != key:
        began = time.perf_counter()
        try:
            rows = preview(dataset, table, ROWS)
        except DataForgeError as error:
            st.markdown("**Preview**")
            st.error(literal(str(error)), icon=":material/error:")
            return
        made = (key, rows, time.perf_counter() - began)
        st.session_state["preview"] = made
    _, rows, seconds = made
    st.markdown(f"**Preview** :gray[first {rows.num_rows} rows, made in {duration(seconds)}]")
    st.dataframe(
        rows,
        height=height,
        hide_index=True,
        placeholder="NULL",
        column_config=number_formats(rows.schema),
        key="preview_rows",
    )


def _waiting() -> None:
    st.markdown("**Preview**")
    with st.container(border=True, height=120, vertical_alignment="center"):
        st.markdown(":gray[Rows appear here as soon as the problems above are solved.]")
