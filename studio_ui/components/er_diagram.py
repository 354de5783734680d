"""The tables and their relationships as a picture."""

from __future__ import annotations

import streamlit as st

from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.schema.views import mermaid_er
from studio_ui.components.wording import plural, shortened
from studio_ui.editing.draft import plain
from studio_ui.editing.tables import neighbours

MANY_TABLES = 15


def er_diagram(dataset: Dataset | None, table: str) -> None:
    """The whole dataset, or ``table`` with its neighbours where that would be too much to read."""
    if dataset is None:
        st.info("The diagram appears when the problems above are solved.", icon=":material/schema:")
        return
    many = len(dataset.tables) > MANY_TABLES
    around = f"Around {shortened(table)}"
    line = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    scope = line.segmented_control(
        "Shown",
        ["Whole dataset", around],
        default=around if many else "Whole dataset",
        required=True,
        label_visibility="collapsed",
        key=f"diagram_scope:{dataset.name}:{table}",
    )
    shown = dataset
    if scope != "Whole dataset":
        near = set(neighbours(plain(dataset), table))
        tables = [_among(found, near) for found in dataset.tables if found.name in near]
        shown = dataset.model_copy(update={"tables": tables})
    keys = sum(len(found.foreign_keys) for found in shown.tables)
    keys += sum(len(key.references) for found in shown.tables for key in found.polymorphic_keys)
    line.caption(f"{plural(len(shown.tables), 'table')}, {plural(keys, 'relationship')}")
    with st.container(border=True):
        st.mermaid_chart(mermaid_er(shown), alt=f"Tables and relationships of {dataset.name}")


def _among(table: Table, near: set[str]) -> Table:
    """The table without what refers to tables other than ``near``."""
    polymorphic = [
        key.model_copy(update={"references": [r for r in key.references if r.table in near]})
        for key in table.polymorphic_keys
    ]
    keys = [key for key in table.foreign_keys if key.references in near]
    return table.model_copy(update={"foreign_keys": keys, "polymorphic_keys": polymorphic})
